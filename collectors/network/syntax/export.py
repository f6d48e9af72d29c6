"""RouterOS: `/export` names a menu and then what was set in it; long lines go on after a backslash."""

from collections.abc import Iterator

from collectors.network.syntax.statement import LONGEST, Statement, lines, plain


def export(text: str) -> Iterator[Statement]:
    """Read an export: the menu is of depth 0, its lines of depth 1, also where a line names its menu itself."""
    menu = ""
    for number, line in _joined(text):
        said = plain(line)
        if not said or said[0] == "#":
            continue
        if said[0] == "/":
            menu, verb, rest = _parted(said)
            yield Statement(number, 0, menu)
            said = f"{verb} {rest}".strip()
        if said and menu:
            yield Statement(number, 1, said)


def _parted(said: str) -> tuple[str, str, str]:
    """`/ip service set telnet disabled=yes` as its menu, its verb and the rest."""
    words = said.split(" ")
    for place, word in enumerate(words):
        if word in ("set", "add", "remove", "disable", "enable", "reset"):
            return " ".join(words[:place]), word, " ".join(words[place + 1 :])
    return said, "", ""


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Lines with those that go on after a backslash, each with the number of its first."""
    held: list[str] = []
    size = 0
    first = 0
    for number, line in enumerate(lines(text), 1):
        first = first if held else number
        piece = line.lstrip() if held else line
        if piece.endswith("\\") and size < LONGEST:
            held.append(piece[:-1])
            size += len(piece)
            continue
        yield first, "".join((*held, piece))
        held, size = [], 0
    if held:
        yield first, "".join(held)
