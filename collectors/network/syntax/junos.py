"""Junos: braces or set lines, with what groups hand down to the places that apply them."""

import re
from collections.abc import Iterator
from typing import Final

from collectors.network.syntax.braces import UNSEEN, Braces, prompted
from collectors.network.syntax.groups import Inherited, Path, Words
from collectors.network.syntax.paths import settled
from collectors.network.syntax.statement import LONGEST, Statement
from collectors.network.syntax.whole import ends_a_line

_PARTS: Final = frozenset({"logical-systems", "tenants"})
"""Devices within the device."""
_OWN: Final = frozenset({"version", "system", "snmp", "event-options", *_PARTS})
"""What is read; all else is nobody's affair, and is not worked out."""
_DOORS: Final = frozenset({("system", "services"), ("system", "login"), ("snmp",)})
"""What lets somebody in, of a device within the device too."""
_TOP: Final = frozenset({*_OWN, "groups", "apply-groups", "apply-groups-except"})
_OTHERS: Final = frozenset(
    {
        *("access", "accounting-options", "applications", "bridge-domains", "chassis", "class-of-service", "firewall"),
        *("forwarding-options", "interfaces", "multi-chassis", "policy-options", "protocols"),
        *("routing-instances", "routing-options", "security", "services", "switch-options", "vlans"),
    }
)
_WORKED_OUT: Final = re.compile(r"^\s*## '.*' was inherited from group '", re.MULTILINE)
"""The device has put in what groups say (`| display inheritance`)."""


def junos(text: str) -> Iterator[Statement]:
    """Read a configuration; what is inactive or deleted is left out.

    What groups say stands before what is said at the place itself, which outweighs it; of two groups the first that is
    applied stands last.
    """
    own: list[Path] = []
    hidden: list[Path] = []
    groups = Inherited(_OWN)
    for number, words in settled(Braces(_TOP, _OTHERS).read(text)):
        if _aside(words) or groups.take(number, words) or "apply-macro" in words:
            continue
        if words[-2:] == ("apply-flags", "omit"):
            hidden.append((number, words[:-2]))
        elif "apply-flags" not in words:
            own.append((number, words))
    handed = () if _WORKED_OUT.search(text) else groups.handed_down(own)
    for number, words in (*_omitted(hidden, own), *handed, *own):
        said = " ".join(_within(words))
        if not said:
            continue
        yield Statement(number, 0, said if len(said) <= LONGEST else f"{said[:LONGEST]}…")


def _aside(words: Words) -> bool:
    """It is of a device within the device, and lets nobody in; most of what stands there."""
    return words[0] in _PARTS and words[2:3] not in (
        (),
        ("system",),
        ("snmp",),
        ("apply-groups",),
        ("apply-groups-except",),
    )


def _within(words: Words) -> Words:
    """Of a device within the device only that somebody may come in there stays: it is not the door of the same name."""
    if words[0] not in _PARTS:
        return words
    inner = words[2:]
    return (*inner, UNSEEN) if inner[:2] in _DOORS or inner[:1] in _DOORS else ()


def _omitted(hidden: list[Path], own: list[Path]) -> Iterator[Path]:
    """What is marked to be left out, and was left out."""
    for number, place in hidden:
        if not any(words[: len(place)] == place for _, words in own):
            yield number, (*place, UNSEEN)


def junos_whole(text: str) -> bool:
    """What braces open is closed; set lines end with a whole line, or a prompt; and something of Junos is in it."""
    reading = Braces(_TOP, _OTHERS)
    for _ in reading.read(text):
        pass
    return reading.known and reading.closed and (reading.signs or ends_a_line(text) or prompted(text))
