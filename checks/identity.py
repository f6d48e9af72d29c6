"""Each account is one person's or one machine's: 164.312(a)(2)(i), 164.308(a)(3)(ii)(C)."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from checks.judgements import ago, listed, supposing
from scanner.check import Verdict, cannot_tell, check, days, failed, inapplicable, passed, unknown
from scanner.facts import FOREVER, Identity, SignIn

BUILT_IN_UNUSED_DAYS: Final = 90  # account.built_in_idle
BUILT_IN_KEYS: Final = 0  # account.keys.built_in
PERSON_KEYS: Final = 1  # account.keys.person
MACHINE_KEYS: Final = 1  # account.keys.machine
DIRECTORY_SERVERS: Final = 2  # account.directories
UNUSED_DAYS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "person": 45,  # account.unused.person
        "machine": 90,  # account.unused.machine
    }
)
# account.generic_names: places, roles, and the first accounts of images.
GENERIC: Final = (
    *("admin", "administrator", "operator", "support", "service", "office", "user", "guest", "test", "temp", "shared"),
    *("reception", "frontdesk", "kiosk", "clinic", "ward", "nurse", "nurses", "nursing", "doctor", "doctors", "lab"),
    *("pharmacy", "billing", "imaging", "radiology", "triage", "station", "workstation", "intern", "locum"),
    *(
        "ubuntu",
        "debian",
        "centos",
        "fedora",
        "rocky",
        "almalinux",
        "opensuse",
        "vagrant",
        "pi",
        "ec2user",
        "azureuser",
    ),
)


@check(
    id="unique-user-identification.own-name",
    title="Everyone signs in under a name of their own",
    control="unique-user-identification",
    severity="high",
)
def own_name(door: SignIn) -> Iterator[Verdict]:
    """What was done under a shared name was done by nobody.

    Rule: fails where a way in asks for no factor at all, or where several share one name or key; passes where it asks
    for one or more and each has a name of their own.

    Fix: give each person and each machine an account of its own; close anonymous and shared ways in.
    """
    if door.factors == 0:
        yield failed(f"{door.audience}: a way in asks for no name")
        return
    match door.individual:
        case False:
            yield failed(f"{door.audience}: several share one name or key")
        case True if door.factors is not None:
            yield passed(f"{door.audience}: each has a name of their own")
        case _:
            yield unknown(door, "factors", "individual")


@check(
    id="unique-user-identification.no-shared-account",
    title="No account is made to be shared",
    control="unique-user-identification",
    severity="high",
)
def no_shared_account(
    who: Identity, *, allowed: tuple[str, ...] = (), generic: tuple[str, ...] = GENERIC
) -> Iterator[Verdict]:
    """What a shared account did cannot be laid at anyone's door. Who knows its password no machine sees.

    Rule: fails where several people use it, unless its id or name is in allowed. A person's or guest's is not assessed
    where its name, before an @, its letters or its letters and digits alone, is in generic and it is not in allowed. A
    built-in one: not applicable. All others, and disabled ones, pass.

    Fix: give each person an account of their own, and disable the shared one.
    """
    if who.enabled is False:
        yield passed("disabled")
        return
    match who.holder:
        case None:
            yield unknown(who, "enabled", "holder")
        case "shared" if listed(who, allowed):
            yield passed("shared, as the profile allows")
        case "shared":
            yield supposing(who, failed("several people use it"), "enabled")
        case "break-glass":
            yield passed("the declared break-glass account")
        case "built-in":
            yield inapplicable("a built-in account: whether anybody uses it is asked apart")
        case "person" | "guest" if _names_no_person(who, generic) and listed(who, allowed):
            yield passed("its name is that of a place or a role, as the profile allows")
        case "person" | "guest" if _names_no_person(who, generic):
            yield cannot_tell("its name is that of a place or a role, and who uses it only people can say")
        case "person":
            yield passed("its name and number are given once, and name no role")
        case holder:
            yield passed(f"it is a {holder}'s")


def _names_no_person(who: Identity, generic: tuple[str, ...]) -> bool:
    """`front-desk_2` as well as `frontdesk`; the name before an @ is enough."""
    name = (who.name or who.resource.rpartition("/")[2]).lower().partition("@")[0]
    return "".join(filter(str.isalpha, name)) in generic or "".join(filter(str.isalnum, name)) in generic


@check(
    id="unique-user-identification.built-in-idle",
    title="Built-in accounts are not in use",
    control="unique-user-identification",
    severity="high",
)
def built_in_idle(who: Identity, *, min_unused_days: int = BUILT_IN_UNUSED_DAYS) -> Iterator[Verdict]:
    """Everyone who knows its password is the same person to the log.

    Rule: only of accounts that are, or may be, built in. Passes where it is disabled, never was used, or not for at
    least min_unused_days; fails where it was used later than that. A use in the future is not assessed.

    Fix: work under personal accounts; disable the built-in one, or lock its credential away.
    """
    if who.holder not in ("built-in", None):
        return
    if who.enabled is False:
        yield passed("disabled")
        return
    match who.unused_days:
        case None:
            yield unknown(who, "enabled", "holder", "unused_days")
        case count if count < 0:
            yield cannot_tell("last used in the future, so a clock is wrong")
        case int(count) if count == FOREVER:
            yield passed("never used")
        case count if count >= min_unused_days:
            yield passed(f"not used for {days(count)}")
        case count:
            used = failed(f"last used {ago(count)}; it should lie idle for {days(min_unused_days)}")
            yield supposing(who, used, "enabled", "holder")


@check(
    id="unique-user-identification.no-long-lived-keys",
    title="Accounts have few long-lived keys",
    control="unique-user-identification",
    severity="high",
)
def no_long_lived_keys(
    who: Identity, *, built_in: int = BUILT_IN_KEYS, person: int = PERSON_KEYS, machine: int = MACHINE_KEYS
) -> Iterator[Verdict]:
    """A key that does not end works for whoever finds it.

    Rule: fails where the account, disabled or not, has more long-lived keys that work than built_in if it is built in,
    machine if it belongs to one, person in all other cases; passes with so many or fewer.

    Fix: delete the keys that are not needed; use credentials that end by themselves.
    """
    limits = {"built-in": built_in, "machine": machine}
    limit = min(built_in, machine, person) if who.holder is None else limits.get(who.holder, person)
    match who.keys:
        case None:
            yield unknown(who, "holder", "keys")
        case count if count <= limit:
            yield passed(_keys(count))
        case count if count > max(built_in, machine, person):
            yield failed(f"{_keys(count)}, more than {max(built_in, machine, person) if who.holder is None else limit}")
        case count:
            yield supposing(who, failed(f"{_keys(count)}, more than {limit}"), "holder")


def _keys(count: int) -> str:
    return {0: "no long-lived key", 1: "1 long-lived key"}.get(count, f"{count} long-lived keys")


@check(
    id="unique-user-identification.central-directory",
    title="Accounts come from a central directory",
    control="unique-user-identification",
    severity="medium",
)
def central_directory(door: SignIn, *, min_servers: int = DIRECTORY_SERVERS) -> Iterator[Verdict]:
    """Who leaves is locked out in one place, or forgotten in many.

    Rule: passes where people are asked through at least min_servers servers of a central directory, a managed one
    counting as 2; fails with fewer, or with local accounts only. Says nothing of ways in for machines.

    Fix: let people sign in through the directory; name a second server of it for the day the first is down.
    """
    if door.audience == "machines":
        return
    match door.directories:
        case None:
            yield unknown(door, "directories")
        case count if count >= min_servers:
            yield passed(f"{door.audience}: asks {count} servers of a central directory")
        case 0:
            yield failed(f"{door.audience}: local accounts only")
        case 1:
            yield failed(f"{door.audience}: asks one server, fewer than {min_servers}")
        case count:
            yield failed(f"{door.audience}: asks {count} servers, fewer than {min_servers}")


@check(
    id="account-lifecycle.unused-closed",
    title="Unused accounts are closed",
    control="account-lifecycle",
    severity="medium",
)
def unused_closed(who: Identity, *, max_days: Mapping[str, int] = UNUSED_DAYS) -> Iterator[Verdict]:
    """Nobody misses an unused account, and nobody notices who uses it next.

    Rule: passes where the account is disabled, or was used (if it never was: made) at most max_days ago, as set for
    machines or, for all others, for persons; else fails. Says nothing of break-glass and built-in accounts. A use in
    the future is not assessed.

    Fix: disable the account; delete it once nobody has asked for it.
    """
    if who.holder in ("break-glass", "built-in"):  # these are meant to lie idle
        return
    if who.enabled is False:
        yield passed("disabled")
        return
    known = "machine" if who.holder == "machine" else "person"
    limit = min(max_days.values()) if who.holder is None else max_days[known]
    match who.unused_days:
        case None:
            yield unknown(who, "enabled", "holder", "unused_days")
        case count if count < 0:
            yield cannot_tell("last used in the future, so a clock is wrong")
        case count if count <= limit:
            yield passed(f"last used {ago(count)}")
        case int(count) if count == FOREVER:
            yield supposing(who, failed("never used"), "enabled", "holder")
        case count:
            unused = failed(f"not used for {days(count)}, more than {days(limit)}")
            yield supposing(who, unused, "enabled", "holder")
