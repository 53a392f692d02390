"""Answers that waited on a phone come sealed to the key of their wave; here they are opened. Pure: bytes in, bytes out.

HPKE (RFC 9180) in base mode: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, `info` = "suara answers 1 " and the wave's
code. On the wire: the phone's one-time public key (65 bytes), then the ciphertext. Inside: `language=..&band=..&`, the form
as the page posts it, and newlines up to a multiple of 1,024 bytes, so that the length tells little. The key pair comes from
the wave's secret: there is nothing more to keep, and it is gone when the secret is (promise 1).
"""

import hashlib
import hmac
import re
from base64 import b64encode
from functools import lru_cache
from typing import TYPE_CHECKING

from app.answering.record import broken_form

if TYPE_CHECKING:
    # At run time `cryptography` is imported where it is used: it takes long to load, and starting must not wait for it.
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

STEP = 1024
OVERHEAD = 65 + 16  # the phone's public key, and the tag of AES-GCM

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (FIPS 186, NIST SP 800-186)
_SUITE = b"HPKE-v1KEM\x00\x10"  # every label of the key encapsulation begins so (RFC 9180, sections 4 and 4.1)
_HEADER = re.compile(rb"language=([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)&band=([1-9])&")


def public_key(secret: bytes) -> str:
    """What a page of the wave seals with: base64 (88 characters) of the uncompressed point. A function of the secret alone."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    point = _private_key(secret).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return b64encode(point).decode()


def opened(secret: bytes, code: str, body: bytes) -> tuple[str, str, bytes]:
    """The language, the band and the form of a sealed body. Refuses `broken-form` for what is not sealed to this wave."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    suite = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
    try:
        plain = suite.decrypt(body, _private_key(secret), info=f"suara answers 1 {code}".encode())
    except InvalidTag:  # all that it ever says, be it the point, the tag or the length
        raise broken_form("The form is not sealed to this wave.") from None
    header = _HEADER.match(plain)
    if header is None:
        raise broken_form("The sealed form does not name its language and band.")
    language, band = header.groups()
    return language.decode(), band.decode(), plain[header.end() :].rstrip(b"\n")


@lru_cache(maxsize=64)
def _private_key(secret: bytes) -> "EllipticCurvePrivateKey":
    from cryptography.hazmat.primitives.asymmetric import ec

    number = _derived(hmac.digest(secret, b"seal", hashlib.sha256))
    return ec.derive_private_key(number, ec.SECP256R1())


def _derived(material: bytes) -> int:
    """DeriveKeyPair of DHKEM(P-256, HKDF-SHA256): RFC 9180, section 7.1.3. The first candidate is refused once in 2^32."""
    pseudorandom = hmac.digest(b"", _SUITE + b"dkp_prk" + material, hashlib.sha256)
    for counter in range(256):
        number = int.from_bytes(_candidate(pseudorandom, counter), "big")
        if 0 < number < _ORDER:
            return number
    raise AssertionError("256 candidates in a row were no key, which nobody will ever see")


def _candidate(pseudorandom: bytes, counter: int) -> bytes:
    """LabeledExpand of the RFC to 32 bytes, which is one block of HKDF. P-256 masks nothing off."""
    return hmac.digest(pseudorandom, b"\x00\x20" + _SUITE + b"candidate" + bytes([counter, 1]), hashlib.sha256)
