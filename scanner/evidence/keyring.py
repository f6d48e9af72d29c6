"""One version of a keyring: which keys count for which entries of a log, and what each may sign.

Roots sign it, a threshold of them, on machines that need not be there at night. `chain` says how one version follows
another; `adopted` how a log takes one up.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Final, Literal, TypeAlias, get_args

import msgspec

from scanner.evidence import EvidenceError, canonical, dsse, keys, note
from scanner.evidence.statement import Count, KeyId, Value
from scanner.signers import Signer

PAYLOAD_TYPE: Final = "application/vnd.safeguard.keyring+json"

FORMAT: Final = "safeguard-keyring/1"

MAX_ROOTS: Final = 30
MAX_KEYS: Final = 300

Role: TypeAlias = Literal["collector", "reviewer", "approver"]
"""What a key may sign: runs; that somebody has looked at one; that somebody who answers for it agrees."""

ROLES: Final[tuple[str, ...]] = get_args(Role)


class KeyringError(EvidenceError):
    """A keyring that nobody may go by."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")


class NewerKeyringError(KeyringError):
    """A keyring of a format that came after this program."""


Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class _Named(Value, frozen=True):
    """A public key and whose it is."""

    keyid: KeyId
    public: Annotated[str, msgspec.Meta(max_length=2000)]
    # DER, SubjectPublicKeyInfo, in base64.
    name: Text
    # Of a person or machine.

    def __post_init__(self) -> None:
        """Refuse a key under another name than its own, and a name that a screen would obey."""
        if keys.keyid(self.der) != self.keyid:
            raise ValueError("a key stands under another name than its own")
        if not self.name.isprintable():
            raise ValueError("a name holds what no screen shows")

    @property
    def der(self) -> bytes:
        """The public key. Raises ValueError where it is not base64."""
        try:
            return base64.b64decode(self.public, validate=True)
        except binascii.Error:
            raise ValueError("a public key is not base64") from None


class Root(_Named, frozen=True):
    """A key that signs keyrings, and nothing else."""


class Key(_Named, frozen=True):
    """A key that signs entries of the log."""

    roles: Annotated[tuple[Role, ...], msgspec.Meta(min_length=1)]
    # In the order of the alphabet.
    from_: Count = msgspec.field(name="from")
    # The first entry for which it counts.
    to: Count | None
    # The first for which it does not any more; None while nothing else is said.
    revoked_from: Count | None
    # From this entry on it never counted: somebody else may have had it.
    why: Annotated[str, msgspec.Meta(max_length=500)]

    def __post_init__(self) -> None:
        """Refuse roles that come twice, an end before the beginning, and a reason that a screen would obey."""
        super().__post_init__()
        if list(self.roles) != sorted(set(self.roles)):
            raise ValueError("roles come twice, or not in the order of the alphabet")
        if self.to is not None and self.to <= self.from_:
            raise ValueError("a key ends before it begins")
        if self.why and not self.why.isprintable():
            raise ValueError("a reason holds what no screen shows")

    @property
    def end(self) -> int | None:
        """The first entry for which it does not count, for whatever reason; None where there is none."""
        ends = [end for end in (self.to, self.revoked_from) if end is not None]
        return min(ends) if ends else None

    def counts(self, entry: int) -> bool:
        """Whether it is one of those that count for this entry of the log."""
        return self.from_ <= entry and (self.end is None or entry < self.end)

    def doubt(self, entry: int) -> str:
        """Why it does not count for this entry; empty where it does."""
        if self.revoked_from is not None and entry >= self.revoked_from:
            return f"was revoked from entry {self.revoked_from} on, and this is entry {entry}"
        if self.to is not None and entry >= self.to:
            return f"was replaced from entry {self.to} on, and this is entry {entry}"
        return f"counts from entry {self.from_} on, and this is entry {entry}" if entry < self.from_ else ""


