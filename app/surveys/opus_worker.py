"""The process that decodes one recording: from standard input to Ogg Opus on standard output, or a word of refusal on error.

It takes away its own rights before it looks at the first byte. Which demuxer and which decoders are used follows from how the
file begins, so that none of the others, which can follow addresses or lists of files, ever sees it.
"""

import io
import sys
from contextlib import suppress
from typing import Any

MEMORY = 1024**3
SECONDS_OF_WORK = 12
RATE = 48_000
BITS_A_SECOND = 20_000
SLOWEST, FASTEST, MOST_CHANNELS = 8_000, 192_000, 8
PADDING = 0.3
"""Seconds of silence that encoders put before and after."""
SILENT = 0.004
LOUD = 0.8
MOST_GAIN = 8.0
_MP3_FRAME = (0xFFE0, 0xFFE0)
_DECODERS = {
    "wav": ("pcm_",),
    "mp3": ("mp3",),
    "mov": ("aac", "alac", "amr"),
    "ogg": ("opus", "libopus", "vorbis", "flac"),
}


def kind(content: bytes) -> str | None:
    """The container that a file begins like, or None for all that are not taken."""
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return "wav"
    if content[4:8] == b"ftyp":
        return "mov"
    if content[:4] == b"OggS":
        return "ogg"
    frame, mask = _MP3_FRAME
    if content[:3] == b"ID3" or int.from_bytes(content[:2], "big") & mask == frame:
        return "mp3"
    return None


def encoded(content: bytes, most_seconds: int) -> bytes:
    """The sound as small mono Opus. ValueError with the code of a refusal."""
    import av
    import numpy as np

    heard = _decoded(av, content, most_seconds)
    if not heard:
        raise ValueError("not-audio")
    sound = np.concatenate(heard)
    loudest = float(np.abs(sound).max(initial=0.0))
    if not loudest > SILENT:
        raise ValueError("audio-silent")
    sound = np.clip(sound * min(MOST_GAIN, LOUD / loudest), -1.0, 1.0).astype(np.float32)
    out = io.BytesIO()
    with av.open(out, "w", format="ogg", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libopus", rate=RATE, layout="mono", options=_OPUS)
        stream.bit_rate = BITS_A_SECOND
        frame = av.AudioFrame.from_ndarray(sound[np.newaxis], format="flt", layout="mono")
        frame.sample_rate = RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return out.getvalue()


_OPUS = {"application": "voip", "frame_duration": "60", "vbr": "on", "flags": "+bitexact"}


def _decoded(av: Any, content: bytes, most_seconds: int) -> list[Any]:
    """The sound as mono pieces of 32-bit floats, 48,000 a second."""
    container_kind = kind(content)
    if container_kind is None:
        raise ValueError("not-audio")
    pieces, length = [], 0
    with av.open(io.BytesIO(content), format=container_kind, metadata_errors="ignore") as container:
        stream = next(iter(container.streams.audio), None)
        if stream is None or not stream.codec_context.name.startswith(_DECODERS[container_kind]):
            raise ValueError("not-audio")
        if not (SLOWEST <= stream.codec_context.sample_rate <= FASTEST and 0 < stream.codec_context.channels <= MOST_CHANNELS):
            raise ValueError("not-audio")
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        for frame in container.decode(stream):
            for piece in resampler.resample(frame):
                pieces.append(piece.to_ndarray()[0])
                length += len(pieces[-1])
            if length > (most_seconds + PADDING) * RATE:
                raise ValueError("audio-too-long")
        pieces.extend(piece.to_ndarray()[0] for piece in resampler.resample(None))
    return pieces


def _restrain() -> None:
    """Little memory, little time, no file that could be written; nothing where the system knows no such limits."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_OF_WORK, SECONDS_OF_WORK))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Do the work once; 1 where it is refused."""
    _restrain()
    try:
        made = encoded(sys.stdin.buffer.read(), int(sys.argv[1]))
    except Exception as error:  # noqa: BLE001  # whatever a decoder trips over, the file is at fault
        sys.stderr.write(str(error) if isinstance(error, ValueError) else "not-audio")
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
