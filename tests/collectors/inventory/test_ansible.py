"""Ansible inventories. What is expected was written down by `ansible-inventory --list` of ansible-core 2.19."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.collectors.inventory.listing import hosts, options, said, write

BASIC = """\
# one comment
; another
web0 ansible_host=10.0.0.9
[web]
web[01:05:2].example ansible_user=ana   # tail
db-[a:c]:2222 ansible_user="two words" ansible_become=True
[web:vars]
ansible_user = bob # not a comment
ephi=true
[prod:children]
web
db
[db]
db-a ansible_port=99
[prod:vars]
ansible_private_key_file=~/.ssh/k
[all:vars]
ansible_become=yes
ansible_ssh_user=root
"""
PRECEDENCE = {
    "hosts": """\
[a]
h ansible_user=inline
g
[b]
h
g
k
[a:vars]
ansible_port=1
ansible_ssh_private_key_file=a
[b:vars]
ansible_port=2
ansible_ssh_private_key_file=b
ansible_group_priority=0
[p:children]
a
[p:vars]
ansible_port=3
ansible_host=p
[all:vars]
ansible_host=all
""",
    "group_vars/all.yml": "ansible_host: of-all\n",
    "group_vars/a/x.yml": "ansible_user: of-a\n",
    "group_vars/a/y.json": '{"ansible_port": 77}',
    "group_vars/a/z.txt": "ansible_port: 99\n",
    "group_vars/p": "ansible_become: yes\nephi: no\n",
    "host_vars/h.yaml": "ansible_user: of-h\n",
    "host_vars/h.json": "{}",
    "host_vars/k/sub/deep.yml": "ansible_host: deep\n",
    "host_vars/g.yml": "# nothing\n",
}
YAML = """\
all:
  hosts:
    w[1:3]: {ansible_user: ana}
    solo:
  vars: &v
    ansible_port: 2222
    ansible_become: on
    other: !vault |
      $ANSIBLE_VAULT;1.1;AES256
      6162
  children:
    web:
      hosts: {w1: , w9: {ansible_host: x}}
      vars:
        <<: *v
        ansible_user: bob
    db:
      children:
        web:
        deep: {hosts: one}
    none:
other:
  hosts: {w2: {ansible_host: ~, ephi: No}}
