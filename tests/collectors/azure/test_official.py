"""The table beside what Microsoft publishes: paths, versions of the API, and names of fields."""

import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from collectors.azure import QUESTIONS
from collectors.azure.question import Arm
from tests.servers.arm import official
from tests.servers.arm.resources import known


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row.id)
def test_every_row_is_a_call_that_there_is(row: Arm) -> None:
    path, _, query = row.path.partition("?api-version=")
    scope = "/subscriptions/s/resourceGroups/g/providers"
    filled = path.replace("{id}", f"{scope}/{_parent(row)}") if "{id}" in path else re.sub(r"\{\w+\}", "x", path)
    version, *words = query.split("&")
    found = [one for one in known() if one.pattern.fullmatch(filled) and one.version == version]
    assert found
    assert {word.partition("=")[0] for word in words} <= {word for one in found for word in one.query}


def _parent(row: Arm) -> str:
    """The type of the thing that a row is about, with names between: what the path adds to it is not its own."""
    below = row.path.partition("?")[0].removeprefix("{id}").strip("/").split("/")[::2]
    space, *types = row.type.split("/")
    own = types[: len(types) - len([part for part in below if part])]
    return "/".join((space, *(f"{part}/x" for part in own)))


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("wheels")
    try:
        return list(official.fetched(folder, *official.PACKAGES))
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip("PyPI cannot be reached: what Microsoft publishes was not compared with our list of it")


def test_the_list_of_calls_is_what_microsoft_publishes(wheels: list[Path]) -> None:
    lines = sorted({line for wheel in wheels for line in official.calls(wheel)})
    assert official.LIST.read_text(encoding="utf-8").splitlines() == lines


def test_every_field_that_is_kept_has_a_name_that_microsoft_gives_one(wheels: list[Path]) -> None:
    """A slip of the pen would be a setting that is never there: judged by its default for ever."""
    named = {name for wheel in wheels for name in _names(wheel)}
    kept = {part.removesuffix("[]") for q in QUESTIONS if isinstance(q, Arm) for f in q.fields for part in f.split(".")}
    assert kept - named == set()


def _names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as whole:
        models = [whole.read(n).decode() for n in whole.namelist() if "/models/" in n or "model_base" in n]
    text = "\n".join(models)
    older = {part for key in re.findall(r'"key": "([\w.]+)"', text) for part in key.split(".")}
    return older | {*re.findall(r'name="(\w+)"', text), *re.findall(r"^    (\w+): ", text, re.MULTILINE)}
