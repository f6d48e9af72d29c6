"""A keyring as a log goes by it: its versions lie in the store, and each is taken up by an entry of the log.

So whoever drops a version, with the revocation in it, has to drop an entry too, which the log and its anchors tell.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

import msgspec

from scanner.evidence import chain, dsse, keys, log, retention, sealing, statement
from scanner.evidence.chain import MAX_VERSIONS, Keyring, longer
from scanner.evidence.keyring import KeyringError, Version, read_version
from scanner.evidence.sealed import MemberError
from scanner.evidence.statement import KEYRING_TYPE, KeyId, Place, Sha256, Statement, Value
from scanner.evidence.trusted import Trusted
from scanner.signers import Signer
from scanner.stores import ExistsError, Reader, Store

lying_in: Final = chain.lying_in
version_key: Final = chain.version_key

_SUBJECT: Final = "keyring"


class Adoption(Value, frozen=True):
    """The predicate: that a log goes by this version from here on."""

    place: Place
    version: Annotated[int, msgspec.Meta(ge=1, le=MAX_VERSIONS)]
    digest: Sha256
    # Of the document of this version.
    signed_by: KeyId


def read_adoption(found: Statement, keyid: str, what: str) -> Adoption:
    """What such a statement says, signed with the key of this name. Raises `EvidenceError`."""
    said = statement.convert(found.predicate, Adoption, what)
    if found.digests != {_SUBJECT: said.digest}:
        raise statement.StatementError(what, "the digest in the record is not the one of its subject")
    if said.signed_by != keyid:
        raise MemberError(what, f"says that key {keys.short(said.signed_by)} signed it, and {keys.short(keyid)} did")
    return said


def adoptions(reader: Reader) -> Iterator[Adoption]:
    """The entries of a log that take up a version, in their order. Who signed them is not asked here."""
    for number, data in enumerate(log.leaves(reader)):
        what = f"entry {number}"
        envelope = dsse.read_envelope(data, what)
        found = statement.loads(envelope.payload, what)
        if found.predicate_type == KEYRING_TYPE:
            yield read_adoption(found, envelope.keyid, what)


def check(ring: Keyring | None, taken: list[Adoption], origin: str) -> int:
    """Hold a keyring against what a log has taken up of it; how many versions that are. Raises `KeyringError`."""
    up_to = 0
    for said in taken:
        what, entry = f"version {said.version} of the keyring", said.place.sequence
        if ring is None or said.version > len(ring.versions):
            raise KeyringError(what, f"is missing: entry {entry} of the log took it up. Somebody has taken it away")
        if ring.versions[said.version - 1].digest != said.digest:
            raise KeyringError(what, f"is not the one that entry {entry} of the log took up: the keyring was forked")
        if said.version > up_to + 1:
            raise KeyringError(what, f"was taken up by entry {entry} of the log, and version {up_to + 1} never was")
        up_to = max(up_to, said.version)
    if ring and origin and ring.document.origin not in {"", origin}:
        raise KeyringError("the keyring", f"is for another log, {ring.document.origin}; this is {origin}")
    return up_to


@dataclass(frozen=True)
class Due:
    """What a log has not taken up yet, and the keyring by which it is written on."""

    ring: Keyring
    versions: tuple[Version, ...]


def due(store: Store, ring: Keyring) -> Due:
    """What a store has to take up of a keyring, or of its own where that is longer. Raises `KeyringError`: a fork."""
    whole = longer(ring, lying_in(store), f"in {store.name}") or ring
    up_to = check(whole, list(adoptions(store)), store.origin)
    return Due(whole, whole.versions[up_to:])


def adopt(store: Store, signer: Signer, ring: Keyring, now: Callable[[], datetime] = sealing.utc_now) -> Due:
    """Put the versions that a store lacks there, each with its entry in the log; which these were.

    Raises `EvidenceError`, `StoreError`, `SignerError`.
    """
    with store.lock():
        found = due(store, ring)
        put(store, found, now)
        for version in found.versions:

            def make(place: Place, version: Version = version) -> bytes:
                said = Adoption(place=place, version=version.number, digest=version.digest, signed_by=signer.keyid)
                return statement.state(KEYRING_TYPE, said, [(_SUBJECT, version.digest)])

            sealing.add(store, signer, make, now=now, trusted=Trusted({}, found.ring))
    return found


def put(store: Store, found: Due, now: Callable[[], datetime] = sealing.utc_now) -> None:
    """Put what is due there, where the log cannot take it up either: a revocation is to be seen as soon as may be."""
    for version in found.versions:
        _put(store, version, now())


def _put(store: Store, version: Version, moment: datetime) -> None:
    key = version_key(version.number)
    try:
        store.create(key, version.data, retention.until(key, moment))
    except ExistsError:
        # A writer died between this and its entry. Its copy may have other signatures, and must say the same.
        if read_version(store.read(key), key).digest != version.digest:
            raise
