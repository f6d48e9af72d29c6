"""Cloud Asset Inventory, out of the same state as everything else; and the tree of Resource Manager."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from tests.servers.google import assets
from tests.servers.google.refusals import Refused, invalid
from tests.servers.google.resources import NOW, Scope, Thing, discovery

JSON = Any
RIGHTS: Final = {
    "RESOURCE": "cloudasset.assets.listResource",
    "IAM_POLICY": "cloudasset.assets.listIamPolicy",
    "ORG_POLICY": "cloudasset.assets.listOrgPolicy",
}
_ALL: Final = "cloudasset.assets.listResource"


def listed(scopes: Iterable[Scope], top: Scope, query: Mapping[str, JSON]) -> list[JSON]:
    """The assets of a scope and of all below it."""
    content = query.get("contentType", "CONTENT_TYPE_UNSPECIFIED")
    wanted = [re.compile(_known(name)) for name in query.get("assetTypes", ())]
    rows = [
        row
        for scope in scopes
        if top.numbered in scope.ancestors
        for thing in scope.things.values()
        if thing.type and (not wanted or any(one.fullmatch(thing.type) for one in wanted))
        for row in _asset(scope, thing, content)
    ]
    return sorted(rows, key=lambda row: (row["assetType"], row["name"]))


def right(query: Mapping[str, JSON]) -> str:
    """The permission that a content type takes."""
    return RIGHTS.get(query.get("contentType", ""), _ALL)


def _known(name: str) -> str:
    """A type, or the regular expression of some: Google refuses one that it has no type for."""
    try:
        found = [t for t in assets.PLACES if re.fullmatch(name, t)]
    except re.error:
        found = []
    if not found:
        raise invalid(f"Unsupported asset type: {name}", field="asset_types")
    return name


def _asset(scope: Scope, thing: Thing, content: str) -> Iterator[JSON]:
    project = scope.id if scope.kind == "projects" else ""
    row = {
        "name": assets.full_name(thing.place, project, scope.number),
        "assetType": thing.type,
        "ancestors": scope.ancestors,
        "updateTime": NOW,
    }
    own = thing.place == scope.own
    if content == "RESOURCE":
        row["resource"] = _resource(scope, thing, own=own)
    elif content == "IAM_POLICY":
        if not thing.policy:
            return
        row["iamPolicy"] = thing.policy
    elif content == "ORG_POLICY":
        if not own or not scope.org_policies:
            return
        row["orgPolicy"] = scope.org_policies
    elif content != "CONTENT_TYPE_UNSPECIFIED":
        raise Refused(501, "UNIMPLEMENTED", f"this double has no {content}")
    yield row


def _resource(scope: Scope, thing: Thing, *, own: bool) -> JSON:
    document, schema = discovery(thing.place)
    parent = _above(scope, thing, own=own)
    version = document.name.partition(".")[2]
    return {
        "version": version,
        "discoveryDocumentUri": f"https://{document.host}/$discovery/rest?version={version}",
        "discoveryName": schema,
        **({"parent": parent} if parent else {}),
        "data": thing.body,
        "location": assets.location(thing.place, thing.body),
    }


def _above(scope: Scope, thing: Thing, *, own: bool) -> str:
    """The full name of what a thing lies in: a key ring, a service account, or else the scope."""
    near = scope.things.get(thing.place.rsplit("/", 2)[0])
    if near and near.type and not own and near.place != scope.own:
        return assets.full_name(near.place, scope.id if scope.kind == "projects" else "", scope.number)
    above = scope.parent if own else scope
    return f"//cloudresourcemanager.googleapis.com/{above.numbered}" if above else ""


def below(scopes: Iterable[Scope], kind: str, parent: str) -> list[JSON]:
    """The projects or folders right below a folder or an organization."""
    rows = (s for s in scopes if s.kind == kind and s.parent and s.parent.name == parent)
    return [s.things[s.own].body for s in rows]


def found(scopes: Iterable[Scope], kind: str, query: str) -> list[JSON]:
    """Those that a search finds: `parent:folders/5 state:ACTIVE`.

    Raises:
        Refused: it asks for what this double cannot tell.
    """
    rows = [s.things[s.own].body for s in scopes if s.kind == kind and _seen(s)]
    for term in query.split():
        name, _, value = re.sub(r"[:=]", ":", term, count=1).partition(":")
        if name not in _TERMS:
            raise Refused(501, "UNIMPLEMENTED", f"this double knows no search for {name}")
        rows = [row for row in rows if _TERMS[name](row) == value]
    return rows


_TERMS: Final[Mapping[str, Callable[[JSON], str]]] = {
    "parent": lambda row: row.get("parent", ""),
    "state": lambda row: row.get("state", ""),
    "lifecycleState": lambda row: row.get("state", ""),
    "id": lambda row: row.get("projectId", ""),
    "projectId": lambda row: row.get("projectId", ""),
}


def _seen(scope: Scope) -> bool:
    """A search leaves out what the caller may not see, and does not say so."""
    right_ = f"resourcemanager.{scope.kind}.get"
    return not {right_, f"cloudresourcemanager.{scope.kind}.get"} & scope.denied


def older(scope: Scope) -> JSON:
    """A project as version 1 tells it."""
    kind, _, name = (scope.parent.name if scope.parent else "").partition("/")
    said = {
        "projectNumber": scope.number,
        "projectId": scope.id,
        "lifecycleState": scope.state,
        "name": scope.id,
        "createTime": "2020-01-01T00:00:00Z",
    }
    return {**said, "parent": {"type": kind.removesuffix("s"), "id": name}} if kind else said


def ancestry(scope: Scope) -> JSON:
    """What a project lies in, from itself upwards."""
    chain, at = [], scope
    while True:
        chain.append({"resourceId": {"type": at.kind.removesuffix("s"), "id": at.id}})
        if not at.parent:
            return {"ancestor": chain}
        at = at.parent


def contacts(scope: Scope, query: Mapping[str, JSON]) -> list[JSON]:
    """Whom Google tells of these categories in a project: its own contacts, and those of all that it lies in."""
    wanted, found, at = {*query.get("notificationCategories", ())}, [], scope
    while True:
        some = (t.body for t in at.things.values() if t.type == "essentialcontacts.googleapis.com/Contact")
        for body in some:
            subscribed = {*body.get("notificationCategorySubscriptions", ())}
            if "ALL" in wanted or subscribed & {*wanted, "ALL"}:
                found.append(body)
        if not at.parent:
            return found
        at = at.parent


def intercepting(scope: Scope, query: Mapping[str, JSON]) -> list[JSON] | None:
    """The sinks above a project that take entries for themselves, where these are asked for; None where not."""
    if query.get("filter") != 'in_scope("ANCESTOR")':
        return None
    found, at = [], scope.parent
    while at:
        sinks = [t.body for t in at.things.values() if t.type == "logging.googleapis.com/LogSink"]
        found += [{**row, "resourceName": f"{at.name}/sinks/{row['name']}"} for row in sinks]
        at = at.parent
    return [row for row in found if row.get("interceptChildren") is True and row.get("includeChildren") is True]
