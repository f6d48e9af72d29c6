"""Syntaxes in which each line says the whole path: Junos `display set`, VyOS `commands`, PAN-OS in set format."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from collectors.network.syntax.statement import Statement, expanded, lines, plain


class Command(NamedTuple):
    """One line of such a text: what is to be done, and where."""

    number: int
    verb: str
    words: tuple[str, ...]


def paths(text: str) -> Iterator[Statement]:
    """Read `set` lines; what is deleted or deactivated further down is gone."""
    for number, words in settled(_commands(text)):
        yield Statement(number, 0, " ".join(words))


def _commands(text: str) -> Iterator[Command]:
    for number, line in enumerate(lines(text), 1):
        verb, _, path = plain(line).partition(" ")
        for one in expanded(path) if path else ():
            yield Command(number, verb, tuple(one.split(" ")))


def settled(commands: Iterable[Command]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """What is left when all is done, each path once, by the last line that says it."""
    gone: set[tuple[str, ...]] = set()
    off: dict[tuple[str, ...], bool] = {}
    found: dict[tuple[str, ...], int] = {}
    for number, verb, words in reversed([*commands]):
        if words in found or _below(words, gone):
            continue
        if verb == "set":
            found[words] = number
        elif verb == "delete":
            gone.add(words)
        elif verb in ("activate", "deactivate"):
            off.setdefault(words, verb == "deactivate")
    inactive = {words for words, is_off in off.items() if is_off}
    for words, number in reversed(found.items()):
        if not _below(words, inactive):
            yield number, words


def _below(words: tuple[str, ...], places: set[tuple[str, ...]]) -> bool:
    """It is one of these places, or below one."""
    return bool(places) and any(words[:n] in places for n in range(1, len(words) + 1))
