"""What an account may read, by the access list of a database (slapd.access(5)): as far as that is beyond doubt. Pure.

slapd shows those who may not read less, and says nothing: an entry that is hidden is not there, an attribute that is
hidden has no value. So absence means something only where the list says that all may be read.
"""

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from collectors.directory.read import normal

_INDEX: Final = re.compile(r"\{\d+\}")
_READS: Final = frozenset({"read", "write", "add", "delete", "manage"})
_LESS: Final = frozenset({"none", "disclose", "auth", "compare", "search"})
_SELECTOR: Final = re.compile(r'dn(?:\.(?:exact|base|baseobject))?="?([^"]*)"?', re.IGNORECASE)


class _Clause(NamedTuple):
    """What one line says to one account."""

    attributes: frozenset[str]
    """Those that it is about; empty: all of every entry."""
    says: Literal["read", "less", "goes on", "unclear"]


def hidden(lists: Sequence[Iterable[str]], reader: str) -> frozenset[str] | None:
    """Attributes that are kept from an account, in lower case; None: more may be, or whole entries.

    lists: the access list of the database, then that of all databases. Without any line slapd lets everybody read.
    """
    lines = [_INDEX.sub("", line, count=1).strip() for some in lists for line in some]
    kept: set[str] = set()
    for clause in (_clause(line, reader) for line in lines):
        match clause.says:
            case "unclear":
                return None
            case "less" if not clause.attributes:
                return None
            case "less":
                kept |= clause.attributes
            case "read" if not clause.attributes:
                return frozenset(kept)
    return None if lines else frozenset()


def _clause(line: str, reader: str) -> _Clause:
    try:
        words = shlex.split(line)
    except ValueError:
        return _Clause(frozenset(), "unclear")
    if len(words) < 2 or words[0] != "to":  # noqa: PLR2004  # to, and what
        return _Clause(frozenset(), "unclear")
    about = _about(words[1 : words.index("by")] if "by" in words else words[1:])
    return _Clause(frozenset(), "unclear") if about is None else _Clause(about, _says([*_by(words)], reader))


def _about(what: Sequence[str]) -> frozenset[str] | None:
    """Attributes; empty: everything; None: a part of the tree, which here nobody follows."""
    if [*what] == ["*"]:
        return frozenset()
    if len(what) != 1 or not what[0].startswith(("attrs=", "attr=")):
        return None
    names = frozenset(what[0].partition("=")[2].lower().split(","))
    special = any(name in {"entry", "children"} or name[:1] in {"@", "!", "+", ""} for name in names)
    return None if special else names


def _by(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """Each `by` of a line: whom, and what for."""
    at = [place for place, word in enumerate(words) if word == "by"]
    for begin, end in zip(at, [*at[1:], len(words)], strict=True):
        yield words[begin + 1 : end]


def _says(clauses: Sequence[Sequence[str]], reader: str) -> Literal["read", "less", "goes on", "unclear"]:
    """The first that is about the account decides; where none is, it may not."""
    for who, *what in (clause for clause in clauses if clause):
        about = _whom(who, reader)
        if about is None:
            return "unclear"
        if about:
            return _access(what)
    return "less"


def _whom(who: str, reader: str) -> bool | None:
    if who == "*":
        return True
    if who == "users":
        return bool(reader)
    if who == "anonymous":
        return not reader
    if who == "self":  # its own entry alone: nothing of what others have
        return False
    found = _SELECTOR.fullmatch(who)
    return normal(found[1]) == reader if found else None


def _access(what: Sequence[str]) -> Literal["read", "less", "goes on", "unclear"]:
    match [*what]:
        case ["break"] | ["none", "break"]:
            return "goes on"
        case [level] | [level, "stop"] if level in _READS:
            return "read"
        case [] | ["stop"]:
            return "less"
        case [level] | [level, "stop"] if level in _LESS:
            return "less"
        case _:
            return "unclear"