class Document(Value, frozen=True, dict=True):
    """What the roots sign."""

    format: Literal["safeguard-keyring/1"]
    version: Annotated[int, msgspec.Meta(ge=1, le=999_999)]
    previous: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?\Z")]
    # The digest of the version before; "" for the first.
    origin: Annotated[str, msgspec.Meta(max_length=255)]
    # The log whose entries are counted; "" where none is known yet, and set once.
    threshold: Annotated[int, msgspec.Meta(ge=1, le=MAX_ROOTS)]
    # How many of the roots have to sign.
    roots: Annotated[tuple[Root, ...], msgspec.Meta(min_length=1, max_length=MAX_ROOTS)]
    keys: Annotated[tuple[Key, ...], msgspec.Meta(max_length=MAX_KEYS)]

    def __post_init__(self) -> None:
        """Refuse a threshold that nobody can reach, a key that comes twice, and a log that can have no such name."""
        if self.threshold > len(self.roots):
            raise ValueError(f"wants {self.threshold} signatures of {len(self.roots)} roots")
        names = [key.keyid for key in (*self.roots, *self.keys)]
        if len(set(names)) != len(names):
            raise ValueError("a key comes twice, or is a root and signs entries too")
        if self.origin and not note.valid_origin(self.origin):
            raise ValueError("no log can have such a name")

    @cached_property
    def key(self) -> Mapping[str, Key]:
        """Its keys by their names."""
        return {key.keyid: key for key in self.keys}

    @cached_property
    def root(self) -> Mapping[str, Root]:
        """Its roots by their names."""
        return {root.keyid: root for root in self.roots}


@dataclass(frozen=True)
class Version:
    """A version with its signatures. Whether they are enough is for `chain` to say."""

    data: bytes
    """The envelope, to the byte."""
    document: Document
    signed: dsse.Signed

    @property
    def digest(self) -> str:
        """The SHA-256 of the document, which more signatures do not change. That of version 1 is what is pinned."""
        return hashlib.sha256(self.signed.payload).hexdigest()

    @property
    def number(self) -> int:
        """Which version it is, from 1."""
        return self.document.version

    def signs(self, root: Root) -> bool:
        """Whether this root has signed it, and the signature fits."""
        signature = self.signed.signatures.get(root.keyid)
        return signature is not None and keys.verifies(root.der, signature, self.pae)

    @property
    def pae(self) -> bytes:
        """The bytes that a root signs."""
        return dsse.pae(self.signed.payload, PAYLOAD_TYPE)

    def sign(self, root: Signer) -> "Version":
        """The same with the signature of one more root."""
        return _version(self.document, {**self.signed.signatures, root.keyid: root.sign(self.pae)})


def draft(document: Document) -> Version:
    """A version that nobody has signed yet. Raises `KeyringError` for what could not be read again."""
    return _version(document, {})


def read_version(data: bytes, what: str) -> Version:
    """The version in this envelope, read strictly, without a look at its signatures. Raises `EvidenceError`."""
    signed = dsse.read_signed(data, PAYLOAD_TYPE, what)
    doc = canonical.exactly(signed.payload, what)
    named = doc.get("format") if isinstance(doc, dict) else None
    if isinstance(named, str) and named.startswith("safeguard-keyring/") and named != FORMAT:
        raise NewerKeyringError(what, f"is of the format {named!a}, and this program reads {FORMAT}")
    try:
        document = msgspec.convert(doc, Document)
    except msgspec.ValidationError as err:
        raise KeyringError(what, f"the keyring does not hold what it should: {err}") from None
    for key in (*document.roots, *document.keys):
        keys.algorithm(key.der, f"{what}: key {keys.short(key.keyid)}")
    return Version(data, document, signed)


def _version(document: Document, signatures: Mapping[str, bytes]) -> Version:
    what = f"version {document.version} of the keyring"
    signed = dsse.Signed(canonical.dumps(msgspec.to_builtins(document)), signatures)
    return read_version(dsse.write_signed(signed, PAYLOAD_TYPE, what), what)
