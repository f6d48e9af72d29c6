"""What a directory holds, and how Microsoft Graph answers about it: by what its SDK knows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Final

from tests.servers.arm.resources import Refused
from tests.servers.graph.official import FIELDS, PATHS

JSON = Any
_PREMIUM: Final = Refused(
    403,
    "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
    "Neither tenant is B2C or tenant doesn't have premium license",
)
_PIM: Final = Refused(
    400,
    "AadPremiumLicenseRequired",
    "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.",
)
_UNLICENSED: Final = {
    "ScheduleInstances": _PIM,
    "roleManagementPolicyAssignments": _PIM,
    "accessReviews": Refused(403, "NoLicense", "Tenant does not meet license requirement!"),
}
"""By a part of a path: what is said there to whoever has no licence, where it is not the usual."""
EXPORT: Final = "/providers/microsoft.aadiam/diagnosticSettings"
_EXPORT_VERSION: Final = "2017-04-01"
"""learn.microsoft.com/rest/api and Terraform's provider; no package of Microsoft's has it."""
_MOST: Final = 999
_MOST_WITH_ACTIVITY: Final = 500
_NAVIGATED: Final = frozenset({"principal", "policy", "roleDefinition", "members", "owners", "instances"})
"""Fields that come only to those who expand them."""
_UNASKED: Final = frozenset({"signInActivity"})
"""Fields that come only to those who select them."""
_EQUALS: Final = re.compile(r"(\w+) eq '([^']*)'")


@dataclass(frozen=True, slots=True)
class Path:
    """One call that Graph knows."""

    pattern: re.Pattern[str]
    model: str
    query: frozenset[str]


@cache
def known() -> tuple[Path, ...]:
    """All that Microsoft's package can ask of the families that could matter."""
    return tuple(map(_path, PATHS.read_text(encoding="utf-8").splitlines()))


def _path(line: str) -> Path:
    path, model, *query = line.split()
    parts = re.split(r"\{[^}]+\}", path)
    return Path(re.compile("[^/]+".join(map(re.escape, parts))), model, frozenset(query))


@cache
def fields() -> Mapping[str, frozenset[str]]:
    """By kind of thing, all that one has."""
    lines = (line.split() for line in FIELDS.read_text(encoding="utf-8").splitlines())
    return {model: frozenset(names) for model, *names in lines}


@dataclass
class Directory:
    """A directory. What is put at a path is answered there; other lists are empty."""

    held: dict[str, JSON] = field(default_factory=dict)
    """By path, without the version: a list, or one thing."""
    denied: set[str] = field(default_factory=set)
    """Parts of paths, with their queries, that the caller may not read."""
    premium: set[str] = field(default_factory=set)
    """Parts of paths, with their queries, for which there is no licence."""

    def get(self, path: str, query: Mapping[str, str]) -> JSON:
        """Answer a GET.

        Raises:
            Refused: with what Graph says then.
        """
        whole = f"{path}?{query.get('$select', '')}"
        if any(part in whole for part in self.denied):
            raise Refused(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
        if any(part in whole for part in self.premium):
            raise next((why for part, why in _UNLICENSED.items() if part in path), _PREMIUM)
        if path == EXPORT:
            if query.get("api-version") != _EXPORT_VERSION:
                raise Refused(400, "NoRegisteredProviderFound")
            return {"value": self.held.get(path, [])}
        one = allowed(path, query)
        said = self.held.get(path.removeprefix("/v1.0"), [])
        if isinstance(said, list):
            return {"value": [_shown(row, query, one) for row in said if _meant(row, query)]}
        return _shown(said, query, one)


def allowed(path: str, query: Mapping[str, str]) -> Path:
    """Whether there is such a call at all, and whether it takes these options.

    Raises:
        Refused: with what Graph says then.
    """
    if not path.startswith("/v1.0/"):
        raise Refused(404, "UnknownVersion", path)
    if not (found := _called(path.removeprefix("/v1.0"))):
        raise Refused(400, "BadRequest", f"Resource not found for the segment in {path}")
    if more := query.keys() - found.query - {"$skiptoken"}:
        raise Refused(400, "BadRequest", f"{min(more)} is no option of it.")
    chosen = [name for name in query.get("$select", "").split(",") if name]
    if more := set(chosen) - fields()[found.model]:
        raise Refused(400, "BadRequest", f"Could not find a property named '{min(more)}'")
    most = _MOST_WITH_ACTIVITY if "signInActivity" in chosen else _MOST
    if int(query.get("$top", 1)) not in range(1, most + 1):
        raise Refused(400, "Request_UnsupportedQuery", "Invalid page size specified")
    return found


@lru_cache(4096)
def _called(path: str) -> Path | None:
    return next((one for one in known() if one.pattern.fullmatch(path)), None)


def _shown(row: Mapping[str, JSON], query: Mapping[str, str], one: Path) -> Mapping[str, JSON]:
    """What of a thing is shown: what is selected, and what is expanded."""
    chosen = {name for name in query.get("$select", "").split(",") if name}
    expanded = set(re.findall(r"\w+", query.get("$expand", "")))
    hidden = (_NAVIGATED & fields()[one.model]) - expanded
    names = (chosen | {"id", "@odata.type"}) if chosen else set(row) - _UNASKED
    return {name: value for name, value in row.items() if name in names and name not in hidden}


def _meant(row: Mapping[str, JSON], query: Mapping[str, str]) -> bool:
    return all(str(row.get(name)) == value for name, value in _EQUALS.findall(query.get("$filter", "")))
