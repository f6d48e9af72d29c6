"""The table beside what Microsoft publishes: paths, options of queries, and names of fields."""

import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qsl, unquote

import pytest

from collectors.asking.paths import parsed
from collectors.entra import QUESTIONS
from collectors.entra.asking import ARM
from collectors.rest.ask import Rest
from tests.servers.arm.official import fetched
from tests.servers.graph import official
from tests.servers.graph.directory import allowed, fields

GRAPH = [row for row in QUESTIONS if row.api != ARM]
OURS = {"value", "others", "names", "empty", "id", "@odata.type"}
"""What our own words for a part are, and what all things have."""


@pytest.mark.parametrize("row", GRAPH, ids=lambda row: row.id)
def test_every_row_is_a_call_that_there_is(row: Rest) -> None:
    path, _, query = row.path.partition("?")
    filled = re.sub(r"\{\w+\}", "x", unquote(path))
    allowed(filled, dict(parse_qsl(query)))


@pytest.mark.parametrize("row", GRAPH, ids=lambda row: row.id)
def test_what_is_kept_is_asked_for(row: Rest) -> None:
    """Of a thing that is asked for by its fields, a field that is kept and not asked for never comes."""
    path, _, query = row.path.partition("?")
    chosen = dict(parse_qsl(query)).get("$select", "")
    model = allowed(re.sub(r"\{\w+\}", "x", unquote(path)), dict(parse_qsl(query))).model
    if chosen:
        kept = {name for name in _names(row) if name in fields()[model]}
        assert kept <= {*chosen.split(","), "id", "@odata.type", "value"}


def _names(row: Rest) -> set[str]:
    """All names of fields in what a row keeps."""

    def walk(node: object) -> set[str]:
        if not isinstance(node, dict):
            return set()
        own = {node["value"]} if node.get("type") == "field" else set()
        return own.union(*(walk(child) for child in node.get("children", [])))

    return walk(parsed(row.keep))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        return next(iter(fetched(tmp_path_factory.mktemp("wheel"), official.PACKAGE)))
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip("PyPI cannot be reached: what Microsoft publishes was not compared with our lists of it")


@pytest.mark.sampled("long")
def test_the_lists_are_what_microsoft_publishes(wheel: Path) -> None:
    assert official.PATHS.read_text(encoding="utf-8").splitlines() == sorted(set(official.calls(wheel)))
    assert official.FIELDS.read_text(encoding="utf-8").splitlines() == list(official.fields(wheel))


def test_every_field_that_is_kept_has_a_name_that_microsoft_gives_one(wheel: Path) -> None:
    """A slip of the pen would be a setting that is never there: judged by its default for ever."""
    named = {name for _, own in official.kinds(wheel).values() for name in own}
    kept = {name for row in GRAPH for name in _names(row)}
    assert kept - named - OURS == set()
