"""`inventory:` entries of safeguard.yaml: the targets they stand for, and every way in which they can be wrong."""

# ruff: noqa: E501  # screens stand here as a person sees them

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from time import process_time

import pytest
from inline_snapshot import snapshot

from scanner.cli.selection import choose
from scanner.config import Config, load_config
from scanner.plugins import Registry
from scanner.targets import Target
from scanner.written.document import FileError
from tests.fleet import REGISTRY

CANARY = "c4n4ry-S3cr3t"
HOSTS = """\
[web]
web[1:2] ansible_user=ana
[db]
db1 ansible_host=10.0.0.7 ansible_become=no ephi=true safeguard_owner='T. Brandt'
[prod:children]
web
db
"""


def _load(_: Collection[str]) -> Registry:
    return REGISTRY


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path("safeguard.yaml")


def _read(path: Path, text: str, files: Mapping[str, str]) -> Config:
    path.write_text(text)
    for name, content in files.items():
        (path.parent / name).parent.mkdir(parents=True, exist_ok=True)
        (path.parent / name).write_text(content)
    return load_config(path, _load)


def test_each_host_is_a_target_as_if_it_had_been_written_out(clinic: Path) -> None:
    text = """\
targets:
  - target: "local:"
  - inventory: hosts
    labels: {site: alder}
    ephi: false
    owner: M. Okafor
    sudo: true
    port: 2222
"""
    here, web1, web2, db1 = _read(clinic, text, {"hosts": HOSTS}).targets
    assert (here.id, web2.id) == ("local:here", "ssh:web2")
    options = {"port": 2222, "user": "ana", "sudo": True}
    labels = {"site": "alder", "group.prod": "yes", "group.web": "yes"}
    assert web1 == Target(
        id="ssh:web1", scheme="ssh", name="web1", options=options, labels=labels, ephi=False, owner="M. Okafor"
    )
    assert db1.options == {"host": "10.0.0.7", "port": 2222, "sudo": False}
    assert (db1.ephi, db1.owner) == (True, "T. Brandt")
    assert db1.labels == {"site": "alder", "group.prod": "yes", "group.db": "yes"}


@pytest.mark.parametrize(
    ("words", "files", "ids"),
    [
        ("groups: [db]", {}, ["ssh:db1"]),
        ("groups: [db, web]", {}, ["ssh:web1", "ssh:web2", "ssh:db1"]),
        ("groups: [prod]\n    except: [web2]", {}, ["ssh:web1", "ssh:db1"]),
        ("except: ['web*']", {}, ["ssh:db1"]),
        ("except: [web]", {}, ["ssh:db1"]),
        ("except: [nobody]", {}, ["ssh:web1", "ssh:web2", "ssh:db1"]),
        ("scheme: router\n    groups: [x]", {"hosts": "[x]\nr1 ansible_port=23\n"}, ["router:r1"]),
        ("format: csv", {"hosts": "host\nweb1\n"}, ["ssh:web1"]),
        ("except: ['[2001:db8::1]']", {"hosts": "2001:db8::1\n2001:db8::2\n"}, ["ssh:[2001:db8::2]"]),
        ("except: [w]", {"hosts": "[w]\na ansible_connection=winrm\n[x]\nb\n"}, ["ssh:b"]),
        ("groups: [x]", {"hosts": "[w]\na ansible_port={{p}}\n[x]\nb\n"}, ["ssh:b"]),
        ("except: [a]", {"hosts": "a\nb\n", "host_vars/a": "$ANSIBLE_VAULT;1\n"}, ["ssh:b"]),
    ],
)
def test_which_of_them(clinic: Path, words: str, files: Mapping[str, str], ids: list[str]) -> None:
    found = _read(clinic, f"targets:\n  - inventory: hosts\n    {words}\n", {"hosts": HOSTS, **files})
    assert [target.id for target in found.targets] == ids


DEVICES = "[core]\nr1 ansible_network_os=cisco.ios.ios\nr2\n[core:vars]\nansible_connection=network_cli\n[web]\nw1\n"


