"""Ranges in the names of hosts, as Ansible writes them: `web[01:50:2].example`, `db-[a:f]`, and ports after a colon."""

import ipaddress
import re
import string
from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import Final

MOST: Final = 100_000
"""Hosts that one name may stand for."""

_RANGE: Final = re.compile(r"\[([^\[\]]*)\]")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_BRACKETED: Final = re.compile(r"\[(.+)\]:([0-9]{1,9})")
_WITH_PORT: Final = re.compile(r"((?:[^:\[\]]|\[[^\]]*\])+):([0-9]{1,9})")
_LABEL: Final = r"\w[\w-]*(?<![_-])"
_HOSTNAME: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")


class RangeError(Exception):
    """A range that stands for nothing, or for too much. Its text is a clause, and repeats nothing."""


def hosts(pattern: str) -> tuple[Sequence[str], int | None]:
    """The names that a pattern stands for, and the port after it.

    Raises:
        RangeError: a range in it cannot be read.
    """
    name, port = _parted(pattern)
    if "[" in name:
        return [*_expanded(name)], port
    if name.endswith(":") and not name.endswith("::"):
        raise RangeError("a colon ends the name, and no port follows")
    return [name], port


def _parted(pattern: str) -> tuple[str, int | None]:
    found = _BRACKETED.fullmatch(pattern) or _WITH_PORT.fullmatch(pattern)
    if found and _is_host(found[1]):
        return found[1], int(found[2])
    return pattern, None


def _is_host(name: str) -> bool:
    """Tell whether it is a name or an address: what else has a colon in it has no port."""
    one = _RANGE.sub("0", name)
    try:
        ipaddress.ip_address(one)
    except ValueError:
        return _HOSTNAME.fullmatch(one) is not None
    return True


def _expanded(name: str) -> Iterator[str]:
    between = _RANGE.split(name)
    fixed, ranges = between[::2], [_range(one) for one in between[1::2]]
    if not ranges or any("[" in part or "]" in part for part in fixed):
        raise RangeError("a bracket is not closed, or has none before it")
    if prod(map(len, ranges)) > MOST:
        raise RangeError(f"it stands for more than {MOST} hosts")
    for chosen in product(*ranges):
        yield fixed[0] + "".join(part + after for part, after in zip(chosen, fixed[1:], strict=True))


def _range(text: str) -> Sequence[str]:
    first, *rest = text.split(":")
    if not 1 <= len(rest) <= 2 or not rest[0]:  # noqa: PLR2004  # the end, and the step
        raise RangeError("a range is written [begin:end] or [begin:end:step]")
    last, step = rest[0], rest[1] if len(rest) > 1 else "1"
    if not _NUMBER.fullmatch(step) or int(step) == 0:
        raise RangeError("the step of a range is a whole number from 1 up")
    found = _letters(first, last, int(step)) if last.isalpha() else _numbers(first or "0", last, int(step))
    if not found:
        raise RangeError("the range ends before it begins")
    return found


def _letters(first: str, last: str, step: int) -> Sequence[str]:
    every = string.ascii_letters
    if len(first) != 1 or len(last) != 1 or first not in every or last not in every:
        raise RangeError("a range of letters goes from one letter to another")
    return every[every.index(first) : every.index(last) + 1 : step]


def _numbers(first: str, last: str, step: int) -> Sequence[str]:
    if not _NUMBER.fullmatch(first) or not _NUMBER.fullmatch(last):
        raise RangeError("a range goes from one number to another, or from one letter to another")
    width = len(first) if first[0] == "0" and len(first) > 1 else 0
    if width and width != len(last):
        raise RangeError("a range that begins with a zero has as many digits at its end")
    numbers = range(int(first), int(last) + 1, step)
    if len(numbers) > MOST:
        raise RangeError(f"it stands for more than {MOST} hosts")
    return [str(number).zfill(width) for number in numbers]
