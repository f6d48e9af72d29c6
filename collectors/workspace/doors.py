"""How people come in: what 2-Step Verification demands of everybody, and of administrators. Pure."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from collectors.asking.ages import seconds as age
from collectors.workspace import factors, sso, ways
from collectors.workspace.domain import POLICIES, USERS, Domain
from collectors.workspace.policies import ENFORCEMENT, ENROLLMENT, Policy, held, unreadable, words
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
                    "enrollment period, 2 weeks or less; Frequency, Allow user to trust the device, off; Methods, Only "
                    "security key: no app passwords then",
                    "mfa.phishing-resistant-doors": f"{_TWO_STEPS}: Methods, Only security key, no security codes, "
                    "policy suspension grace period of 1 day, for the unit of the administrators",
                }
            ),
        ),
    }
)
Told: TypeAlias = tuple[Any, Got]
"""A value, and what it rests on or why it is not known."""
_TOLD: Final = ("factors", "phishing_resistant", "bypass")
_NO_POLICY: Final = "it holds no policy for everybody"


def read(whole: Domain) -> Iterator[Fact]:
    """Give the doors."""
    bad = unreadable(whole)
    yield _everyone(whole, bad)
    yield _administrators(whole, bad)


def _door(whole: Domain, audience: Any, said: Mapping[str, Told], *gots: Got, **more: Any) -> SignIn:
    return SignIn(
        **whole.thing(SIGN_IN, "/sign-in", whole.name, *map(whole.answers.one, sso.RESTS), *gots),
        audience=audience,
        individual=True,  # an account is one name, and nobody comes in without one
        directories=2,  # a managed directory
        **{name: value for name, (value, _) in said.items()},
        **more,
        unread=unread(**{name: why for name, (value, why) in said.items() if value is None}),
    )


def _everyone(whole: Domain, bad: Got | None) -> SignIn:
    if bad:
        return _door(whole, "everyone", dict.fromkeys(_TOLD, (None, bad)))
    on, why = _enforced(whole)
    if away := sso.elsewhere(whole, "/" if on is False else ""):
        return _door(whole, "everyone", dict.fromkeys(_TOLD, (None, away)))
    return _door(whole, "everyone", _said((on, why), lambda: (factors.resistant(whole, [""]), _round(whole))))


def _said(state: tuple[bool | None, Got], rest: Callable[[], tuple[Told, Told]]) -> Mapping[str, Told]:
    """What a door demands where two steps are enforced or not. rest: what cannot be phished, and ways round them."""
    on, why = state
    if on is None:
        return dict.fromkeys(_TOLD, (None, why))
    return dict(zip(_TOLD, ((2, why), *rest()) if on else ((1, why), (False, why), ((), why)), strict=True))


def _enforced(whole: Domain) -> tuple[bool | None, Got]:
    """Two steps are enforced for all for whom nothing else is set; and why that is not known."""
    policies = whole.answers.one(POLICIES)
    steps, enrolling = held(whole, ENFORCEMENT).base, held(whole, ENROLLMENT).base
    since = [_since(policies, one) for one in steps] or [None]
    on = _all((*since, *([_allowed(one) for one in enrolling] or [None])))
    unsaid = "since when two steps are enforced" if None in since else "whether everybody may turn them on"
    return on, unclear(policies, f"it does not say {unsaid}" if steps else _NO_POLICY)


def _round(whole: Domain) -> tuple[tuple[str, ...] | None, Got]:
    """The ways round two steps that are enforced for everybody else."""
    policies = whole.answers.one(POLICIES)
    states = [(one, _since(policies, one)) for one in held(whole, ENFORCEMENT).more]
    states += [(one, _allowed(one)) for one in held(whole, ENROLLMENT).more]
    known = [f"{one.whom}: not enforced" for one, on in states if on is False]
    unknown = [f"whether two steps are enforced for {one.whom}" for one, on in states if on is None]
    return ways.ways(whole, [""], known, unknown)


def _since(policies: Got, one: Policy) -> bool | None:
    """Two steps are enforced already. 1970 is how Google writes never."""
    since = one.value.get("enforcedFrom")
    if not isinstance(since, str):
        return None
    try:
        return not since.startswith("1970-01-01") and age(policies, since) >= 0
    except (ValueError, TypeError):
        return None


def _allowed(one: Policy) -> bool | None:
    """Two steps may be turned on; where they may not, none are enforced."""
    said = one.value.get("allowEnrollment")
    return said if isinstance(said, bool) else None


def _all(some: Iterable[bool | None]) -> bool | None:
    values = [*some]
    return False if False in values else None if None in values else True


def _administrators(whole: Domain, bad: Got | None) -> SignIn:
    """Administrators as their own accounts tell: what is enforced for each of them."""
    users = whole.answers.one(USERS)
    admins = [
        one for one in whole.users if _rules(one) and str(one.get("primaryEmail")).lower() not in whole.break_glass
    ]
    away = next(filter(None, (sso.of(whole, one) for one in admins)), None)
    admins = [one for one in admins if sso.here(whole, one)]
    said_of = {one.get("isEnforcedIn2Sv") for one in admins}
    if away and False not in said_of:
        return _door(whole, "administrators", dict.fromkeys(_TOLD, (None, away)), users)
    on = False if False in said_of else True if said_of == {True} else None
    lax = [str(one.get("primaryEmail")) for one in admins if one.get("isEnforcedIn2Sv") is False]
    why = users if not users.good else unclear(users, "it does not say of each administrator what is enforced")
    units = {str(one.get("orgUnitPath") or "/") for one in admins}
    said = _said(
        (on, why), lambda: ((None, bad),) * 2 if bad else (factors.resistant(whole, units), _beside(whole, units))
    )
    stands = (f"two steps are not enforced for {few(lax)}",) if lax else ()
    return _door(whole, "administrators", said, users, stands=stands)


def _beside(whole: Domain, units: Collection[str]) -> tuple[tuple[str, ...] | None, Got]:
    """The ways round two steps that are enforced for each administrator."""
    told = words(whole, ENROLLMENT, units) == {True}
    return ways.ways(whole, units, unknown=() if told else ("whether all administrators may turn them on",))


def _rules(one: Mapping[str, Any]) -> bool:
    """An administrator who can come in; who may be one counts as one."""
    on = one.get("suspended") is not True and one.get("archived") is not True
    return on and not (one.get("isAdmin") is False and one.get("isDelegatedAdmin") is False)
