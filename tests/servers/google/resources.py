"""What a project, a folder, an organization or a Workspace customer holds: only what Google could answer."""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.servers.google import assets
from tests.servers.google.documents import Document, Method, routes

JSON = Any
NOW: Final = "2026-11-25T08:00:00.000000Z"
_LINKS: Final = {"compute": "https://www.googleapis.com", "storage": "https://www.googleapis.com"}


@dataclass
class Thing:
    """One resource."""

    place: str
    """Host and path."""
    body: JSON
    type: str = ""
    """Of Cloud Asset Inventory; empty where that does not hold it."""
    policy: JSON = None


@dataclass
class Scope:
    """A project, a folder, an organization, or a customer of Workspace, and what lies in it itself."""

    name: str
    """`projects/alder-prod`, `folders/55`, `organizations/77`, `customers/C01`."""
    number: str = ""
    parent: "Scope | None" = None
    denied: set[str] = field(default_factory=set)
    """Methods (`sql.instances.list`) or permissions (`cloudsql.instances.list`) that the caller lacks here."""
    disabled: set[str] = field(default_factory=set)
    """APIs that are not switched on: `cloudkms.googleapis.com`."""
    org_policies: list[JSON] = field(default_factory=list)
    """As Asset Inventory tells them of the scope itself."""
    things: dict[str, Thing] = field(default_factory=dict)
    """By place."""
    state: str = "ACTIVE"

    def __post_init__(self) -> None:
        """Resource Manager knows it from the first, and a project has a sink."""
        kind = {"projects": "Project", "folders": "Folder", "organizations": "Organization"}.get(self.kind)
        if kind:
            self.put(f"cloudresourcemanager.googleapis.com/{kind}", self._body(kind))
        if kind == "Project":
            self.put("logging.googleapis.com/LogSink", self._sink())

    @property
    def kind(self) -> str:
        """`projects`."""
        return self.name.partition("/")[0]

    @property
    def id(self) -> str:
        """Its name without the kind."""
        return self.name.partition("/")[2]

    @property
    def numbered(self) -> str:
        """Its name as Asset Inventory writes it among ancestors."""
        return f"{self.kind}/{self.number or self.id}"

    @property
    def ancestors(self) -> list[str]:
        """From itself to the root."""
        return [self.numbered, *(self.parent.ancestors if self.parent else ())]

    def put(self, where: str, body: JSON, **at: str) -> str:
        """Add a resource, or replace it; gives its place.

        `where` is a type of Asset Inventory or a host and a path; `at` tells zone, region or location where the
        resource does not. The answer of a whole list that has no things of its own can be put at its path too.

        Raises:
            KeyError: it is not told where it lies.
            ValueError: Google has no such path, answers no such thing there, or it is another project's.
        """
        own = {"project": self.id, "scope": self.name, **at}
        known = where in assets.PLACES
        place = self._placed(assets.place(where, body, own) if known else where)
        method, schema = _answering(place)
        whole = _completed(method, schema, place, copy.deepcopy(body))
        if problems := [*method.document.problems(schema, whole)]:
            raise ValueError(f"{place}: Google answers no such thing: {'; '.join(problems)}")
        old = self.things.get(place)
        self.things[place] = Thing(place, whole, where if known else typed(place, schema), old.policy if old else None)
        self._locate(place)
        return place

    def policy(self, place: str, body: JSON) -> None:
        """Set the IAM policy of what was put here, or of the scope itself (`place` empty).

        Raises:
            KeyError: nothing was put there.
            ValueError: it is none.
        """
        document = routes("cloudresourcemanager.googleapis.com", "/v3/projects/p:getIamPolicy")[0].method.document
        if problems := [*document.problems({"$ref": "Policy"}, body)]:
            raise ValueError(f"no IAM policy: {'; '.join(problems)}")
        whole = {"version": 3 if _conditional(body) else 1, "etag": "BwYx1nUCJ1c=", **copy.deepcopy(body)}
        self.things[place or self.own].policy = whole

    @property
    def own(self) -> str:
        """Where Resource Manager has the scope itself."""
        return f"cloudresourcemanager.googleapis.com/v3/{self.name}"

    def _placed(self, place: str) -> str:
        """With the project's id in it, and not its number: both are said of the same thing."""
        if self.number:
            place = re.sub(rf"(?<=/projects/){self.number}(?=/|$)", self.id, place, count=1)
        if (named := owner(split(place)[1])) and named not in {self.name, self.numbered}:
            raise ValueError(f"{place}: that is not in {self.name}")
        return place

    def _body(self, kind: str) -> JSON:
        times = {"createTime": "2020-01-01T00:00:00Z", "updateTime": "2020-01-01T00:00:00Z"}
        said = {"name": self.numbered, "displayName": self.id, "state": self.state, "etag": "W/abc", **times}
        if self.parent:
            said["parent"] = self.parent.numbered
        if kind == "Project":
            said["projectId"] = self.id
        if kind == "Organization":
            said["directoryCustomerId"] = "C01abcdef"
        return said

    def _sink(self) -> JSON:
        """Every project has it from the first, and nobody can delete it: cloud.google.com/logging/docs/routing."""
        logs = ("activity", "system_event", "access_transparency")
        left = (f'NOT LOG_ID("{who}.googleapis.com/{log}")' for log in logs for who in ("cloudaudit", "externalaudit"))
        place = f"logging.googleapis.com/{self.name}/locations/global/buckets/_Default"
        return {"name": "_Default", "destination": place, "filter": " AND ".join(left)}

    def _locate(self, place: str) -> None:
        """A location where something lies is one that its API lists."""
        found = re.match(r"(([^/]+)(/v\d+/projects/[^/]+/locations/([^/]+)))/", place)
        if found and found[1] not in self.things and any(r.method.verb == "GET" for r in routes(found[2], found[3])):
            name = found[3].split("/", 2)[2]
            self.things[found[1]] = Thing(found[1], {"name": name, "locationId": found[4]})


