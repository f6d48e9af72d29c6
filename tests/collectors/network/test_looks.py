"""What a text of a device is of."""

from itertools import product

import pytest

from collectors.network.looks import other
from collectors.network.platforms import PLATFORMS
from tests.collectors.network.hardened import hardened
from tests.servers.need import shared


@pytest.mark.parametrize(("real", "declared"), [*product(PLATFORMS, PLATFORMS)])
def test_each_is_told_from_each(real: str, declared: str) -> None:
    own, meant = PLATFORMS[real].grammar, PLATFORMS[declared].grammar
    assert other(hardened(real), meant) == ("" if own == meant else own)


@pytest.mark.parametrize("declared", PLATFORMS)
@pytest.mark.parametrize("text", ["", "hostname r1\n!\nend\n", "set system host-name r1\n", "system {\n}\n"])
def test_what_several_could_print_is_nobody_elses(text: str, declared: str) -> None:
    assert other(text, PLATFORMS[declared].grammar) == ""


@pytest.mark.parametrize(
    ("said", "of"),
    [
        ("Cisco IOS Software, C3900 Software (C3900-UNIVERSALK9-M), Version 15.7(3)M4", "ios"),
        ("Cisco IOS XE Software, Version 17.09.04a", "ios"),
        ("Cisco Nexus Operating System (NX-OS) Software", "nxos"),
        ("Cisco Adaptive Security Appliance Software Version 9.16(4)", "asa"),
        ("Cisco IOS XR Software, Version 7.3.2", "iosxr"),
        ("Arista DCS-7050TX-64-R", "eos"),
        ("Junos: 21.4R3-S5.4", "junos"),
        ("FRRouting 8.4.4 (r1) on Linux(6.1.0-13-amd64).", "frr"),
        ("Version:          VyOS 1.4.0", "vyos"),
    ],
)
def test_a_version_tells_it_too(said: str, of: str) -> None:
    assert other(f"\n{said}\n", "panos") == of
    assert other(f"\n{said}\n", of) == ""


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_real_one_is_taken_for_another(platform: str) -> None:
    files = [file for file in shared("network").glob(f"*/{platform}/*") if file.is_file()]
    taken = {file.name: other(file.read_text("utf-8", "replace"), PLATFORMS[platform].grammar) for file in files}
    assert {name: of for name, of in taken.items() if of} == {}
