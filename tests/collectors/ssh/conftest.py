"""Hosts over SSH, asked from an empty home."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.collectors.ssh.scanning import OURS, Asked, Go, ask, known, secret
from tests.servers.login import Login
from tests.servers.sshd import KINDS, Pair, Sshd, pair, sshd


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the servers of a file of tests."""
    return tmp_path_factory.mktemp("ssh")


@pytest.fixture(scope="module")
def user(here: Path) -> Pair:
    """Who comes in."""
    return pair(here / "user")


@pytest.fixture(scope="module")
def other(here: Path) -> Pair:
    """A key that nobody knows."""
    return pair(here / "other")


@pytest.fixture(scope="module")
def host(here: Path, user: Pair) -> Iterator[Sshd]:
    """A server with a key of every kind."""
    with sshd(here / "host", authorized=[user], keys=KINDS) as server:
        yield server


@pytest.fixture
def go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Go:
    """Ask a server whose key is known, from an empty home."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)

    def run(server: Sshd | Login, *identities: Pair | str, **options: Any) -> Asked:
        files = [str(one.path if isinstance(one, Pair) else one) for one in identities]
        asked = ask(
            server.port,
            secret=secret,
            known_hosts=known(tmp_path, server.known),
            **{**OURS, **({"identity": files} if files else {}), **options},
        )
        assert "c4n4ry" not in repr(asked.by)
        return asked

    return run
