"""Making the next version of a keyring. What may not be said otherwise, `chain` knows; here it is only said."""

import base64
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from msgspec.structs import replace

from scanner.evidence import keys
from scanner.evidence.chain import Keyring, read_chain
from scanner.evidence.keyring import FORMAT, Document, Key, KeyringError, Role, Root, Version, draft
from scanner.signers import Signer

_Made = TypeVar("_Made")


def root(public: bytes, name: str) -> Root:
    """A root, of its DER key. Raises `KeyringError`, as all here do, for what no keyring may say."""
    return _sound(Root, keyid=keys.keyid(public), public=base64.b64encode(public).decode(), name=name)


def key(public: bytes, name: str, roles: Sequence[Role], first: int, why: str = "") -> Key:
    """A key (DER) that counts from this entry on."""
    return _sound(
        Key,
        keyid=keys.keyid(public),
        public=base64.b64encode(public).decode(),
        name=name,
        roles=tuple(sorted(roles)),
        from_=first,
        to=None,
        revoked_from=None,
        why=why,
    )


def first(roots: Sequence[Root], threshold: int, held: Sequence[Key], origin: str) -> Document:
    """The first version."""
    return _sound(
        Document,
        format=FORMAT,
        version=1,
        previous="",
        origin=origin,
        threshold=threshold,
        roots=tuple(roots),
        keys=tuple(held),
    )


def added(ring: Keyring, new: Key, origin: str) -> Document:
    """The version with one more key."""
    return _next(ring, origin, keys=(*ring.document.keys, new))


def rooted(ring: Keyring, new: Root, threshold: int, origin: str) -> Document:
    """The version with one more root, and this threshold."""
    return _next(ring, origin, roots=(*ring.document.roots, new), threshold=threshold)


def rotated(ring: Keyring, old: str, new: Key, origin: str) -> Document:
    """The version in which one key ends where another begins."""
    ended = _changed(ring, old, to=new.from_)
    return _next(ring, origin, keys=(*ended, new))


def revoked(ring: Keyring, name: str, entry: int, why: str, origin: str) -> Document:
    """The version in which a key counts from this entry on no more; a root is none any more at all."""
    if name in ring.document.root:
        return _next(ring, origin, roots=tuple(root for root in ring.document.roots if root.keyid != name))
    return _next(ring, origin, keys=_changed(ring, name, revoked_from=entry, why=why))


def named(ring: Keyring, digits: str) -> str:
    """The whole name of the key whose number begins so. Raises `KeyringError` where none or several do."""
    bare = digits.replace(" ", "").lower().removeprefix("sha256:")
    every = [*ring.document.key, *ring.document.root]
    found = [name for name in every if bare and name.removeprefix("SHA256:").startswith(bare)]
    if len(found) != 1:
        why = f"has {len(found)} keys that begin with {digits!a}" if found else f"has no key {digits!a}"
        raise KeyringError("the keyring", why)
    return found[0]


def signed(document: Document, before: Keyring | None, roots: Sequence[Signer]) -> Keyring:
    """The keyring with this version as its last, signed by these roots; pending where that is not enough.

    Raises `EvidenceError` for what may not follow, `SignerError`.
    """
    version = draft(document)
    _check(before, version)  # what is refused is not signed
    return more(before, version, roots)


def more(before: Keyring | None, version: Version, roots: Sequence[Signer]) -> Keyring:
    """The keyring with this version as its last, and the signatures of these roots on it too. Raises as above."""
    for signer in roots:
        version = version.sign(signer)
    return _check(before, version)


def _check(before: Keyring | None, version: Version) -> Keyring:
    lines = [each.data for each in before.versions] if before else []
    return read_chain([*lines, version.data], pending=True)


def _next(ring: Keyring, origin: str, **changes: Any) -> Document:
    last = ring.last
    bound = last.document.origin or origin
    fields = {"version": last.number + 1, "previous": last.digest, "origin": bound, **changes}
    document: Document = _sound(replace, last.document, **fields)
    return document


def _changed(ring: Keyring, name: str, **changes: Any) -> tuple[Key, ...]:
    if ring.key(name) is None:
        raise KeyringError("the keyring", f"has no key {keys.short(name)} that signs entries")
    return tuple(_sound(replace, key, **changes) if key.keyid == name else key for key in ring.document.keys)


def _sound(make: Callable[..., _Made], *args: Any, **fields: Any) -> _Made:
    """What is made of these. Raises `KeyringError` where it may not be so."""
    try:
        return make(*args, **fields)
    except ValueError as err:
        raise KeyringError("the keyring", str(err)) from None
