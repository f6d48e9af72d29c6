"""How long one stays in: by the timeouts of idle sessions, and by how often policies have one sign in again. Pure."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import DAY
from collectors.entra.conditional import Policy
from collectors.entra.doors import Doors, beside
from collectors.entra.persons import Whom
from collectors.entra.read import Tenant
from collectors.entra.roles import Roles
from collectors.entra.tenant import KINDS as TENANTS
from collectors.entra.tenant import TENANT, idle
from scanner.answers import HIDDEN, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Session

ADMINISTRATORS: Final = "entra.administrators"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        ADMINISTRATORS: Kind(
            title="sessions of the directory's administrators",
            gives=((Session, "web"),),
            always=True,
            fix=MappingProxyType(
                {
                    "automatic-logoff.lifetime-bounded": "in a policy of conditional access for all administrators' "
                    "roles and all resources, set the session control sign-in frequency",
                    "automatic-logoff.idle-ends": TENANTS[TENANT].fix["automatic-logoff.idle-ends"],
                }
            ),
        )
    }
)


def read(whole: Tenant, roles: Roles) -> Iterator[Fact]:
    """Give how long everyone stays in, and how long administrators do."""
    doors = Doors(whole, roles)
    yield _session(doors, "anybody", TENANT, "")
    yield _session(doors, "administrators", ADMINISTRATORS, "/administrators")


def _session(doors: Doors, whom: Whom, kind: str, below: str) -> Session:
    whole = doors.whole
    timeouts, got = whole.one("entra.timeouts"), whole.one("entra.policies")
    seconds, why_idle = _idle(doors, whom)
    longest, why = _longest(doors, whom)
    name = whole.name if not below else "administrators"
    return Session(
        **whole.thing(kind, below, name, timeouts, got, *beside(doors, whom)),
        surface="web",
        idle_seconds=seconds,
        on_idle="ends",
        max_seconds=longest,
        # A person may set a shorter time for themselves, and no longer one but by staying signed in.
        enforced=None if seconds is None else seconds != FOREVER,
        reauth_seconds=None,
        unread=unread(idle_seconds=why_idle, enforced=why_idle, max_seconds=why, reauth_seconds=HIDDEN),
    )


_KEPT: Final = (
    "whoever has chosen to stay signed in is not signed out when idle, and whether that is offered Graph does not say: "
    "a policy for all users and all resources with persistent browser session never would settle it"
)


def _idle(doors: Doors, whom: Whom) -> tuple[int | None, Got]:
    """After how long idle sessions end; who may stay signed in has none that do.

    learn.microsoft.com/microsoft-365/admin/manage/idle-session-timeout-web-apps: "Stay signed in" lifts the limit. A
    policy on persistent browser sessions decides in place of that choice; the switch that hides it (of company
    branding) is in no version of Graph.
    """
    seconds, why = idle(doors.whole.one("entra.timeouts"))
    got = doors.whole.one("entra.policies")
    if seconds is None or seconds == FOREVER:
        return seconds, why
    if not got.good:
        return None, got
    if doors.covers(whom, ("browser",), _keeps("always")).whole:
        return FOREVER, got
    if any(_keeps("always")(policy) is not False for policy in doors.policies):
        return None, unclear(got, "it cannot be told whom a persistent browser session keeps signed in")
    never = doors.covers(whom, ("browser",), _keeps("never"))
    if never.all:
        return seconds, why
    return None, doors.audiences(whom)[1] or unclear(got, _KEPT)


def _keeps(mode: str) -> Callable[[Policy], bool | None]:
    def asks(policy: Policy) -> bool | None:
        said = (policy.said.get("sessionControls") or {}).get("persistentBrowser") or {}
        if said.get("isEnabled") is not True or said.get("mode") in _MODES - {mode}:
            return False
        return True if policy.said.get("state") == "enabled" and said.get("mode") == mode else None

    return asks


_MODES: Final = frozenset({"always", "never"})


def _longest(doors: Doors, whom: Whom) -> tuple[int | None, Got]:
    """After how long one signs in again, however busy: by the shortest frequency for all that leaves nobody out.

    Without one a session that is used stays: learn.microsoft.com/entra/identity/conditional-access/
    concept-session-lifetime. That a browser keeps it when it is closed (persistentBrowser) makes it no longer.
    """
    got = doors.whole.one("entra.policies")
    if not got.good:
        return None, got
    limits = sorted({s for p in doors.policies if (s := frequency(p)) is not None and s != FOREVER})
    open_ = False
    for limit in limits:
        found = doors.covers(whom, ("browser",), _within(limit))
        if found.all:
            return limit, got
        open_ = open_ or found.all is None
    unsure = open_ or any(frequency(p) is None for p in doors.policies)
    if unsure:
        return None, unclear(got, "it cannot be told whom a sign-in frequency reaches")
    bad = doors.audiences(whom)[1]
    return (None, bad) if bad else (FOREVER, got)


def _within(limit: int) -> Callable[[Policy], bool | None]:
    def asks(policy: Policy) -> bool | None:
        seconds = frequency(policy)
        return None if seconds is None else seconds <= limit

    return asks


_BOTH: Final = "primaryAndSecondaryAuthentication"
_EVERY_TIME: Final = 300
"""Whoever is asked "every time" is asked again after five minutes at the soonest."""
_UNITS: Final = MappingProxyType({"hours": 3600, "days": DAY})


def frequency(policy: Policy) -> int | None:
    """Seconds after which a policy has one sign in again; FOREVER: it has not. None: it cannot be told."""
    if policy.said.get("state") != "enabled":
        return None
    said: Mapping[str, Any] = (policy.said.get("sessionControls") or {}).get("signInFrequency") or {}
    # Of one that asks for the second factor alone, the first goes on for ever.
    if said.get("isEnabled") is not True or said.get("authenticationType") == "secondaryAuthentication":
        return FOREVER
    # Where an old policy does not say it, both are asked for, and after a time.
    how = said.get("authenticationType") or _BOTH, said.get("frequencyInterval") or "timeBased"
    if how == (_BOTH, "everyTime"):
        return _EVERY_TIME
    if how != (_BOTH, "timeBased"):
        return None
    unit, value = _UNITS.get(str(said.get("type"))), said.get("value")
    return value * unit if unit and isinstance(value, int) and value > 0 else None
