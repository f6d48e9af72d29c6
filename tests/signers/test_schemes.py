"""The door by which signers and stores come in."""

from collections.abc import Callable
from importlib.metadata import EntryPoint
from types import SimpleNamespace
from typing import Any

import pytest

from scanner import schemes
from scanner.signers.opening import open_signer


class Point(SimpleNamespace):
    """An entry point as importlib.metadata hands it out."""

    def load(self) -> SimpleNamespace:
        return SimpleNamespace(SCHEMES=self.table)


def point(owner: str, table: dict[str, Callable[..., Any]]) -> Point:
    return Point(name=f"of {owner}", dist=SimpleNamespace(name=owner), table=table)


@pytest.fixture
def points(monkeypatch: pytest.MonkeyPatch) -> list[Point | EntryPoint]:
    found: list[Point | EntryPoint] = [point(schemes.OURS, {"file": open_signer})]
    monkeypatch.setattr(schemes, "entry_points", lambda group: found if group == "safeguard.signers" else [])
    return found


@pytest.mark.parametrize(
    ("uri", "scheme", "rest"),
    [
        ("a/b", "file", "a/b"),
        ("/a:b", "file", "/a:b"),
        ("file:a", "file", "a"),
        ("file:/a", "file", "/a"),
        ("file:///a", "file", "/a"),
        ("s3://bucket/key", "s3", "//bucket/key"),
        ("./s3:x", "file", "./s3:x"),
        ("", "file", ""),
    ],
)
def test_split(uri: str, scheme: str, rest: str) -> None:
    assert schemes.split(uri, default="file") == (scheme, rest)


def test_others_load_only_when_they_are_named(points: list[Any]) -> None:
    points.append(point("acme-hsm", {"acme": lambda rest: rest}))
    with pytest.raises(schemes.SchemeError, match=r"nothing here opens “acme:”. Known are: file:$"):
        schemes.opener("safeguard.signers", "acme")
    assert schemes.opener("safeguard.signers", "acme", ["acme-hsm"])("x") == "x"


def test_two_that_open_the_same(points: list[Any]) -> None:
    points.append(point("acme-hsm", {"file": open_signer}))
    with pytest.raises(schemes.SchemeError, match="“file:”: acme-hsm and safeguard-scanner; remove one"):
        schemes.opener("safeguard.signers", "file", ["acme-hsm"])
