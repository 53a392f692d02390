"""Recordings of every kind that a phone or a studio makes, of something that sounds a little like speech."""

import io
import wave
from typing import Any

import numpy as np

RATE = 48_000


def speech(seconds: float, rate: int = RATE, loud: float = 0.3) -> Any:
    """A voice-like sound as 16-bit samples."""
    at = np.arange(int(seconds * rate)) / rate
    pitch = np.cumsum(140 + 30 * np.sin(4 * at)) / rate * 2 * np.pi
    voice = sum(np.sin(one * pitch) / one for one in range(1, 20)) * (np.sin(22 * at) > -0.3)
    return (voice / np.abs(voice).max() * loud * 32767).astype("<i2")


def as_wav(samples: Any, rate: int = RATE, channels: int = 1) -> bytes:
    """A WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.repeat(samples, channels).tobytes())
    return out.getvalue()


def as_(container: str, codec: str, samples: Any, **tags: str) -> bytes:
    """A compressed file, with what it says about its maker."""
    import av

    out = io.BytesIO()
    file: Any
    with av.open(out, "w", format=container) as file:
        file.metadata.update(tags)
        stream = file.add_stream(codec, rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples[np.newaxis], format="s16", layout="mono")
        frame.sample_rate = RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    return out.getvalue()


def length_and_loudness(content: bytes) -> tuple[float, float, int, str]:
    """Of a recording: seconds, loudest sample, channels, codec."""
    import av

    file: Any
    with av.open(io.BytesIO(content)) as file:
        stream = file.streams.audio[0]
        pieces = [frame.to_ndarray() for frame in file.decode(stream)]
        heard = np.concatenate(pieces, axis=1)
        return heard.shape[1] / RATE, float(np.abs(heard).max()), stream.codec_context.channels, stream.codec_context.name
