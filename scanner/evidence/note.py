"""Checkpoints: the head of a log as a signed note (c2sp.org/signed-note, c2sp.org/tlog-checkpoint)."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scanner.evidence import EvidenceError, keys, merkle
from scanner.signers import Signer

_MAX_NOTE: Final = 1 << 16
_MAX_SIGNATURES: Final = 32
"""Each may cost a look at a key, in every checkpoint that a hostile bundle brings."""
_ORIGIN: Final = re.compile(r"[!-*,-~]{1,255}")  # no space, no plus: it is the name of the key as well
_TEXT: Final = re.compile(rf"({_ORIGIN.pattern})\n(0|[1-9][0-9]{{0,15}})\n([A-Za-z0-9+/]{{43}}=)\n")
_SIGNATURE: Final = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")


class NoteError(EvidenceError):
    """A checkpoint that cannot be read, or that nobody we trust has signed."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")


@dataclass(frozen=True)
class Checkpoint:
    """How long a log is and the root over it."""

    origin: str
    size: int
    root: merkle.Hash

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class Note:
    """A checkpoint with its signatures, not yet believed: (name of the key, its four-byte hash, signature)."""

    checkpoint: Checkpoint
    signatures: tuple[tuple[str, bytes, bytes], ...]

    def named(self, hashes: Mapping[bytes, Sequence[str]]) -> Iterator[str]:
        """The keys that it says have signed it in the log's name, of those that are listed by their `key_hash`."""
        given = dict.fromkeys(hash_ for name, hash_, _ in self.signatures if name == self.checkpoint.origin)
        return (keyid for hash_ in given for keyid in hashes.get(hash_, ()))

    def signed_with(self, public: bytes) -> bool:
        """Whether the owner of this key signed it in the log's name."""
        return not self.misfit(public)

    def misfit(self, public: bytes) -> str:
        """Why the owner of this key did not sign it in the log's name; empty where they did."""
        mine = self.checkpoint.origin, key_hash(self.checkpoint.origin, public)
        text, why = self.checkpoint.text.encode(), "no signature in it is of this key"
        for name, hash_, signature in self.signatures:
            if (name, hash_) == mine and not (why := keys.misfit(public, signature, text)):
                return ""
        return why


def valid_origin(origin: str) -> bool:
    """Whether a log may have this name: printable ASCII without space and plus."""
    return _ORIGIN.fullmatch(origin) is not None


def key_hash(name: str, public: bytes) -> bytes:
    """The four bytes that tell keys of one name apart. For ECDSA they come from the key alone, says C2SP."""
    kind = keys.ALGORITHMS[keys.algorithm(public)]
    hashed = name.encode() + b"\n" + kind.typed(public) if kind.hashed_with_name else public
    return hashlib.sha256(hashed).digest()[:4]


def key_hashes(name: str, publics: Mapping[str, bytes]) -> Mapping[bytes, Sequence[str]]:
    """Keys (by their names, DER) listed by that hash: so a note that names a few costs no look at all of them."""
    found: dict[bytes, list[str]] = {}
    for keyid, public in publics.items():
        found.setdefault(key_hash(name, public), []).append(keyid)
    return found


def vkey(name: str, public: bytes) -> str:
    """The key in the form that note verifiers take: name, hash, type and key."""
    typed = keys.ALGORITHMS[keys.algorithm(public)].typed(public)
    return f"{name}+{key_hash(name, public).hex()}+{base64.b64encode(typed).decode()}"


def sign(checkpoint: Checkpoint, *signers: Signer) -> bytes:
    """The signed note, with a line for each signer."""
    lines = "".join(_line(checkpoint, signer) for signer in signers)
    return f"{checkpoint.text}\n{lines}".encode()


def read_note(data: bytes, what: str) -> Note:
    """What `data` says, without a look at the signatures; `what` names it in a `NoteError`."""
    if len(data) > _MAX_NOTE:
        raise NoteError(what, f"is longer than {_MAX_NOTE} bytes")
    try:
        text, _, lines = data.decode().rpartition("\n\n")
    except UnicodeDecodeError:
        raise NoteError(what, "is not UTF-8") from None
    found = _TEXT.fullmatch(text + "\n")
    if not found or not lines.endswith("\n"):
        raise NoteError(what, "is not a checkpoint: name, size, root, an empty line, signatures")
    checkpoint = Checkpoint(found[1], int(found[2]), _decode(found[3], what))
    signatures = lines[:-1].split("\n")
    if len(signatures) > _MAX_SIGNATURES:
        raise NoteError(what, f"has {len(signatures)} signatures, more than {_MAX_SIGNATURES}")
    return Note(checkpoint, tuple(_signature(line, what) for line in signatures))


def open_checkpoint(data: bytes, trusted: Iterable[bytes], what: str) -> Checkpoint:
    """What `data` says, signed with at least one of the `trusted` DER keys; otherwise a `NoteError`."""
    note = read_note(data, what)
    if not any(note.signed_with(public) for public in trusted):
        raise NoteError(what, "is not signed with a trusted key")
    return note.checkpoint


def _line(checkpoint: Checkpoint, signer: Signer) -> str:
    name = checkpoint.origin
    blob = key_hash(name, signer.public) + signer.sign(checkpoint.text.encode())
    return f"— {name} {base64.b64encode(blob).decode()}\n"


def _signature(line: str, what: str) -> tuple[str, bytes, bytes]:
    found = _SIGNATURE.fullmatch(line)
    blob = _decode(found[2], what) if found else b""
    if not found or len(blob) < 5:  # noqa: PLR2004  # four bytes of hash, then a signature
        raise NoteError(what, "has a line that is not a signature")
    return found[1], blob[:4], blob[4:]


def _decode(text: str, what: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError(what, "holds something that is not base64") from None
    if base64.b64encode(data).decode() != text:
        raise NoteError(what, "holds base64 with stray bits")
    return data
