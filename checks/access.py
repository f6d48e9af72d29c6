"""What accounts may do: 164.308(a)(3), (a)(4), 164.308(b)."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, Literal

from checks.judgements import ago, in_force, lately
from scanner.check import Verdict, cannot_tell, check, failed, passed, unknown
from scanner.facts import FOREVER, Grant, Guard, Routine

RIGHTS_UNUSED_DAYS: Final = 90  # access.unused_rights


@check(
    id="least-privilege.no-everything",
    title="Nobody unapproved may do everything",
    control="least-privilege",
    severity="high",
)
def no_everything(grant: Grant, *, approved: tuple[str, ...] = ()) -> Iterator[Verdict]:
    """Who may do everything may also undo every safeguard.

    Rule: only of the right to everything. Fails where a holder is not written in approved; passes where all of them
    are, or nobody holds it.

    Fix: grant only what the work needs; keep the right to everything for approved emergency use.
    """
    if grant.right != "everything":
        return
    match grant.holders:
        case None:
            yield unknown(grant, "holders")
        case ():
            yield passed("nobody holds it")
        case holders if others := [h for h in holders if h not in approved]:
            named = f": {', '.join(others)}" if others != [grant.name] else ""
            yield failed(f"may do everything, and is not approved{named}")
        case holders:
            yield passed(f"all who may do everything are approved: {', '.join(holders)}")


@check(
    id="least-privilege.by-group",
    title="Rights are given to groups and roles",
    control="least-privilege",
    severity="low",
)
def by_group(grant: Grant) -> Iterator[Verdict]:
    """A right that a person holds directly stays when the job changes.

    Rule: fails where the right is given to a person directly; passes where it is given to none.

    Fix: give the right to a group or a role, and put the person there.
    """
    match grant.direct:
        case None:
            yield unknown(grant, "direct")
        case True:
            yield failed("given to persons directly")
        case False:
            yield passed("given to no person directly")


_STRENGTH: Final[Mapping[str, int]] = MappingProxyType({"standing": 0, "click": 0, "password": 1, "approval": 2})
_ASKS: Final[Mapping[str, str]] = MappingProxyType({"password": "a password or an approval", "approval": "an approval"})
_TAKES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "standing": "the rights of an administrator are always on",
        "click": "taking it up asks for nothing that signing in has not asked for",
        "password": "using it takes a password",
        "approval": "using it takes an approval",
    }
)


@check(
    id="least-privilege.asked-for",
    title="Great rights are asked for when they are used",
    control="least-privilege",
    severity="medium",
)
def asked_for(
    grant: Grant, *, want: Literal["password", "approval"] = "password", approved: tuple[str, ...] = ()
) -> Iterator[Verdict]:
    """What is always on is also on for whoever takes over the session.

    Rule: only of the right to everything and the right to administer. Fails where it is always on, or taken up with
    nothing more than signing in took, and, if want is approval, also where a password is enough; passes where using it
    takes what want names, or an approval, and where all who hold it are written in approved, such as accounts kept for
    emergencies.

    Fix: let the right be taken up with a password or an approval, for a while.
    """
    if grant.right not in ("everything", "administer"):
        return
    match grant.activation:
        case None:
            yield unknown(grant, "activation")
        case way if _STRENGTH[way] >= _STRENGTH[want]:
            yield passed(_TAKES[way])
        case way:
            yield _not_asked(grant, _TAKES[way], f"nothing asks for {_ASKS[want]} first", approved)


def _not_asked(grant: Grant, takes: str, lacks: str, approved: tuple[str, ...]) -> Verdict:
    """Fail, unless it is approved of all who hold it; where some are approved, the others are named."""
    seen = f"{takes}; {lacks}"
    if not approved:
        return failed(seen)
    if grant.holders is None:
        return unknown(grant, "holders")
    others = [one for one in grant.holders if one not in approved]
    if grant.holders and not others:
        return passed(f"{takes}, for approved holders alone: {', '.join(grant.holders)}")
    return failed(f"{seen}: {', '.join(others)}" if others and len(others) < len(grant.holders) else seen)


@check(
    id="least-privilege.guarded",
    title="Well-known ways to great rights are closed",
    control="least-privilege",
    severity="medium",
)
def guarded(guard: Guard) -> Iterator[Verdict]:
    """The usual ways from a small right to a great one are known to everyone.

    Rule: only of the guards against theft of a credential, workloads with the rights of their host, keys that do not
    end, people at the console, and machines that anybody adds. Passes where the guard is in force, fails where it is
    not.

    Fix: switch on what closes them.
    """
    if words := _WAYS.get(guard.prevents):
        on, off = words
        yield in_force(guard, on=on, off=off)


_WAYS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "credential-theft": (
            "a forged request cannot fetch a machine's credential",
            "a forged request is enough to steal a machine's credential",
        ),
        "privileged-workload": ("no workload has the rights of its host", "a workload has the rights of its host"),
        "long-lived-keys": ("keys that do not end cannot be made", "keys that do not end can be made"),
        "console-access": ("the console lets nobody in", "the console lets people in"),
        "self-enrolment": ("no account adds machines of its own", "any account adds machines of its own"),
    }
)


@check(
    id="access-review.rights-used",
    title="Rights that nobody uses are taken back",
    control="access-review",
    severity="low",
)
def rights_used(grant: Grant, *, max_days: int = RIGHTS_UNUSED_DAYS) -> Iterator[Verdict]:
    """A right that is not needed serves only an intruder.

    Rule: passes where the right was last used at most max_days ago; fails where longer ago, or never. A use in the
    future is not assessed.

    Fix: take the right back.
    """
    yield lately(grant, "unused_days", max_days, "last used")


@check(
    id="business-associates.outsiders-known",
    title="Outsiders with rights are known business associates",
    control="business-associates",
    severity="high",
)
def outsiders_known(grant: Grant, *, known: tuple[str, ...] = ()) -> Iterator[Verdict]:
    """Whoever reaches ePHI for you needs a contract first.

    Rule: fails where a holder from another organisation is not written in known; passes where all of them are, or there
    is none.

    Fix: take the right back, or sign a business associate agreement and put them on the register.
    """
    match grant.outsiders:
        case None:
            yield unknown(grant, "outsiders")
        case ():
            yield passed("no outsider holds it")
        case outsiders if strangers := [o for o in outsiders if o not in known]:
            yield failed(f"held by outsiders who are not on the register: {', '.join(strangers)}")
        case outsiders:
            yield passed(f"held by outsiders on the register: {', '.join(outsiders)}")


@check(
    id="business-associates.agreement",
    title="There is an agreement with the business associate",
    control="business-associates",
    severity="high",
)
def agreement(routine: Routine) -> Iterator[Verdict]:
    """Whoever keeps ePHI for you must have promised in writing to protect it.

    Rule: fails where there never was an agreement, where it is no longer in force, or where nobody looked; passes where
    it is in force, however old. One that begins in the future is not assessed.

    Fix: sign a business associate agreement; put no ePHI there before.
    """
    if routine.what == "business-associate-agreement":
        yield _in_force(routine)


def _in_force(routine: Routine) -> Verdict:
    match routine.age_days, routine.outcome:
        case age, _ if age == FOREVER:
            return failed("no business associate agreement is in force")
        case _, "bad":
            return failed("the business associate agreement is no longer in force")
        case _, "unverified":
            return failed("nobody looked whether the business associate agreement is in force")
        case (None, _) | (_, None):
            return unknown(routine, "age_days", "outcome")
        case age, _ if age < 0:
            return cannot_tell("the business associate agreement begins in the future")
        case age, _:
            return passed(f"a business associate agreement is in force, signed {ago(age)}")
