"""Hosts that drop what they say: the real program of one, run in namespaces of its own, and drops forged by hand."""

import base64
import gzip
import hashlib
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from collectors.drop.texts import asks
from collectors.host.linux.kinds import LINUX
from tests.servers.need import need

_APART = """
set -e
for folder in "$1"/over/*; do
  at=/$(basename "$folder" | tr + /)
  mkdir -p "$folder/upper" "$folder/work"
  mount -t overlay overlay -o "lowerdir=$at,upperdir=$folder/upper,workdir=$folder/work" "$at"
done
mount -t tmpfs none /var/lib
mkdir -m 0700 "/var/lib/safeguard"
mkdir -p "$1/state"
mount --bind "$1/state" /var/lib/safeguard
exec "$3" "$2"
"""


@dataclass(frozen=True)
class Installed:
    """What a run of an installer has left."""

    code: int
    out: str
    err: str
    folder: Path

    def file(self, path: str) -> Path:
        """A file that it has written, by its path there."""
        for over in (self.folder / "over").iterdir():
            at = "/" + over.name.replace("+", "/")
            if path.startswith(f"{at}/"):
                return over / "upper" / path.removeprefix(f"{at}/")
        return self.folder / "state" / path.removeprefix("/var/lib/safeguard/")


def installed(
    folder: Path, program: str, *, before: Sequence[str], over: Sequence[str] = ("usr/local/lib",), shell: str = "sh"
) -> Installed:
    """Run an installer as root where all that it writes below `over` goes into a folder. before: words before it."""
    for name in over:
        (folder / "over" / name.replace("/", "+")).mkdir(parents=True, exist_ok=True)
    (folder / "install").write_text(program)
    unshare = [need("unshare", package="util-linux"), "--mount", "sh", "-c", _APART, "sh"]
    done = subprocess.run(
        [*before, *unshare, str(folder), str(folder / "install"), shell],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    return Installed(done.returncode, done.stdout, done.stderr, folder)


@dataclass(frozen=True)
class Drop:
    """A drop, taken apart as its words say and put together again."""

    head: Mapping[str, str]
    plain: bytes
    """The frame, not packed."""

    @classmethod
    def of(cls, data: bytes, recipient: bytes) -> "Drop":
        """Open a drop with the key that it is locked for, by openssl itself."""
        head, _, rest = data.partition(b"\n\n")
        said = dict(line.split(" ", 1) for line in head.decode().split("\n")[1:])
        secret = _key(recipient).decrypt(base64.b64decode(said["lock"]), OAEP(MGF1(SHA1()), SHA1(), None))  # noqa: S303
        opened = subprocess.run(
            [need("openssl"), "enc", "-d", "-aes-256-cbc", "-md", "sha256", "-pass", f"pass:{secret.decode()}"],
            input=rest[: int(said["size"])],
            capture_output=True,
            check=True,
            timeout=30,
        ).stdout
        return cls(said, gzip.decompress(opened.partition(b" gzip\n")[2]))

    def marked(self, mark: str) -> bytes:
        """Its frame with another mark, and a digest of its own."""
        body = re.sub(
            rb"\n[0-9a-f]{32} done [0-9a-f]{64}\n$", b"", self.plain.replace(self.head["mark"].encode(), mark.encode())
        )
        return body + f"\n{mark} done {hashlib.sha256(body).hexdigest()}\n".encode()


@cache
def _key(pem: bytes) -> RSAPrivateKey:
    key = load_pem_private_key(pem, None)
    assert isinstance(key, RSAPrivateKey)
    return key


def new_host() -> EllipticCurvePrivateKey:
    """A key of a host."""
    return generate_private_key(SECP256R1())


def public(key: EllipticCurvePrivateKey) -> str:
    """Type and base64, as in a line of known_hosts."""
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def forged(  # noqa: PLR0913  # a drop has so many sides
    drop: Drop,
    key: EllipticCurvePrivateKey,
    recipient: bytes,
    *,
    frame: bytes | None = None,
    packed: bytes | None = None,
    first: str = "safeguard-drop 1",
    raw: bool = False,
    signer: EllipticCurvePrivateKey | None = None,
    **said: str,
) -> bytes:
    """A drop with another head, or another frame, signed by a key. With `raw` all is made as .NET makes it."""
    mark = os.urandom(16).hex()
    theirs = _key(recipient).public_key()
    secret = os.urandom(32).hex().encode()
    inside = f"\n{mark} gzip\n".encode() + (packed or gzip.compress(frame or drop.marked(mark), 1))
    locked = _locked(secret, inside)
    lock = base64.b64encode(theirs.encrypt(secret, OAEP(MGF1(SHA1()), SHA1(), None))).decode()  # noqa: S303
    to = hashlib.sha256(theirs.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()
    form = "raw" if raw else "der"
    own = {"mark": mark, "to": to, "key": public(key), "form": form, "lock": lock, "size": str(len(locked))}
    head = {**drop.head, **own, **said}
    signed = "".join(f"{line}\n" for line in (first, *(f"{k} {v}" for k, v in head.items()))).encode() + b"\n" + locked
    signature = (signer or key).sign(signed, ECDSA(SHA256()))
    if raw:
        r, s = decode_dss_signature(signature)
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return signed + base64.b64encode(signature) + b"\n"


def _locked(secret: bytes, plain: bytes) -> bytes:
    """As `openssl enc -aes-256-cbc -md sha256 -salt`, and as drop.ps1 does it with .NET."""
    salt = os.urandom(8)
    first = hashlib.sha256(secret + salt).digest()
    second = hashlib.sha256(first + secret + salt).digest()
    padded = plain + bytes([16 - len(plain) % 16]) * (16 - len(plain) % 16)
    writer = Cipher(AES256(first), CBC(second[:16])).encryptor()
    return b"Salted__" + salt + writer.update(padded) + writer.finalize()


def small(host: str, key: EllipticCurvePrivateKey, recipient: bytes, made: str) -> bytes:
    """A drop of a Linux host that says which machine it is, and nothing more."""
    mark = "0" * 32
    said = f"{mark} begin linux.machine\nsystem=Linux\nhostname=web1\nuid=0\nuser=root\n\n{mark} end linux.machine 0\n"
    head = dict.fromkeys(("host", "system", "made", "mark", "script", "to", "key", "form", "asks", "lock", "size"), "")
    head |= {"system": "Linux", "mark": mark, "script": "0" * 64, "asks": asks(LINUX)}
    drop = Drop(head, f"\n{mark} hello Linux 0 \n\n{said}".encode())
    return forged(drop, key, recipient, host=host, made=made)
