"""What the readers make of files, in short."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from collectors.inventory import read
from scanner.listed import Inventory, Listed
from scanner.written.document import FileError, Problem


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files; the path of the first."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / next(iter(files))


def listed(path: Path, format: str = "", *ignored: str) -> tuple[dict[str, Listed], list[Problem]]:
    """The hosts by name, and all that is wrong, with the inventory or with any of them."""
    hosts: dict[str, Listed] = {}
    problems: list[Problem] = []
    try:
        for one in read(Inventory(path=path, format=format, ignored=ignored)):
            if isinstance(one, Listed):
                assert one.name not in hosts
                hosts[one.name] = one
                problems += one.wrong
            else:
                problems.append(one)
    except FileError as err:
        problems += err.problems
    return hosts, problems


def hosts(path: Path, format: str = "", *ignored: str) -> dict[str, Listed]:
    """The hosts of an inventory in which nothing is wrong."""
    found, problems = listed(path, format, *ignored)
    assert problems == []
    return found


def options(path: Path, format: str = "", *ignored: str) -> dict[str, Mapping[str, Any]]:
    """Their options."""
    return {name: one.options for name, one in hosts(path, format, *ignored).items()}


def said(path: Path, format: str = "", *ignored: str) -> list[str]:
    """What is wrong, as a person reads it: the file by its last name."""
    problems = listed(path, format, *ignored)[1]
    return [str(one).replace(f"{path.parent}/", "").partition("\n")[0] for one in dict.fromkeys(problems)]
