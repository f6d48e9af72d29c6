"""Hosts from CSV."""

from pathlib import Path

import pytest

from scanner.listed import Listed
from tests.collectors.inventory.listing import hosts, said, write

CANARY = "c4n4ry-S3cr3t"


def _only(tmp_path: Path, text: str) -> Listed:
    (found,) = hosts(write(tmp_path, {"fleet.csv": text})).values()
    return found


def test_all_columns(tmp_path: Path) -> None:
    found = _only(
        tmp_path,
        "Name,Address,Port,User,Identity,Jump,Host_Key,Sudo,ePHI,Owner,Groups,labels.site,Label.floor\n"
        'web1,10.0.0.1,22,ana,~/.ssh/k,bastion,SHA256:x SHA256:y,yes,TRUE,"Brandt, T.","web, prod",alder,2\n',
    )
    assert found.options == {
        "host": "10.0.0.1",
        "port": 22,
        "user": "ana",
        "identity": "~/.ssh/k",
        "jump": "bastion",
        "host_key": ["SHA256:x", "SHA256:y"],
        "sudo": True,
    }
    assert (found.name, found.ephi, found.owner, found.groups) == ("web1", True, "Brandt, T.", ("web", "prod"))
    assert (found.labels, found.line) == ({"site": "alder", "floor": "2"}, 2)


@pytest.mark.parametrize(
    ("text", "name", "options"),
    [
        ("host\nweb1\n", "web1", {}),
        ("\ufeffhost;port\r\nweb1;22\r\n", "web1", {"port": 22}),
        ("host\tuser\nweb1\tana\n", "web1", {"user": "ana"}),
        ("name,host\nweb1,web1\n", "web1", {}),
        ("host,address\nweb1,10.0.0.1\n", "web1", {"host": "10.0.0.1"}),
        ("address\n2001:db8::1\n", "[2001:db8::1]", {}),
        ("name,host\n,10.0.0.1\n", "10.0.0.1", {}),
        ("host,user\n\n  \nweb1\n", "web1", {}),
        ('host,owner\nweb1,"two\nlines"\n', "web1", {}),
    ],
)
def test_how_spreadsheets_write(tmp_path: Path, text: str, name: str, options: dict[str, object]) -> None:
    found = _only(tmp_path, text)
    assert (found.name, found.options) == (name, options)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "line 1: no heading is called name or host"),
        ("web1,10.0.0.1\n", "line 1: no heading is called name or host"),
        ("host,hots\nweb1,x\n", "line 1: unknown column “hots”"),
        ("host,host\nweb1,x\n", "line 1: two columns mean “host”"),
        (f"host,password\nweb1,{CANARY}\n", "line 1: a column of secrets is not read: “password”"),
        ("host,AKIAIOSFODNN7EXAMPLE\nweb1,x\n", "line 1: unknown column"),
        ("host,port\nweb1,http\n", "line 2: port: must be the number of a port"),
        ("host,ephi\nweb1,perhaps\n", "line 2: ephi: must be true or false"),
        ("host\nweb1,x\n", "line 2: this row has 2 cells, and there are 1 headings"),
        ("name,user\n,ana\n", "line 2: this row names no host"),
        ("host\nweb1\nweb1\n", "line 3: this host stands here a second time, first on line 2"),
        ('host\n"web1\n', "line 2: this is no row of CSV"),
        ('host\n"web"1\n', "line 2: this is no row of CSV"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str, expected: str) -> None:
    (found,) = said(write(tmp_path, {"fleet.csv": text}))
    assert expected in found
    assert CANARY not in found


def test_a_column_may_be_done_without(tmp_path: Path) -> None:
    path = write(tmp_path, {"fleet.csv": f"host,password,rack\nweb1,{CANARY},7\n"})
    found = hosts(path, "", "password", "rack")
    assert found["web1"].options == {}
    assert CANARY not in repr(found)
