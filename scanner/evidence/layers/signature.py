"""That each run is signed, and by whom."""

from collections.abc import Sequence
from typing import Final

from scanner.evidence import EvidenceError, dsse, identity, keyless, keys
from scanner.evidence.archive import HostileError
from scanner.evidence.bundle import Bundle
from scanner.evidence.layers.seen import Seen, Step
from scanner.evidence.sealed import SealedRun
from scanner.evidence.trusted import NotCountingError
from scanner.evidence.verdict import Found
from scanner.words import number

_LOG: Final = "NOT VERIFIED. Its log is damaged or cut, or is not the log of its runs."
_KEYLESS: Final = "NOT VERIFIED. A key that signed it did not come along, so its signature cannot be checked."
_UNFIT: Final = "NOT VERIFIED. What was signed is not what lies there: a signature does not fit."
_DISOWNED: Final = (
    "Intact and signed with a key that you trust, but a keyring came along that says otherwise. Ask the house for its "
    "number: --key NUMBER."
)
_SHOWN: Final = "NOT VERIFIED. What it shows to openssl is not what was signed."


def look(seen: Seen) -> Found:
    """Whether each run is signed with the key it names, and whether the verifier trusts it."""
    try:
        runs = seen.signed
    except EvidenceError as err:
        return Found("fails", str(err), _LOG)
    for run in runs:
        if wrong := _unsigned(seen, run):
            return wrong
    return _signed(seen, sorted({run.keyid for run in runs}))


def _unsigned(seen: Seen, run: SealedRun) -> Found | None:
    """What is wrong with the signature of a run; None where nothing is."""
    what, name = f"run {run.record.run}", keys.short(run.keyid)
    public = seen.publics.get(run.keyid)
    if public is None:
        return Found("fails", f"{what}: its key {name} did not come along", _KEYLESS)
    if why := dsse.read_envelope(run.envelope, what).misfit(public):
        return Found("fails", f"{what}: the signature of key {name} does not fit{keys.told(public, why)}", _UNFIT)
    if why := seen.trusted.doubt(run.keyid, run.record.sequence, run.statement.predicate_type):
        raise NotCountingError(what, f"is signed with {why}")
    if isinstance(seen.reader, Bundle):
        try:
            seen.reader.check_shown(run)
        except HostileError as err:
            return Found("fails", str(err), _SHOWN)
    return None


def _signed(seen: Seen, names: Sequence[str]) -> Found:
    if not names:
        return Found("unknown", "there is no run in it")
    if not seen.trust.keys and not seen.keyring:
        return Found("unknown", "matches a key that came with it; you have not said that you trust it")
    if doubt := _disowned(seen):
        return Found("unknown", doubt, _DISOWNED, 2)
    if len(names) > 1:
        whose = "of the keyring" if seen.keyring else "that you trust"
        return Found("ok", f"{number(len(seen.signed))} envelopes, {len(names)} keys {whose}")
    (name,) = names
    alg, by = keys.titled(seen.publics[name]), _by(seen.publics[name])
    whose = seen.trusted.name(name)
    return Found(
        "ok", f"{alg}, key {keys.short(name)}, {f'of {whose} by the keyring' if whose else 'which you trust'}{by}"
    )


def _by(public: bytes) -> str:
    """Whose certificates were believed for it."""
    return f"; by {keyless.root().name}" if identity.is_one(public) else ""


def _disowned(seen: Seen) -> str:
    """What a keyring that came along and was not pinned says against a key that the verifier named; empty: nothing."""
    ring = None if seen.keyring else seen.brought
    for run in seen.signed if ring else ():
        known = ring.key(run.keyid) if ring else None
        if known and (why := known.doubt(run.record.sequence)):
            of = f"key {keys.short(run.keyid)} of {known.name}"
            return f"run {run.record.run}: by the keyring that came with it, which you did not pin, {of} {why}"
    return ""


STEP: Final = Step(
    name="signature",
    look=look,
    needs=("container", "keyring"),
    fails="NOT VERIFIED. It is not signed with a key that you trust.",
    unknown="Intact, but not trusted. Anybody could have made it.",
    code=5,
)
