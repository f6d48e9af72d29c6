"""What the readers make of files, in short."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from collectors import inventory
from scanner.listed import Inventory, Listed
from scanner.written.document import FileError, Problem

Read = Callable[[Inventory], Iterable[Listed | Problem]]


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files; the path of the first."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / next(iter(files))


def listed(
    path: Path, format: str = "", *ignored: str, read: Read = inventory.read
) -> tuple[dict[str, Listed], list[Problem]]:
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


def hosts(path: Path, format: str = "", *ignored: str, read: Read = inventory.read) -> dict[str, Listed]:
    """The hosts of an inventory in which nothing is wrong."""
    found, problems = listed(path, format, *ignored, read=read)
    assert problems == []
    return found


def options(path: Path, format: str = "", *ignored: str, read: Read = inventory.read) -> dict[str, Mapping[str, Any]]:
    """Their options."""
    return {name: one.options for name, one in hosts(path, format, *ignored, read=read).items()}


def said(path: Path, format: str = "", *ignored: str, read: Read = inventory.read) -> list[str]:
    """What is wrong, as a person reads it: the file by its last name."""
    problems = listed(path, format, *ignored, read=read)[1]
    return [str(one).replace(f"{path.parent}/", "").partition("\n")[0] for one in dict.fromkeys(problems)]
