"""A phone that seals: what `static/queue.js` does, written anew on the library's own sealing."""

from base64 import b64decode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from app.answering.sealed import STEP

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


def sealed_to(key: str, code: str, plain: bytes) -> bytes:
    """These bytes, as they are, sealed to the key that a page carries (base64)."""
    receiver = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b64decode(key))
    return SUITE.encrypt(plain, receiver, info=b"suara answers 1 " + code.encode())


def a_sealed_form(key: str, code: str, form: bytes, language: str = "en", band: str = "1") -> bytes:
    """A finished form as it waits on a phone."""
    plain = f"language={language}&band={band}&".encode() + form
    return sealed_to(key, code, plain + b"\n" * (-len(plain) % STEP))
