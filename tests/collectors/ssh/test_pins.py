"""Hosts with several keys: which of them a pin means, and which no host may show."""

from pathlib import Path
from typing import Any

import pytest

from tests.collectors.ssh.scanning import OURS, ask, known
from tests.servers.sshd import KINDS, Pair, Sshd, me


def test_a_host_with_a_pin_is_asked_for_each_of_its_keys_and_no_more(
    tmp_path: Path, host: Sshd, user: Pair, other: Pair
) -> None:
    before = host.met(), host.attempts()
    options: dict[str, Any] = {"identity": str(user.path), "known_hosts": known(tmp_path)}
    asked = ask(host.port, **OURS, **options, host_key=other.public.fingerprint)
    assert asked.why == ("error", "HostKeyChanged")
    assert (host.met(), host.attempts()) == (before[0] + len(KINDS), before[1])


def test_a_pin_of_another_key_behind_a_jump_host(tmp_path: Path, host: Sshd, user: Pair) -> None:
    options: dict[str, Any] = {"identity": str(user.path), "known_hosts": known(tmp_path, host.known)}
    pin = host.keys["ecdsa"].public.fingerprint
    asked = ask(host.port, **OURS, **options, jump=f"{me()}@127.0.0.1:{host.port}", host_key=pin, jump_host_key=pin)
    assert asked.why == ("ok", "")
    assert (asked.session.body["host_key"], asked.session.body["proved_by"]) == (pin, "pin")


@pytest.mark.parametrize(
    ("revoked", "why"),
    [
        ("{rsa}", ""),
        ("{rsa}\n{ed25519} lost in 2024\n", "HostKeyRevoked"),
        ("SSHKRL\n\0", "KnownHostsUnread"),
        (None, "KnownHostsUnread"),
    ],
)
def test_keys_that_ssh_config_says_are_revoked(  # noqa: PLR0913, PLR0917  # a table
    tmp_path: Path, host: Sshd, user: Pair, other: Pair, revoked: str | None, why: str
) -> None:
    (tmp_path / "config").write_text(f"RevokedHostKeys {tmp_path}/revoked-%p\n")
    if revoked is not None:
        text = revoked.format(rsa=other.line, ed25519=host.keys["ed25519"].line)
        (tmp_path / f"revoked-{host.port}").write_text(text)
    options: dict[str, Any] = {"config": str(tmp_path / "config"), "agent": False, "identity": str(user.path)}
    pin: dict[str, Any] = {"host_key": host.keys["ed25519"].public.fingerprint}
    before = host.attempts()
    for more in ({}, pin):
        files = known(tmp_path, host.keys["ed25519"].known(host.port))
        assert ask(host.port, **options, **more, known_hosts=files).session.code == why
    assert not why or host.attempts() == before
