"""The table beside Google's discovery documents: calls, query words, scopes, and names of fields."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest

from collectors.google.clouds import origin
from collectors.workspace import QUESTIONS
from collectors.workspace.question import AUTH, Workspace
from tests.servers.google.documents import Document, Method, routes


def call(row: Workspace) -> Method:
    """The method of the documents that a row's path is."""
    host = origin(row.service, "googleapis.com", "").removeprefix("https://")
    found = [r.method for r in routes(host, row.path.partition("?")[0]) if r.method.verb == row.method]
    assert found, row.path
    return found[0]


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row.id)
def test_every_row_is_the_call_that_it_says_with_a_scope_that_only_reads(row: Workspace) -> None:
    method = call(row)
    assert method.id == row.operation.partition(" ")[0]
    assert dict(parse_qsl(row.path.partition("?")[2])).keys() <= method.query.keys()
    assert f"{AUTH}{row.needs}" in method.scopes
    assert row.api == row.needs
    assert row.method == "GET"
    assert not row.list or row.list in method.response["properties"]


@pytest.mark.parametrize("row", [row for row in QUESTIONS if row.list], ids=lambda row: row.id)
def test_no_page_is_lost(row: Workspace) -> None:
    """What comes in pages says where it goes on, though the first one may be enough."""
    properties = call(row).response["properties"]
    mask = dict(parse_qsl(row.path.partition("?")[2]))["fields"]
    assert mask.startswith("nextPageToken,") == ("nextPageToken" in properties)
    assert row.newest == (row.onward is not None)


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row.id)
def test_every_field_that_is_kept_is_one_of_the_answer(row: Workspace) -> None:
    """A slip of the pen would be a setting that is never there: judged as not told for ever."""
    method = call(row)
    schema = method.response["properties"][row.list]["items"] if row.list else method.response
    missing = [field for field in row.fields if not _known(method.document, schema, field.split("."))]
    assert not missing


def _known(document: Document, schema: Any, parts: list[str]) -> bool:
    schema = document.resolved(schema)
    if not parts or schema.get("type") == "any":
        return True
    known = {**schema.get("properties", {})}
    inner = known.get(parts[0], schema.get("additionalProperties"))
    return bool(inner) and _known(document, inner, parts[1:])


def _rows() -> Iterator[Workspace]:
    yield from QUESTIONS


def test_no_two_rows_are_one() -> None:
    ids = [row.id for row in _rows()]
    assert len(ids) == len(set(ids))
