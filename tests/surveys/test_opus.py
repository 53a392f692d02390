"""Any usual recording becomes small; what is none is refused; and a decoder has nothing that it could harm."""

import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Busy, Invalid
from app.surveys import opus, recordings
from app.surveys.opus import small
from app.surveys.opus_worker import encoded, kind
from tests.makers import an_opus
from tests.surveys.sounds import RATE, as_, as_wav, length_and_loudness, speech

SECONDS = 3.0
SOUND = speech(SECONDS)
KINDS = {
    "wav": as_wav(SOUND),
    "wav from a phone": as_wav(speech(SECONDS, 8_000), 8_000),
    "wav from a studio": as_wav(SOUND, channels=2),
    "mp3": as_("mp3", "libmp3lame", SOUND),
    "m4a": as_("ipod", "aac", SOUND),
    "opus": as_("ogg", "libopus", SOUND),
    "quiet": as_wav(speech(SECONDS, loud=0.05)),
}


@pytest.mark.parametrize("name", KINDS)
def test_every_usual_kind_becomes_small_mono_opus_of_the_same_length_that_can_be_heard(name: str) -> None:
    made = small(KINDS[name])
    seconds, loudest, channels, codec = length_and_loudness(made)
    assert codec in {"opus", "libopus"}
    assert channels == 1
    assert abs(seconds - SECONDS) < 0.2
    assert loudest > 0.25
    assert 1 < len(made) / 1000 / SECONDS < 3, "at most 24 kbit/s"


def test_nothing_of_its_maker_goes_with_a_recording() -> None:
    before = as_("ipod", "aac", SOUND, title="Ana at home", comment="12.34,56.78")
    assert b"Ana at home" in before
    made = small(before)
    assert b"Ana" not in made
    assert b"12.34" not in made
    assert small(before) == made, "the same recording has the same name"


BAD = {
    "nothing": (b"", "not-audio"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(1000), "not-audio"),
    "a list of addresses": (b"#EXTM3U\nfile:///etc/passwd\n", "not-audio"),
    "a list that pretends": (b"ID3#EXTM3U\nfile:///etc/passwd\n", "not-audio"),
    "wav without sound": (b"RIFF\0\0\0\0WAVE" + bytes(300), "not-audio"),
    "m4a without sound": (b"\0\0\0\x20ftypM4A " + bytes(500), "not-audio"),
    "mp3 of nonsense": (b"\xff\xfb" + b"\x12\x34" * 5000, "not-audio"),
    "an ogg that breaks off": (as_("ogg", "libopus", SOUND)[:200], "not-audio"),
    "a sample a second": (as_wav(speech(0.5), 1), "not-audio"),
    "silence": (as_wav(np.zeros(RATE, "<i2")), "audio-silent"),
    "half a minute": (as_wav(speech(opus.MOST_SECONDS + 1, 8_000), 8_000), "audio-too-long"),
    "too many bytes": (bytes(opus.LARGEST + 1), "audio-too-large"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_recording_for_a_child_is_refused(name: str) -> None:
    content, code = BAD[name]
    with pytest.raises(Invalid) as refusal:
        small(content)
    assert refusal.value.code == code


def test_the_longest_recording_fits_where_recordings_are_kept() -> None:
    made = small(as_("mp3", "libmp3lame", speech(opus.MOST_SECONDS)))
    assert len(made) < recordings.LARGEST


def test_a_decoder_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opus, "PATIENCE", 0.02)
    with pytest.raises(Invalid) as refusal:
        small(KINDS["wav"])
    assert refusal.value.code == "not-audio"


def test_recordings_wait_for_each_other_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opus, "_WAIT", 0.01)
    taken = [opus._places.acquire() for _ in range(opus._AT_ONCE)]
    with pytest.raises(Busy):
        small(KINDS["wav"])
    for _ in taken:
        opus._places.release()


def test_a_decoder_sees_no_settings_and_writes_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUARA_DATABASE_URL", "postgresql://secret")
    seen: dict[str, object] = {}
    run = subprocess.run

    def watched(command: list[str], **more: object) -> object:
        seen.update(more["env"])  # type: ignore[call-overload]
        return run(command, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", watched)
    small(KINDS["wav"])
    assert not [name for name in seen if name.startswith("SUARA")]
    program = (
        "import resource, json; from app.surveys import opus_worker as w; w._restrain();"
        "print(json.dumps([resource.getrlimit(getattr(resource, f'RLIMIT_{n}'))[0] for n in ('AS', 'CPU', 'FSIZE')]))"
    )
    done = run([sys.executable, "-I", "-c", program], capture_output=True, check=True)
    assert json.loads(done.stdout) == [1024**3, 12, 0]


def test_without_the_extra_only_small_opus_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opus, "can_convert", lambda: False)
    assert small(an_opus()) == an_opus()
    with pytest.raises(Invalid) as refusal:
        small(KINDS["wav"])
    assert refusal.value.code == "extra-missing"


@settings(max_examples=40)
@given(st.sampled_from(sorted(KINDS)), st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_any_damage_is_refused_or_read(name: str, at: int, damage: bytes) -> None:
    content = bytearray(KINDS[name][:40_000])
    content[at : at + len(damage)] = damage
    try:
        made = encoded(bytes(content), opus.MOST_SECONDS)
    except Exception as error:  # noqa: BLE001  # the worker turns every one into a refusal
        made = an_opus() if not isinstance(error, MemoryError) else b""
    assert recordings.is_opus(made)


def test_only_what_begins_like_a_recording_reaches_a_decoder() -> None:
    assert [kind(KINDS[name]) for name in ("wav", "mp3", "m4a", "opus")] == ["wav", "mp3", "mov", "ogg"]
    assert kind(b"\x1aE\xdf\xa3webm") is None
