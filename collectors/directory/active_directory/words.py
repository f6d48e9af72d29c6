"""How Active Directory writes what it says: bits, identifiers, times since 1601. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from collectors.asking.ages import DAY
from collectors.directory.read import Entry, whole
from scanner.answers import Got, unclear
from scanner.facts import FOREVER

# Bits of userAccountControl: MS-ADTS 2.2.16, learn.microsoft.com/troubleshoot/windows-server/active-directory/
# useraccountcontrol-manipulate-account-properties.
DISABLED: Final = 0x2
NO_PASSWORD: Final = 0x20
REVERSIBLE: Final = 0x80
CONTROLLER: Final = 0x2000
NEVER_EXPIRES: Final = 0x10000
SMART_CARD: Final = 0x40000
DELEGATED: Final = 0x80000
NOT_DELEGATED: Final = 0x100000
DES_ALONE: Final = 0x200000
NO_PREAUTHENTICATION: Final = 0x400000

_TICKS: Final = 10**7
"""An interval counts in 100 nanoseconds, and is negative; so does a time, from the year 1601 on."""
_EPOCH: Final = 11644473600
_LONGEST: Final = 2**63 - 1
_NEVER: Final = (0, -(2**63), _LONGEST)
_MOST_PARTS: Final = 15
_NO_VALUE: Final = "no {} came: there is none, or the account that asks may not read it"
"""Active Directory leaves out what one may not read as if it were not there (MS-ADTS 3.1.1.4.4)."""


def sid(raw: bytes) -> str:
    """A security identifier as people write it (MS-DTYP 2.4.2.2): `S-1-5-32-544`; of anything else, nothing."""
    parts = raw[1] if len(raw) > 1 else _MOST_PARTS + 1
    if raw[:1] != b"\x01" or parts > _MOST_PARTS or len(raw) != 8 + 4 * parts:
        return ""
    below = [int.from_bytes(raw[8 + 4 * n : 12 + 4 * n], "little") for n in range(parts)]
    return "-".join(map(str, ("S", 1, int.from_bytes(raw[2:8], "big"), *below)))


def present(raw: bytes) -> str:  # noqa: ARG001  # the shape of what makes less of a value
    """That there is a value is all that is kept of it."""
    return "present"


def rid(identifier: str) -> int:
    """The last part of a security identifier: who it is within its domain; -1 where it is none."""
    last = identifier.rpartition("-")[2]
    return int(last) if identifier.startswith("S-1-") and last.isdecimal() else -1


def number(got: Got, entry: Entry, name: str) -> tuple[int | None, Got]:
    """A whole number of an entry; that it is missing does not mean that it is not set."""
    written = entry.one(name.lower())
    return whole(got, written, name) if written else (None, unclear(got, _NO_VALUE.format(name)))


def bits(entry: Entry) -> int | None:
    """What kind of account it is, and what is asked of it; None where that did not come."""
    written = entry.one("useraccountcontrol")
    return int(written) if written.removeprefix("-").isdecimal() else None


def seconds(ticks: int) -> int:
    """An interval; FOREVER where it does not end."""
    return FOREVER if ticks in _NEVER else abs(ticks) // _TICKS


def span(got: Got, entry: Entry, name: str) -> tuple[int | None, Got]:
    """An interval of an entry in seconds."""
    ticks, why = number(got, entry, name)
    return (None if ticks is None else seconds(ticks)), why


def span_days(got: Got, entry: Entry, name: str) -> tuple[int | None, Got]:
    """An interval of an entry in whole days, one that has begun counting as one: none may look shorter than it is."""
    length, why = span(got, entry, name)
    return (length if length in (None, FOREVER) else -(-length // DAY)), why


def since(got: Got, ticks: str) -> int:
    """Whole days since a time; FOREVER where it never was, or is none."""
    if not ticks.isdecimal() or int(ticks) >= _LONGEST or int(ticks) == 0:
        return FOREVER
    return int(datetime.fromisoformat(got.asked).timestamp() - (int(ticks) // _TICKS - _EPOCH)) // DAY


def until(got: Got, ticks: str) -> int:
    """Whole days until a time, negative when over; FOREVER where it never comes."""
    gone = since(got, ticks)
    return FOREVER if gone == FOREVER else -gone


def over(got: Got, ticks: str) -> bool:
    """A time has come: an account that was to end then has ended."""
    return since(got, ticks) != FOREVER and since(got, ticks) >= 0


def days_left(got: Got, when: str) -> int:
    """Whole days until a day, written as in `2031-10-14`; 0 on that day itself."""
    return (date.fromisoformat(when) - datetime.fromisoformat(got.asked).date()).days


def newest(entry: Entry, names: Sequence[str]) -> str:
    """The latest of several times; empty where none came."""
    return max((entry.one(name) for name in names if entry.one(name).isdecimal()), key=int, default="")
