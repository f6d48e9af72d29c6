"""Is that the host we mean? By a pin, by files of known hosts, or by an authority that vouches for it."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.hazmat.primitives.serialization.ssh import (
    SSHCertificate,
    SSHCertificateType,
    load_ssh_public_identity,
)

from collectors.ssh.failure import SSHError
from collectors.ssh.hop import Hop
from collectors.ssh.known_hosts import KnownHosts, KnownHostsError, Trust
from collectors.ssh.patterns import named
from collectors.ssh.public import Key

CERTIFICATE: Final = "-cert-v01@openssh.com"
_WORDS: Final = {Trust.UNKNOWN: "HostKeyUnknown", Trust.CHANGED: "HostKeyChanged", Trust.REVOKED: "HostKeyRevoked"}
_LENGTH: Final = 4


@dataclass(frozen=True, slots=True)
class Proved:
    """What makes us believe that it is the host."""

    key: Key
    by: str
    """`pin`, `known host`, or the fingerprint of the authority that vouches for it."""

    @property
    def identity(self) -> str:
        """As evidence names it."""
        return f"host key {self.key.fingerprint}"


def read(paths: Sequence[Path], revoked: Sequence[Path]) -> KnownHosts:
    """What the files know. Raises SSHError where they cannot be relied on."""
    try:
        return KnownHosts.read(*paths, revoked=revoked)
    except KnownHostsError:
        raise SSHError("KnownHostsUnread") from None


def prove(hop: Hop, known: KnownHosts, kind: str, blob: bytes, now: datetime) -> Proved:
    """Say why a key that a host has shown is believed.

    kind, blob: the key, or a certificate for it. now: certificates have a time.

    Raises:
        SSHError: it is not: unknown, changed, revoked, or vouched for wrongly.
    """
    certificate = _certificate(kind, blob) if kind.endswith(CERTIFICATE) else None
    key = _plain(certificate) if certificate else Key(kind, blob)
    trust = known.trust(*hop.listed, key)
    if trust is Trust.REVOKED:
        raise SSHError("HostKeyRevoked")
    if hop.pins:
        if key.fingerprint not in hop.pins:
            raise SSHError("HostKeyChanged")
        return Proved(key, "pin")
    if certificate and (by := _vouched(hop, known, certificate, now)):
        return Proved(key, by)
    if trust is not Trust.KNOWN:
        raise SSHError(_WORDS[trust])
    return Proved(key, "known host")


def _certificate(kind: str, blob: bytes) -> SSHCertificate:
    try:
        found = load_ssh_public_identity(f"{kind} ".encode() + base64.b64encode(blob))
    except (ValueError, UnsupportedAlgorithm):
        raise SSHError("CertificateUnread") from None
    if not isinstance(found, SSHCertificate):
        raise SSHError("CertificateUnread")
    return found


def _plain(certificate: SSHCertificate) -> Key:
    return _key(certificate.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH))


def _key(line: bytes) -> Key:
    kind, _, text = line.decode().partition(" ")
    return Key(kind, base64.b64decode(text.split()[0]))


def _vouched(hop: Hop, known: KnownHosts, certificate: SSHCertificate, now: datetime) -> str:
    """The fingerprint of the authority that vouches for it, or nothing where it is none that we know.

    Raises:
        SSHError: an authority that we know has signed it, and yet it does not hold; or that authority is revoked.
    """
    authority = _key(certificate.signature_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH))
    trust = known.authority(*hop.listed, authority)
    if trust is Trust.REVOKED:
        raise SSHError("HostKeyRevoked")
    if trust is not Trust.KNOWN:
        return ""
    try:
        certificate.verify_cert_signature()
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        raise SSHError("CertificateForged") from None
    if certificate.type is not SSHCertificateType.HOST or certificate.critical_options or _by_sha1(certificate):
        raise SSHError("CertificateUnfit")
    if not certificate.valid_after <= int(now.astimezone(UTC).timestamp()) < certificate.valid_before:
        raise SSHError("CertificateOutOfTime")
    names = [name.decode("utf-8", "replace").lower() for name in certificate.valid_principals]
    if names and not named(names, hop.known_as.lower()):
        raise SSHError("CertificateOfAnother")
    return authority.fingerprint


def _by_sha1(certificate: SSHCertificate) -> bool:
    """Signed by RSA over SHA-1, as OpenSSH no longer accepts. The signature is the last that a certificate holds."""
    authority = certificate.signature_key()
    if not isinstance(authority, RSAPublicKey):
        return False
    old, size = b"ssh-rsa", authority.key_size // 8
    whole = _LENGTH + len(old) + _LENGTH + size
    tail = base64.b64decode(certificate.public_bytes().split()[1])[-whole - _LENGTH :]
    return tail.startswith(whole.to_bytes(_LENGTH, "big") + len(old).to_bytes(_LENGTH, "big") + old)
