"""The key of a certificate, as OpenSSL makes it: also where a library has ceased to know its curve."""

import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from collectors.tls.public_key import called
from tests.servers.need import need


@pytest.mark.parametrize(
    ("key", "option", "said"),
    [
        ("rsa", "rsa_keygen_bits:512", "rsa 512"),
        ("rsa", "rsa_keygen_bits:2048", "rsa 2048"),
        ("rsa-pss", "rsa_keygen_bits:2048", "rsa 2048"),
        ("ed25519", "", "ed25519"),
        ("ed448", "", "ed448"),
        ("ec", "ec_paramgen_curve:prime256v1", "ec secp256r1 256"),
        ("ec", "ec_paramgen_curve:secp384r1", "ec secp384r1 384"),
        ("ec", "ec_paramgen_curve:secp521r1", "ec secp521r1 521"),
        ("ec", "ec_paramgen_curve:secp224r1", "ec secp224r1 224"),
        ("ec", "ec_paramgen_curve:sect163k1", "ec sect163k1 163"),
        ("ec", "ec_paramgen_curve:brainpoolP160r1", "ec brainpoolP160r1 160"),
        ("ec", "ec_paramgen_curve:secp112r1", ""),
    ],
)
def test_called(tmp_path: Path, key: str, option: str, said: str) -> None:
    need("openssl")
    command = ["openssl", "req", "-x509", "-nodes", "-subj", "/CN=x", "-keyout", "key.pem", "-newkey", key]
    made = subprocess.run(
        [*command, *(["-pkeyopt", option] if option else [])], cwd=tmp_path, capture_output=True, check=False
    )
    assert made.returncode == 0, made.stderr
    assert called(x509.load_pem_x509_certificate(made.stdout).tbs_certificate_bytes) == said


@given(st.binary(max_size=200))
def test_noise_is_refused_in_one_way(noise: bytes) -> None:
    """Whatever it is: `certificates.opened` says of it that it is no certificate."""
    try:
        called(noise)
    except (ValueError, IndexError) as err:
        assert str(err)  # noqa: PT017  # either is fine, and no other
