"""All files of a release together: with a README and checksums, in a folder or as one zip. The same bytes whenever made again."""

import hashlib
import io
import zipfile

from app.publishing.files.about import about
from app.publishing.files.contents import all_of, make_all
from app.publishing.files.reading_me import reading_me
from app.results.releases import Stored

NAME = "all-files.zip"
MEDIA_TYPE = "application/zip"
_REGULAR_FILE = 0o100644 << 16


def together(stored: Stored, base_url: str) -> dict[str, bytes]:
    """README.txt, every file that this installation can write, and SHA256SUMS of them all."""
    made = make_all(stored, base_url)
    listed = [(file.name, file.holds) for file in all_of(stored.release) if file.name in made.files]
    missing = [f"{name} is missing: it could not be written where this was made. {why}" for name, why in made.missing.items()]
    files = {"README.txt": reading_me(about(stored, base_url), listed, missing), **made.files}
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    return {**files, "SHA256SUMS": sums.encode()}


def archive(stored: Stored, base_url: str) -> bytes:
    """The zip: one folder named after the release; every entry carries the day of the release, at midnight."""
    day = stored.release.day
    folder = f"suara-{stored.wave}-{stored.number}"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for name, content in together(stored, base_url).items():
            entry = zipfile.ZipInfo(f"{folder}/{name}", (day.year, day.month, day.day, 0, 0, 0))
            entry.external_attr = _REGULAR_FILE
            entry.create_system = 3  # or the folder's rights would hang on where it was made
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, content)
    return out.getvalue()
