"""VyOS: its configuration as commands, as blocks, or as it lies on disk."""

import re
from collections.abc import Iterator
from typing import Final

from collectors.network.syntax.braces import Braces, prompted
from collectors.network.syntax.paths import settled
from collectors.network.syntax.statement import LONGEST, Statement
from collectors.network.syntax.whole import ends_a_line

_OWN: Final = frozenset({"system", "service"})
_OTHERS: Final = frozenset(
    {
        *("container", "firewall", "high-availability", "interfaces", "load-balancing", "nat", "nat64", "nat66", "pki"),
        *("policy", "protocols", "qos", "traffic-policy", "virtualization", "vpn", "vpp", "vrf", "zone-policy"),
    }
)
_RELEASE: Final = re.compile(r"^(?:/[/*] ?)Release version: (?:VyOS )?([0-9][A-Za-z0-9.+-]{0,60})", re.MULTILINE)
"""What wrote the file, below all else."""


def vyos(text: str) -> Iterator[Statement]:
    """Read a configuration; what is deleted further down is gone."""
    if release := _RELEASE.search(text):
        yield Statement(text.count("\n", 0, release.start()) + 1, 0, f"version {release[1]}")
    for number, words in settled(Braces(_OWN, _OTHERS, by_line=True).read(text)):
        said = " ".join(words)
        yield Statement(number, 0, said if len(said) <= LONGEST else f"{said[:LONGEST]}…")


def vyos_whole(text: str) -> bool:
    """What braces open is closed, commands end with a whole line or a prompt, and something of VyOS is in it."""
    reading = Braces(_OWN, _OTHERS, by_line=True)
    for _ in reading.read(text):
        pass
    return reading.known and reading.closed and (reading.signs or ends_a_line(text) or prompted(text))
