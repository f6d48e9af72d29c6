"""What others call the systems of network devices, as the platforms that are read here."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final

from collectors.inventory.words import LEAVE_OUT, WordError, text

_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ios": "cisco_ios",
        "iosxe": "cisco_xe cisco_iosxe cisco-ncs",
        "iosxr": "cisco_xr cisco_iosxr cisco-xr7 ios-xr7 cisco-exr ios-exr",
        "nxos": "cisco_nxos cisco-nx ios-nx",
        "asa": "cisco_asa",
        "junos": "juniper juniper_junos junos-evo juniper-srx",
        "eos": "arista arista_eos",
        "fortios": "fortinet fortinet_fortios fortigate fortigate-full",
        "panos": "paloalto paloalto_panos paloaltoxml",
        "aoscx": "aruba_aoscx",
        "routeros": "mikrotik mikrotik_routeros routeros-terse mikrotik-terse routeros-verbose mikrotik-verbose",
        "frr": "frrouting zebra",
        "vyos": "vyatta_vyos",
    }
)
"""By platform, beside its own name: words of Netmiko, NAPALM and Scrapli (`cisco_xe`), of RANCID and Oxidized
(`cisco-nx`). Ansible's (`cisco.nxos.nxos`) end with the name. Signs between the letters do not count."""
_SEVERAL: Final = frozenset({"cisco", "vyatta"})
"""Words for more than one of them: RANCID calls an ASA `cisco` too, and Oxidized what came before VyOS `vyatta`."""
_SIGNS: Final = re.compile(r"[^a-z0-9]+")


def _bare(word: str) -> str:
    return _SIGNS.sub("", word.lower())


_KNOWN: Final[Mapping[str, str]] = MappingProxyType(
    {_bare(word): platform for platform, words in _WORDS.items() for word in (platform, *words.split())}
    | dict.fromkeys(_SEVERAL, "")
)


def known(word: str) -> str | None:
    """The platform that a word stands for; empty where it stands for several, None where for none."""
    last = word.strip().lower().rpartition(".")[2]
    return _KNOWN.get(_bare(last.removesuffix("_ssh")))


def nearest(word: str) -> str:
    """The platform that a word may have been meant for; empty where it is like none."""
    close = get_close_matches(_bare(word.rpartition(".")[2]), _KNOWN.keys() - _SEVERAL, 1, 0.6)
    return _KNOWN[close[0]] if close else ""


def platform(value: Any) -> str:
    """The platform that a word stands for; empty where it stands for several. Raises WordError."""
    found = known(text(value))
    if found is None:
        raise WordError(
            f"must be a platform that is read here: {', '.join(_WORDS)}",
            LEAVE_OUT,
            "To say what all of them are, below inventory: platform: WORD, and ignore: [NAME]",
        )
    return found
