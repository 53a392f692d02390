"""Sealed answers: opened only with the wave's own key, exactly as RFC 9180 says, and refused when anything is amiss."""

import subprocess
import sys
from base64 import b64decode

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from app.answering import sealed
from app.answering.sealed import OVERHEAD, STEP, opened, public_key
from app.errors import Invalid
from tests.answering.sealing import SUITE, a_sealed_form, sealed_to

SECRET = bytes(range(32))
KEY = "BKqrJADv/950x+Cb/ZPZsfjo0GiQUm+1pU6XCNVqO6eZ8EegP6SYp8Sr07cVXWAWoUWrNztl/hpMcTUK/9UVWTU="
FORM = b"nonce=0123456789abcdef0123456789abcdef&version=0123456789abcdef&Q1=2"
PLAIN = b"language=en&band=2&" + FORM

# DeriveKeyPair of DHKEM(P-256, HKDF-SHA256): every key pair of RFC 9180, appendix A.3 (ikm, then sk).
KEY_PAIRS = {
    "A.3.1 ikmE": (
        "4270e54ffd08d79d5928020af4686d8f6b7d35dbe470265f1f5aa22816ce860e",
        "4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb",
    ),
    "A.3.1 ikmR": (
        "668b37171f1072f3cf12ea8a236a45df23fc13b82af3609ad1e354f6ef817550",
        "f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2",
    ),
    "A.3.2 ikmE": (
        "2afa611d8b1a7b321c761b483b6a053579afa4f767450d3ad0f84a39fda587a6",
        "57427244f6cc016cddf1c19c8973b4060aa13579b4c067fd5d93a5d74e32a90f",
    ),
    "A.3.2 ikmR": (
        "d42ef874c1913d9568c9405407c805baddaffd0898a00f1e84e154fa787b2429",
        "438d8bcef33b89e0e9ae5eb0957c353c25a94584b0dd59c991372a75b43cb661",
    ),
    "A.3.3 ikmE": (
        "798d82a8d9ea19dbc7f2c6dfa54e8a6706f7cdc119db0813dacf8440ab37c857",
        "6b8de0873aed0c1b2d09b8c7ed54cbf24fdf1dfc7a47fa501f918810642d7b91",
    ),
    "A.3.3 ikmR": (
        "7bc93bde8890d1fb55220e7f3b0c107ae7e6eda35ca4040bb6651284bf0747ee",
        "d929ab4be2e59f6954d6bedd93e638f02d4046cef21115b00cdda2acb2a4440e",
    ),
    "A.3.3 ikmS": (
        "874baa0dcf93595a24a45a7f042e0d22d368747daaa7e19f80a802af19204ba8",
        "1120ac99fb1fccc1e8230502d245719d1b217fe20505c7648795139d177f0de9",
    ),
    "A.3.4 ikmE": (
        "3c1fceb477ec954c8d58ef3249e4bb4c38241b5925b95f7486e4d9f1d0d35fbb",
        "36f771e411cf9cf72f0701ef2b991ce9743645b472e835fe234fb4d6eb2ff5a0",
    ),
    "A.3.4 ikmR": (
        "abcc2da5b3fa81d8aabd91f7f800a8ccf60ec37b1b585a5d1d1ac77f258b6cca",
        "bdf4e2e587afdf0930644a0c45053889ebcadeca662d7c755a353d5b4e2a8394",
    ),
}

# RFC 9180, appendix A.3.1: base mode of DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM; sequence number 0.
INFO = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
RECEIVER = int("f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2", 16)
RECEIVER_POINT = (
    "04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a82"
    "6a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0"
)
ENC = (
    "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac9"
    "8536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4"
)
AAD = bytes.fromhex("436f756e742d30")
CIPHERTEXT = "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434"

# PLAIN and four newlines, sealed to KEY and the wave OPEN by static/queue.js.
SEALED_ON_A_PHONE = (
    "BAeTi7CMpWF+5Xqhb2rwwszPAY8dBEyG+bLMm5Uabb1CLan9QX9d+7qfvli/3/NMQLDcHKfPdBAnEwDxjsORy8RtiizeDM6VNBIrA0Qcr3V39p"
    "dUqynTbDq6XScKQEbIzGYybN02yUhgi6BSuZPoPvmANGebRsu0gX0SCj6x2nemYXjOsFugxckrAoo5Vno1dfoYVa2qD9I2ts1xIcZUohEv/S3e"
    "FBY/TtMjNg=="
)


@pytest.mark.parametrize(("material", "number"), KEY_PAIRS.values(), ids=KEY_PAIRS)
def test_key_pairs_are_derived_as_in_the_rfc(material: str, number: str) -> None:
    assert f"{sealed._derived(bytes.fromhex(material)):064x}" == number