def split(place: str) -> tuple[str, str]:
    """Host and path."""
    host, _, path = place.partition("/")
    return host, f"/{path}"


def owner(path: str) -> str:
    """The project, folder or organization that a path names, if any: `projects/alder-prod`."""
    found = re.match(r"(?:/[a-z]+)?/v\d+/((?:projects|folders|organizations)/[^/:]+)", path)
    return found[1] if found else ""


def _answering(place: str) -> tuple[Method, JSON]:
    """What answers about a place, and as what: its GET, or else the list that it is in."""
    host, path = split(place)
    for route in routes(host, path):
        if route.method.verb == "GET":
            return route.method, route.method.response
    for route in routes(host, path.rpartition("/")[0]):
        if route.method.verb == "GET" and route.method.items:
            return route.method, route.method.document.resolved(route.method.items[1])
    raise ValueError(f"{place}: no document of Google's has such a path")


def _completed(method: Method, schema: JSON, place: str, body: JSON) -> JSON:
    """With what Google always adds: the kind and the links, by which other things name it."""
    properties = schema.get("properties", {})
    api = method.document.name.partition(".")[0]
    if default := properties.get("kind", {}).get("default"):
        body.setdefault("kind", default)
    host, path = split(place)
    if api in {"compute", "storage", "sqladmin"} and "selfLink" in properties:
        body.setdefault("selfLink", f"{_LINKS.get(api, f'https://{host}')}{path}")
    if api == "compute":
        for name, value in re.findall(r"/(zone|region)s/([^/]+)/", path):
            if name in properties:
                body[name] = f"https://www.googleapis.com{path.partition(f'/{name}s/')[0]}/{name}s/{value}"
    return body


def typed(place: str, schema: JSON) -> str:
    """The type of what was told by its path: by that, or by its schema where the whole path is the name."""
    if ":" in place.rpartition("/")[2]:  # what a verb answers is no thing
        return ""
    for name, template in assets.PLACES.items():
        pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template))
        named = re.fullmatch(r"[^/]+/v\d+/\{name\}", template)
        by_schema = named and place.startswith(template.removesuffix("{name}"))
        if (by_schema and schema.get("id", "").endswith(name.partition("/")[2])) or re.fullmatch(pattern, place):
            return name
    return ""


def _conditional(body: Mapping[str, JSON]) -> bool:
    return any("condition" in binding for binding in body.get("bindings", ()))


def discovery(place: str) -> tuple[Document, str]:
    """The document that knows a place, and the name of its schema there."""
    method, schema = _answering(place)
    return method.document, str(schema.get("id", ""))


def children(scope: Scope, place: str) -> Iterator[Thing]:
    """What lies right below a path; `-` stands for any name in it."""
    pattern = re.compile("/".join("[^/]+" if part == "-" else re.escape(part) for part in place.split("/")) + "/[^/]+")
    for name in sorted(scope.things):
        if pattern.fullmatch(name):
            yield scope.things[name]
