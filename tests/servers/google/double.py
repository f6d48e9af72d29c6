"""Google, as far as it can be asked: who is asked about what, whether he may, and what is told."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.servers.google import firewalls, inventory, lists, masks, policies, words
from tests.servers.google.documents import DOCUMENTS, LEGACY, Route, routes
from tests.servers.google.refusals import NoSuchCall, Refused, denied, disabled, forbidden, invalid, not_found
from tests.servers.google.resources import Scope, Thing, children, owner, split
from tests.servers.google.rights import permissions
from tests.servers.google.tokens import Given, Tokens

JSON = Any
PROJECT: Final = "alder-prod"
NUMBER: Final = "471100000815"
NEAR: Final = Given("near", frozenset(), 0)
_REGIONAL: Final = re.compile(r"secretmanager\.googleapis\.com/v1/projects/[^/]+/locations/[^/]+/secrets")
"""Secrets that are kept in one region: the global endpoint refuses them (googleapis/google-cloud-python, 13389)."""
_CUSTOMERS: Final = frozenset({"admin.googleapis.com", "cloudidentity.googleapis.com"})


def _scopes() -> dict[str, Scope]:
    organization = Scope("organizations/77")
    folder = Scope("folders/55", parent=organization)
    project = Scope(f"projects/{PROJECT}", NUMBER, folder)
    return {s.name: s for s in (project, folder, organization, Scope("customers/C01abcdef"))}


@dataclass
class Google:
    """Where it is, what it holds, and what it was asked."""

    port: int
    trusted: Path
    """The certificate that it vouches for itself with."""
    scopes: dict[str, Scope] = field(default_factory=_scopes)
    """By name; the first is the project that most tests are about."""
    calls: list[str] = field(default_factory=list)
    """`GET storage.googleapis.com/storage/v1/b`."""
    denied: set[str] = field(default_factory=set)
    """Methods or permissions that the caller lacks everywhere."""
    twist: Callable[[str, Any], Any] = lambda _, body: body
    """Of a method's id and what it answers: what is said in its place."""
    refusals: dict[str, list[Refused]] = field(default_factory=dict)
    """By a method's id: what is said there first, once each."""
    pages: lists.Pages = field(default_factory=lists.Pages)
    tokens: Tokens = field(default_factory=Tokens)

    @property
    def origin(self) -> str:
        """Scheme, host and port; a Google host is the first part of a path."""
        return f"https://127.0.0.1:{self.port}"

    @property
    def held(self) -> Scope:
        """The first project."""
        return next(iter(self.scopes.values()))

    def add(self, name: str, number: str = "", parent: str = "", **more: Any) -> Scope:
        """A further project, folder, organization or customer."""
        self.scopes[name] = Scope(name, number, self.scopes[parent] if parent else None, **more)
        return self.scopes[name]

    def answer(
        self,
        verb: str,
        place: str,
        query: Sequence[tuple[str, str]] = (),
        body: bytes = b"",
        let_in: Callable[[Route], Given] = lambda _: NEAR,
    ) -> JSON:
        """Answer a call; `place` is host and path, as sent. `let_in` looks at the caller's token; near by is none.

        Raises:
            Refused: with what Google says then.
        """
        route, place = self._route(verb, place)
        try:
            caller = let_in(route)
            told = words.checked(route.method, query)
            said = words.body(route.method, body)
            if waiting := self.refusals.get(route.method.id):
                raise waiting.pop(0)
            known = self._credentials(route, caller, said)
            whole = self.twist(route.method.id, known or self._told(route, place, told, said))
        except Refused as why:
            why.api = route.method.document.name.partition(".")[0]
            raise
        mask = told.get("fields", "")
        return masks.masked(route.method.document, route.method.response, whole, mask) if mask else whole

    def _credentials(self, route: Route, caller: Given, body: JSON) -> JSON:
        """What an account is asked for by who may stand in for it; nothing where it is no such call."""
        email = route.words.get("name", "").rpartition("/")[2]
        if route.method.id == "iamcredentials.projects.serviceAccounts.generateAccessToken":
            return self.tokens.impersonated(caller, email, body.get("scope", []))
        if route.method.id == "iamcredentials.projects.serviceAccounts.signJwt":
            return self.tokens.signed(caller, email, body.get("payload", "{}"))
        return None

    def _route(self, verb: str, place: str) -> tuple[Route, str]:
        host, path = split(place)
        found = [route for route in routes(host, path) if route.method.verb == verb]
        if host not in DOCUMENTS or not found:
            raise NoSuchCall(path)
        named = {scope.number: scope.id for scope in self.scopes.values() if scope.number}
        by_number = re.sub(r"(?<=projects/)(\d+)(?=[/:]|$)", lambda m: named.get(m[1], m[1]), path)
        return found[0], _decoded(f"{host}{by_number}")

    def _told(self, route: Route, place: str, query: Mapping[str, JSON], body: JSON) -> JSON:
        method = route.method
        scope = self._scope(route, place, query)
        self._allowed(route, scope, place, query)
        if _REGIONAL.match(place):
            raise invalid("This resource is regional, and must be asked for at the endpoint of its region.")
        if special := _SPECIAL.get(method.id):
            whole = special(Asked(self.scopes, route, scope, query, scope.denied | self.denied, body))
            if whole is not None:
                return self._paged(route, place, query, whole) if method.items else whole
        if method.id.endswith(".getIamPolicy"):
            at = policies.about(place)
            return policies.told(route, self._thing(scope, _of_resource_manager(at)).policy, query, body)
        if method.verb != "GET":
            raise Refused(501, "UNIMPLEMENTED", f"{method.id} is no pure read: this double does not have it")
        if place in scope.things:
            return scope.things[place].body
        if "/aggregated/" in place:
            return self._paged(route, place, query, lists.aggregated(scope, place))
        if method.items:
            self._parent(scope, place)
            return self._paged(route, place, query, lists.listed(scope, route, place, query))
        raise not_found(place)

    def _paged(self, route: Route, place: str, query: Mapping[str, JSON], whole: Sequence[JSON]) -> JSON:
        """A page of a list, under the name that the document gives it; an empty list is left out, as Google does."""
        method = route.method
        page, token = self.pages.page(method, place, query, whole)
        properties = method.response["properties"]
        said: dict[str, JSON] = {}
        if kind := properties.get("kind", {}).get("default"):
            said["kind"] = kind
        if "/aggregated/" in place:
            said["items"] = lists.by_scope(method, place, page)
        elif page and method.items:
            said[method.items[0]] = [*page]
        return {**said, **({"nextPageToken": token} if token else {})}

    def _scope(self, route: Route, place: str, query: Mapping[str, JSON]) -> Scope:
        host, path = split(place)
        name = f"projects/{query['project']}" if "project" in query else owner(path)
        legacy = route.method.document.legacy
        if host in _CUSTOMERS:
            return next(s for s in self.scopes.values() if s.kind == "customers")
        if scope := next((s for s in self.scopes.values() if name in {s.name, s.numbered}), None):
            return scope
        if not name:
            above = (s for s in self.scopes.values() if any(place.startswith((f"{t}/", t)) for t in s.things))
            exact = (s for s in self.scopes.values() if {place, policies_of(place)} & s.things.keys())
            return next(exact, None) or next(above, None) or self.held
        raise not_found(name) if legacy else denied(permissions(route.method.id, query)[0], f"{host}/{name}")

    def _allowed(self, route: Route, scope: Scope, place: str, query: Mapping[str, JSON]) -> None:
        host, api = route.method.document.host, route.method.document.name.partition(".")[0]
        if host in scope.disabled:
            consumer = scope if scope.kind == "projects" else self.held
            raise disabled(host, consumer.numbered)
        rights = permissions(route.method.id, query)
        if (scope.denied | self.denied) & {route.method.id, *rights}:
            what = place.removeprefix(f"{host}/")
            raise forbidden(rights[0], what) if api in LEGACY else denied(rights[0], f"{host}/{what}")

    def _thing(self, scope: Scope, place: str) -> Thing:
        if place not in scope.things:
            raise not_found(place)
        return scope.things[place]

    def _parent(self, scope: Scope, place: str) -> None:
        """A list is of something that there is; a project, a location, and what a hyphen stands for, always are."""
        above = place.rpartition("/")[0]
        if above in scope.things or "/-" in above or any(children(scope, place)):
            return
        always = above.split("/")[-2] in {"projects", "folders", "organizations", "locations", "regions", "zones"}
        known = routes(*split(above))
        if not always and any(route.method.verb == "GET" and not route.method.items for route in known):
            raise not_found(above)


