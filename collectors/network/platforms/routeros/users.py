"""What is kept of `/user print detail` and `/user ssh-keys print detail`: no export holds accounts. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from scanner.answers import JSON

_ENTRY: Final = re.compile(r"^ *\d+ +(?P<flags>(?:[A-Z*]{1,3} +)*)(?P<rest>.*)$", re.ASCII)
_VALUE: Final = re.compile(r'(?<!\S)([a-z-]+)=("(?:[^"\\]|\\.)*"|\S*)', re.ASCII)
_NAME: Final = re.compile(r"[A-Za-z0-9_.#@*-]{1,64}", re.ASCII)
_PLAIN: Final = re.compile(r"[a-z0-9:./-]{0,40}", re.ASCII)
_KEPT: Final = ("inactivity-policy", "inactivity-timeout", "disabled")
_REFUSED: Final = ("bad command", "syntax error", "expected end", "not enough permissions", "no such", "failure:")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def users(text: str) -> JSON:
    """Of each account its name, its group, whether it is disabled, its limit for idle sessions, when it came last.

    Raises:
        ValueError: it shows no account, and there always is one.
    """
    found = [_user(flags, values) for flags, values in _entries(text)]
    if not found:
        raise ValueError("no account")
    return {"users": found}


def keys(text: str) -> JSON:
    """How many keys each account has.

    Raises:
        ValueError: it is refused, or shows a key of nobody.
    """
    return {"keys": dict(sorted(Counter(_name(values, "user") for _, values in _entries(text)).items()))}


def _entries(text: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each entry with its flags; comments are passed by."""
    if text.strip().lower().startswith(_REFUSED):
        raise ValueError("refused")
    flags, held = "", [""]
    for line in [*text.replace("\r", "").split("\n"), " 0 "]:
        begun = _ENTRY.match(line)
        if begun:
            if values := _values(" ".join(held)):
                yield flags, values
            flags, held = begun["flags"], []
        rest = begun["rest"] if begun else line
        if not rest.lstrip().startswith((";;;", "Flags:", "Columns:")):
            held.append(rest.strip())


def _values(text: str) -> dict[str, str]:
    """The first value of each name."""
    found: dict[str, str] = {}
    for name, value in _VALUE.findall(text):
        found.setdefault(name, value.strip('"'))
    return found


def _user(flags: str, values: Mapping[str, str]) -> dict[str, str]:
    kept = {name: values[name] for name in _KEPT if _PLAIN.fullmatch(values.get(name, "?"))}
    kept |= {"name": _name(values, "name"), "group": _name(values, "group")}
    if "X" in flags.split():
        kept["disabled"] = "yes"
    if when := _day(values.get("last-logged-in", "")):
        kept["last"] = when
    return kept


def _name(values: Mapping[str, str], key: str) -> str:
    if not _NAME.fullmatch(name := values.get(key, "")):
        raise ValueError("no name")
    return name


def _day(said: str) -> str:
    """`2026-09-17` and `jan/02/2026`; empty where it is none."""
    month, _, rest = said.partition("/")
    day, _, year = rest.partition("/")
    if month in _MONTHS:
        said = f"{year[:4]}-{_MONTHS.index(month) + 1:02}-{day}"
    try:
        return datetime.fromisoformat(said[:10]).date().isoformat()
    except ValueError:
        return ""
