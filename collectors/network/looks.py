"""What a text of a device is of, by what no other platform prints: who declares a platform may be mistaken. Pure."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_HEAD: Final = 50_000
"""Characters that are looked at. What tells stands near the beginning, or throughout."""
_SIGNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ios": (
            r"Current configuration : \d+ bytes",
            r"version 1\d\.\d{1,2}$",
            r"boot-start-marker$",
            r"Cisco (?:IOS(?:[ -]XE)? [Ss]oftware|Internetwork Operating System)",
        ),
        "iosxr": (r"!! IOS XR Configuration", r"Cisco IOS XR Software"),
        "nxos": (
            r"!(?:Command: show |Running configuration last done at:)",
            r"version \d+\.\d+\(\d+[a-z]?\)",
            r"vdc \S+ id \d+$",
            r"Cisco Nexus Operating System",
        ),
        "asa": (r":? ?ASA Version \d", r": Hardware: +ASA", r"Cisco Adaptive Security Appliance"),
        "eos": (
            r"! (?:device: .{1,80}\bEOS-\d|Startup-config last modified|boot system flash:/?v?EOS)",
            r"service routing protocols model ",
            r"transceiver qsfp default-mode ",
            r"Arista \S",
        ),
        "junos": (
            r"## Last (?:commit|changed):",
            r'version "?\d+\.\d+[A-Z]\S*;$',
            r'set version "?\d+\.\d+[A-Z]',
            r"(?:set system root-authentication| *root-authentication \{$)",
            r"set interfaces (?:ge|xe|et)-\d",
            r" *(?:ge|xe|et)-\d+/\d+/\d+ \{$",
            r"Junos: \d",
        ),
        "fortios": (r"#config-version=", r"config system global$"),
        "panos": (
            r"<config(?: [a-z]+=\"[^\"]*\")* ?(?:version|urldb)=",
            r"set (?:deviceconfig|mgt-config) ",
            r"mgt-config \{",
        ),
        "aoscx": (r"!(?:Version (?:ArubaOS|AOS)-CX|export-password:)",),
        "routeros": (r"# .{1,60} by RouterOS \d", r"# software id =", r"/(?:interface|ip|system|user) [a-z]"),
        "vyos": (
            r"// (?:vyos-config-version|Release version: VyOS)",
            r"/\* === vyatta-config-version",
            r"set interfaces ethernet eth\d",
            r" *ethernet eth\d+ \{$",
            r"Version: +VyOS",
        ),
        "frr": (r"frr (?:version|defaults) ", r"FRRouting \d"),
    }
)
"""By the grammar of a platform, how lines begin."""
_ALL: Final = re.compile(
    "^(?:" + "|".join(f"(?P<{name}>{'|'.join(signs)})" for name, signs in _SIGNS.items()) + ")", re.MULTILINE
)


def other(text: str, grammar: str) -> str:
    """The grammar of the platform that a text is of, where that is another one; empty where nothing says so."""
    seen = ""
    for sign in _ALL.finditer(text, 0, _HEAD):
        if sign.lastgroup == grammar:
            return ""
        seen = seen or str(sign.lastgroup)
    return seen
