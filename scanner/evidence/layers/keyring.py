"""Which keys count, by a keyring that the verifier has pinned."""

from typing import Final

from scanner.evidence import EvidenceError, adopted, keys, log
from scanner.evidence.chain import Keyring
from scanner.evidence.keyring import KeyringError
from scanner.evidence.layers.seen import Seen, Step
from scanner.evidence.verdict import Found
from scanner.words import counted, few

_UNTRUSTED: Final = "Intact, but not trusted. Anybody could have made it."
_UNUSED: Final = "A keyring came along and was not used: whether a key was revoked is yours to know."
_STRANGE: Final = (
    "Intact and signed, but a number that you gave is of nothing here. Where it is that of a later version of the "
    "keyring, somebody took that away; where it is of another log, leave it out."
)


def look(seen: Seen) -> Found:
    """Whether the keyring is whole, is the one that was pinned, and is as far on as the log says."""
    brought = seen.brought
    try:
        taken, origin = list(adopted.adoptions(seen.reader)), log.origin(seen.reader)
    except EvidenceError as err:
        return Found("unknown", f"cannot be told: {err}")  # the layers of signatures and of the log have words for it
    up_to = adopted.check(brought, taken, origin)
    if seen.keyring is None:
        return _not_pinned(seen, brought)
    adopted.check_origin(seen.keyring, origin)
    return _pinned(seen, seen.keyring, up_to)


def _pinned(seen: Seen, ring: Keyring, up_to: int) -> Found:
    there = ring.document
    said = f"version {ring.last.number} of the keyring {keys.short(ring.genesis)}, which you pinned"
    said += f": {counted(len(there.keys), 'key')}, {there.threshold} of {counted(len(there.roots), 'root')} sign it"
    if not seen.brought:
        said += "; none came along, yours was used"
    elif later := len(ring.versions) - up_to:
        said += f"; the log has not taken up {counted(later, 'version')} of it yet"
    if strange := few(keys.short(name) for name in sorted(_strange(seen, ring))):
        return Found("unknown", f"{said}\n{strange}: neither a version of it, nor a key", _STRANGE)
    return Found("ok", said)


def _strange(seen: Seen, ring: Keyring) -> frozenset[str]:
    """The numbers that the verifier gave and that are of nothing here."""
    versions = {f"SHA256:{digest}" for digest in ring.digests}
    return seen.trust.keys - versions - ring.document.key.keys() - ring.document.root.keys() - seen.publics.keys()


def _not_pinned(seen: Seen, brought: Keyring | None) -> Found:
    if brought is None:
        return Found("open", "there is none: a key counts for every entry, whatever has become of it since")
    said = f"keyring {keys.short(brought.genesis)} came with it, and you have not said that you trust it"
    if not seen.trust.keys:
        return Found("unknown", said, code=5)
    if not seen.trust.keys.intersection(seen.publics):
        why = (
            f"begins with {keys.short(brought.genesis)}: what you gave is no number of it, nor of a key that came along"
        )
        raise KeyringError("the keyring", why)
    return Found("open", f"{said}; the keys that you named count for every entry", _UNUSED)


STEP: Final = Step(
    name="keyring",
    look=look,
    needs=("container",),
    fails="NOT VERIFIED. Its keyring is not one to go by.",
    unknown=_UNTRUSTED,
    open="No keyring: whether a key was revoked is yours to know.",
)
