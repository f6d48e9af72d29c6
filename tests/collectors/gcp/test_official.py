"""The table beside Google's discovery documents: calls, query words, scopes, and names of fields."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest

from collectors.gcp import QUESTIONS
from collectors.gcp.asking import SCOPES
from collectors.gcp.question import Gcp
from collectors.google.clouds import origin
from tests.servers.google.documents import Document, Method, routes

_NAMES = {"project": "alder-prod", "above": "organizations/77", "parent": "folders/55", "id": "77"}


def call(row: Gcp) -> Method:
    """The method of the documents that a row's path is."""
    host = origin(row.api, "googleapis.com", "").removeprefix("https://")
    path = re.sub(r"\{(\w+)\}", lambda found: _NAMES.get(found[1], _any(row, found[1])), row.path.partition("?")[0])
    found = [route.method for route in routes(host, path) if route.method.verb == row.method]
    assert found, f"{host}{path}"
    return found[0]


def _any(row: Gcp, name: str) -> str:
    """A name in braces stands for a whole name of Google's where the path begins with it."""
    return _NAME.get(row.id, {}).get(name, "x")


_RING = "projects/p/locations/l/keyRings/r"
_NAME: dict[str, dict[str, str]] = {
    "kms.rings": {"name": "projects/p/locations/l"},
    "kms.keys": {"name": _RING},
    "kms.ring.policy": {"name": _RING},
    "kms.versions": {"name": f"{_RING}/cryptoKeys/k"},
    "kms.policy": {"name": f"{_RING}/cryptoKeys/k"},
    "secretmanager.versions": {"name": "projects/p/secrets/s"},
    "secretmanager.policy": {"name": "projects/p/secrets/s"},
    **{
        f"logging.destination.{api}{end}": {"name": name}
        for api, name in (("bigquery", "projects/p/datasets/d"), ("logging", "projects/p/locations/l/buckets/b"))
        for end in ("", ".folder", ".organization")
    },
}
"""By row: names that are longer than one part, as `projects/p/locations/l/keyRings/r`."""


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row.id)
def test_every_row_is_the_call_that_it_says(row: Gcp) -> None:
    method = call(row)
    assert method.id == row.operation.partition(" ")[0]
    words = dict(parse_qsl(row.path.partition("?")[2]))
    assert words.keys() <= method.query.keys()
    assert not method.scopes or method.scopes & set(SCOPES)
    assert not row.list or row.list in method.response["properties"]


@pytest.mark.parametrize("row", [row for row in QUESTIONS if row.list], ids=lambda row: row.id)
def test_no_row_takes_small_pages(row: Gcp) -> None:
    """Where a page may be larger than it is by default, it is asked to be."""
    words = {"maxResults", "pageSize"} & call(row).parameters.keys()
    assert not words or words & dict(parse_qsl(row.path.partition("?")[2])).keys()


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row.id)
def test_every_field_that_is_kept_is_one_of_the_answer(row: Gcp) -> None:
    """A slip of the pen would be a setting that is never there: judged by its default for ever."""
    method = call(row)
    named = set(_names(method.document, method.response, set()))
    kept = {part.removesuffix("[]") for field in row.fields for part in field.split(".")}
    assert kept - named - _INVENTORY.get(row.id, set()) == set()


_INVENTORY = {
    "gcp.projects.all": {"projectId", "displayName", "lifecycleState", "state"},
    "bigquery.tables.keys": {"encryptionConfiguration", "kmsKeyName"},
}
"""Fields of what Asset Inventory tells of other types: those are not in its own document."""


def _names(document: Document, schema: Any, seen: set[str]) -> Iterator[str]:
    """All names of properties, however deep."""
    if reference := schema.get("$ref"):
        if reference not in seen:
            seen.add(reference)
            yield from _names(document, document.schemas[reference], seen)
        return
    for name, part in (schema.get("properties") or {}).items():
        yield name
        yield from _names(document, part, seen)
    for below in ("items", "additionalProperties"):
        if isinstance(schema.get(below), dict):
            yield from _names(document, schema[below], seen)
