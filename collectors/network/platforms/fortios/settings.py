"""What the lines of a block say, whichever of several blocks of its name they stand in."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.said import Said, says

_WORDS: Final = re.compile(r'"[^"]*"|\S+')


def doubts(config: Stated, *families: str) -> Iterator[Stated]:
    """What was not understood in some families, and where a block was never closed: anything may stand in it."""
    yield from config.unknown(*families, "open")


def grouped(config: Stated, *keys: str) -> dict[str, Stated]:
    """The blocks of these patterns by their first lines: each VDOM has its own."""
    found: dict[str, Stated] = {}
    for one in config.all(*keys):
        _joined(found, one.text, one)
    return found


def said(block: Stated, setting: str) -> Stated | None:
    """The last line on a setting; `unset` takes back those before it."""
    for one in reversed(block.below):
        if one.key == f"set {setting}":
            return one
        if one.key == "unset" and one["setting"] == setting:
            return None
    return None


def switched(block: Stated, setting: str) -> Said[bool] | None:
    """Whether a line turns it on; None: no line says it."""
    line = said(block, setting)
    return says(line, line["switch"] == "enable") if line else None


def on(block: Stated, setting: str) -> bool:
    """A line turns it on."""
    found = switched(block, setting)
    return bool(found and found.value)


def either(device: Device, found: Said[Any] | None, setting: str) -> Said[Any]:
    """What a line says, or whether it is on where none does."""
    return found or device.switch(setting)


def entries(block: Stated) -> dict[str, Stated]:
    """The entries of a table by their names; one that is opened twice is one."""
    found: dict[str, Stated] = {}
    for edit in block.all("edit"):
        _joined(found, bare(edit["name"] or edit["id"]), edit)
    return found


def _joined(found: dict[str, Stated], name: str, one: Stated) -> None:
    """Put it among those found; what is there already goes on with what it says."""
    if name in found:
        found[name].below += one.below
    else:
        found[name] = replace(one, below=[*one.below])


def bare(word: str) -> str:
    """A word without the quotes around it."""
    return word.strip('"')


def words(text: str) -> list[str]:
    """`"a b" c` as `a b`, `c`."""
    return [bare(word) for word in _WORDS.findall(text)]
