"""PAN-OS: XML, lines of `set`, or braces whose statements end with a semicolon; all read into the paths of `set`."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import Final

from collectors.network.syntax.statement import LONGEST, Statement, lines, plain
from collectors.network.syntax.tree import tree
from collectors.network.syntax.whole import ends_a_line

_ABOVE: Final = frozenset({"response", "result", "config"})
"""What stands around a configuration, and in no path of it."""
_TOP: Final = ("response", "result", "config", "devices", "vsys", "shared", "panorama")
_SHARED: Final = frozenset({"shared", "panorama"})
_DEEP: Final = 64
_MEMBERS: Final = re.compile(r'"[^"]*"|[^\s"\]]+')
_WORD: Final = re.compile(r'(?:"[^"]*"|\S+) (?=\S)')


def panos(text: str) -> Iterator[Statement]:
    """Read a configuration, in whichever of its three forms it is.

    Paths are told from the top: without `config` and `devices NAME`. Of whom something is it says at its end: `in vsys
    NAME`, `in shared`, `in panorama`. A line of `set` within a text of several lines is that text, or a line: it gets a
    lone quote at its end, so that no grammar knows it.
    """
    form, place, number = _form(text)
    read: dict[str, Callable[[], Iterator[tuple[int, str]]]] = {
        "xml": lambda: ((line, said) for line, _, said in tree(text[place:], number)),
        "set": lambda: _set(text),
        "braces": lambda: _braces(text),
    }
    for line, path in read[form]() if form else ():
        said = _from_top(path) if path.startswith(_TOP) else path
        if said:
            yield Statement(line, 0, said)


def closed_panos(text: str) -> bool:
    """The last tag closes the first, or all braces are closed; of lines only the last can be seen to be whole.

    What says nothing of the device itself is no configuration of it.
    """
    form, place, _ = _form(text)
    if "deviceconfig" not in text:
        return False
    if form == "xml":
        first = re.match(r"<([A-Za-z][\w-]*)", re.sub(r"^<\?[^>]*>\s*", "", text[place : place + 200]))
        return bool(first and text.rstrip().endswith(f"</{first[1]}>"))
    if form == "braces":
        depths = [*accumulate(_turns(text))]
        return bool(depths) and depths[-1] == 0 and min(depths) >= 0
    return form == "set" and ends_a_line(text)


def _turns(text: str) -> Iterator[int]:
    """Up at each brace that opens, down at each that closes, as the ends of lines are."""
    for _, said in _spoken(text):
        yield said.endswith("{") - (said.rstrip(";") == "}")


def _form(text: str) -> tuple[str, int, int]:
    """Which form it has, and where it begins: its place, and the lines above it."""
    place = 0
    for number, line in enumerate(text.split("\n")):
        said = line.strip()
        if said.startswith("<"):
            return "xml", place + line.index("<"), number
        if said.startswith("set "):
            return "set", place, number
        if said.endswith("{"):
            return "braces", place, number
        place += len(line) + 1
    return "", 0, 0


def _from_top(path: str) -> str:
    """A path as it is from the top of the device's own configuration; of whom it is stands at its end."""
    first, _, rest = path.partition(" ")
    while first in _ABOVE and rest:
        path = rest
        first, _, rest = path.partition(" ")
    if first in ("devices", "vsys") and (name := _WORD.match(rest)):
        below = rest[name.end() :]
        return _from_top(below) if first == "devices" else f"{below} in vsys {name[0].rstrip()}"
    if first in _SHARED and rest:
        return f"{rest} in {first}"
    return "" if first in _ABOVE else path


def _set(text: str) -> Iterator[tuple[int, str]]:
    """Lines of `set`, without those that a later line deletes."""
    every = [*_set_lines(text)]
    gone = {path: place for place, (_, verb, path) in enumerate(every) if verb == "delete"}
    for place, (number, verb, path) in enumerate(every):
        if verb == "delete" or (gone and _is_gone(path, place, gone)):
            continue
        if " [ " in path:
            yield from ((number, one) for one in _each(path))
        else:
            yield number, path


def _is_gone(path: str, place: int, gone: dict[str, int]) -> bool:
    """A later line deletes it, or what it stands below."""
    above = accumulate(path.split(" "), "{} {}".format)
    return any(gone.get(one, -1) > place for one in above)


def _set_lines(text: str) -> Iterator[tuple[int, str, str]]:
    """Verb and path of each line; a text that goes on over lines is of its first one."""
    inside = False
    for number, line in enumerate(lines(text), 1):
        verb, _, path = plain(line).partition(" ")
        begins = verb in ("set", "delete") and path != ""
        if begins and not inside and '"' not in line:
            yield number, verb, path
            continue
        said = line.strip()
        if inside:
            inside = not said.endswith('"')
            if begins:
                yield number, verb, f'{path} "'
        elif begins:
            inside = _goes_on(said)
            yield number, verb, path


def _goes_on(said: str) -> bool:
    """A text is left open in it: quotes within quotes stand as they are, so that only the last one can tell."""
    return said.count('"') % 2 == 1 and (said.endswith(' "') or not said.endswith('"'))


def _braces(text: str) -> Iterator[tuple[int, str]]:
    path: list[str] = []
    for number, said in _spoken(text):
        if said.endswith("{"):
            path.append(said[:-1].rstrip())
            if len(path) > _DEEP:
                return
        elif said.rstrip(";") == "}":
            if path:
                path.pop()
        else:
            whole = plain(" ".join((*path, said.rstrip(";").rstrip())))
            yield from ((number, one) for one in _each(whole))


def _spoken(text: str) -> Iterator[tuple[int, str]]:
    """What is said up to the next brace or semicolon at the end of a line, with the number of its first line.

    A long word is broken over lines, which begin in the first column; a text in quotes has its lines. What stands in no
    brace and ends in none, as a command before them, says nothing.
    """
    held: list[str] = []
    first = size = depth = 0
    for number, line in enumerate(lines(text), 1):
        said = line.strip()
        if not held and (not said or said[0] in "#![" or (depth < 1 and said[-1] not in "{};")):
            continue
        first = first if held else number
        if size <= LONGEST:
            held.append(said)
            size += len(said)
        if _ends(said, text_=len(held) > 1 and held[0].count('"') % 2 == 1, first=len(held) == 1):
            depth += said.endswith("{") - (said.rstrip(";") == "}")
            yield first, ("\n" if '"' in held[0] else "").join(held)
            held, size = [], 0


def _ends(said: str, *, text_: bool, first: bool) -> bool:
    """What is said ends here. `text_`: it is a text in quotes; `first`: its first line."""
    if text_:
        return said.endswith('";')
    if first and said.count('"') % 2 == 1:
        return said.endswith('";') and not said.endswith(' ";')
    return said.endswith(("{", "}", ";"))


def _each(path: str) -> Iterable[str]:
    """`order [ a b ]` as `order a` and `order b`."""
    before, begin, rest = path.partition(" [ ")
    members, end, after = rest.partition("]")
    if begin and end and not after.strip():
        return [f"{before} {member}" for member in _MEMBERS.findall(members)]
    return [path]
