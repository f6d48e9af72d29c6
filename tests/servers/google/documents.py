"""What Google itself says of its APIs: the discovery documents that its own Python client carries with it.

They give every path, its method, the words of its query, the scopes that let one in, and what an answer looks like.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import unquote

JSON = Any
DOCUMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "accessapproval.googleapis.com": ("accessapproval.v1",),
    "admin.googleapis.com": ("admin.directory_v1", "admin.reports_v1"),
    "alloydb.googleapis.com": ("alloydb.v1",),
    "backupdr.googleapis.com": ("backupdr.v1",),
    "bigquery.googleapis.com": ("bigquery.v2",),
    "bigtableadmin.googleapis.com": ("bigtableadmin.v2",),
    "cloudasset.googleapis.com": ("cloudasset.v1",),
    "cloudidentity.googleapis.com": ("cloudidentity.v1",),
    "cloudkms.googleapis.com": ("cloudkms.v1",),
    "cloudresourcemanager.googleapis.com": ("cloudresourcemanager.v3", "cloudresourcemanager.v1"),
    "compute.googleapis.com": ("compute.v1",),
    "container.googleapis.com": ("container.v1",),
    "dns.googleapis.com": ("dns.v1",),
    "essentialcontacts.googleapis.com": ("essentialcontacts.v1",),
    "file.googleapis.com": ("file.v1",),
    "firestore.googleapis.com": ("firestore.v1",),
    "healthcare.googleapis.com": ("healthcare.v1",),
    "iam.googleapis.com": ("iam.v1",),
    "iamcredentials.googleapis.com": ("iamcredentials.v1",),
    "logging.googleapis.com": ("logging.v2",),
    "memcache.googleapis.com": ("memcache.v1",),
    "monitoring.googleapis.com": ("monitoring.v3",),
    "orgpolicy.googleapis.com": ("orgpolicy.v2",),
    "netapp.googleapis.com": ("netapp.v1",),
    "redis.googleapis.com": ("redis.v1",),
    "secretmanager.googleapis.com": ("secretmanager.v1",),
    "serviceusage.googleapis.com": ("serviceusage.v1",),
    "spanner.googleapis.com": ("spanner.v1",),
    "sqladmin.googleapis.com": ("sqladmin.v1",),
    "storage.googleapis.com": ("storage.v1",),
    "sts.googleapis.com": ("sts.v1",),
}
"""By host: the documents that speak of it."""
LEGACY: Final = frozenset({"admin", "bigquery", "compute", "dns", "sqladmin", "storage"})
"""APIs whose errors still have a list with a reason each beside the status."""
_TWO: Final = 2


class Document:
    """One API in one version."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.said = json.loads(files("googleapiclient.discovery_cache.documents").joinpath(f"{name}.json").read_bytes())
        self.schemas: Mapping[str, JSON] = self.said["schemas"]
        self.host: str = self.said["rootUrl"].split("/")[2]
        self.base = f"/{self.said['servicePath']}"
        self.methods = tuple(Method(self, one) for one in _walked(self.said))

    @property
    def legacy(self) -> bool:
        """Its errors are of the older kind."""
        return self.name.split(".")[0] in LEGACY

    def problems(self, schema: JSON, value: JSON, at: str = "$") -> Iterator[str]:
        """Where a value is not what a schema says: names that it does not have, and values of another type."""
        if not schema:
            return
        if "$ref" in schema:
            yield from self.problems(self.schemas[schema["$ref"]], value, at)
        elif isinstance(value, dict) and schema.get("type") == "object":
            known, other = schema.get("properties") or {}, schema.get("additionalProperties")
            for key, part in value.items():
                if key in known or other is not None:
                    yield from self.problems(known.get(key, other), part, f"{at}.{key}")
                else:
                    yield f"{at}.{key}: no such name"
        elif isinstance(value, list) and schema.get("type") == "array":
            for part in value:
                yield from self.problems(schema["items"], part, f"{at}[]")
        elif not _fits(schema, value):
            yield f"{at}: {value!r} is no {schema.get('format') or schema.get('type')}"
        elif "enum" in schema and value not in schema["enum"]:
            yield f"{at}: {value!r} is none of {', '.join(schema['enum'])}"

    def resolved(self, schema: JSON) -> JSON:
        """The schema itself, where one is only named."""
        return self.schemas[schema["$ref"]] if schema and "$ref" in schema else (schema or {})


