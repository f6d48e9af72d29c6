"""Hosts that drop what they say, as a CSV file lists them, and as safeguard.yaml declares them."""

from pathlib import Path

import pytest

from scanner.config import load_config
from scanner.written.document import FileError

ENTRY = "targets:\n  - {inventory: hosts.csv, scheme: drop, every: 7d, from: /srv/drops}\n"


def declared(folder: Path, table: str, entry: str = ENTRY) -> Path:
    (folder / "hosts.csv").write_text(table)
    (folder / "safeguard.yaml").write_text(entry)
    return folder / "safeguard.yaml"


def test_a_table_of_hosts(tmp_path: Path) -> None:
    table = "name,every,ephi,owner,groups,labels.ward\nlaptop-7,12h,yes,T. Brandt,west,3\nlaptop-8,,,,,\n"
    one, two = load_config(declared(tmp_path, table)).targets
    assert (one.id, one.options, one.ephi, one.owner) == (
        "drop:laptop-7",
        {"every": "12h", "from": "/srv/drops"},
        True,
        "T. Brandt",
    )
    assert one.labels == {"group.west": "yes", "ward": "3"}
    assert (two.id, two.options, two.ephi) == ("drop:laptop-8", {"every": "7d", "from": "/srv/drops"}, None)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("name,port\nlaptop-7,22\n", "unknown column “port”"),
        ("name,every\nlaptop-7,often\n", "laptop-7: every"),
        ("name\nLaptop-7\n", "it must name a host, in small letters"),
        ("name\nlaptop-7\nlaptop-7\n", "this host stands here a second time"),
    ],
)
def test_a_table_that_makes_no_sense(tmp_path: Path, table: str, said: str) -> None:
    with pytest.raises(FileError, match=said):
        load_config(declared(tmp_path, table))


def test_no_other_file_lists_them(tmp_path: Path) -> None:
    entry = "targets:\n  - {inventory: hosts.csv, scheme: drop, format: ansible}\n"
    with pytest.raises(FileError, match="hosts that drop what they say are listed in a CSV file"):
        load_config(declared(tmp_path, "[clinic]\nweb1\n", entry))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("target: drop://Laptop", "it must name a host, in small letters"),
        ("target: 'drop:'", "it must name a host"),
        ("{target: drop://laptop-7, every: 1w}", "every"),
        ("{target: drop://laptop-7, evry: 24h}", "evry"),
    ],
)
def test_a_target_that_makes_no_sense(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(FileError, match=said):
        load_config(declared(tmp_path, "", f"targets:\n  - {line}\n"))
