"""`safeguard viewer`: the page itself is looked at in tests/reports."""

from hashlib import sha256
from pathlib import Path

from scanner.reports import viewer
from tests.cli.conftest import Safeguard


def test_it_is_written_and_its_digest_is_said(safeguard: Safeguard, home: Path) -> None:
    ran = safeguard("viewer")
    page = (home / "viewer.html").read_bytes()
    assert ran.code == 0
    assert f"SHA-256 {sha256(page).hexdigest()}\n" in ran.err
    assert ran.out == ""


def test_everybody_gets_the_same_bytes(safeguard: Safeguard, home: Path) -> None:
    assert safeguard("viewer", "--output", "a.html").code == 0
    assert (home / "a.html").read_bytes() == viewer.render()


def test_where_it_cannot_be_written(safeguard: Safeguard) -> None:
    ran = safeguard("viewer", "--output", "no/such/a.html")
    assert ran.code == 3
    assert "no/such/a.html was not written: there is no folder no/such" in ran.err