class Method:
    """One call."""

    def __init__(self, document: Document, said: Mapping[str, JSON]) -> None:
        self.document, self.said = document, said
        self.id: str = said["id"]
        self.verb: str = said["httpMethod"]
        self.flat = f"{document.base}{said.get('flatPath') or said['path']}".split("/")
        self.scopes = frozenset(said.get("scopes", ()))
        """One of them is needed; none are where anybody may ask."""
        self.parameters: Mapping[str, JSON] = said.get("parameters") or {}
        self.response: JSON = document.resolved(said.get("response"))
        self.request: JSON = document.resolved(said.get("request"))

    @property
    def query(self) -> Mapping[str, JSON]:
        """What may stand in the query: its own words and those of the whole API."""
        own = {name: p for name, p in self.parameters.items() if p["location"] == "query"}
        return {**self.document.said.get("parameters", {}), **own}

    @property
    def items(self) -> tuple[str, JSON] | None:
        """The name of the list in its answer, and the schema of one in it, where it lists."""
        arrays = [(name, p["items"]) for name, p in self.response.get("properties", {}).items() if _is_list(name, p)]
        paged = "nextPageToken" in self.response.get("properties", {}) or self.id.endswith(".list")
        return arrays[0] if arrays and paged else None

    def told(self, path: str) -> dict[str, str] | None:
        """The words in a path, where it is one of this method's."""
        parts = path.split("/")
        if len(parts) != len(self.flat) or not all(map(_alike, self.flat, parts)):
            return None
        found = self._pattern.fullmatch(path)
        words = {name: p for name, p in self.parameters.items() if p["location"] == "path"}
        if not found:
            return None
        return {_written(words, group): unquote(value) for group, value in found.groupdict().items()}

    @property
    def _pattern(self) -> re.Pattern[str]:
        return _template(f"{self.document.base}{self.said['path']}", tuple(self._own_patterns()))

    def _own_patterns(self) -> Iterator[tuple[str, str]]:
        for name, p in self.parameters.items():
            if p["location"] == "path" and p.get("pattern"):
                yield name, p["pattern"].removeprefix("^").removesuffix("$")

    @property
    def literal(self) -> int:
        """How much of its path is not a name in braces: the more, the nearer it fits."""
        return sum("{" not in part for part in self.flat)


@dataclass(frozen=True, slots=True)
class Route:
    """A method, and what its path says in this call."""

    method: Method
    words: Mapping[str, str]


@cache
def document(name: str) -> Document:
    """A document, read once."""
    return Document(name)


@lru_cache(4096)
def routes(host: str, path: str) -> tuple[Route, ...]:
    """All methods that a path has at a host, the nearest first."""
    methods = (method for name in DOCUMENTS.get(host, ()) for method in document(name).methods)
    found = [Route(method, words) for method in methods if (words := method.told(path)) is not None]
    return tuple(sorted(found, key=lambda route: -route.method.literal))


def _walked(part: JSON) -> Iterator[JSON]:
    yield from part.get("methods", {}).values()
    for below in part.get("resources", {}).values():
        yield from _walked(below)


def _alike(flat: str, part: str) -> bool:
    """A part of a path is what a template has there: the same word, or a name where it has braces."""
    if "{" not in flat:
        return flat == part
    before, after = flat[: flat.index("{")], flat[flat.rindex("}") + 1 :]
    name = part[len(before) : len(part) - len(after)]
    return part.startswith(before) and part.endswith(after) and bool(name) and (bool(after) or not _verb(name))


def _verb(name: str) -> bool:
    """It ends with what is a method of Google's and no name: `x:getIamPolicy`."""
    return bool(re.search(r":[a-z]+([A-Z][a-z]+)+$|:(search|undelete|move|test)$", name))


@cache
def _template(path: str, patterns: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    known, made = dict(patterns), ""
    for part in re.split(r"(\{[^}]+\})", path):
        if not part.startswith("{"):
            made += re.escape(part)
            continue
        name = part.strip("{+}")
        own = known.get(name) or (".+?" if part.startswith("{+") else "[^/]+")
        made += f"(?P<{re.sub('[^A-Za-z0-9]', '_', name)}>{own})"
    return re.compile(made)


def _written(words: Mapping[str, JSON], group: str) -> str:
    return next((name for name in words if re.sub(r"[^A-Za-z0-9]", "_", name) == group), group)


def _is_list(name: str, schema: JSON) -> bool:
    plain = name in {"unreachable", "unreachables", "warnings", "missingZones", "etags", "unreachableLocations"}
    return schema.get("type") == "array" and not plain


def _fits(schema: JSON, value: JSON) -> bool:
    kind = schema.get("type", "any")
    if kind == "any":
        return True
    if kind == "string" and schema.get("format") in {"int64", "uint64"}:
        return isinstance(value, str) and bool(re.fullmatch(r"-?\d+", value))
    if kind in {"integer", "number"} and isinstance(value, bool):
        return False
    types: dict[str, type | tuple[type, ...]] = {
        "string": str,
        "boolean": bool,
        "integer": int,
        "number": (int, float),
        "object": dict,
        "array": list,
    }
    return isinstance(value, types[kind])
