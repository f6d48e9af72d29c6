"""What others call a platform: each word was taken from the documentation, or the tables, of the tool."""

import pytest

from collectors.inventory.platforms import nearest, platform
from collectors.inventory.words import WordError
from tests.fleet import PLATFORMS

ANSIBLE = {
    "ios": "cisco.ios.ios",
    "nxos": "cisco.nxos.nxos",
    "iosxr": "cisco.iosxr.iosxr",
    "asa": "cisco.asa.asa",
    "eos": "arista.eos.eos",
    "junos": "junipernetworks.junos.junos juniper.device.junos",
    "fortios": "fortinet.fortios.fortios",
    "panos": "paloaltonetworks.panos.panos",
    "aoscx": "arubanetworks.aoscx.aoscx arubanetworks.aoscx",
    "routeros": "community.routeros.routeros community.network.routeros",
    "frr": "frr.frr.frr",
    "vyos": "vyos.vyos.vyos",
}
NETMIKO = {
    "ios": "cisco_ios",
    "iosxe": "cisco_xe",
    "iosxr": "cisco_xr cisco_xr_ssh",
    "nxos": "cisco_nxos",
    "asa": "cisco_asa cisco_asa_ssh",
    "eos": "arista_eos",
    "junos": "juniper juniper_junos",
    "fortios": "fortinet",
    "panos": "paloalto_panos",
    "aoscx": "aruba_aoscx",
    "routeros": "mikrotik_routeros",
    "vyos": "vyos vyatta_vyos",
}
NAPALM_AND_SCRAPLI = {
    "nxos": "nxos_ssh",
    "iosxe": "cisco_iosxe",
    "iosxr": "cisco_iosxr",
    "fortios": "fortinet_fortios",
}
RANCID = {
    "ios": "ios",
    "iosxe": "cisco-ncs",
    "nxos": "cisco-nx ios-nx",
    "iosxr": "cisco-xr ios-xr cisco-xr7 ios-xr7 cisco-exr ios-exr",
    "junos": "juniper junos junos-evo juniper-srx",
    "eos": "arista",
    "fortios": "fortigate fortigate-full",
    "panos": "paloalto paloaltoxml",
    "routeros": "mikrotik routeros mikrotik-terse routeros-terse mikrotik-verbose routeros-verbose",
    "frr": "frr zebra",
    "": "cisco",
}
BY_HAND = {
    "iosxe": "IOS-XE IOS_XE",
    "iosxr": "IOS-XR",
    "nxos": "NX-OS",
    "fortios": "FortiOS",
    "panos": "PAN-OS",
    "aoscx": "AOS-CX",
    "routeros": "RouterOS",
    "frr": "FRRouting",
    "vyos": "VyOS",
    "": "Cisco vyatta",
}
OXIDIZED = {name: name for name in PLATFORMS}
TABLES = (ANSIBLE, NETMIKO, NAPALM_AND_SCRAPLI, RANCID, BY_HAND, OXIDIZED)


@pytest.mark.parametrize(
    ("word", "expected"),
    [(word, name) for table in TABLES for name, words in table.items() for word in words.split()],
)
def test_words(word: str, expected: str) -> None:
    assert platform(word) == expected


@pytest.mark.parametrize(
    "word",
    [
        *(
            "linux",
            "cisco_ios_telnet",
            "cisco_ios_serial",
            "cisco_ftd",
            "aruba_os",
            "arubanetworks.aos_switch.arubaoss",
        ),
        *(
            "juniper_screenos",
            "netscreen",
            "cisco-wlc8",
            "cisco-sb",
            "fxos",
            "edgeos",
            "autodetect",
            "-",
            "ios.",
            7,
            True,
        ),
    ],
)
def test_others_are_none(word: object) -> None:
    with pytest.raises(WordError, match=r"^must be (a platform that is read here: ios, iosxe, .*, frr, vyos|text)$"):
        platform(word)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("ois", "ios"),
        ("iso", "ios"),
        ("junso", "junos"),
        ("cisco.nxso", "nxos"),
        ("xyzzy", ""),
        ("", ""),
    ],
)
def test_what_a_misspelt_word_was_meant_for(word: str, meant: str) -> None:
    assert nearest(word) == meant
