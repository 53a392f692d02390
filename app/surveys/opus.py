"""Any usual recording of a voice as small Ogg Opus: mono, about 20 kbit/s, as loud as others, without a word about its maker.

Decoders are large C programs, and a recording comes from outside. So each is decoded in a process of its own
(`surveys.opus_worker`) that has nothing: no settings, no database, no right to write a file, little memory and time. What
breaks there breaks nothing here. Without the extra `audio` only recordings that are small Opus already are taken.
"""

import subprocess
import sys
from importlib.util import find_spec
from threading import BoundedSemaphore

from app.errors import Busy, Invalid
from app.surveys import recordings

LARGEST = 4 * 1024 * 1024
"""Bytes that a recording may have before it is made small: twenty seconds of stereo WAV as studios keep it."""
MOST_SECONDS = 20
PATIENCE = 15.0
"""Seconds of work on one recording; twenty seconds of speech take half of one."""
_AT_ONCE = 2
_WAIT = 30.0
_REASONS = {
    "not-audio": "This is not a recording that can be read. Use WAV, MP3, M4A or Opus.",
    "audio-too-long": f"A recording has at most {MOST_SECONDS} seconds. Cut it, or read the text faster.",
    "audio-silent": "Nothing can be heard in this recording.",
}
_places = BoundedSemaphore(_AT_ONCE)


def small(content: bytes) -> bytes:
    """The recording as Ogg Opus.

    Refuses `audio-too-large`, `not-audio`, `audio-too-long`, `audio-silent`, `extra-missing` and `audio-busy`.
    """
    if len(content) > LARGEST:
        raise Invalid("audio-too-large", f"A recording has at most {LARGEST // 1024**2} MB.")
    if not can_convert():
        if recordings.is_opus(content):
            return content
        raise Invalid("extra-missing", "This installation takes Opus only: install Suara with the extra `audio` for other kinds.")
    if not _places.acquire(timeout=_WAIT):
        raise Busy("audio-busy", "Other recordings are being prepared. Please try again.")
    try:
        return _worked(content)
    finally:
        _places.release()


def can_convert() -> bool:
    """Whether recordings of every usual kind are taken here."""
    return find_spec("av") is not None


def _worked(content: bytes) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  # our own module by our own interpreter; the recording goes in by a pipe
            [sys.executable, "-I", "-m", "app.surveys.opus_worker", str(MOST_SECONDS)],
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            env={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},  # no address, no secret of this process
        )
    except subprocess.TimeoutExpired as error:
        raise Invalid("not-audio", _REASONS["not-audio"]) from error
    if done.returncode == 0 and recordings.is_opus(done.stdout):
        return done.stdout
    said = done.stderr.decode(errors="replace").strip()
    code = said if said in _REASONS else "not-audio"
    raise Invalid(code, _REASONS[code])
