"""Conditional access: of all policies together, whom they meet, on which clients, and who is left out. Pure.

A sign-in has to satisfy every policy that meets it: none takes back what another demands. So whoever is met by one that
demands something must show it. Here a policy counts for a whole group only where nothing narrows it, and whoever it
leaves out is a way round, unless another policy names them and leaves nobody out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from collectors.entra.controls import UNCLEAR, Demand, demand, unknown
from collectors.entra.read import texts

MODERN: Final = ("browser", "mobileAppsAndDesktopClients")
LEGACY: Final = ("exchangeActiveSync", "other")
_ON: Final = "enabled"
_OFF: Final = ("disabled", "enabledForReportingButNotEnforced")
"""A policy that only reports demands nothing of anybody."""
_GUESTS: Final = "GuestsOrExternalUsers"
_ALL_GUESTS: Final = frozenset(
    {
        *("internalGuest", "b2bCollaborationGuest", "b2bCollaborationMember", "b2bDirectConnectUser"),
        *("otherExternalUser", "serviceProvider"),
    }
)
_RISKS: Final = ("signInRiskLevels", "userRiskLevels", "servicePrincipalRiskLevels", "insiderRiskLevels")
_CONDITIONS: Final = frozenset(
    {
        *("users", "applications", "clientAppTypes", "platforms", "locations", "devices", "clientApplications"),
        *("authenticationFlows", "@odata.type", *_RISKS),
    }
)
_USERS: Final = frozenset(
    {
        *("includeUsers", "includeGroups", "includeRoles", "includeGuestsOrExternalUsers"),
        *("excludeUsers", "excludeGroups", "excludeRoles", "excludeGuestsOrExternalUsers", "@odata.type"),
        *("includeGuestsOrExternalUsers@odata.context", "excludeGuestsOrExternalUsers@odata.context"),
    }
)
_APPLICATIONS: Final = frozenset(
    {
        *("includeApplications", "excludeApplications", "includeUserActions", "applicationFilter", "@odata.type"),
        "includeAuthenticationContextClassReferences",
    }
)


class Audience(NamedTuple):
    """Whom is asked about."""

    kind: str
    """`everyone`, `guests`, or `role`."""
    role: str = ""
    """Of a role: its id, in lower case."""
    built_in: bool = True
    """A policy may name it: of roles of one's own, and of those over a part of the directory, none can."""


EVERYONE: Final = Audience("everyone")
GUESTS: Final = Audience("guests")


class Out(NamedTuple):
    """Somebody or something that a policy leaves out."""

    what: str
    """`user`, `group`, `role`, `guests`, `app`, `platform`, `location`, `device`."""
    id: str


