"""A drop as a file: its head, what is locked in it, and its signature. Nothing of it is believed here.

safeguard-drop 1
host laptop-7
system Linux
made 2026-11-27T02:10:00Z
mark 32 hexadecimal digits, drawn for this drop: the frame inside has them too
script SHA-256 of the script that was run
to SHA-256 of the key that it is locked for
key ecdsa-sha2-nistp256 AAAA...       as a line of known_hosts has it
form der                              of the signature: der (OpenSSL) or raw (r and s, as .NET makes it)
asks linux.machine=16 hexadecimal digits ...
lock the secret of what follows, for the key (RSA-OAEP), in base64
size 60559

`size` bytes, as `openssl enc -aes-256-cbc -md sha256 -salt` writes them, then the signature over all of that.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from collectors.drop.options import HOST
from collectors.ssh.public import Key, public

MOST: Final = 8 << 20
"""Bytes of a drop. One of a large host has a fiftieth of it."""
FORMAT: Final = "safeguard-drop 1"
KIND: Final = "ecdsa-sha2-nistp256"
_HEAD_MOST: Final = 16_384
_SIGNED: Final = re.compile(rb"[A-Za-z0-9+/]{40,120}={0,2}\n")
_ASK: Final = r"[a-z]+\.[a-z_-]+=[0-9a-f]{16}"
_LINES: Final[Mapping[str, str]] = {
    "host": HOST,
    "system": r"[A-Za-z]{1,20}",
    "made": r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "mark": r"[0-9a-f]{32}",
    "script": r"[0-9a-f]{64}",
    "to": r"[0-9a-f]{64}",
    "key": rf"{KIND} [A-Za-z0-9+/=]{{100,200}}",
    "form": r"der|raw",
    "asks": rf"{_ASK}(?: {_ASK})*",
    "lock": r"[A-Za-z0-9+/=]{300,1400}",
    "size": r"[1-9][0-9]{0,7}",
}
"""The lines of a head, in their order."""


class RefusedError(Exception):
    """A drop that does not count. The text is a clause that says why; it holds nothing that the drop says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """A drop, as far as it can be read by anybody."""

    host: str
    system: str
    made: datetime
    mark: str
    script: str
    to: str
    key: Key
    form: str
    asks: Mapping[str, str]
    """By question: the digest of the text that was run for it."""
    lock: bytes
    signed: bytes
    """All that the signature is about."""
    locked: bytes
    signature: bytes
    digest: str
    """Of the whole file."""


def opened(data: bytes) -> Packet:
    """Take a drop apart.

    Raises:
        RefusedError: it is no drop, or not a whole one, or has no signature.
    """
    if len(data) > MOST:
        raise RefusedError(f"it has more than {MOST >> 20} MiB")
    head, ended, _ = data[:_HEAD_MOST].partition(b"\n\n")
    first, _, lines = head.partition(b"\n")
    if not first.startswith(FORMAT.encode()[:-1]):
        raise RefusedError("it is no drop")
    if first != FORMAT.encode():
        raise RefusedError("its format is not known: it was made for another version of this program")
    if not ended:
        raise RefusedError("it is cut off, or its head is longer than any")
    said = _head(lines)
    start, size = len(head) + 2, int(said["size"])
    locked, signature = data[start : start + size], data[start + size :]
    if len(locked) < size:
        raise RefusedError("it is cut off")
    if not signature.strip():
        raise RefusedError("it is not signed")
    if not _SIGNED.fullmatch(signature):
        raise RefusedError("what stands at its end is no signature")
    return _packet(said, data[: start + size], locked, signature, sha256(data).hexdigest())


def _head(lines: bytes) -> Mapping[str, str]:
    """The lines of the head, each in its place and of its form."""
    rows = lines.decode("ascii", "replace").split("\n")
    found: dict[str, str] = {}
    for (name, form), row in zip(_LINES.items(), rows, strict=False):
        word, _, value = row.partition(" ")
        if word != name or not re.fullmatch(form, value):
            raise RefusedError(f"the line “{name}” of its head cannot be read")
        found[name] = value
    if len(rows) != len(_LINES):
        raise RefusedError("its head lacks a line, or has one more")
    return found


def _packet(said: Mapping[str, str], signed: bytes, locked: bytes, signature: bytes, digest: str) -> Packet:
    try:
        made = datetime.strptime(said["made"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        key, lock, signature = public(said["key"].split()), _plain(said["lock"]), _plain(signature.decode().strip())
    except ValueError:
        raise RefusedError("its time, its key or its signature is none") from None
    asks = dict(one.split("=") for one in said["asks"].split(" "))
    if len(asks) < said["asks"].count("="):
        raise RefusedError("its head names a question twice")
    words = {name: said[name] for name in ("host", "system", "mark", "script", "to", "form")}
    return Packet(
        **words, made=made, key=key, asks=asks, lock=lock, signed=signed, locked=locked, signature=signature,
        digest=digest,
    )  # fmt: skip


def _plain(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("no base64") from None


def proven(packet: Packet) -> bool:
    """Tell whether whoever holds the private half of its key has made it as it is."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    signature = packet.signature
    if packet.form == "raw":  # IEEE P1363: r, then s, as ECDsaCng.SignData gives it
        half = len(signature) // 2
        r, s = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
        signature = encode_dss_signature(r, s)
    try:
        key = load_ssh_public_key(f"{KIND} {base64.b64encode(packet.key.blob).decode()}".encode())
        if not isinstance(key, EllipticCurvePublicKey):
            return False
        key.verify(signature, packet.signed, ECDSA(SHA256()))
    except (ValueError, InvalidSignature, UnsupportedAlgorithm, NotImplementedError):  # a point that is compressed
        return False
    return True
