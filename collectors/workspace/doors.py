"""How people come in: what 2-Step Verification demands of everybody, and of administrators. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import seconds as age
from collectors.workspace import sso
from collectors.workspace.domain import POLICIES, UNITS, USERS, Domain
from collectors.workspace.policies import (
    ENFORCEMENT,
    ENROLLMENT,
    FACTORS,
    GRACE,
    Policy,
    held,
    seconds,
    unreadable,
    words,
)
from scanner.answers import Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Fact, SignIn
from scanner.words import few

SIGN_IN: Final = "workspace.sign-in"
_TWO_STEPS: Final = "admin.google.com > Security > Authentication > 2-step verification"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        SIGN_IN: Kind(
            title="sign-in to Google Workspace",
            gives=((SignIn, "everyone"), (SignIn, "administrators")),
            always=True,
            fix=MappingProxyType(
                {
                    "mfa.demanded": f"{_TWO_STEPS}: Enforcement, On, for the top organisational unit",
                    "mfa.no-way-round": f"{_TWO_STEPS}: Enforcement, On, for the units and groups named; New user "
                    "enrollment period, 2 weeks or less; Methods, Only security key: no app passwords then",
                    "mfa.phishing-resistant-doors": f"{_TWO_STEPS}: Methods, Only security key, and no security codes, "
                    "for the unit of the administrators",
                }
            ),
        ),
    }
)
_DAY: Final = 86400
_RESTS: Final = (POLICIES, UNITS, sso.SSO)
_TOLD: Final = ("factors", "phishing_resistant", "bypass")
_ENROLLING: Final = 14 * _DAY
"""So long may somebody new sign in with a password alone before it is a way round: as CIS Google Workspace 1.3 has it
(4.1.1.1)."""
_KEYS: Final = frozenset({"PASSKEY_ONLY", "PASSKEY_PLUS_SECURITY_CODE", "PASSKEY_PLUS_IP_BOUND_SECURITY_CODE"})
"""Where security keys are enforced there are no app passwords, which go round the second factor
(support.google.com/a/answer/9176599). A security code can be typed into a forged page."""
_TYPED: Final = frozenset({"ALL", "NO_TELEPHONY"}) | _KEYS - {"PASSKEY_ONLY"}
_APPS: Final = Got("not-asked", "directory.asps.list: whether there are app passwords; it takes a right to change them")
_NO_POLICY: Final = "it holds no policy for everybody"


def read(whole: Domain) -> Iterator[Fact]:
    """Give the doors."""
    bad = unreadable(whole)
    yield _everyone(whole, bad)
    yield _administrators(whole, bad)


def _door(whole: Domain, audience: Any, said: Mapping[str, tuple[Any, Got]], *gots: Got, **more: Any) -> SignIn:
    return SignIn(
        **whole.thing(SIGN_IN, "/sign-in", whole.name, *map(whole.answers.one, _RESTS), *gots),
        audience=audience,
        individual=True,  # an account is one name, and nobody comes in without one
        directories=2,  # a managed directory
        **{name: value for name, (value, _) in said.items()},
        **more,
        unread=unread(**{name: why for name, (value, why) in said.items() if value is None}),
    )


def _everyone(whole: Domain, bad: Got | None) -> SignIn:
    policies = whole.answers.one(POLICIES)
    if bad:
        return _door(whole, "everyone", dict.fromkeys(_TOLD, (None, bad)))
    steps, enrolling = held(whole, ENFORCEMENT), held(whole, ENROLLMENT)
    on = _all(enforced(policies, one) for one in steps.base) if steps.base else None
    if any(one.value.get("allowEnrollment") is False for one in enrolling.base):
        on = False
    if away := sso.elsewhere(whole, "/" if on is False else ""):
        return _door(whole, "everyone", dict.fromkeys(_TOLD, (None, away)))
    why = unclear(policies, _NO_POLICY if not steps.base else "it does not say since when two steps are enforced")
    sets = words([held(whole, FACTORS)], "allowedSignInFactorSet")
    hard, how = resistant(policies, sets)
    off = [one for one in steps.more if enforced(policies, one) is False]
    off += [one for one in enrolling.more if one.value.get("allowEnrollment") is False]
    unknown = [one for one in steps.more if enforced(policies, one) is None]
    said = {
        "factors": (None if on is None else 2 if on else 1, why),
        "phishing_resistant": (None, why) if on is None else (hard, how) if on else (False, policies),
        "bypass": (None, why) if on is None else _ways(whole, off, unknown, sets) if on else ((), policies),
    }
    return _door(whole, "everyone", said)


def _ways(whole: Domain, off: list[Policy], unknown: list[Policy], sets: set[Any]) -> tuple[Any, Got]:
    """Ways round two steps that are enforced for everybody else."""
    policies = whole.answers.one(POLICIES)
    ways = [f"{one.whom}: not enforced" for one in off]
    late = [seconds(one.value.get("enrollmentGracePeriod")) for one in held(whole, GRACE).all]
    if (longest := max(filter(None, late), default=0)) > _ENROLLING:
        ways.append(f"new accounts for {longest // _DAY} days")
    if ways:
        return tuple(dict.fromkeys(ways)), policies
    if unknown:
        return None, unclear(policies, f"it does not say whether two steps are enforced for {unknown[0].whom}")
    if None in late:
        return None, unclear(policies, "it does not say how long new accounts go without two steps")
    return app_passwords(policies, sets)


def app_passwords(policies: Got, sets: set[Any]) -> tuple[tuple[()] | None, Got]:
    """There can be none where keys are enforced, and where they are not nobody tells."""
    return ((), policies) if sets and sets <= _KEYS else (None, _APPS)


def enforced(policies: Got, one: Policy) -> bool | None:
    """Two steps are enforced already. 1970 is how Google writes never."""
    since = one.value.get("enforcedFrom")
    if not isinstance(since, str):
        return None
    try:
        return not since.startswith("1970-01-01") and age(policies, since) >= 0
    except (ValueError, TypeError):
        return None


def _all(some: Iterable[bool | None]) -> bool | None:
    values = [*some]
    return False if False in values else None if None in values else True


def resistant(policies: Got, sets: set[Any]) -> tuple[bool | None, Got]:
    """What two steps take cannot be phished, whichever of these holds."""
    if sets & _TYPED:
        return False, policies
    return (
        (True, policies)
        if sets == {"PASSKEY_ONLY"}
        else (None, unclear(policies, "it does not say which second steps are allowed"))
    )


def _administrators(whole: Domain, bad: Got | None) -> SignIn:
    """Administrators as their own accounts tell: what is enforced for each of them."""
    users, policies = whole.answers.one(USERS), whole.answers.one(POLICIES)
    admins = [
        one for one in whole.users if _rules(one) and str(one.get("primaryEmail")).lower() not in whole.break_glass
    ]
    away = next(filter(None, (sso.of(whole, one) for one in admins)), None)
    admins = [one for one in admins if not sso.of(whole, one)]
    said_of = {one.get("isEnforcedIn2Sv") for one in admins}
    if away and False not in said_of:
        return _door(whole, "administrators", dict.fromkeys(_TOLD, (None, away)), users)
    on = False if False in said_of else True if said_of == {True} else None
    lax = [str(one.get("primaryEmail")) for one in admins if one.get("isEnforcedIn2Sv") is False]
    why = users if not users.good else unclear(users, "it does not say of each administrator what is enforced")
    units = {str(one.get("orgUnitPath") or "/") for one in admins}
    sets = words((held(whole, FACTORS, unit) for unit in units), "allowedSignInFactorSet")
    hard, how = (None, bad) if bad else resistant(policies, sets)
    apps, seen = (None, bad) if bad else app_passwords(policies, sets)
    said = {
        "factors": (None if on is None else 2 if on else 1, why),
        "phishing_resistant": (None, why) if on is None else (hard, how) if on else (False, users),
        "bypass": (None, why) if on is None else (apps, seen) if on else ((), users),
    }
    stands = (f"two steps are not enforced for {few(lax)}",) if lax else ()
    return _door(whole, "administrators", said, users, stands=stands)


def _rules(one: Mapping[str, Any]) -> bool:
    """An administrator who can come in; who may be one counts as one."""
    on = one.get("suspended") is not True and one.get("archived") is not True
    return on and not (one.get("isAdmin") is False and one.get("isDelegatedAdmin") is False)
