"""Encryption at rest: 164.312(a)(2)(iv)."""

from collections.abc import Iterator
from typing import Final, Literal

from checks.judgements import FREE_OF_EPHI, ends, spared, supposing, switch
from scanner.check import Related, Verdict, cannot_tell, check, days, failed, inapplicable, passed, unknown
from scanner.facts import FOREVER, DataStore, Guard, Key

# crypto.at_rest. Some providers name no mode.
AES: Final = (
    *("aes-128", "aes-192", "aes-256"),
    *("aes-128-cbc", "aes-192-cbc", "aes-256-cbc"),
    *("aes-128-gcm", "aes-192-gcm", "aes-256-gcm"),
    *("aes-128-xts", "aes-256-xts"),
)
ROTATION_DAYS: Final = 365  # kms.rotation
EXPIRY_DAYS: Final = 30  # kms.renewal


@check(
    id="encryption-at-rest.encrypted", title="Stored data is encrypted", control="encryption-at-rest", severity="high"
)
def encrypted(store: DataStore, beneath: Related[DataStore]) -> Iterator[Verdict]:
    """A disk that leaves the building, or a copied volume, can be read by whoever holds it.

    Rule: passes where all of it is encrypted, or all that it rests on is. Else fails; not assessed where it is not
    encrypted itself and something it rests on was not looked at, unless something else beneath is known to be plain.
    What lies deeper than one step does not count.

    Fix: encrypt the store; where that cannot be done in place, copy it to an encrypted one and wipe the old.
    """
    if store.encrypted:
        yield passed(f"all of it is encrypted ({store.cipher})" if store.cipher else "all of it is encrypted")
    elif store.rests_on:
        yield _by_what_lies_beneath(store, beneath)
    else:
        yield supposing(store, failed("not encrypted, or only in part"), "encrypted")


def _by_what_lies_beneath(store: DataStore, beneath: Related[DataStore]) -> Verdict:
    unders = [under for under in beneath.seen if not set(store.rests_on).isdisjoint(under.ids)]
    # One disk may rest on several: all of them count, and one that nobody looked at is not taken for encrypted.
    unseen = set(store.rests_on).difference(*(under.ids for under in unders))
    states = {under.encrypted: under for under in unders}
    if set(states) == {True} and not unseen:
        return passed(f"rests on {', '.join(under.resource for under in unders)}, encrypted")
    if store.encrypted is None:
        return unknown(store, "encrypted")
    if False in states:
        return failed(f"neither it nor {states[False].resource} beneath is encrypted")
    if None in states:
        return unknown(states[None], "encrypted")
    reason = beneath.gaps[0].outcome if beneath.gaps else "unclear"
    return cannot_tell(f"not encrypted itself, and nobody looked at {', '.join(sorted(unseen))} beneath", reason)


@check(
    id="encryption-at-rest.customer-key",
    title="The owner can revoke the key",
    control="encryption-at-rest",
    severity="medium",
)
def customer_key(store: DataStore, *, required: Literal["never", "ephi", "always"] = "never") -> Iterator[Verdict]:
    """With a key of its own the owner can lock everybody out, the provider among them, at once.

    Rule: only if required is not never. Passes where its owner can revoke the key; fails where not, or where it is not
    encrypted. If required is ephi: not applicable to what is declared free of ePHI.

    Fix: encrypt the store with a key that you manage, and let few people administer that key.
    """
    if required == "never":
        return
    if spared(store, ephi_only=required == "ephi"):
        yield inapplicable(FREE_OF_EPHI)
    else:
        yield switch(store, "customer_key", on="its owner can revoke the key", off="its owner has no key to revoke")


@check(
    id="encryption-at-rest.approved-cipher",
    title="The cipher is an approved one",
    control="encryption-at-rest",
    severity="medium",
)
def approved_cipher(store: DataStore, *, allowed: tuple[str, ...] = AES) -> Iterator[Verdict]:
    """Encryption frees of breach notification only where it follows NIST SP 800-111 (74 FR 19006).

    Rule: passes where the name of its cipher, in small letters, is written in allowed; fails where it is not. Says
    nothing of what is not encrypted.

    Fix: encrypt the store anew with AES; XTS is the usual mode for disks.
    """
    if store.encrypted is False or store.cipher == "":
        return
    match store.cipher:
        case None:
            yield unknown(store, "encrypted", "cipher")
        case cipher if cipher.lower() in allowed:
            yield passed(f"its cipher is {cipher}" + (", by its maker's documents" if store.documented else ""))
        case cipher:
            yield supposing(store, failed(f"its cipher is {cipher}, which is not approved"), "encrypted")


