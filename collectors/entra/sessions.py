"""How long one stays in: by the timeouts of idle sessions, and by how often policies have one sign in again. Pure."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import DAY
from collectors.entra.conditional import Policy
from collectors.entra.covering import Cover
from collectors.entra.doors import Doors, beside, untold
from collectors.entra.persons import Whom
from collectors.entra.read import Tenant
from collectors.entra.roles import Roles
from collectors.entra.tenant import KINDS as TENANTS
from collectors.entra.tenant import TENANT, idle
from scanner.answers import HIDDEN, Got, unread
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
    longest, why, stands = _longest(doors, whom)
    name = whole.name if not below else "administrators"
    return Session(
        **whole.thing(kind, below, name, timeouts, got, *beside(doors, whom)),
        surface="web",
        idle_seconds=seconds,
        on_idle="ends",
        max_seconds=longest,
        enforced=None if seconds is None else seconds != FOREVER,
        reauth_seconds=None,
        stands=stands,
        unread=unread(idle_seconds=why_idle, enforced=why_idle, max_seconds=why, reauth_seconds=HIDDEN),
    )


_KEPT: Final = (
    "the limit is {minutes} min, but on joined and managed devices Microsoft ends no idle session, nor for whoever has "
    "chosen to stay signed in, and nothing that can be set changes that: what counts there is the device's own lock"
)


def _idle(doors: Doors, whom: Whom) -> tuple[int | None, Got]:
    """After how long idle sessions end: known only where they never do.

    learn.microsoft.com/microsoft-365/admin/manage/idle-session-timeout-web-apps: nobody is signed out who has single
    sign-on from a joined device, or uses a managed one with Edge or the extension of Chrome, or has chosen "Stay signed
    in". So a policy that has no browser keep one signed in does not settle it.
    """
    seconds, why = idle(doors.whole.one("entra.timeouts"))
    got = doors.whole.one("entra.policies")
    if seconds is None or seconds == FOREVER:
        return seconds, why
    if not got.good:
        return None, got
    if doors.covers(whom, ("browser",), _keeps).whole:
        return FOREVER, got
    return None, Got("hidden", _KEPT.format(minutes=seconds // 60), place=why.place)


def _keeps(policy: Policy) -> bool | None:
    """It has browsers keep one signed in."""
    said = (policy.said.get("sessionControls") or {}).get("persistentBrowser") or {}
    if said.get("isEnabled") is not True or said.get("mode") == "never":
        return False
    return True if policy.said.get("state") == "enabled" and said.get("mode") == "always" else None


def _longest(doors: Doors, whom: Whom) -> tuple[int | None, Got, tuple[str, ...]]:
    """After how long one signs in again, however busy; why that is not known; and what policies leave out.

    It is the shortest frequency for all that leaves nobody out. Without one a session that is used stays:
    learn.microsoft.com/entra/identity/conditional-access/concept-session-lifetime. That a browser keeps it when it is
    closed (persistentBrowser) makes it no longer.
    """
    got = doors.whole.one("entra.policies")
    if not got.good:
        return None, got, ()
    limits = sorted({s for p in doors.policies if (s := frequency(p)) is not None and s != FOREVER})
    found = {limit: doors.covers(whom, ("browser",), _within(limit)) for limit in limits}
    if limit := next((limit for limit, one in found.items() if one.all), None):
        return limit, got, ()
    if unsure := next((one for one in found.values() if one.all is None), None):
        return None, untold(got, _UNTOLD, unsure), ()
    if odd := frozenset(p.called for p in doors.policies if frequency(p) is None):
        return None, untold(got, _UNTOLD, Cover(None, may=odd)), ()
    bad = doors.audiences(whom)[1]
    stands = (line for limit, one in found.items() if one.whole for line in doors.stands(one, _within(limit)))
    return (None, bad, ()) if bad else (FOREVER, got, tuple(dict.fromkeys(stands)))


_UNTOLD: Final = "it cannot be told whom a sign-in frequency reaches"


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
