"""Which keys count for which entry of a log: by a keyring, or, where there is none, a few for all of them.

What counts is counted in entries and never in days: a clock can be set back, and a log cannot.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from scanner.evidence import dsse, keys, note, statement
from scanner.evidence.chain import Keyring
from scanner.evidence.keyring import ROLES, Key
from scanner.evidence.statement import COUNTERSIGNATURE_TYPE, KEYRING_TYPE, RUN_TYPES

MAY_SIGN: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(RUN_TYPES, frozenset({"collector"})),
    COUNTERSIGNATURE_TYPE: frozenset({"reviewer", "approver"}),
    KEYRING_TYPE: frozenset(ROLES),  # what it says the roots have signed
}
"""By the type of a statement, the roles whose keys may sign it. What is of no type known here, any key may have signed:
nobody here can read it, and it is said so."""

_WORDS: Final = {"collector": "a collector", "reviewer": "a reviewer", "approver": "an approver"}


class NotCountingError(dsse.EnvelopeError):
    """A signature that fits, by a key that does not count there."""


@dataclass(frozen=True)
class Trusted:
    """The keys that count."""

    always: Mapping[str, bytes]
    """For every entry, by name (DER): somebody has said so, or nobody has said which ones do."""
    keyring: Keyring | None = None
    """The others, each for its entries and by its roles."""

    def public(self, keyid: str) -> bytes | None:
        """The key of this name (DER), for whatever entry it counts."""
        known = self.keyring.key(keyid) if self.keyring else None
        return known.der if known else self.always.get(keyid)

    def name(self, keyid: str) -> str:
        """Whose key it is, by the keyring; empty where that does not say."""
        known = self.keyring.key(keyid) if self.keyring else None
        return known.name if known else ""

    def doubt(self, keyid: str, entry: int, predicate_type: str) -> str:
        """Why a key may not have signed this entry, with the key; empty where it may."""
        known = self.keyring.key(keyid) if self.keyring else None
        if known is None:
            return "" if keyid in self.always else f"key {keys.short(keyid)}, which is not a trusted one"
        may = MAY_SIGN.get(predicate_type, frozenset(ROLES))
        if why := known.doubt(entry):
            return f"key {keys.short(keyid)} of {known.name}, which {why}"
        if may.isdisjoint(known.roles):
            is_, takes = (_WORDS[role] for role in known.roles), (_WORDS[role] for role in ROLES if role in may)
            of = f"key {keys.short(keyid)} of {known.name}, which is that of {' and '.join(is_)}"
            return f"{of}: it takes that of {' or '.join(takes)}"
        return ""

    def open_entry(self, data: bytes, entry: int, what: str) -> statement.Statement:
        """The statement in the envelope of this entry, signed with a key that may. Raises `EvidenceError`."""
        envelope = dsse.read_envelope(data, what)
        public = self.public(envelope.keyid)
        if public is None:
            raise dsse.UnknownKeyError(what, envelope.keyid)
        if not envelope.signed_with(public):
            raise dsse.EnvelopeError(what, f"the signature of key {keys.short(envelope.keyid)} does not fit")
        found = statement.loads(envelope.payload, what)
        if why := self.doubt(envelope.keyid, entry, found.predicate_type):
            raise NotCountingError(what, f"is signed with {why}")
        return found

    def open_checkpoint(self, data: bytes, what: str) -> note.Checkpoint:
        """What `data` says, signed with a key that counts for its last entry or the next one. Raises `NoteError`.

        Whoever comes next checks and covers what a killed writer has left: for that the next one's key counts too.
        """
        found = note.read_note(data, what)
        size = found.checkpoint.size
        counting = [key for key in self._keys if key.counts(max(size - 1, 0)) or key.counts(size)]
        if any(map(found.signed_with, (*self._others.values(), *(key.der for key in counting)))):
            return found.checkpoint
        for key in self._keys:
            if found.signed_with(key.der):
                why = key.doubt(max(size - 1, 0))
                raise note.NoteError(what, f"is signed with key {keys.short(key.keyid)} of {key.name}, which {why}")
        raise note.NoteError(what, "is not signed with a trusted key")

    @property
    def _keys(self) -> tuple[Key, ...]:
        return self.keyring.document.keys if self.keyring else ()

    @property
    def _others(self) -> dict[str, bytes]:
        """Those that count always, and of which the keyring says nothing else."""
        return {name: public for name, public in self.always.items() if not (self.keyring and self.keyring.key(name))}


Trusting: TypeAlias = Trusted | Mapping[str, bytes] | Iterable[bytes]
"""Keys that count, said in short where they count for everything: by name, or as they are (DER)."""


def trusting(said: Trusting, *more: bytes) -> Trusted:
    """What counts, of what was said; where no keyring says, `more` keys (DER) count too."""
    if isinstance(said, Trusted):
        return said
    named = said if isinstance(said, Mapping) else {keys.keyid(public): public for public in said}
    return Trusted({**named, **{keys.keyid(public): public for public in more}})
