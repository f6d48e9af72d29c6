"""What a subscription holds, and how Azure Resource Manager answers about it: by its own grammar of ids."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Final

from tests.servers.arm.official import LIST

JSON = Any
_OURS: Final = (
    # Of Azure Resource Manager itself, which has no package with them: learn.microsoft.com/rest/api/resources and
    # /rest/api/authorization.
    "/subscriptions/{subscriptionId} 2022-12-01",
    "/subscriptions/{subscriptionId}/providers/Microsoft.Authorization/permissions 2022-04-01",
)

_EXTEND: Final = frozenset({"microsoft.insights/diagnosticsettings", "microsoft.insights/diagnosticsettingscategories"})
"""Types that other things have: a list has those of the thing alone that it is asked of."""


class Refused(Exception):  # noqa: N818  # what the server says, not what went wrong here
    """An answer that is an error."""

    def __init__(self, status: int, code: str, message: str = "", **headers: str) -> None:
        super().__init__(code)
        self.status, self.code, self.message, self.headers = status, code, message, headers

    @property
    def body(self) -> Mapping[str, JSON]:
        """As Azure writes it."""
        return {"error": {"code": self.code, "message": self.message}}


@dataclass(frozen=True, slots=True)
class Path:
    """One call that Azure knows."""

    pattern: re.Pattern[str]
    version: str
    query: frozenset[str]


@cache
def known() -> tuple[Path, ...]:
    """All that Microsoft's packages can ask with GET."""
    return tuple(map(_path, (*LIST.read_text(encoding="utf-8").splitlines(), *_OURS)))


def _path(line: str) -> Path:
    path, version, *query = line.split()
    pieces = re.split(r"(\{\w+\})", path)
    # What begins with a name is asked of a whole scope, or of a thing: of all of its id. No other name has slashes.
    whole = {pieces[1]} if path.startswith("/{") and "}/providers/" in path else set[str]()
    known = whole | {"{resourceUri}", "{scope}"}
    pattern = "".join((".+" if p in known else "[^/]+") if p.startswith("{") else re.escape(p) for p in pieces)
    return Path(re.compile(pattern, re.IGNORECASE), version, frozenset(query))


@dataclass
class Subscription:
    """A subscription. What is put into it is answered, and what is not, is not there."""

    id: str
    resources: dict[str, Mapping[str, JSON]] = field(default_factory=dict)
    """By id in lower case."""
    denied: set[str] = field(default_factory=set)
    """Types that the caller may not read."""
    missing: dict[str, str] = field(default_factory=dict)
    """By type: the code for a thing that is not there, where it has one of its own."""
    protected: dict[str, Mapping[str, JSON]] = field(default_factory=dict)
    """By id in lower case: what is said of the vault, of whichever subscription, that protects a thing."""
    name: str = "alder-prod"
    actions: tuple[str, ...] = ("*/read",)

    def put(self, resource: Mapping[str, JSON]) -> str:
        """Add a resource; gives its id."""
        self.resources[resource["id"].lower()] = resource
        return str(resource["id"])

    def everything(self, wanted: str) -> JSON:
        """Answer the list of everything: what the caller may not read is left out, and nothing says so.

        Raises:
            Refused: with what Azure says then.
        """
        found = [re.fullmatch(r"resourceType eq '([\w./]+)'", part) for part in wanted.split(" or ")]
        if None in found:
            raise Refused(400, "InvalidFilterInQueryString", f"{wanted} is no filter.")
        kinds = {one[1].lower() for one in found if one} - {d.lower() for d in self.denied}
        rows = [r for name, r in self.resources.items() if type_of(name) in kinds]
        return {"value": [{k: r[k] for k in ("id", "name", "type", "location", "tags") if k in r} for r in rows]}

    def get(self, path: str) -> JSON:
        """Answer a GET of a path that there is.

        Raises:
            Refused: with what Azure says then.
        """
        own = f"/subscriptions/{self.id}"
        if path.lower() == own:
            return {"id": own, "subscriptionId": self.id, "displayName": self.name, "state": "Enabled", "tenantId": "t"}
        kind = type_of(path)
        if kind in {d.lower() for d in self.denied}:
            raise Refused(403, "AuthorizationFailed", f"no authorization to perform action '{kind}/read'")
        if kind == "microsoft.authorization/permissions":
            return {"value": [{"actions": [*self.actions], "notActions": [f"{d}/read" for d in sorted(self.denied)]}]}
        return self._thing(path, kind)

    def backed_up(self, asked: Mapping[str, JSON]) -> JSON:
        """Answer whether a vault, of whichever subscription, protects a machine.

        Raises:
            Refused: with what Azure says then.
        """
        if "Microsoft.RecoveryServices/locations/backupStatus" in self.denied:
            raise Refused(403, "AuthorizationFailed", "no authorization")
        if set(asked) != {"resourceType", "resourceId"} or asked["resourceType"] != "VM":
            raise Refused(400, "BMSUserErrorInvalidInput", "no such thing")
        return self.protected.get(asked["resourceId"].lower(), {"protectionStatus": "NotProtected", "vaultId": ""})

    def _thing(self, path: str, kind: str) -> JSON:
        if _collection(path):
            return {"value": list(self._members(path.lower(), kind))}
        if found := self.resources.get(path.lower()):
            return found
        raise Refused(404, self.missing.get(kind, "ResourceNotFound"), f"{path} was not found.")

    def _members(self, path: str, kind: str) -> Iterator[JSON]:
        """Those of a type below a scope: a subscription has all, a thing its own."""
        scope = path.rpartition("/providers/")[0]
        nested = kind.count("/") > 1 or kind in _EXTEND
        for name, resource in self.resources.items():
            own = name.startswith(f"{path}/") and name.count("/") == path.count("/") + 1
            if type_of(name) == kind and (own if nested else name.startswith(f"{scope}/")):
                yield resource


def allowed(path: str, query: Mapping[str, str]) -> None:
    """Whether there is such a call at all, and whether it takes these words.

    Raises:
        Refused: with what Azure says then.
    """
    version = query.get("api-version")
    if not version:
        raise Refused(400, "MissingApiVersionParameter", "The api-version query parameter is required.")
    if not (found := _calls(path)):
        raise Refused(404, "InvalidResourceType", f"The resource type could not be found: {path}")
    if not (one := next((o for o in found if o.version == version), None)):
        raise Refused(400, "NoRegisteredProviderFound", f"No API version {version}.")
    if more := query.keys() - one.query - {"api-version", "$skiptoken"}:
        raise Refused(400, "InvalidQueryParameter", f"{min(more)} is no parameter of it.")


@lru_cache(4096)
def _calls(path: str) -> tuple[Path, ...]:
    """What Microsoft's packages call so, in each version."""
    return tuple(one for one in known() if one.pattern.fullmatch(path))


def type_of(path: str) -> str:
    """The type in an id or a path, in lower case: `microsoft.storage/storageaccounts/blobservices`."""
    space, *rest = path.lower().rpartition("/providers/")[2].split("/")
    return "/".join((space, *rest[::2]))


def _collection(path: str) -> bool:
    """It ends with a type and not with a name."""
    return path.rpartition("/providers/")[2].count("/") % 2 == 1
