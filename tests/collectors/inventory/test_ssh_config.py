"""The hosts that an ssh_config names."""

from pathlib import Path

import pytest

from tests.collectors.inventory.listing import hosts, said, write


def test_hosts_are_what_is_named(tmp_path: Path) -> None:
    text = """\
# mine
Host web1 web2 !web3 db-*
  HostName 10.0.0.1
  ProxyCommand touch ran
Match exec "touch ran"
  User root
host=web1
Host "quoted" ?
Host 2001:db8::1
Host *
  User ana
"""
    path = write(tmp_path, {"config": text})
    found = hosts(path)
    assert {name: one.line for name, one in found.items()} == {
        "web1": 2,
        "web2": 2,
        "quoted": 8,
        "[2001:db8::1]": 9,
    }
    assert all(one.options == {"config": str(path)} and not one.groups for one in found.values())
    assert [p.name for p in tmp_path.iterdir()] == ["config"]


def test_what_is_included_counts_where_it_can(tmp_path: Path) -> None:
    files = {
        "config": "Include a b.d/* gone\nHost inner other-*\n  Include c\nHost *\n  Include d\n",
        "a": "Host of-a\n",
        "b.d/1": "Host of-b1\n",
        "b.d/2": "Host of-b2\n",
        "c": "Host inner\nHost other-1\nHost never\n",
        "d": "Host of-d\n",
    }
    found = hosts(write(tmp_path, files))
    assert list(found) == ["of-a", "of-b1", "of-b2", "inner", "other-1", "of-d"]
    assert Path(found["of-b2"].file).name == "2"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"config": "Include config\n"}, "files include each other more than 16 deep"),
        ({"config": 'Host "a\n'}, "config, line 1: no keyword with a value"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, files: dict[str, str], expected: str) -> None:
    (found,) = said(write(tmp_path, files))
    assert expected in found


@pytest.mark.parametrize(
    ("name", "text", "format"),
    [
        ("config", "Host a\n", ""),
        ("fleet", "Host a\n", ""),
        ("x.txt", "# x\nhost a\n", ""),
        ("x.ini", "Host a\n", "ssh"),
    ],
)
def test_by_name_content_or_word(tmp_path: Path, name: str, text: str, format: str) -> None:
    assert list(hosts(write(tmp_path, {name: text}), format)) == ["a"]


def test_ones_own_is_not_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is named, nothing else is read: not what the machine says for everybody."""
    monkeypatch.setenv("HOME", str(tmp_path))
    assert hosts(write(tmp_path / ".ssh", {"config": "Host a\n"}))["a"].options == {}
