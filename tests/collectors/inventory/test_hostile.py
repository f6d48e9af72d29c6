"""Whatever lies in a file of hosts: it is read, or refused with sentences, and no secret stands in these."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scanner.config import load_config
from scanner.written.document import FileError
from tests.fleet import REGISTRY

CANARY = "c4n4ry-S3cr3t"
WORDS = st.sampled_from(
    [
        *("web1", "web[1:3]", "[web]", "[web:vars]", "[web:children]", "[all:vars]", "::1", "a:22", "x[", "]", "[a:b]"),
        *("ansible_host=h", "ansible_port=x", "ansible_become=yes", "ephi=True", "ansible_user='", "ansible_port=(((("),
        *(f"ansible_password={CANARY}", f"ansible_ssh_common_args='-o Foo={CANARY}'", "ansible_ssh_args=-J", "=", "#"),
        *(
            "all:",
            "hosts:",
            "children:",
            "vars:",
            "plugin:",
            "<<: *a",
            "&a",
            "*a",
            "{",
            "}",
            "- ",
            "!vault |",
            "? ",
            ": ",
        ),
        *(
            f"ansible_become_pass: {CANARY}",
            "ansible_host: [x]",
            "ansible_user: {{ x }}",
            "---",
            "!!python/object:os x",
        ),
        *("Host", "Match exec", "Include *", "Include x", "*", "!a", "host,port", "name;ephi", '"', ",", ";", "\t"),
        *(f"password,{CANARY}", "labels.a", "\x00", "\u2028", "\ufeff", "\x1b[2J", "é", "AKIAIOSFODNN7EXAMPLE"),
        *(
            "ansible_network_os=ios",
            "platform: ios",
            "hostname: h",
            "groups: [g]",
            "data: {ephi: 1}",
            "port: 22",
            "r1:",
        ),
        *("r1:ios", "r2;cisco;up", f"r3:eos:ana:{CANARY}", "ios", "host,os", f"connection_options: {{p: {CANARY}}}"),
        *("$ANSIBLE_VAULT;1.1", "ansible_group_priority=9", "safeguard_host_key=[1,[2]]", "9" * 30, "1_0", "b'x'"),
    ]
)
SPACES = st.sampled_from(["\n", "\n  ", "\n    ", " ", "", "\r\n"])
TEXTS = st.lists(st.tuples(SPACES, WORDS), max_size=24).map(lambda parts: "".join(a + b for a, b in parts))
NAMES = st.sampled_from(["hosts", "hosts.yml", "hosts.ini", "fleet.csv", "config", "hosts.json", "router.db"])
WORDS_BELOW = ["", "scheme: network", "scheme: network\n    platform: ios"]
KINDS = ["", *(f"format: {kind}" for kind in ("ansible", "ssh", "csv", "nornir", "router.db"))]
FORMATS = st.tuples(st.sampled_from(KINDS), st.sampled_from(WORDS_BELOW)).map(
    lambda words: "".join(f"\n    {word}" for word in words if word)
)


def _load(folder: Path, name: str, format: str) -> None:
    (folder / "safeguard.yaml").write_text(f"targets:\n  - inventory: {name}{format}\n")
    try:
        found = load_config(folder / "safeguard.yaml", lambda _: REGISTRY)
    except FileError as err:
        said = str(err).replace("\n", "")
    else:
        said = ascii(found)
        assert found.targets
        assert len({target.id for target in found.targets}) == len(found.targets)
    assert CANARY not in said
    assert "AKIA" not in said
    assert said.isprintable()


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=NAMES, format=FORMATS, text=TEXTS, beside=st.none() | TEXTS)
@example(name="hosts", format="", text="a[1:99999]\n" * 30, beside=None)
@example(name="hosts", format="", text="[" * 5000 + "]" * 5000, beside=None)
@example(name="hosts", format="", text=f"a ansible_user={'(' * 9000}", beside=None)
@example(name="hosts", format="", text="a" * 100_000, beside=None)
@example(name="hosts", format="", text="\n" * 100_000 + "a", beside=None)
@example(name="hosts.yml", format="", text="a: " * 3 + "[" * 100_000, beside=None)
@example(name="hosts.yml", format="", text="a: &a {<<: *a, hosts: *a, children: *a, vars: *a}", beside="x: &x [*x]")
@example(name="hosts", format="", text="web1", beside=f"\nweb1\nansible_password={CANARY} : ")
@example(name="config", format="", text="Include *", beside=None)
@example(name="hosts.yaml", format="\n    scheme: network", text=f"r1: {{password: {CANARY}}}", beside=None)
@example(name="router.db", format="\n    scheme: network", text=f"r1:ios:a:{CANARY}", beside=None)
@example(name="fleet.csv", format="", text="host\n" + "x" * 200_000, beside=None)
def test_whatever_stands_there(tmp_path: Path, name: str, format: str, text: str, beside: str | None) -> None:
    for old in tmp_path.rglob("*"):
        if old.is_file():
            old.unlink()
    (tmp_path / name).write_text(text, encoding="utf-8")
    if beside is not None:
        (tmp_path / "group_vars").mkdir(exist_ok=True)
        (tmp_path / "group_vars" / "all").write_text(beside, encoding="utf-8")
        (tmp_path / "groups.yml").write_text(beside, encoding="utf-8")
    _load(tmp_path, name, format)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=NAMES, format=FORMATS, data=st.binary(max_size=60))
def test_whatever_lies_there(tmp_path: Path, name: str, format: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    _load(tmp_path, name, format)


@pytest.mark.sampled("long")
def test_aliases_that_make_much_of_little(tmp_path: Path) -> None:
    lines = ["x0: &a0 {hosts: {'h[1:9]': }}"]
    lines += [f"x{n}: &a{n} {{children: {{p: *a{n - 1}, q: *a{n - 1}}}}}" for n in range(1, 30)]
    (tmp_path / "hosts.yml").write_text("\n".join(lines))
    (tmp_path / "safeguard.yaml").write_text("targets: [{inventory: hosts.yml}]")
    with pytest.raises(FileError, match="more hosts and variables than can be read"):
        load_config(tmp_path / "safeguard.yaml", lambda _: REGISTRY)


@pytest.mark.parametrize(
    "format",
    ["", "format: ssh", "format: csv", *(f"scheme: network\n    format: {f}" for f in ("nornir", "router.db"))],
)
def test_what_is_no_file(tmp_path: Path, format: str) -> None:
    os.mkfifo(tmp_path / "hosts")
    (tmp_path / "safeguard.yaml").write_text(f"targets:\n  - inventory: hosts\n    {format}\n")
    with pytest.raises(FileError, match=r"it is not a file|this is no file"):
        load_config(tmp_path / "safeguard.yaml", lambda _: REGISTRY)