@pytest.mark.parametrize(
    ("words", "files", "platforms"),
    [
        ("groups: [core]\n    platform: junos", {"hosts": DEVICES}, {"r1": "ios", "r2": "junos"}),
        (
            "groups: [core]\n    platform: iosxe\n    ignore: [ansible_network_os]",
            {"hosts": DEVICES},
            {"r1": "iosxe", "r2": "iosxe"},
        ),
        ("except: [r2, web]", {"hosts": DEVICES}, {"r1": "ios"}),
        ("except: [down]", {"hosts": "r1;juniper;up\nr2;dell;down\n"}, {"r1": "junos"}),
        ("groups: [core]\n    platform: Cisco_XE", {"hosts": DEVICES}, {"r1": "ios", "r2": "iosxe"}),
        ("platform: ios", {"hosts": "r1;cisco;up\nr2;arista;up\n"}, {"r1": "ios", "r2": "eos"}),
        ("format: nornir", {"hosts": "r1: {platform: cisco_xr}\n"}, {"r1": "iosxr"}),
        ("format: router.db", {"hosts": "r1:vyos\n"}, {"r1": "vyos"}),
        ("format: csv", {"hosts": "host,os\nr1,PAN-OS\n"}, {"r1": "panos"}),
        ("format: ssh\n    platform: asa\n    enable: env:ENABLE", {"hosts": "Host r1\n"}, {"r1": "asa"}),
    ],
)
def test_devices(clinic: Path, words: str, files: Mapping[str, str], platforms: Mapping[str, str]) -> None:
    found = _read(clinic, f"targets:\n  - inventory: hosts\n    scheme: network\n    {words}\n", files)
    assert {target.id: target.options["platform"] for target in found.targets} == {
        f"network:{name}": platform for name, platform in platforms.items()
    }


