"""Conditional access: of each policy, whom it meets, on which clients, and who is left out. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
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
class Policy:
    """A policy that is on."""

    said: Mapping[str, Any]
    demand: Demand

    @property
    def called(self) -> str:
        """Its name, and its id for whoever mends it."""
        return f"“{self.said.get('displayName') or ''}” ({self.said.get('id')})"

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

    def narrowed(self, but: str = "") -> bool | None:
        """Whether something narrows it beside whom it is about and what it leaves out; None: it cannot be told.

        but: what is looked at elsewhere (see `Out.what`).
        """
        said = self.conditions
        apps = said.get("applications") or {}
        filtered = bool(apps.get("applicationFilter"))
        narrow = {
            "app": filtered or "All" not in texts(apps, "includeApplications"),
            "risk": any(texts(said, name) for name in _RISKS),
            "flow": bool(set(texts(said.get("authenticationFlows"), "transferMethods")) - {"none"}),
            "machine": bool(texts(said.get("clientApplications"), "includeServicePrincipals")),
            "platform": _part(said, "platforms", "Platforms", "all"),
            "location": _part(said, "locations", "Locations", "All"),
            "device": self._filter == "include",
        }
        if any(yes for what, yes in narrow.items() if what != but):
            return True
        if unknown(said, _CONDITIONS) or unknown(apps, _APPLICATIONS) or unknown(said.get("devices"), _DEVICES):
            return None
        return None if not texts(said, "clientAppTypes") else False

    @property
    def _filter(self) -> str:
        """Whether it is about the devices that a filter names, or about all others."""
        return str(((self.conditions.get("devices") or {}).get("deviceFilter") or {}).get("mode", ""))

    def reaches(self, out: Out) -> bool | None:
        """It is about a way in that another leaves out; None: it cannot be told.

        Of a sign-in the platform is one. Places and applications have other names beside their own: a word such as
        `AllTrusted` or `Office365` stands for many. What a filter of devices says is not seen.
        """
        if out in self.out:
            return False
        if out.what == "device":
            return None if self._filter else True
        name, every = _WAYS[out.what]
        part = self.conditions.get(name) or {}
        some = _lower(part, f"include{name.capitalize()}") - {"none"}
        if out.id in some or every in some or (out.what != "app" and not part):
            return None if part.get("applicationFilter") else True
        return False if out.what == "platform" or (out.what == "app" and not some) else None

    @property
    def out(self) -> frozenset[Out]:
        """All that it leaves out."""
        said, users = self.conditions, self.users
        found = {Out(what, one) for what, part, name in _LEAVES for one in _lower(said.get(part), name)}
        guests = texts(users.get("excludeGuestsOrExternalUsers"), "guestOrExternalUserTypes")
        found |= {Out("guests", one) for one in guests if one != "none"}
        if Out("user", _GUESTS.lower()) in found:
            found = {*found, Out("guests", "all")} - {Out("user", _GUESTS.lower())}
        return frozenset(found | ({Out("device", "filter")} if self._filter == "exclude" else set()))

    def means(self, out: Out, holds: Callable[[str], bool | None]) -> bool | None:
        """It is about those whom another leaves out; None: it may be.

        holds: whether such a person has a role, so that a policy about the role always meets them.
        """
        if unknown(self.users, _USERS):
            return None
        some = set(texts(self.users, "includeUsers"))
        if self.names(out) or "All" in some:
            return True
        if out.what != "user":
            return None
        by_role = {holds(role) for role in _lower(self.users, "includeRoles")}
        many = texts(self.users, "includeGroups") or _GUESTS in some or self.users.get("includeGuestsOrExternalUsers")
        return True if True in by_role else None if many or None in by_role else False

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
_WAYS: Final = MappingProxyType(
    {"app": ("applications", "all"), "platform": ("platforms", "all"), "location": ("locations", "all")}
)
WAYS: Final = frozenset({*_WAYS, "device"})
"""What can be left out that is no person: a way in, which anybody may take."""
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


def _lower(part: Any, name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in texts(part, name))


def _part(said: Mapping[str, Any], name: str, words: str, every: str) -> bool:
    """A condition is about some platforms or locations alone."""
    part = said.get(name) or {}
    return bool(part) and every.lower() not in _lower(part, f"include{words}")
