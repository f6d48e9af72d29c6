"""The table beside Google's discovery documents: calls, and names of fields."""

from collections.abc import Iterator
from typing import Any

import pytest

from collectors.gcp import QUESTIONS
from collectors.gcp.question import Gcp
from tests.servers.google.documents import DOCUMENTS, Document, Method, document


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row.id)
def test_every_field_that_is_kept_has_a_name_that_google_gives_one(row: Gcp) -> None:
    """A slip of the pen would be a setting that is never there: judged by its default for ever."""
    found = list(_methods(row))
    assert found
    lacking = [{f for f in row.fields if not _there(method.document, _item(method, row), f)} for method in found]
    assert set() in lacking


def _methods(row: Gcp) -> Iterator[Method]:
    """The call, in each version of the API."""
    operation = row.operation.partition(" ")[0]
    for name in {name for names in DOCUMENTS.values() for name in names}:
        yield from (method for method in document(name).methods if method.id == operation)


def _item(method: Method, row: Gcp) -> Any:
    """The schema of one thing of a list; of the answer itself where it is one thing."""
    if not row.list:
        return method.response
    if "cloudasset" in row.operation:
        return {}
    items = row.keep.partition("not_null(")[2].partition(", `[]`)")[0]
    return _below(method.document, method.response, items)


def _there(of: Document, schema: Any, path: str) -> bool:
    return schema == {} or _below(of, schema, path) is not None


def _below(of: Document, schema: Any, path: str) -> Any:
    """What stands at a path in a schema; None where there is no such name."""
    for step in path.split("."):
        schema = of.resolved(schema)
        known, other = schema.get("properties") or {}, schema.get("additionalProperties")
        schema = other if step == "*" else known.get(step.removesuffix("[]"), other)
        if schema is None:
            return None
        if step.endswith("[]"):
            schema = schema.get("items")
    return schema