def policies_of(place: str) -> str:
    """The resource whose policy a path asks for; the path itself where it asks for none."""
    return policies.about(place) if place.endswith(policies.VERBS) else place


def _decoded(place: str) -> str:
    """Written plainly, but for a slash that is part of a name."""
    from urllib.parse import unquote

    return unquote(re.sub("%2f", "%252F", place, flags=re.IGNORECASE))


def _of_resource_manager(place: str) -> str:
    """Both versions of Resource Manager speak of the same project."""
    return re.sub(r"^(cloudresourcemanager\.googleapis\.com)/v1/", r"\1/v3/", place)


@dataclass(frozen=True)
class Asked:
    """What is asked of whom."""

    scopes: Mapping[str, Scope]
    route: Route
    scope: Scope
    query: Mapping[str, JSON]
    denied: set[str]
    body: JSON


def _datasets(asked: Asked) -> JSON:
    """Those that the caller may read: whoever may not is told that there are none."""
    return [] if "bigquery.datasets.get" in asked.denied else None


def _tree(of: Callable[[Any, str, str], list[JSON]], kind: str, word: str) -> Callable[[Asked], JSON]:
    return lambda asked: of(asked.scopes.values(), kind, asked.query.get(word, ""))


def _project(asked: Asked) -> JSON:
    """As version 1 tells it; version 3 tells what was put."""
    return inventory.older(asked.scope) if asked.route.method.document.name.endswith(".v1") else None


_SPECIAL: Final[Mapping[str, Callable[[Asked], JSON]]] = {
    "cloudasset.assets.list": lambda asked: inventory.listed(asked.scopes.values(), asked.scope, asked.query),
    "bigquery.datasets.list": _datasets,
    "cloudresourcemanager.projects.get": _project,
    "cloudresourcemanager.projects.testIamPermissions": lambda asked: {
        "permissions": [right for right in asked.body.get("permissions", []) if right not in asked.denied]
    },
    "cloudresourcemanager.projects.list": _tree(inventory.below, "projects", "parent"),
    "cloudresourcemanager.folders.list": _tree(inventory.below, "folders", "parent"),
    "cloudresourcemanager.projects.search": _tree(inventory.found, "projects", "query"),
    "cloudresourcemanager.folders.search": _tree(inventory.found, "folders", "query"),
    "cloudresourcemanager.organizations.search": _tree(inventory.found, "organizations", "query"),
    "essentialcontacts.projects.contacts.compute": lambda asked: inventory.contacts(asked.scope, asked.query),
    "cloudresourcemanager.projects.getAncestry": lambda asked: inventory.ancestry(asked.scope),
    "logging.projects.sinks.list": lambda asked: inventory.intercepting(asked.scope, asked.query),
    "compute.networks.getEffectiveFirewalls": lambda asked: firewalls.effective(asked.scope, asked.route.words),
}