def test_a_candidate_that_is_no_key_makes_way_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    candidates = [bytes(32), sealed._ORDER.to_bytes(32, "big"), b"\xff" * 32, (sealed._ORDER - 1).to_bytes(32, "big")]
    monkeypatch.setattr(sealed, "_candidate", lambda _, counter: candidates[counter])
    assert sealed._derived(b"") == sealed._ORDER - 1
    ec.derive_private_key(sealed._ORDER - 1, ec.SECP256R1())
    with pytest.raises(ValueError):
        ec.derive_private_key(sealed._ORDER, ec.SECP256R1())


def test_each_candidate_is_another_number() -> None:
    assert len({sealed._candidate(b"\x01" * 32, counter) for counter in range(256)}) == 256


def test_the_library_opens_as_in_the_rfc(monkeypatch: pytest.MonkeyPatch) -> None:
    key = ec.derive_private_key(RECEIVER, ec.SECP256R1())
    # What the RFC seals has additional data; ours has none, and the library's public function takes none.
    plain = openssl.hpke._decrypt_with_aad(SUITE, bytes.fromhex(ENC + CIPHERTEXT), key, info=INFO, aad=AAD)
    assert plain == b"Beauty is truth, truth beauty"
    monkeypatch.setattr(sealed, "_private_key", lambda _: key)
    assert b64decode(public_key(SECRET)).hex() == RECEIVER_POINT


def test_the_key_of_a_page_never_changes_while_the_secret_stands() -> None:
    assert public_key(SECRET) == KEY
    assert len(KEY) == 88
    assert public_key(bytes(32)) != KEY


def test_what_a_phone_sealed_still_opens() -> None:
    assert opened(SECRET, "OPEN", b64decode(SEALED_ON_A_PHONE)) == ("en", "2", FORM)


@given(
    secret=st.binary(min_size=32, max_size=32),
    code=st.from_regex(r"[A-Z0-9]{2,8}", fullmatch=True),
    language=st.sampled_from(["en", "th", "tet", "zh-Hans"]),
    band=st.sampled_from("123456789"),
    form=st.binary(max_size=3 * STEP).map(lambda form: form.rstrip(b"\n")),
)
def test_what_is_sealed_to_a_wave_opens_there_and_is_whole(
    secret: bytes, code: str, language: str, band: str, form: bytes
) -> None:
    body = a_sealed_form(public_key(secret), code, form, language, band)
    assert (len(body) - OVERHEAD) % STEP == 0
    assert opened(secret, code, body) == (language, band, form)


@given(st.data())
def test_one_changed_bit_anywhere_is_noticed(data: st.DataObject) -> None:
    body = bytearray(b64decode(SEALED_ON_A_PHONE))
    at = data.draw(st.integers(0, len(body) - 1))
    body[at] ^= 1 << data.draw(st.integers(0, 7))
    refused(bytes(body))


@given(st.binary(max_size=300))
def test_noise_is_refused(noise: bytes) -> None:
    refused(noise)


SEALED = sealed_to(KEY, "OPEN", PLAIN)
SPOILT = {
    "nothing": b"",
    "a point and nothing else": SEALED[:65],
    "half a point": SEALED[:40],
    "a byte short": SEALED[:-1],
    "a byte long": SEALED + b"\n",
    "a point off the curve": b"\x04" + b"\x01" * 64 + SEALED[65:],
    "the point at infinity": bytes(65) + SEALED[65:],
    "a point of P-384": b"\x04" + b"\x02" * 96 + SEALED[65:],
    "a compressed point": bytes([2 + SEALED[64] % 2]) + SEALED[1:33] + SEALED[65:],
    "another phone's point": sealed_to(KEY, "OPEN", PLAIN)[:65] + SEALED[65:],
    "sealed to another wave": sealed_to(KEY, "OTHER", PLAIN),
    "sealed with another wave's key": sealed_to(public_key(bytes(32)), "OPEN", PLAIN),
    "not sealed": PLAIN,
}
ODD = {
    "no language": b"band=2&" + FORM,
    "no band": b"language=en&" + FORM,
    "the band first": b"band=2&language=en&" + FORM,
    "a band of two characters": b"language=en&band=12&" + FORM,
    "a language that is none": b"language=../x&band=1&" + FORM,
    "no form": b"language=en&band=2",
    "not UTF-8": b"language=e\xff&band=2&" + FORM,
    "only padding": b"\n" * STEP,
    "empty": b"",
}


def refused(body: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        opened(SECRET, "OPEN", body)
    assert refusal.value.code == "broken-form"
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_not_sealed_to_this_wave_is_refused(name: str) -> None:
    assert opened(SECRET, "OPEN", SEALED) == ("en", "2", FORM)
    refused(SPOILT[name])


@pytest.mark.parametrize("name", ODD)
def test_a_sealed_form_must_say_its_language_and_band(name: str) -> None:
    refused(sealed_to(KEY, "OPEN", ODD[name]))


def test_starting_does_not_wait_for_the_library() -> None:
    program = "import sys, app.main; sys.exit(any(name.startswith('cryptography') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
