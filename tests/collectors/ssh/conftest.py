"""Hosts over SSH, asked from an empty home."""

from pathlib import Path
from typing import Any

import pytest

from tests.collectors.ssh.scanning import OURS, Asked, Go, ask, known, secret
from tests.servers.login import Login
from tests.servers.sshd import Pair, Sshd


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
