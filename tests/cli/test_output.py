"""What people name for a file to be written, and that is none, stays what it is."""

import os
import stat
from pathlib import Path

import pytest

from scanner.evidence.bundle import open_bundle
from scanner.evidence.export import ExportError, export
from scanner.paths import put_in_place
from scanner.stores.opening import open_store
from tests.cli.conftest import Safeguard

WRITERS = (
    ("init", "--output", "pipe"),
    ("report", "--output", "pipe"),
    ("bundle", "export", "--output", "pipe"),
    ("keys", "new", "--output", "pipe"),
    ("scan", "--report", "pipe"),
)


@pytest.mark.parametrize("command", WRITERS, ids=" ".join)
@pytest.mark.parametrize("link", [False, True], ids=["pipe", "link"])
def test_a_pipe_or_a_device_is_not_replaced(
    safeguard: Safeguard, scanned: str, home: Path, command: tuple[str, ...], *, link: bool
) -> None:
    os.mkfifo(home / "other")
    (home / "pipe").symlink_to("other") if link else (home / "other").rename(home / "pipe")
    before = sorted(home.rglob("*"))
    ran = safeguard(*command)
    assert ran.code == 3
    assert "pipe" in ran.err
    assert stat.S_ISFIFO((home / "pipe").stat().st_mode)
    assert sorted(home.rglob("*")) == before


def test_a_name_that_became_a_pipe_meanwhile(safeguard: Safeguard, scanned: str, home: Path) -> None:
    os.mkfifo(home / "run.zip")
    with pytest.raises(ExportError, match="it is not a file"):
        export(open_store(home / "evidence"), [scanned], home / "run.zip")
    (home / "new").write_bytes(b"")
    with pytest.raises(OSError, match="it is not a file"):
        put_in_place(home / "new", home / "run.zip")


def test_a_file_and_a_link_to_one_are_replaced(safeguard: Safeguard, scanned: str, home: Path) -> None:
    (home / "old.zip").write_bytes(b"old")
    (home / "link.zip").symlink_to("old.zip")
    for name in ("old.zip", "link.zip"):
        assert safeguard("bundle", "export", "--output", name).code == 0
        with open_bundle(home / name) as bundle:
            assert bundle.check()
