"""Secrets that a person types: asked for before anything else, each once, and kept in memory only."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from scanner.cli.screen import Screen
from scanner.words import visible

if TYPE_CHECKING:
    from scanner.targets import Target


def typed(targets: "Iterable[Target]", screen: Screen) -> Mapping[str, str]:
    """What is typed for each reference `ask:NAME` of the targets; nothing where nobody is there to type it."""
    wanted = dict.fromkeys(ref for target in targets for ref in _asks(target.options))
    if not wanted or not screen.asks():
        return {}
    from getpass import getpass

    return {ref: getpass(f"{visible(ref.partition(':')[2])}: ") for ref in wanted}


def _asks(value: Any) -> Iterator[str]:
    match value:
        case str() if value.startswith("ask:"):
            yield value
        case Mapping():
            for below in value.values():
                yield from _asks(below)
        case list():
            for below in value:
                yield from _asks(below)
