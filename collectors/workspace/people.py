"""The accounts of people: on or off, used or not, whether they have a second step, and who is a super admin."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from collectors.asking.ages import days
from collectors.workspace import factors, question, sso
from collectors.workspace.domain import USERS, Domain
from collectors.workspace.policies import unreadable
from collectors.workspace.question import ws
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Delivery, Fact, Grant, Identity, Promise, SignIn

USER: Final = "workspace.user"
SUPER_ADMIN: Final = "workspace.super-admin"
_EVERYTHING: Final[Promise] = (Grant, "everything")
_OFF: Final = "admin.google.com > Directory > Users > NAME > Suspend user"
_ENROL: Final = (
    "have the person add a passkey or a security key at https://myaccount.google.com/two-step-verification; "
    "admin.google.com > Security > Authentication > 2-step verification: Enforcement, On, and Methods, Any except "
    "verification codes via text, phone call"
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        USER: Kind(
            title="Google Workspace user",
            gives=(Identity,),
            fix=MappingProxyType(
                {
                    "mfa.every-person": _ENROL,
                    "mfa.phishing-resistant-administrators": "admin.google.com > Security > Authentication > 2-step "
                    "verification: Methods, Only security key, for the unit of the administrators",
                    "account-lifecycle.unused-closed": _OFF,
                    "unique-user-identification.no-shared-account": f"{_OFF}, once each person has an account of their "
                    "own",
                }
            ),
            own={"NAME": "name"},
        ),
        SUPER_ADMIN: Kind(
            title="super admin of Google Workspace",
            gives=(_EVERYTHING,),
            fix=MappingProxyType(
                {
                    "least-privilege.no-everything": "admin.google.com > Directory > Users > NAME > Admin roles and "
                    "privileges: take Super Admin away, and give a role that fits the work",
                    "least-privilege.asked-for": "work under an account without Super Admin; keep NAME for what takes "
                    "it, and lock its security keys away",
                }
            ),
            own={"NAME": "name"},
        ),
    }
)
QUESTIONS: Final = (
    ws(
        USERS,
        "directory.users.list",
        "/admin/directory/v1/users?customer=my_customer&projection=basic&maxResults=500",
        (
            *("id", "primaryEmail", "orgUnitPath", "isAdmin", "isDelegatedAdmin", "isGuestUser"),
            *("isEnrolledIn2Sv", "isEnforcedIn2Sv", "suspended", "archived", "creationTime", "lastLoginTime"),
        ),
        scope=question.USERS,
        feeds=(Identity, _EVERYTHING, (SignIn, "administrators"), Delivery),
        list="users",
    ),
)
Strength = Literal["none"] | factors.Strength
Left: TypeAlias = Callable[[str], tuple[factors.Strength | None, Got]]
_NEVER: Final = "1970-01-01"
"""How Google writes that somebody has not signed in yet."""


def read(whole: Domain) -> Iterator[Fact]:
    """Give everyone's account, and what super admins hold."""
    got = whole.answers.one(USERS)
    if not got.good:
        yield from gaps(whole.target, USER, got, Identity)
        yield from gaps(whole.target, SUPER_ADMIN, got, _EVERYTHING)
        return
    left = _left(whole)
    for row in whole.users:
        yield _identity(whole, got, row, left)
        if row.get("isAdmin") is True:
            yield _grant(whole, got, row)
    if unsaid := [row for row in whole.users if not isinstance(row.get("isAdmin"), bool)]:
        why = unclear(got, f"it does not say of {len(unsaid)} whether they are super admins")
        yield from gaps(whole.target, SUPER_ADMIN, why, _EVERYTHING)


def _identity(whole: Domain, got: Got, row: Mapping[str, Any], left: Left) -> Identity:
    on, rules = _enabled(row), _privileged(row)
    mfa, why = _strength(whole, got, row, left)
    unused, unknown = _unused(got, row)
    gots = got, *map(whole.answers.one, sso.RESTS)
    return Identity(
        **whole.thing(USER, _below(row), _name(row), *gots),
        holder=_holder(whole, row),
        enabled=on,
        interactive=True,
        privileged=rules,
        mfa=mfa,
        unused_days=unused,
        keys=None,
        unread=unread(
            enabled=unclear(got, "it does not say whether the account is suspended") if on is None else got,
            privileged=unclear(got, "it does not say whether it is an administrator's") if rules is None else got,
            mfa=why,
            unused_days=unknown,
            keys=_PASSWORDS,
        ),
    )


_PASSWORDS: Final = Got("not-asked", "directory.asps.list: its app passwords; it takes a right to change them")


def _holder(whole: Domain, row: Mapping[str, Any]) -> Literal["person", "guest", "break-glass"]:
    if _name(row).lower() in whole.break_glass:
        return "break-glass"
    return "guest" if row.get("isGuestUser") is True else "person"


def _enabled(row: Mapping[str, Any]) -> bool | None:
    """Neither suspended nor archived; whoever is archived cannot sign in (support.google.com/a/answer/9048836)."""
    if True in (row.get("suspended"), row.get("archived")):
        return False
    return True if row.get("suspended") is False else None


def _privileged(row: Mapping[str, Any]) -> bool | None:
    said = row.get("isAdmin"), row.get("isDelegatedAdmin")
    return True if True in said else False if said == (False, False) else None


def _left(whole: Domain) -> Left:
    """Tells which second step policies leave to the people of a unit, once for all of them."""
    bad = unreadable(whole)
    return (lambda _: (None, bad)) if bad else cache(partial(factors.weakest, whole))


def _strength(whole: Domain, got: Got, row: Mapping[str, Any], left: Left) -> tuple[Strength | None, Got]:
    """The weakest second step."""
    if row.get("isEnrolledIn2Sv") is False and sso.here(whole, row):
        return "none", got
    if away := sso.of(whole, row):
        return None, away
    if row.get("isEnrolledIn2Sv") is not True:
        return None, unclear(got, "it does not say whether it has a second step")
    if row.get("isEnforcedIn2Sv") is not True:
        return None, unclear(got, "it has a second step, and where none is enforced nobody tells which")
    return left(str(row.get("orgUnitPath") or "/"))


def _unused(got: Got, row: Mapping[str, Any]) -> tuple[int | None, Got]:
    """Days since the last sign-in; since it was made where there was none."""
    last, made = row.get("lastLoginTime"), row.get("creationTime")
    when = made if isinstance(last, str) and last.startswith(_NEVER) else last
    try:
        return (days(got, when), got) if isinstance(when, str) and when else (None, unclear(got, _UNSAID))
    except (ValueError, TypeError):
        return None, unclear(got, _UNSAID)


_UNSAID: Final = "it does not say when it was last used"


def _grant(whole: Domain, got: Got, row: Mapping[str, Any]) -> Grant:
    """A super admin, suspended or not: who is suspended holds the right all the same."""
    return Grant(
        **whole.thing(SUPER_ADMIN, _below(row), _name(row), got),
        right="everything",
        holders=(_name(row),),
        outsiders=(_name(row),) if row.get("isGuestUser") is True else (),
        direct=False,  # a role is what persons are put in
        activation="standing",
        unused_days=None,
        unread=unread(unused_days=HIDDEN),
    )


def _below(row: Mapping[str, Any]) -> str:
    return f"/users/{row['id']}"


def _name(row: Mapping[str, Any]) -> str:
    return str(row.get("primaryEmail") or row["id"])
