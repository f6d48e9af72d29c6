"""router.db of RANCID and Oxidized."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from collectors.inventory import devices
from tests.collectors.inventory import listing
from tests.collectors.inventory.listing import write

hosts = partial(listing.hosts, read=devices)
options = partial(listing.options, read=devices)
said = partial(listing.said, read=devices)
CANARY = "c4n4ry-S3cr3t"
RANCID = """\
# edge
border1.paris;juniper;up;
core1.paris;cisco-nx;down;in testing; see ticket: 5
core2.paris;cisco;up
2001:db8::1;arista;up
"""
RANCID_2 = "r1:cisco-xr:up\nr2:fortigate:down:moved; to paris\n"
OXIDIZED = "r1:ios\nr2:NXOS:clinic\nr3:10.0.0.3:eos\nr4:10.0.0.4:asa:clinic\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            RANCID,
            {
                "border1.paris": ({"platform": "junos"}, ("up",)),
                "core1.paris": ({"platform": "nxos"}, ("down",)),
                "core2.paris": ({}, ("up",)),
                "[2001:db8::1]": ({"platform": "eos"}, ("up",)),
            },
        ),
        (RANCID_2, {"r1": ({"platform": "iosxr"}, ("up",)), "r2": ({"platform": "fortios"}, ("down",))}),
        (
            OXIDIZED,
            {
                "r1": ({"platform": "ios"}, ()),
                "r2": ({"platform": "nxos"}, ("clinic",)),
                "r3": ({"host": "10.0.0.3", "platform": "eos"}, ()),
                "r4": ({"host": "10.0.0.4", "platform": "asa"}, ("clinic",)),
            },
        ),
    ],
)
@pytest.mark.parametrize(
    ("name", "format"), [("router.db", ""), ("list", ""), ("list.txt", ""), ("x.ini", "router.db")]
)
def test_rows(tmp_path: Path, text: str, name: str, format: str, expected: dict[str, Any]) -> None:
    found = hosts(write(tmp_path, {name: text}), format)
    assert {one: (found[one].options, found[one].groups) for one in found} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("r1\n", "router.db line 1: this must be a device and what it is: NAME:MODEL:GROUP"),
        ("r1:ios\n\n:ios\n", "router.db line 3: this must be a device and what it is"),
        ("r1:ios\nr1:ios\n", "router.db line 2: this device stands here a second time, first on line 1"),
        ("r1:ironware\n", "router.db line 1: model: must be a platform that is read here"),
        ("r1:10.0.0.1\n", "router.db line 1: model: must be a platform that is read here"),
        (f"r1:ios:ana:{CANARY}\n", "router.db line 1: more than a group stands behind the model"),
        (f"r1:10.0.0.1:ios:ana:{CANARY}:{CANARY}\n", "router.db line 1: more than a group stands behind the model"),
        (f"r1:ios::{CANARY}\n", "router.db line 1: more than a group stands behind the model"),
        (f"r1;ios;ana;{CANARY}\n", "router.db line 1: more than a group stands behind the model"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str, expected: str) -> None:
    (found,) = said(write(tmp_path, {"router.db": text}))
    assert expected in found
    assert CANARY not in found


def test_what_stands_behind_the_model_may_be_done_without(tmp_path: Path) -> None:
    path = write(tmp_path, {"router.db": f"r1:ios:ana:{CANARY}\nr2:ios:clinic\n"})
    found = hosts(path, "", "rest")
    assert {name: (one.options, one.groups) for name, one in found.items()} == {
        "r1": ({"platform": "ios"}, ()),
        "r2": ({"platform": "ios"}, ()),
    }
    assert CANARY not in repr(listing.listed(path, read=devices))


def test_a_model_may_be_done_without(tmp_path: Path) -> None:
    assert options(write(tmp_path, {"router.db": "r1:ironware\nr2:ios\n"}), "", "model") == {"r1": {}, "r2": {}}


@pytest.mark.parametrize("text", ["r1\nr2:22\n", "[ios]\nr1:22\n", "r1:ios\nr2\n", "# r1:ios\n"])
def test_what_is_not_certain_is_an_ansible_inventory(tmp_path: Path, text: str) -> None:
    assert not any("MODEL" in one for one in said(write(tmp_path, {"hosts": text})))


@pytest.mark.parametrize(("name", "text"), [("router.db", "r1:ios\n"), ("hosts.yaml", "r1: {platform: ios}\n")])
def test_a_list_of_devices_is_none_of_hosts(tmp_path: Path, name: str, text: str) -> None:
    _, (problem,) = listing.listed(write(tmp_path, {name: text}))
    assert problem.said == "this lists network devices, not hosts"
    assert "scheme: network" in problem.more[0]