@dataclass(frozen=True, slots=True)
class Cover:
    """Whether a demand meets all of a group."""

    whole: bool | None
    """None: it cannot be told."""
    out: frozenset[Out] = frozenset()


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that is on."""

    said: Mapping[str, Any]
    demand: Demand

    @property
    def conditions(self) -> Mapping[str, Any]:
        """When it applies."""
        return self.said.get("conditions") or {}

    @property
    def users(self) -> Mapping[str, Any]:
        """Whom it is about."""
        return self.conditions.get("users") or {}

    def meets(self, audience: Audience) -> bool | None:
        """Whether it is about all of a group, those aside whom it leaves out; None: it cannot be told."""
        if unknown(self.users, _USERS):
            return None
        if self._left_out(audience):
            return False
        included = texts(self.users, "includeUsers")
        named = audience.kind == "role" and audience.built_in and audience.role in _lower(self.users, "includeRoles")
        if "All" in included or named or (audience.kind == "guests" and self._guests()):
            return True
        groups = bool(texts(self.users, "includeGroups"))
        people = audience.kind == "role" and bool(set(included) - {"None", _GUESTS})
        # Who is in a group is not asked: it may hold all of them.
        return None if groups or people else False

    def _guests(self) -> bool:
        said = self.users.get("includeGuestsOrExternalUsers") or {}
        everywhere = (said.get("externalTenants") or {}).get("membershipKind", "all") == "all"
        types = set(texts(said, "guestOrExternalUserTypes"))
        return _GUESTS in texts(self.users, "includeUsers") or (everywhere and types >= _ALL_GUESTS)

    def _left_out(self, audience: Audience) -> bool:
        if audience.kind == "role":
            return audience.role in _lower(self.users, "excludeRoles")
        types = set(texts(self.users.get("excludeGuestsOrExternalUsers"), "guestOrExternalUserTypes"))
        guests = _GUESTS in texts(self.users, "excludeUsers") or types >= _ALL_GUESTS
        return audience.kind == "guests" and guests

    def on(self, client: str) -> bool:
        """It is, or may be, about this kind of client: where it names none, `narrowed` says that it cannot be told."""
        types = texts(self.conditions, "clientAppTypes")
        return not types or "all" in types or client in types

    @property
    def narrowed(self) -> bool | None:
        """Whether something narrows it beside whom it is about and what it leaves out; None: it cannot be told."""
        said = self.conditions
        apps = said.get("applications") or {}
        narrow = (
            "All" not in texts(apps, "includeApplications"),
            bool(apps.get("applicationFilter")),
            any(texts(said, name) for name in _RISKS),
            bool(set(texts(said.get("authenticationFlows"), "transferMethods")) - {"none"}),
            bool(texts(said.get("clientApplications"), "includeServicePrincipals")),
            _part(said, "platforms", "Platforms", "all"),
            _part(said, "locations", "Locations", "All"),
            ((said.get("devices") or {}).get("deviceFilter") or {}).get("mode") == "include",
        )
        if any(narrow):
            return True
        if unknown(said, _CONDITIONS) or unknown(apps, _APPLICATIONS) or unknown(said.get("devices"), _DEVICES):
            return None
        return None if not texts(said, "clientAppTypes") else False

    @property
    def out(self) -> frozenset[Out]:
        """All that it leaves out."""
        said, users = self.conditions, self.users
        found = {Out(what, one) for what, part, name in _LEAVES for one in _lower(said.get(part), name)}
        guests = texts(users.get("excludeGuestsOrExternalUsers"), "guestOrExternalUserTypes")
        found |= {Out("guests", one) for one in guests if one != "none"}
        if Out("user", _GUESTS.lower()) in found:
            found = {*found, Out("guests", "all")} - {Out("user", _GUESTS.lower())}
        mode = ((said.get("devices") or {}).get("deviceFilter") or {}).get("mode")
        return frozenset(found | ({Out("device", "filter")} if mode == "exclude" else set()))

    def names(self, out: Out) -> bool:
        """It is about those by name whom another leaves out."""
        match out.what:
            case "guests":
                return self.meets(GUESTS) is True
            case "user" | "group" | "role":
                return out.id in _lower(self.users, f"include{out.what.capitalize()}s")
            case _:
                return False


_DEVICES: Final = frozenset({"deviceFilter", "@odata.type"})
_LEAVES: Final = (
    ("user", "users", "excludeUsers"),
    ("group", "users", "excludeGroups"),
    ("role", "users", "excludeRoles"),
    ("app", "applications", "excludeApplications"),
    ("platform", "platforms", "excludePlatforms"),
    ("location", "locations", "excludeLocations"),
)


def policies(said: Iterable[Mapping[str, Any]]) -> list[Policy]:
    """Those that are on, or may be: of one with a state that nobody knows it cannot be told what it demands."""
    return [
        Policy(one, demand(one.get("grantControls")) if one.get("state") == _ON else UNCLEAR)
        for one in said
        if one.get("state") not in _OFF
    ]


def cover(
    some: Sequence[Policy],
    audience: Audience,
    client: str,
    asks: Callable[[Policy], bool | None],
    spared: Callable[[Out], bool | None] = lambda _: False,
) -> Cover:
    """Whether all of a group must show something on a client, and who is left out.

    asks: a policy demands it. spared: who is left out is meant to be. Of several policies the one counts that leaves
    out least.
    """
    on = [one for one in some if one.on(client)]
    whole = [one for one in on if asks(one) and one.narrowed is False and one.meets(audience)]
    if whole:
        return Cover(True, min((_open(one, on, asks, spared) for one in whole), key=lambda o: (len(o), sorted(o))))
    may = [one for one in on if _open_question(asks(one), _not(one.narrowed), one.meets(audience))]
    return Cover(None if may else False)


def _open_question(*parts: bool | None) -> bool:
    return False not in parts and None in parts


def _not(value: bool | None, /) -> bool | None:  # noqa: FBT001  # of three values
    return None if value is None else not value


def _open(
    one: Policy,
    others: Iterable[Policy],
    asks: Callable[[Policy], bool | None],
    spared: Callable[[Out], bool | None],
) -> frozenset[Out]:
    """Whom a policy leaves out, and no other one catches."""
    catching = [p for p in others if asks(p) and p.narrowed is False]
    return frozenset(
        out
        for out in one.out
        if spared(out) is not True and not any(p.names(out) and all(spared(o) is True for o in p.out) for p in catching)
    )


def _lower(part: Any, name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in texts(part, name))


def _part(said: Mapping[str, Any], name: str, words: str, every: str) -> bool:
    """A condition is about some platforms or locations alone."""
    part = said.get(name) or {}
    return bool(part) and every.lower() not in _lower(part, f"include{words}")