"""
FOLDER = {
    "d/10.ini": "[g]\na ansible_port=1\n",
    "d/20.yml": "g:\n  hosts:\n    a: {ansible_port: 2}\n    b:\n  vars: {ansible_user: y}\n",
    "d/README.md": "x y z",
    "d/.hidden": "no",
    "d/old.bak": "zzz\n",
    "d/group_vars/g.yml": "ansible_host: gg\n",
    "group_vars/g.yml": "ansible_host: outer\n",
    "d/sub/30": "[q]\nc\n[g:vars]\nansible_user=z\n",
}
ALIASES = """\
a ansible_ssh_host=s ansible_host=h ansible_ssh_port=1 ansible_port=2
b ansible_ssh_user=s
[g]
a
b
[g:vars]
ansible_user=gu
"""
LITERALS = """\
a ansible_port="22" ansible_user=None ansible_become=False
b ansible_user="'q'"
d ansible_user=1.5 ansible_host=1.2.3
e ansible_become='no' ansible_host=12
f ansible_user="" ansible_host=
g ansible_user=022
h ansible_user=1_0 ansible_host=u'x'
[v]
i
[v:vars]
ansible_user = "quoted"
ansible_host='x' y
"""
KEY, ROOT = "~/.ssh/k", {"user": "root", "sudo": True}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"hosts": BASIC},
            {
                "web0": {"host": "10.0.0.9", **ROOT},
                "web01.example": {"identity": KEY, **ROOT},
                "web03.example": {"identity": KEY, **ROOT},
                "web05.example": {"identity": KEY, **ROOT},
                "db-a": {"port": 99, "identity": KEY, **ROOT},
                "db-b": {"port": 2222, "identity": KEY, **ROOT},
                "db-c": {"port": 2222, "identity": KEY, **ROOT},
            },
        ),
        (
            PRECEDENCE,
            {
                "h": {"host": "of-all", "port": 77, "user": "of-h", "identity": "a", "sudo": True},
                "g": {"host": "of-all", "port": 77, "user": "of-a", "identity": "a", "sudo": True},
                "k": {"host": "deep", "port": 2, "identity": "b"},
            },
        ),
        (
            {"hosts.yml": YAML},
            {
                "w1": {"port": 2222, "user": "ana", "sudo": True},
                "w2": {"port": 2222, "user": "ana", "sudo": True},
                "w3": {"port": 2222, "user": "ana", "sudo": True},
                "solo": {"port": 2222, "sudo": True},
                "w9": {"host": "x", "port": 2222, "user": "bob", "sudo": True},
                "one": {"port": 2222, "sudo": True},
            },
        ),
        ({"hosts": ALIASES}, {"a": {"host": "s", "port": 1, "user": "gu"}, "b": {"user": "s"}}),
        (
            {"hosts": LITERALS},
            {
                "a": {"port": 22, "sudo": False},
                "b": {"user": "q"},
                "d": {"host": "1.2.3", "user": "1.5"},
                "e": {"host": "12", "sudo": False},
                "f": {},
                "g": {"user": "022"},
                "h": {"host": "ux", "user": "10"},
                "i": {"host": "'x' y", "user": "quoted"},
            },
        ),
        (
            {"hosts": "::1\n[2001:db8::1]:2022\nuser@host\nodd#comment\n"},
            {"[::1]": {}, "[2001:db8::1]": {"port": 2022}, "user@host": {}, "odd": {}},
        ),
        (
            {"h.yaml": "x:\n  hosts:\n    a: &a {ansible_host: h, ansible_port: 1}\n    b: {<<: *a, ansible_port: 2}"},
            {"a": {"host": "h", "port": 1}, "b": {"host": "h", "port": 2}},
        ),
        ({"h.json": '{"all": {"hosts": {"a": {"ansible_port": 22}, "b": null}}}'}, {"a": {"port": 22}, "b": {}}),
        ({"inventory": "---\nweb:\n  hosts:\n    a:\n"}, {"a": {}}),
        ({"hosts": "[web]\nweb ansible_user=x\nz\n"}, {"web": {"user": "x"}, "z": {"user": "x"}}),
    ],
)
def test_options(tmp_path: Path, files: Mapping[str, str], expected: dict[str, Any]) -> None:
    assert options(write(tmp_path, files)) == expected


def test_a_folder_is_one_inventory(tmp_path: Path) -> None:
    found = hosts(write(tmp_path, FOLDER).parent)
    assert {name: (dict(one.options), one.groups) for name, one in found.items()} == {
        "a": ({"host": "gg", "port": 2, "user": "z"}, ("g",)),
        "b": ({"host": "gg", "user": "z"}, ("g",)),
        "c": ({}, ("q",)),
    }
    assert (Path(found["b"].file).name, found["b"].line) == ("20.yml", 4)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"hosts": BASIC}, {"web0": (), "db-a": ("prod", "db", "web"), "web01.example": ("prod", "web")}),
        ({"hosts.yml": YAML}, {"solo": (), "w2": ("other",), "w9": ("db", "web"), "one": ("db", "deep")}),
        ({"hosts": "[x:children]\ny\nz\n[y]\na\n[z:children]\ny\n"}, {"a": ("x", "z", "y")}),
        ({"hosts": "a\nb\n[ungrouped]\nc\n[g]\nb\n"}, {"a": (), "b": ("g",), "c": ()}),
    ],
)
def test_groups_are_all_that_hold_it(
    tmp_path: Path, files: Mapping[str, str], expected: dict[str, tuple[str, ...]]
) -> None:
    found = hosts(write(tmp_path, files))
    assert {name: found[name].groups for name in expected} == expected


def test_who_is_ungrouped_has_the_variables_of_that(tmp_path: Path) -> None:
    text = "a\nb\n[ungrouped]\nc\n[g]\nb\n[ungrouped:vars]\nansible_user=un\n[g:vars]\nansible_user=g\n"
    found = options(write(tmp_path, {"hosts": text}))
    assert found == {"a": {"user": "un"}, "b": {"user": "g"}, "c": {"user": "un"}}


def test_what_is_ours(tmp_path: Path) -> None:
    text = "a ephi=true safeguard_owner='T. Brandt' safeguard_host_key=SHA256:x\nb ephi=No\nc\n"
    found = hosts(write(tmp_path, {"hosts": text + "d safeguard_host_key=\"['SHA256:x','SHA256:y']\"\n"}))
    assert {name: (one.ephi, one.owner) for name, one in found.items()} == {
        "a": (True, "T. Brandt"),
        "b": (False, ""),
        "c": (None, ""),
        "d": (None, ""),
    }
    assert [found[name].options for name in "ad"] == [
        {"host_key": "SHA256:x"},
        {"host_key": ["SHA256:x", "SHA256:y"]},
    ]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ("-J ana@bastion:22", {"jump": "ana@bastion:22"}),
        ("-Jbastion", {"jump": "bastion"}),
        ("-o ProxyJump=b1,b2", {"jump": "b1,b2"}),
        ("-oProxyJump=b1 -C", {"jump": "b1"}),
        ("-o 'ProxyJump b1' -o ControlMaster=auto -o ControlPersist=60s", {"jump": "b1"}),
        ("-o ServerAliveInterval=30", {}),
        ("-o StrictHostKeyChecking=no -J b1", {"jump": "b1"}),
        ("-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -J b1", {"jump": "b1"}),
        ("-o UserKnownHostsFile=~/.ssh/clinic -o ProxyJump=b1", {"known_hosts": "~/.ssh/clinic", "jump": "b1"}),
    ],
)
def test_the_way_through_another_host(tmp_path: Path, args: str, expected: Mapping[str, str]) -> None:
    text = f'all:\n  hosts: {{a: }}\n  vars:\n    ansible_ssh_common_args: "{args}"\n'
    assert options(write(tmp_path, {"h.yml": text}))["a"] == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"hosts": "[x:vars]\na=1\n"}, ["hosts line 1: this group is declared nowhere"]),
        ({"hosts": "[x:children]\ny\n"}, ["hosts line 2: this group is declared nowhere"]),
        ({"hosts": "[x:children]\ny\n[y:children]\nx\n"}, ["groups hold each other in a circle"]),
        ({"hosts": "[x:children]\nx\n"}, ["hosts line 1: groups hold each other in a circle"]),
        ({"hosts": "[x:foo]\na\n"}, ["line 1: after the colon", "line 2: this must be a variable"]),
        ({"hosts": "[x y]\na\n"}, ["hosts line 1: this is no name of a section"]),
        ({"hosts": "a b\n"}, ["hosts line 1: after a host must stand variables"]),
        ({"hosts": "a b='x\n"}, ["hosts line 1: a quote is opened"]),
        ({"hosts": "a[1:2\n"}, ["hosts line 1: the name of a host cannot be read: a bracket"]),
        ({"hosts": "[a:vars]\nx\n[a]\n"}, ["hosts line 2: this must be a variable and its value"]),
        ({"hosts": "[a:children]\nx:y\n"}, ["hosts line 2: this must be the name of a group"]),
        ({"hosts": "[a]\n[a:vars]\nansible_group_priority=x\n"}, ["line 3: ansible_group_priority is no whole number"]),
        ({"h.yml": "- a\n"}, ["h.yml line 1: this is no inventory"]),
        ({"h.yml": ""}, ["h.yml line 1: this is no inventory"]),
        ({"h.yml": "all: [a]\n"}, ["h.yml line 1: below this must stand a group of keys"]),
        ({"h.yml": "all:\n  hosts: [a]\n"}, ["h.yml line 2: below this must stand a group of keys"]),
        ({"h.yml": "all:\n  host: {a: }\n"}, ["h.yml line 2: a group has hosts:, children: and vars:"]),
        ({"h.yml": "all:\n  hosts:\n    a: \n    a: \n"}, ["h.yml line 4: this key stands here a second time"]),
        ({"h.yml": "all:\n  hosts:\n    [a]: \n"}, ["h.yml line 3: a key is one word here"]),
        ({"h.yml": "all: {\n"}, ["h.yml line 1, column 7: the list or group is not closed"]),
        ({"h.yml": "a: &a {children: {b: *a}}\n"}, ["h.yml line 1: groups lie in each other more than 50 deep"]),
        ({"h.toml": "[a]\n"}, ["h.toml: inventories in TOML are not read"]),
        (
            {"hosts": "a\n", "group_vars/all": "- x\n"},
            ["group_vars/all line 1: this must be variables and their values"],
        ),
        ({"hosts": "a ansible_port=http\n"}, ["hosts line 1: ansible_port: must be the number of a port"]),
        ({"hosts": "a ansible_port=70000\n"}, ["hosts line 1: ansible_port: must be the number of a port"]),
        ({"hosts": "a ephi=maybe\n"}, ["hosts line 1: ephi: must be true or false"]),
        ({"h.yml": "all:\n  hosts:\n    a: {ansible_host: [x]}\n"}, ["h.yml line 3: ansible_host: must be text"]),
        ({"hosts": "a ansible_connection=local\n"}, ["hosts line 1: local is not reached over SSH"]),
        ({"hosts": "a ansible_connection=winrm\n"}, ["hosts line 1: “winrm” is no way to reach a host over SSH"]),
        ({"hosts": "a ansible_become=1 ansible_become_method=su\n"}, ["ansible_become_method: safeguard knows sudo"]),
        ({"hosts": "a ansible_become=1 ansible_become_user=x\n"}, ["ansible_become_user: safeguard knows root"]),
        ({"hosts": "a ansible_host={{x}}\n"}, ["hosts line 1: ansible_host is a template"]),
        ({"h.yml": "all:\n  hosts: {a: {ansible_user: !vault x}}\n"}, ["ansible_user is encrypted by ansible-vault"]),
        (
            {"hosts": "a\nb\n", "group_vars/all/vault.yml": "$ANSIBLE_VAULT;1.1;AES256\n61\n"},
            ["group_vars/all/vault.yml: ansible-vault has encrypted this file"],
        ),
        (
            {"hosts": "a ansible_ssh_extra_args='-o UserKnownHostsFile=%d/k'\n"},
            ["UserKnownHostsFile is followed where it names one file"],
        ),
        ({"hosts": "a ansible_ssh_common_args='-F x'\n"}, ["ansible_ssh_common_args: -F is not followed"]),
        ({"hosts": "a ansible_ssh_common_args='-o ProxyCommand=x'\n"}, ["ProxyCommand is not run"]),
        ({"hosts": 'a ansible_ssh_common_args="-o \'x"\n'}, ["a quote is opened"]),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(tmp_path: Path, files: Mapping[str, str], expected: list[str]) -> None:
    found = said(write(tmp_path, files))
    assert len(found) == len(expected), found
    for text, part in zip(found, expected, strict=True):
        assert part in text


CANARY = "c4n4ry-S3cr3t"


@pytest.mark.parametrize(
    "name",
    [
        "ansible_password",
        "ansible_ssh_pass",
        "ansible_become_password",
        "ansible_become_pass",
        "ansible_ssh_private_key",
    ],
)
@pytest.mark.parametrize("where", ["host", "group", "beside", "yaml"])
def test_a_password_is_told_and_never_read(tmp_path: Path, name: str, where: str) -> None:
    files = {
        "host": {"hosts": f"a {name}={CANARY}\nb\n"},
        "group": {"hosts": f"a\nb\n[all:vars]\n{name}={CANARY}\n"},
        "beside": {"hosts": "a\nb\n", "group_vars/all.yml": f"{name}: {CANARY}\n"},
        "yaml": {"h.yml": f"all:\n  hosts: {{a: , b: }}\n  vars: {{{name}: {CANARY}}}\n"},
    }[where]
    path = write(tmp_path, files)
    (found,) = said(path)
    assert f"{name} is a secret, and is not read from here" in found
    assert CANARY not in repr(found)
    assert set(hosts(path, "", name)) == {"a", "b"}  # somebody said that it is known
    assert CANARY not in repr(hosts(path, "", "ansible_*"))


@pytest.mark.parametrize("ignored", ["vault.yml", "group_vars/all/vault.yml", "group_vars/*/vault.yml"])
def test_an_encrypted_file_may_be_done_without(tmp_path: Path, ignored: str) -> None:
    files = {
        "hosts": "a\n",
        "group_vars/all/vault.yml": "$ANSIBLE_VAULT;1.1\n",
        "group_vars/all/x.yml": "ansible_port: 1",
    }
    assert options(write(tmp_path, files), "", ignored) == {"a": {"port": 1}}


@pytest.mark.parametrize(
    ("name", "text", "mode"),
    [("hosts", "#!/bin/sh\ntouch ran\n", 0o644), ("hosts", "a\n", 0o755), ("aws.yml", "plugin: aws_ec2\n", 0o644)],
)
def test_what_would_have_to_be_run_is_refused(tmp_path: Path, name: str, text: str, mode: int) -> None:
    path = write(tmp_path, {name: text, "b.ini": "b\n"})
    path.chmod(mode)
    assert said(path) == [f"{name}: this inventory is made by a program or plugin, and is not read"]
    assert len(said(tmp_path)) == 1
    assert set(hosts(tmp_path, "", name)) == {"b"}
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([name, "b.ini"])
