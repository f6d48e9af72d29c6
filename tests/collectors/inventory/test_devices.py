"""Network devices from an Ansible inventory and from CSV; and what is said where a list of hosts holds some."""

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
INI = """\
[core]
r1 ansible_host=10.0.0.1 ansible_ssh_common_args='-J bastion'
r2 ephi=true safeguard_owner='T. Brandt' safeguard_host_key=SHA256:x
[core:vars]
ansible_network_os=cisco.ios.ios
ansible_connection=ansible.netcommon.network_cli
ansible_become=yes
ansible_become_method=enable
ansible_user=scans
[access]
s[1:2] ansible_port=2222 ansible_private_key_file=~/.ssh/k
[access:vars]
ansible_network_os=eos
ansible_become=true
ansible_become_method=ansible.netcommon.enable
ansible_connection=network_cli
[devices:children]
core
access
"""
YAML = """\
all:
  children:
    walls:
      vars: {ansible_network_os: fortinet.fortios.fortios, ansible_connection: httpapi, ansible_port: 443}
      hosts:
        f1: {ansible_connection: ssh, ansible_port: 22}
        f2: {ansible_connection: ansible.netcommon.libssh, ansible_port: 22}
    mikrotik:
      vars: {ansible_network_os: community.routeros.routeros, ansible_connection: network_cli}
      hosts: {m1: {ansible_user: admin+cet1024w, ansible_become: false, ansible_become_method: su}}
    others:
      hosts:
        x1:
        x2: {safeguard_platform: panos}
        x3: {ansible_network_os: ios, safeguard_platform: iosxe}
        x4: {ansible_network_os: cisco}
        x5: {ansible_network_os: , ansible_become: true}
"""


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"hosts": INI},
            {
                "r1": {"host": "10.0.0.1", "user": "scans", "platform": "ios", "jump": "bastion"},
                "r2": {"user": "scans", "platform": "ios", "host_key": "SHA256:x"},
                "s1": {"port": 2222, "identity": "~/.ssh/k", "platform": "eos"},
                "s2": {"port": 2222, "identity": "~/.ssh/k", "platform": "eos"},
            },
        ),
        (
            {"hosts.yml": YAML},
            {
                "f1": {"port": 22, "platform": "fortios"},
                "f2": {"port": 22, "platform": "fortios"},
                "m1": {"user": "admin+cet1024w", "platform": "routeros"},
                "x1": {},
                "x2": {"platform": "panos"},
                "x3": {"platform": "iosxe"},
                "x4": {},
                "x5": {},
            },
        ),
        (
            {"hosts": "[n]\nn1\n", "group_vars/n.yml": "ansible_network_os: cisco.nxos.nxos\nansible_user: a\n"},
            {"n1": {"user": "a", "platform": "nxos"}},
        ),
        ({"ssh_config": "Host r1 r2\n  User a\n"}, {"r1": {"config": "ssh_config"}, "r2": {"config": "ssh_config"}}),
    ],
)
def test_options(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: Mapping[str, str], expected: dict[str, Any]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert options(write(Path(), files)) == expected


def test_the_rest_is_as_of_hosts(tmp_path: Path) -> None:
    found = hosts(write(tmp_path, {"hosts": INI}))
    assert (found["r2"].ephi, found["r2"].owner, found["r2"].line) == (True, "T. Brandt", 3)
    assert [found[name].groups for name in ("r1", "s2")] == [("devices", "core"), ("devices", "access")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("r ansible_network_os=dellemc.os10.os10\n", "ansible_network_os: must be a platform that is read here: ios, "),
        ("[r]\na\n[r:vars]\nansible_network_os=x\n", "hosts line 4: ansible_network_os: must be a platform"),
        ("r ansible_network_os={{os}}\n", "ansible_network_os is a template"),
        ("r ansible_network_os=\"['ios']\"\n", "ansible_network_os: must be text"),
        ("r ansible_connection=httpapi\n", "hosts line 1: “httpapi” is no way to reach a device over SSH"),
        ("r ansible_connection=ansible.netcommon.netconf\n", "“netconf” is no way to reach a device over SSH"),
        ("r ansible_connection=local ansible_network_os=ios\n", "“local” is no way to reach a device over SSH"),
        ("r ansible_connection=winrm\n", "“winrm” is no way to reach a device over SSH"),
        (
            "r ansible_connection=arubanetworks.aoscx.aoscx ansible_network_os=arubanetworks.aoscx.aoscx\n",
            "“arubanetworks.aoscx.aoscx” is no way to reach a device over SSH",
        ),
        ("r ansible_become=1 ansible_become_method=sudo\n", "on a device safeguard knows enable only"),
        ("r ansible_become=1 ansible_become_method={{m}}\n", "ansible_become_method is a template"),
        ("r ansible_libssh_proxy_command='ssh -W %h:%p b'\n", "ansible_libssh_proxy_command is not run: write jump:"),
        ("r ansible_ssh_common_args='-o ProxyCommand=x'\n", "ProxyCommand is not run: write ProxyJump, or jump:"),
        ("r ansible_port=ssh\n", "ansible_port: must be the number of a port"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(tmp_path: Path, text: str, expected: str) -> None:
    (found,) = said(write(tmp_path, {"hosts": text}))
    assert expected in found


@pytest.mark.parametrize(
    ("variable", "reference"),
    [
        ("ansible_password", "password: env:NAME"),
        ("ansible_ssh_pass", "password: env:NAME"),
        ("ansible_httpapi_pass", "password: env:NAME"),
        ("ansible_become_password", "enable: env:NAME"),
        ("ansible_become_pass", "enable: env:NAME"),
    ],
)
def test_a_secret_is_told_and_never_read(tmp_path: Path, variable: str, reference: str) -> None:
    path = write(tmp_path, {"hosts": f"r ansible_network_os=ios ansible_become=yes {variable}={CANARY}\n"})
    _, (problem,) = listing.listed(path, read=devices)
    assert f"{variable} is a secret, and is not read from here" in problem.said
    assert problem.more == (
        f"Write a reference to it below inventory: {reference}",
        f"That it stands here is known, then: ignore: [{variable}]",
    )
    assert CANARY not in repr(problem)
    assert options(path, "", variable) == {"r": {"platform": "ios"}}


def test_another_way_may_be_left_for_ssh(tmp_path: Path) -> None:
    path = write(tmp_path, {"hosts": "f ansible_connection=httpapi ansible_port=443 ansible_network_os=fortios\n"})
    _, (problem,) = listing.listed(path, read=devices)
    assert problem.more == (
        "To ask over SSH all the same, below inventory: ignore: [ansible_connection, ansible_port]",
        "Leave out whom it concerns, below inventory: except: [HOST or GROUP]",
    )
    assert options(path, "", "ansible_connection", "ansible_port") == {"f": {"platform": "fortios"}}


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("r ansible_connection=network_cli\n", "network_cli"),
        ("r ansible_connection=ansible.netcommon.network_cli ansible_network_os=x\n", "network_cli"),
        ("r ansible_connection=httpapi\n", "httpapi"),
        ("r ansible_connection=ansible.netcommon.netconf\n", "netconf"),
        ("r ansible_connection=local ansible_network_os=ios\n", "local"),
        ("r ansible_connection=a.b.c ansible_network_os=d\n", "a.b.c"),
    ],
)
def test_a_device_among_hosts_is_told(tmp_path: Path, text: str, how: str) -> None:
    path = write(tmp_path, {"hosts": f"h ansible_become=yes\n{text}"})
    found, (problem,) = listing.listed(path)
    assert problem.said == f"this is a network device, reached by “{how}”"
    assert problem.line == 2
    assert problem.more == (
        "Network devices are read by an entry of their own: - {inventory: FILE, scheme: network}",
        "Leave out whom it concerns, below inventory: except: [HOST or GROUP]",
    )
    assert found["h"].wrong == ()


def test_a_host_that_runs_frr_is_still_a_host(tmp_path: Path) -> None:
    path = write(
        tmp_path, {"hosts": "h ansible_network_os=frr.frr.frr\ni ansible_connection=ssh ansible_network_os=frr\n"}
    )
    assert listing.options(path) == {"h": {}, "i": {}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name,address,platform\nr1,10.0.0.1,cisco_xe\n", {"host": "10.0.0.1", "platform": "iosxe"}),
        ("host,Network_OS\nr1,cisco.nxos.nxos\n", {"platform": "nxos"}),
        ("host;OS;user\nr1;PAN-OS;a\n", {"platform": "panos", "user": "a"}),
        ("host,os\nr1,\n", {}),
        ("host,os\nr1,cisco\n", {}),
    ],
)
def test_csv(tmp_path: Path, text: str, expected: Mapping[str, str]) -> None:
    assert options(write(tmp_path, {"fleet.csv": text})) == {"r1": expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("host,os\nr1,15.2(4)E10\n", "fleet.csv line 2: platform: must be a platform that is read here: ios, "),
        ("host,platform,os\nr1,ios,15.2\n", "fleet.csv line 1: unknown column “os”"),
        ("host,network_os,os\nr1,ios,15.2\n", "fleet.csv line 1: unknown column “os”"),
        ("host,sudo\nr1,yes\n", "fleet.csv line 1: unknown column “sudo”"),
        (f"host,enable_secret\nr1,{CANARY}\n", "fleet.csv line 1: a column of secrets is not read: “enable_secret”"),
    ],
)
def test_what_is_wrong_in_csv_is_told(tmp_path: Path, text: str, expected: str) -> None:
    (found,) = said(write(tmp_path, {"fleet.csv": text}))
    assert expected in found
    assert CANARY not in found


def test_a_column_that_is_known_may_be_done_without_too(tmp_path: Path) -> None:
    path = write(tmp_path, {"fleet.csv": "host,os,platform\nr1,15.2,x\n"})
    assert options(path, "", "os", "platform") == {"r1": {}}
    assert listing.options(path, "", "os", "platform") == {"r1": {}}


@pytest.mark.parametrize("heading", ["platform", "network_os", "os"])
def test_a_csv_of_devices_among_hosts_is_told(tmp_path: Path, heading: str) -> None:
    _, (problem,) = listing.listed(write(tmp_path, {"fleet.csv": f"host,{heading}\nr1,ios\n"}))
    assert problem.said == f"unknown column “{heading}”"
    assert "scheme: network" in problem.more[0]