def test_a_file_is_meant_from_where_safeguard_yaml_lies(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    files = {"fleet/hosts": HOSTS, "fleet/group_vars/web.yml": "ansible_port: 7\n", "config": "Host bastion\n"}
    text = "targets:\n  - inventory: fleet\n  - inventory: config\n"
    found = _read(tmp_path / "etc" / "safeguard.yaml", text, files)
    assert [target.options.get("port") for target in found.targets] == [7, 7, None, None]
    assert found.targets[-1].options == {"config": str(tmp_path / "etc" / "config")}


def test_the_fleet_that_the_page_shows_loads(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the collectors that there are, not with one in small."""
    page = (Path(__file__).parents[2] / "docs" / "using.md").read_text("utf-8")
    hosts, devices = re.findall(r"^```yaml\n((?:targets:\n)?  - inventory:.*?)^```$", page, re.MULTILINE | re.DOTALL)
    monkeypatch.setenv("HOME", str(clinic.parent.absolute()))
    files = {
        "hosts.ini": "[clinic:children]\nwindows\n[windows]\nw1 ansible_connection=winrm\n[clinic]\nweb1\nx-test\n"
        "[routers]\nr1 ansible_connection=network_cli ansible_become=yes ansible_become_method=enable\n",
        ".ssh/config": "Host github.com bastion\n",
    }
    clinic.write_text(hosts + devices)
    for name, content in files.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(content)
    assert [target.id for target in load_config(clinic).targets] == ["ssh:web1", "ssh:bastion", "network:r1"]


def test_a_scan_selects_among_them(clinic: Path) -> None:
    config = _read(clinic, "targets:\n  - inventory: hosts\n", {"hosts": HOSTS})
    chosen = choose(config, ["web1", "ssh:db*"])
    assert ([t.id for t in chosen.targets], chosen.left_out) == (["ssh:web1", "ssh:db1"], ("ssh:web2",))


ENTRY = "targets:\n  - inventory: hosts\n"
MISTAKES: dict[str, tuple[str, Mapping[str, str]]] = {
    "no file": ("targets:\n  - inventory: host\n", {}),
    "no home": ("targets:\n  - inventory: ~nobody-here/hosts\n", {}),
    "no text": ("targets:\n  - inventory: [hosts]\n", {}),
    "neither": ("targets:\n  - groups: [web]\n", {}),
    "both": ('targets:\n  - inventory: hosts\n    target: "local:"\n', {}),
    "a name for many": (ENTRY + "    name: web\n", {}),
    "groups of a target": ('targets:\n  - target: "local:"\n    groups: [web]\n', {}),
    "unknown option": (ENTRY + "    prot: 22\n", {}),
    "unknown format": (ENTRY + "    format: toml\n", {}),
    "unknown scheme": (ENTRY + "    scheme: shh\n", {}),
    "scheme that is not listed": (ENTRY + "    scheme: local\n", {}),
    "option of another scheme": (ENTRY + "    scheme: router\n", {"hosts": "a ansible_user=x\n"}),
    "misspelt group": (ENTRY + "    groups: [wbe, db]\n", {}),
    "no group at all": (ENTRY + "    groups: []\n", {}),
    "nobody": (ENTRY, {"hosts": "# nobody\n"}),
    "nobody is wanted": (ENTRY + "    except: ['*']\n", {}),
    "twice": (ENTRY + "  - inventory: more.csv\n  - target: ssh://db1\n", {"more.csv": "host\nx\nweb2\nweb1\n"}),
    "written out first": ("targets:\n  - target: ssh://db1\n  - inventory: hosts\n", {}),
    "a value the collector does not take": (ENTRY, {"hosts": "a ansible_user=x@y\nb ansible_user=z@y\n"}),
    "options that make no sense together": (ENTRY + "    config: x\n", {"hosts": "a ansible_ssh_args='-J b'\n"}),
    "a name that is none": (ENTRY, {"hosts": f"ok\n{CANARY}=\n-oProxyCommand=x\n"}),
    "a secret as a name": (ENTRY, {"hosts": "AKIAIOSFODNN7EXAMPLE\n"}),
    "a secret as a user": (ENTRY, {"hosts": "a ansible_user=AKIAIOSFODNN7EXAMPLE\n"}),
    "a secret as a group": (ENTRY + "    groups: [AKIA]\n", {"hosts": "[AKIAIOSFODNN7EXAMPLE]\na\n"}),
    "a password": (ENTRY, {"hosts": f"a ansible_password={CANARY} ansible_become_pass={CANARY}\n"}),
    "a literal below": (ENTRY + f"    password: {CANARY}\n", {}),
    "not over SSH": (ENTRY, {"hosts": "a ansible_connection=local\nb\n[w]\nc\n[w:vars]\nansible_connection=winrm\n"}),
    "a template": (ENTRY, {"hosts": 'a ansible_host=\'{{ lookup("pipe", "touch ran") }}\'\n'}),
    "a vault": (ENTRY, {"group_vars/web/vault.yml": "$ANSIBLE_VAULT;1.1;AES256\n61\n"}),
    "a plugin": ("targets:\n  - inventory: aws.yml\n", {"aws.yml": "plugin: amazon.aws.aws_ec2\n"}),
    "a device among hosts": (ENTRY, {"hosts": DEVICES}),
    "devices alone": (ENTRY, {"hosts": "r1:ios:up\n"}),
    "what a device is": (ENTRY + "    scheme: network\n", {"hosts": DEVICES}),
    "a platform that nobody reads": (ENTRY + "    scheme: network\n", {"hosts": "r1;f5;up\nr2;cisco-nx;up\n"}),
    "a platform that is none": (ENTRY + "    scheme: network\n    platform: iso\n", {"hosts": DEVICES}),
    "a secret of a device": (
        ENTRY + "    scheme: network\n",
        {"hosts": f"r1 ansible_network_os=ios ansible_become_password={CANARY}\n"},
    ),
    "two files and our own": (
        "fail_on: sever\ntargets:\n  - inventory: hosts\n  - inventory: a.csv\n",
        {"hosts": "a b\nc d\n", "a.csv": "host,prot\nx,y\n"},
    ),
}


def test_mistakes(clinic: Path) -> None:
    said = {}
    for name, (text, files) in MISTAKES.items():
        for path in Path("group_vars").rglob("*.yml"):
            path.unlink()
        with pytest.raises(FileError) as caught:
            _read(clinic, text, {"hosts": HOSTS, **files})
        said[name] = str(caught.value)
        assert CANARY not in said[name]
        assert "AKIAIOS" not in said[name]
    assert not Path("ran").exists()
    assert said == snapshot(
        {
            "no file": "safeguard.yaml line 2, column 16: “host”: there is no such file",
            "no home": "safeguard.yaml line 2, column 16: “~nobody-here/hosts”: there is no such file",
            "no text": "safeguard.yaml line 2, column 16: inventory is a list, and must be the name of a file",
            "neither": """\
safeguard.yaml line 2, column 5: entry 1 of targets has no target
  target: "local:"\
""",
            "both": "safeguard.yaml line 3, column 5: target stands beside inventory: an entry names one target, or a file that lists them",
            "a name for many": "safeguard.yaml line 3, column 5: unknown key “name”",
            "groups of a target": """\
safeguard.yaml line 3, column 5: unknown key “groups”
  There are: ephi, labels, name, owner, target\
""",
            "unknown option": """\
safeguard.yaml line 3, column 5: unknown key “prot”

    1 │ targets:
    3 │     prot: 22
      │     ^^^^ did you mean port?\
""",
            "unknown format": "safeguard.yaml line 3, column 13: format is text, and must be ansible, ssh, csv, nornir or router.db",
            "unknown scheme": "safeguard.yaml line 2, column 16: no collector reads targets of the scheme “shh:”. Did you mean ssh:? Known are: local:, network:, router:, ssh:",
            "scheme that is not listed": "safeguard.yaml line 2, column 16: targets of the scheme “local:” are read from no file (those of network:, router:, ssh: are): write each of them as target:",
            "option of another scheme": "hosts line 1: a: unknown key “user”",
            "misspelt group": """\
safeguard.yaml line 3, column 14: no host is in the group “wbe”

    3 │     groups: [wbe
      │              ^^^ did you mean web?\
""",
            "no group at all": "safeguard.yaml line 3, column 13: groups is an empty list, and must be a list of at least 1",
            "nobody": "safeguard.yaml line 2, column 16: “hosts”: it lists no host",
            "nobody is wanted": "safeguard.yaml line 2, column 16: “hosts”: none of the hosts that it lists is wanted here",
            "twice": """\
safeguard.yaml line 4, column 13: ssh:db1 stands here a second time, first on line 4 of hosts
  Leave it out of one of them, below inventory: except: [db1]

more.csv line 3: ssh:web2 stands here a second time, first on line 2 of hosts
  Leave it out of one of them, below inventory: except: [web2]

more.csv line 4: ssh:web1 stands here a second time, first on line 2 of hosts
  Leave it out of one of them, below inventory: except: [web1]\
""",
            "written out first": """\
hosts line 4: ssh:db1 stands here a second time, first on line 2 of safeguard.yaml
  Leave it out of one of them, below inventory: except: [db1]\
""",
            "a value the collector does not take": """\
hosts line 1: a: user is text, and must be a name without @

hosts line 2: b: user is text, and must be a name without @\
""",
            "options that make no sense together": "hosts line 1: a: ssh: jump: config says it already",
            "a name that is none": """\
hosts line 2: this is no name of a host: it must be letters, digits and . _ -

hosts line 3: this is no name of a host: it must be letters, digits and . _ -\
""",
            "a secret as a name": """\
hosts line 1: the name of a host holds a secret itself, and is not repeated
  What is secret is written below inventory:, as a reference: password: env:NAME\
""",
            "a secret as a user": """\
hosts line 1: user holds a secret itself, and is not repeated
  What is secret is written below inventory:, as a reference: password: env:NAME\
""",
            "a secret as a group": """\
safeguard.yaml line 2, column 16: “hosts”: none of the hosts that it lists is wanted here

safeguard.yaml line 3, column 14: no host is in the group “AKIA”\
""",
            "a password": """\
hosts line 1: ansible_become_pass is a secret, and is not read from here
  safeguard asks through sudo -n, which takes no password
  That it stands here is known, then: ignore: [ansible_become_pass]

hosts line 1: ansible_password is a secret, and is not read from here
  Write a reference to it below inventory: password: env:NAME
  That it stands here is known, then: ignore: [ansible_password]\
""",
            "a literal below": """\
safeguard.yaml line 3, column 15: password holds a secret itself, and must hold a reference
  Write where it can be had: env:NAME, file:PATH (mode 0600), fd:N, keyring:SERVICE/USER, awssm:ID, vault:PATH#key
  It is not repeated here. Whoever could read this file may have it: change it where it is used.\
""",
            "not over SSH": """\
hosts line 1: local is not reached over SSH
  This machine is a target of its own: - target: "local:"
  Leave out whom it concerns, below inventory: except: [HOST or GROUP]

hosts line 6: “winrm” is no way to reach a host over SSH
  Leave out whom it concerns, below inventory: except: [HOST or GROUP]\
""",
            "a template": """\
hosts line 1: ansible_host is a template, and templates are not worked out here
  Write it out, or leave out whom it concerns, below inventory: except: [HOST or GROUP]
  To do without it: ignore: [ansible_host]\
""",
            "a vault": """\
group_vars/web/vault.yml: ansible-vault has encrypted this file, and it is not read
  What safeguard needs to reach hosts may stand in it: write that elsewhere, or below inventory:.
  Where nothing in it matters here: ignore: [group_vars/web/vault.yml]\
""",
            "a plugin": """\
aws.yml: this inventory is made by a program or plugin, and is not read
  Nothing is run for it here. Let Ansible write down what it knows, and name that file:
  ansible-inventory -i FILE --list --yaml --output hosts.yaml
  To do without a file of a folder, below inventory: ignore: [NAME OF THE FILE]\
""",
            "a device among hosts": """\
hosts line 5: this is a network device, reached by “network_cli”
  Network devices are read by an entry of their own: - {inventory: FILE, scheme: network}
  Leave out whom it concerns, below inventory: except: [HOST or GROUP]\
""",
            "devices alone": """\
hosts: this lists network devices, not hosts
  Network devices are read by an entry of their own: - {inventory: FILE, scheme: network}\
""",
            "what a device is": """\
hosts line 3: r2: network: platform is missing: what the device is, as in ?platform=ios; in safeguard.yaml platform: ios, or a word in the file that lists it (there, except: leaves out what is no device)

hosts line 7: w1: network: platform is missing: what the device is, as in ?platform=ios; in safeguard.yaml platform: ios, or a word in the file that lists it (there, except: leaves out what is no device)\
""",
            "a platform that nobody reads": """\
hosts line 1: model: must be a platform that is read here: ios, iosxe, iosxr, nxos, asa, junos, eos, fortios, panos, aoscx, routeros, frr, vyos
  Leave out whom it concerns, below inventory: except: [HOST or GROUP]
  To say what all of them are, below inventory: platform: WORD, and ignore: [NAME]\
""",
            "a platform that is none": "safeguard.yaml line 4, column 15: platform is a word that is not known here: did you mean ios? There are: aoscx, asa, eos, fortios, frr, ios, iosxe, iosxr, junos, nxos, panos, routeros, vyos",
            "a secret of a device": """\
hosts line 1: ansible_become_password is a secret, and is not read from here
  Write a reference to it below inventory: enable: env:NAME
  That it stands here is known, then: ignore: [ansible_become_password]\
""",
            "two files and our own": """\
safeguard.yaml line 1, column 10: fail_on is “sever”, and must be low, medium, high, critical or never

a.csv line 1: unknown column “prot”
  did you mean port?
  To do without a column, below inventory: ignore: [NAME]

hosts line 1: after a host must stand variables and their values: NAME=VALUE

hosts line 2: after a host must stand variables and their values: NAME=VALUE\
""",
        }
    )


def test_ten_thousand_hosts_load_in_about_a_second(clinic: Path) -> None:
    lines = [f"host{n:05d}.example ansible_host=10.{n // 200}.{n % 200}.1 ansible_user=ana" for n in range(10_000)]
    text = "".join(f"[g{n // 100}]\n{line}\n" for n, line in enumerate(lines))
    begun = process_time()
    found = _read(clinic, "targets:\n  - inventory: hosts\n", {"hosts": text})
    assert len(found.targets) == 10_000
    assert process_time() - begun < 5  # it takes 1 s, and a machine may be five times slower than ours
