"""All versions of a keyring, each signed by a threshold of the roots before it and of its own. History only grows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from scanner.evidence import keys
from scanner.evidence.keyring import Document, Key, KeyringError, Version, read_version
from scanner.stores import Reader
from scanner.words import counted

MAX_VERSIONS: Final = 1000

MAX_KEYRING: Final = 8 << 20
"""How many bytes all versions may have: they are read before it is known whose they are."""

FOLDER: Final = "keyrings"
"""Where a store or bundle has the versions. That they lie there is no reason to trust them."""

_WHAT: Final = "the keyring"


@dataclass(frozen=True)
class Keyring:
    """Versions that follow from each other, the first one on. Whether the first is one to trust, a pin says."""

    versions: tuple[Version, ...]
    """Those with all the signatures that they need; none while the first one is pending."""
    pending: Version | None = None
    """The next one, which lacks some and does not count."""

    @property
    def genesis(self) -> str:
        """What an auditor is told: the digest of the first version."""
        return self.every[0].digest

    @property
    def every(self) -> tuple[Version, ...]:
        """All of them, the pending one too."""
        return (*self.versions, self.pending) if self.pending else self.versions

    @property
    def last(self) -> Version:
        """The version that holds."""
        return self.versions[-1]

    @property
    def document(self) -> Document:
        """What the version that holds says. No earlier one says more: history only grows."""
        return self.last.document

    @cached_property
    def digests(self) -> frozenset[str]:
        """Of all versions. Whoever pins a later one pins those before it too, and misses none that came before."""
        return frozenset(version.digest for version in self.versions)

    def key(self, keyid: str) -> Key | None:
        """The key of this name."""
        return self.document.key.get(keyid)


def version_key(number: int) -> str:
    """Where a version lies in a store or bundle."""
    return f"{FOLDER}/{number:06}"


def lying_in(reader: Reader) -> Keyring | None:
    """The keyring that lies in a store or bundle, None where none does. Raises `EvidenceError` for half a one."""
    names = list(reader.list(f"{FOLDER}/"))
    if not names:
        return None
    for number, name in enumerate(names[: MAX_VERSIONS + 1], start=1):
        if name != version_key(number):
            raise KeyringError(f"version {number} of the keyring", f"is missing, {name} comes in its place")
    return read_chain(map(reader.read, names))


def read_chain(envelopes: Iterable[bytes], *, pending: bool = False) -> Keyring:
    """The keyring in these envelopes; with `pending` the last one may lack signatures. Raises `EvidenceError`."""
    versions: list[Version] = []
    lacks, size = "", 0
    for number, data in enumerate(envelopes, start=1):
        size += len(data)
        if number > MAX_VERSIONS or size > MAX_KEYRING:
            raise KeyringError(_WHAT, f"has more than {MAX_VERSIONS} versions, or than {MAX_KEYRING} bytes")
        _whole(versions, lacks)  # only the last one may lack signatures
        version = _next(versions, read_version(data, f"version {number} of the keyring"))
        lacks = next(missing(versions, version), "")
        versions.append(version)
    if not versions:
        raise KeyringError(_WHAT, "has no version")
    if lacks and pending:
        return Keyring(tuple(versions[:-1]), versions[-1])
    _whole(versions, lacks)
    return Keyring(tuple(versions))


def _whole(versions: Sequence[Version], lacks: str) -> None:
    if lacks:
        raise KeyringError(f"version {versions[-1].number} of the keyring", lacks)


def _next(before: Sequence[Version], version: Version) -> Version:
    """The version, once it is clear that it follows from those before it and that nobody else has signed it."""
    what = f"version {len(before) + 1} of the keyring"
    if version.number != len(before) + 1:
        raise KeyringError(what, f"is missing, version {version.number} comes in its place")
    if version.document.previous != (before[-1].digest if before else ""):
        raise KeyringError(what, "goes on from another version than the one before it: the keyring was forked")
    if before and (wrong := rewritten(before[-1].document, version.document)):
        raise KeyringError(what, wrong)
    roots = {**(before[-1].document.root if before else {}), **version.document.root}
    for name in version.signed.signatures:
        if name not in roots:
            raise KeyringError(what, f"is signed with key {keys.short(name)}, which is no root of it")
        if not version.signs(roots[name]):
            raise KeyringError(what, f"the signature of root {keys.short(name)} does not fit")
    return version


def missing(before: Sequence[Version], version: Version) -> Iterator[str]:
    """Which signatures it lacks, in words: of the roots of the version before it, and of its own."""
    asked = [(f"version {v.number}", v.document) for v in before[-1:]]
    for whose, document in [*asked, ("its own", version.document)]:
        given = sum(root.keyid in version.signed.signatures for root in document.roots)
        if given < document.threshold:
            of = "its own roots" if whose == "its own" else f"the roots of {whose}"
            wanted = counted(document.threshold, "signature")
            yield f"has {given} of the {wanted} that it needs of {of}"


def rewritten(before: Document, after: Document) -> str:
    """What a version says otherwise than the one before it, of what can never be said otherwise; empty: nothing."""
    if before.origin and after.origin != before.origin:
        return f"is for another log, {after.origin or 'none'}; the version before it is for {before.origin}"
    for old in before.keys:
        new, name = after.key.get(old.keyid), keys.short(old.keyid)
        if new is None:
            return f"key {name} is gone: history only grows"
        if (new.from_, new.roles, new.name, new.public) != (old.from_, old.roles, old.name, old.public):
            return f"key {name} has another beginning, role or name than before: history only grows"
        for what, was, now in (("end", old.to, new.to), ("revocation", old.revoked_from, new.revoked_from)):
            if was is not None and (now is None or now > was):
                how = "taken away" if now is None else f"moved to entry {now}"
                return f"the {what} of key {name}, entry {was}, was {how}: it may only come earlier"
    return ""


def longer(one: Keyring | None, other: Keyring | None, whose: str) -> Keyring | None:
    """Of two keyrings the one that goes on from the other. Raises `KeyringError` where neither does: a fork."""
    if one is None or other is None:
        return one or other
    for mine, theirs in zip(one.versions, other.versions, strict=False):
        if mine.digest != theirs.digest:
            raise KeyringError(
                _WHAT,
                f"was forked: version {mine.number} of it is {keys.short(mine.digest)} in one place "
                f"and {keys.short(theirs.digest)} {whose}",
            )
    return max(one, other, key=lambda ring: len(ring.versions))
