"""Copies of the configuration that a schedule sends away. What a script does with them is all that is kept of it."""

from collections.abc import Iterator
from typing import Final

from collectors.network.config import Stated
from collectors.network.parts.channels import MAIL
from collectors.network.platforms.routeros.menus import bare, lines, live

_ONCE: Final = frozenset({"", "0s", "00:00:00"})
_NEVER: Final = frozenset({"", "never"})
_MADE: Final = frozenset({"export", "backup"})


def copied(config: Stated) -> Iterator[tuple[str, Stated]]:
    """How each copy travels, and the line that lets it."""
    scripts = {bare(one, "name"): one for one in lines(config, "/system script", "add")}
    for one in lines(config, "/system scheduler", "add"):
        if live(one) and not (bare(one, "interval") in _ONCE and bare(one, "days") in _NEVER):
            deeds = _deeds(one["on_event"], scripts)
            if deeds & _MADE:
                yield from ((way, one) for way in sorted(_ways(deeds)))


def _ways(deeds: set[str]) -> Iterator[str]:
    yield from (deed.partition(":")[2] for deed in deeds if deed.startswith("upload:"))
    if MAIL in deeds:
        yield MAIL


def _deeds(script: str, scripts: dict[str, Stated]) -> set[str]:
    """What a script does, and those that it runs."""
    found: set[str] = set()
    todo = [script]
    seen: set[str] = set()
    while todo:
        deeds = todo.pop().removeprefix("<script:").removesuffix(">").split(",")
        found.update(deeds)
        for name in (deed.removeprefix("run:") for deed in deeds if deed.startswith("run:")):
            if name in scripts and name not in seen:
                seen.add(name)
                todo.append(scripts[name]["source"])
    return found