@check(
    id="encryption-at-rest.default-on",
    title="New stores are encrypted without asking",
    control="encryption-at-rest",
    severity="medium",
)
def default_on(guard: Guard) -> Iterator[Verdict]:
    """Somebody will forget to tick the box.

    Rule: only of the guard against unencrypted stores. Passes where it is in force, fails where it is not.

    Fix: switch encryption by default on for the whole account, in every region; it does not change what exists.
    """
    if guard.prevents == "unencrypted-stores":
        yield switch(
            guard, "in_force", on="new stores are encrypted by default", off="new stores may be left unencrypted"
        )


@check(
    id="encryption-at-rest.key-rotates",
    title="Keys rotate by themselves",
    control="encryption-at-rest",
    severity="medium",
)
def key_rotates(key: Key, *, max_days: int = ROTATION_DAYS) -> Iterator[Verdict]:
    """The longer one key is used, the more is lost with it.

    Rule: passes where the key rotates by itself at least every max_days; fails where less often, or never. Not
    applicable to a key that cannot rotate by itself (0 days: asymmetric or imported). Fewer than 0 days are not
    assessed.

    Fix: switch automatic rotation on; old data stays readable.
    """
    match key.rotation_days:
        case None:
            yield unknown(key, "rotation_days")
        case 0:
            yield inapplicable("it cannot rotate by itself")
        case count if count < 0:
            yield cannot_tell(f"a rotation every {days(count)} cannot be meant")
        case int(count) if count == FOREVER:
            yield failed("never rotates by itself")
        case count if count > max_days:
            yield failed(f"rotates every {days(count)}, more than {days(max_days)}")
        case count:
            yield passed(f"rotates every {days(count)}")


@check(
    id="encryption-at-rest.key-alive",
    title="Keys are neither disabled nor about to be deleted",
    control="encryption-at-rest",
    severity="high",
)
def key_alive(key: Key) -> Iterator[Verdict]:
    """What a key has encrypted is lost with the key.

    Rule: passes where the key is enabled; fails where it is disabled, or its deletion is scheduled.

    Fix: cancel the deletion, or enable the key, until nothing that it encrypted is needed.
    """
    match key.state:
        case None:
            yield unknown(key, "state")
        case "dying":
            yield failed("its deletion is scheduled: all that it encrypted will be lost")
        case "disabled":
            yield failed("disabled: what it encrypted cannot be read")
        case "enabled":
            yield passed("enabled")


@check(
    id="encryption-at-rest.key-recoverable",
    title="A deleted key can be brought back for a while",
    control="encryption-at-rest",
    severity="medium",
)
def key_recoverable(key: Key) -> Iterator[Verdict]:
    """One command must not be the end of all that a key has encrypted.

    Rule: passes where a deletion can be undone for a while, and nobody can switch that off; else fails.

    Fix: keep keys where a deletion waits, and nobody can switch that off.
    """
    yield switch(key, "recoverable", on="a deletion can be undone for a while", off="a deletion is final at once")


@check(
    id="encryption-at-rest.key-expiry",
    title="Keys are renewed before they expire",
    control="encryption-at-rest",
    severity="low",
)
def key_expiry(key: Key, *, must_expire: bool = False, min_days: int = EXPIRY_DAYS) -> Iterator[Verdict]:
    """What a key has encrypted cannot be read once the key has expired.

    Rule: fails where the key has expired, or expires in fewer than min_days; passes where as many or more are left. One
    that does not expire fails if must_expire, else passes.

    Fix: renew the key, and set the day by which the next one is due.
    """
    match key.days_left:
        case None:
            yield unknown(key, "days_left")
        case left if left < 0:
            yield failed(f"expired {days(-left)} ago")
        case left if left < min_days:
            yield failed(f"expires in {days(left)}, less than {days(min_days)}")
        case int(left) if left == FOREVER and must_expire:
            yield failed("has no end")
        case int(left) if left == FOREVER:
            yield passed("does not expire")
        case left:
            yield ends("expires in", left, min_days)
