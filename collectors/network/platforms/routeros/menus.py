"""Menus of RouterOS: settings, of which a later line outweighs those before, and rows of tables."""

import re
from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.said import Said, says

_FOUND: Final = re.compile(r'\[ ?find [a-z-]+="?([^"\]]*?)"? ?\]')
_SPAN: Final = re.compile(r"(\d+)([wdhms])")
_CLOCK: Final = re.compile(r"(?:(\d+)d)?(\d\d):(\d\d):(\d\d)")
_SECONDS: Final = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}


def lines(config: Stated, menu: str, *keys: str) -> Iterator[Stated]:
    """What was done in a menu, wherever it is named: `set`, `add`, `set telnet`."""
    for block in config.all(menu):
        yield from (one for one in block.below if one.match and (one.key in keys))


def setting(config: Stated, menu: str, name: str, key: str = "set") -> Said[str] | None:
    """The last line that says it, and its value; None where none does, or one takes it away."""
    found: Said[str] | None = None
    for one in lines(config, menu, key):
        if value := bare(one, name):
            found = says(one, value)
        elif f"!{name.replace('_', '-')}" in one.text.split(" "):
            found = None
    return found


def switch(config: Stated, menu: str, name: str, key: str = "set") -> Said[Any] | None:
    """The same of a yes or no."""
    found = setting(config, menu, name, key)
    return found.as_(found.value == "yes") if found else None


def bare(one: Stated, name: str) -> str:
    """A value without its quotes; empty where it is, or is not there."""
    return one[name].strip('"')


def members(value: str) -> list[str]:
    """A list with commas."""
    return [one for one in value.strip('"').split(",") if one]


def row(one: Stated, slot: str = "row") -> str:
    """Which line of a table: `remote` of `[ find name=remote ]`, `3`."""
    said = one[slot]
    found = _FOUND.fullmatch(said)
    return found[1] if found else said.strip('"')


def live(one: Stated) -> bool:
    """It is not disabled."""
    return one["disabled"] != "yes"


def seconds(span: str) -> int | None:
    """`10m`, `1d2h`, `00:10:00`, `1d00:00:00`."""
    if found := _CLOCK.fullmatch(span):
        days, hours, minutes, rest = (int(part or 0) for part in found.groups())
        return days * 86400 + hours * 3600 + minutes * 60 + rest
    parts = _SPAN.findall(span)
    if not parts or "".join(map("".join, parts)) != span:
        return None
    return sum(int(number) * _SECONDS[unit] for number, unit in parts)
