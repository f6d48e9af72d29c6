"""Nornir's SimpleInventory. What is expected was written down by `Host.get_connection_parameters` of Nornir 3.6."""

from collections.abc import Mapping
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
HOSTS = """\
---
r1:
  hostname: 10.0.0.1
  port: 2222
  platform: ios
  groups: [paris, core]
  data: {site: paris, role: edge}
r2:
  hostname: 10.0.0.2
  groups:
    - core
  data: {ephi: true, safeguard_owner: T. Brandt}
r3:
  groups: [paris]
  username:
r4: {groups: [two]}
"""
GROUPS = """\
core: &core
  platform: nxos_ssh
  username: core
paris:
  groups: [europe, core]
  data: {ephi: false}
europe:
  platform: eos
  port: 830
one: {username: one, port: 1}
two:
  <<: *core
  groups: [one, core]
"""
DEFAULTS = "username: ana\nport: 22\nplatform: junos\n"
SPLIT = {"hosts.yaml": HOSTS, "groups.yaml": GROUPS, "defaults.yaml": DEFAULTS}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            SPLIT,
            {
                "r1": {"host": "10.0.0.1", "port": 2222, "user": "core", "platform": "ios"},
                "r2": {"host": "10.0.0.2", "port": 22, "user": "core", "platform": "nxos"},
                "r3": {"port": 830, "user": "core", "platform": "eos"},
                "r4": {"port": 1, "user": "core", "platform": "nxos"},
            },
        ),
        ({"hosts.yml": "r1: {platform: ios}\nr2:\n", "groups.yml": ""}, {"r1": {"platform": "ios"}, "r2": {}}),
        ({"fleet.yaml": "r1: {data: {safeguard_host_key: 'SHA256:x'}}\n"}, {"r1": {"host_key": "SHA256:x"}}),
        (
            {"hosts.yaml": "r1: {groups: [a]}\n", "groups.yaml": "a: {groups: [b]}\nb: {groups: [a], platform: asa}\n"},
            {"r1": {"platform": "asa"}},
        ),
    ],
)
def test_options(tmp_path: Path, files: Mapping[str, str], expected: dict[str, Any]) -> None:
    assert options(write(tmp_path, files)) == expected


def test_the_rest(tmp_path: Path) -> None:
    found = hosts(write(tmp_path, SPLIT))
    assert {name: one.groups for name, one in found.items()} == {
        "r1": ("paris", "europe", "core"),
        "r2": ("core",),
        "r3": ("paris", "europe", "core"),
        "r4": ("two", "one", "core"),
    }
    assert [(one.ephi, one.owner, one.line) for one in found.values()] == [
        (False, "", 2),
        (True, "T. Brandt", 8),
        (False, "", 13),
        (None, "", 16),
    ]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"hosts.yaml": "r: {platform: linux}\n"}, "hosts.yaml line 1: platform: must be a platform that is read here"),
        ({"hosts.yaml": "r: {groups: [x]}\n"}, "hosts.yaml line 1: a group of this host is declared nowhere"),
        ({"hosts.yaml": "r: {groups: x}\n"}, "hosts.yaml line 1: groups: must be a list"),
        ({"hosts.yaml": "r: {port: ssh}\n"}, "hosts.yaml line 1: port: must be the number of a port"),
        ({"hosts.yaml": f"r:\n  password: {CANARY}\n"}, "hosts.yaml line 2: password is a secret, and is not read"),
        (
            {"hosts.yaml": "r: {groups: [g]}\n", "groups.yaml": f"g:\n  password: {CANARY}\n"},
            "groups.yaml line 2: password is a secret, and is not read from here",
        ),
        (
            {"hosts.yaml": "r: {port: 22}\n", "defaults.yaml": f"password: {CANARY}\n"},
            "defaults.yaml line 1: password is a secret, and is not read from here",
        ),
        (
            {"hosts.yaml": f"r:\n  connection_options: {{netmiko: {{extras: {{secret: {CANARY}}}}}}}\n"},
            "hosts.yaml line 2: connection_options: what is for plugins of Nornir is not followed",
        ),
        (
            {"hosts.yaml": "r: {port: 22}\n", "groups.yaml": f"g:\n  nornir_password: {CANARY}\n"},
            "groups.yaml line 2: Nornir knows no such key here",
        ),
        ({"hosts.yaml": "r: {port: 22}\n", "groups.yaml": "- a\n"}, "groups.yaml line 1: this must be names"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(tmp_path: Path, files: Mapping[str, str], expected: str) -> None:
    (found,) = said(write(tmp_path, files))
    assert expected in found
    assert CANARY not in found


def test_what_is_known_to_stand_there_may_be_done_without(tmp_path: Path) -> None:
    text = f"r: {{platform: x, password: {CANARY}, connection_options: {{netmiko: {{}}}}}}\n"
    path = write(tmp_path, {"hosts.yaml": text})
    assert options(path, "", "password", "platform", "connection_options") == {"r": {}}


@pytest.mark.parametrize(
    ("text", "format", "names"),
    [
        ("all: {hosts: {r: {platform: ios}}}\n", "", ["r"]),  # as Ansible has it
        ("all: {hosts: {r: }, vars: {data: {port: 1}}}\n", "", ["r"]),
        ("r: {platform: ios}\n", "", ["r"]),
        ("r:\ns:\n", "nornir", ["r", "s"]),
    ],
)
def test_it_is_told_by_its_shape(tmp_path: Path, text: str, format: str, names: list[str]) -> None:
    assert list(hosts(write(tmp_path, {"hosts.yaml": text}), format)) == names


@pytest.mark.sampled("long")
def test_aliases_that_make_much_of_little(tmp_path: Path) -> None:
    groups = ", ".join(f"g{n}" for n in range(3000))
    files = {
        "hosts.yaml": f"h: &a {{groups: [{groups}]}}\n" + "".join(f"h{n}: *a\n" for n in range(3000)),
        "groups.yaml": "".join(f"g{n}: {{port: 1}}\n" for n in range(3000)),
    }
    assert said(write(tmp_path, files))[-1].endswith("this lists more hosts and groups than can be read")
