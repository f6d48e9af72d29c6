"""Real shells behind a real sshd: FRR's vtysh, the pagers `more` and `less`, servers that know only what is broken."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import paramiko
import pytest

from collectors.network.shell.dialects import DIALECTS
from collectors.network.shell.visit import Visit, answers, visit
from collectors.ssh.causes import cause
from scanner.collector import Inquiry
from scanner.targets import Target
from tests.collectors.network.visiting import NOW
from tests.servers.frr import frr
from tests.servers.need import need
from tests.servers.sshd import Pair, Sshd, me, pair, sshd

CONFIG = """\
hostname clinic-edge
log syslog informational
password c4n4ry-vty
enable password c4n4ry-enable
service password-encryption
router bgp 65001
 neighbor 192.0.2.1 remote-as 65002
 neighbor 192.0.2.1 password c4n4ry-neighbor
line vty
 exec-timeout 5 0
"""
COMMANDS = ("show running-config", "show version", "show whatever", "show logging")
LONG = "".join(f"interface eth{n}\n  description port {n}\n\n    deep\n!\n" for n in range(600)) + "end\n"


@pytest.fixture(scope="module")
def user(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return pair(tmp_path_factory.mktemp("live") / "user")


def inquiry(server: Sshd, user: Pair, folder: Path, **options: Any) -> Inquiry:
    (folder / "known").write_text(server.known)
    given = {"config": "none", "agent": False, "identity": str(user.path), "known_hosts": str(folder / "known")}
    name = f"{me()}@127.0.0.1:{server.port}"
    target = Target(id=f"frr:{name}", scheme="frr", name=name, options={**given, "timeout": 20, **options})
    return Inquiry(target, frozenset(), lambda: NOW, str)


@pytest.fixture(scope="module")
def router(tmp_path_factory: pytest.TempPathFactory, user: Pair) -> Iterator[Sshd]:
    with frr(tmp_path_factory.mktemp("frr") / "s", CONFIG, user=user) as server:
        yield server


def test_the_shell_of_frr(router: Sshd, user: Pair, tmp_path: Path) -> None:
    found = visit(inquiry(router, user, tmp_path), DIALECTS["frr"], COMMANDS)
    assert (found.failed, found.privileged) == (None, True)
    config, version, missing, log = found.heard
    assert [(h.outcome, h.code, h.paged) for h in found.heard] == [
        ("ok", "", False),
        ("ok", "", False),
        ("absent", "NotSupported", False),
        ("ok", "", False),
    ]
    lines = config.text.split("\n")
    assert (lines[0], lines[-1]) == ("Building configuration...", "end")
    assert {" neighbor 192.0.2.1 password c4n4ry-neighbor", " exec-timeout 5 0", "hostname clinic-edge"} <= {*lines}
    assert version.text.startswith("FRRouting ")
    assert (missing.text, "Syslog logging" in log.text) == ("", True)
    assert "c4n4ry" not in repr(found)


def test_it_takes_many_at_once(router: Sshd, user: Pair, tmp_path: Path) -> None:
    """Every session is one of its own."""
    asked = inquiry(router, user, tmp_path)
    texts = {visit(asked, DIALECTS["frr"], COMMANDS[:1]).heard[0].text for _ in range(3)}
    assert len(texts) == 1


@pytest.mark.parametrize("pager", ["more", "less"])
def test_real_pagers(pager: str, user: Pair, tmp_path: Path) -> None:
    """All lines come, each as it is; only what the pager itself writes is gone."""
    (tmp_path / "config").write_text(LONG)
    (tmp_path / "shell").write_text(
        "while printf 'f1# ' && read -r line; do case $line in\n"
        f"'show running-config') cat {tmp_path / 'config'} | {need(pager)};;\n"
        "exit) exit;;\n"
        "?*) echo '% Unknown command';;\n"
        "esac; done\n"
    )
    with sshd(tmp_path / "s", f"ForceCommand /bin/sh {tmp_path / 'shell'}", authorized=[user]) as server:
        dialect = replace(DIALECTS["frr"], setup=())
        found = visit(inquiry(server, user, tmp_path), dialect, ("show running-config", "show whatever"))
    assert found.failed is None
    config, missing = found.heard
    assert (config.outcome, config.paged, missing.outcome) == ("ok", True, "absent")
    assert config.pages >= 3
    assert f"{config.text}\n" == LONG


def prompting(folder: Path) -> str:
    """The setting of a server behind which something shows a prompt, and says nothing."""
    (folder / "shell").write_text("while printf 'f1# ' && read -r line; do case $line in exit) exit;; esac; done")
    return f"ForceCommand /bin/sh {folder / 'shell'}"


def ask(server: Sshd, user: Pair, folder: Path, commands: Sequence[str], **options: Any) -> tuple[Visit, list[Any]]:
    asked = inquiry(server, user, folder, **options)
    found = visit(asked, DIALECTS["frr"], commands)
    return found, list(answers(asked, found, asked=NOW, collector="network 1"))


def test_a_device_that_knows_only_what_is_broken(user: Pair, tmp_path: Path) -> None:
    """What it offers is kept; nothing is said to it, and what is to be done is said."""
    settings = ("KexAlgorithms diffie-hellman-group14-sha1", "HostKeyAlgorithms ssh-rsa", "Ciphers aes128-cbc")
    speaks = "diffie-hellman-group14-sha1" in paramiko.Transport._preferred_kex  # noqa: SLF001  # paramiko 4
    with sshd(tmp_path / "s", *settings, prompting(tmp_path), authorized=[user], keys=("rsa",)) as server:
        found, (offer, session) = ask(server, user, tmp_path, COMMANDS)
        assert (session.outcome, session.code, found.heard) == ("error", "NothingInCommon (kex)", ())
        assert (offer.question, offer.outcome) == ("ssh.offer", "ok")
        assert offer.body["kex"] == ["diffie-hellman-group14-sha1"]
        assert server.attempts() == []
        found, (offer, session) = ask(server, user, tmp_path, COMMANDS, weak_algorithms=True)
        if speaks:
            assert (session.outcome, session.body["agreed"]["kex"]) == ("ok", "diffie-hellman-group14-sha1")
            assert {h.outcome for h in found.heard} == {"ok"}
            return
        assert (session.outcome, session.code) == ("error", "NothingInCommonEvenWeak (kex)")
        assert offer.body["host_keys"] == ["ssh-rsa"]
        why = cause(session.code)
        assert why
        assert "paramiko<5" in why.advice


@pytest.mark.parametrize(
    "settings",
    [("Ciphers aes128-cbc",), ("MACs hmac-sha1", "Ciphers aes128-ctr"), ("Ciphers 3des-cbc", "MACs hmac-sha1")],
)
def test_weak_algorithms_where_they_are_allowed(settings: tuple[str, ...], user: Pair, tmp_path: Path) -> None:
    with sshd(tmp_path / "s", *settings, prompting(tmp_path), authorized=[user]) as server:
        found, _ = ask(server, user, tmp_path, ("show version",))
        assert str(found.failed).startswith("NothingInCommon (")
        found, (_, session) = ask(server, user, tmp_path, ("show version",), weak_algorithms=True)
    assert (session.outcome, [h.outcome for h in found.heard]) == ("ok", ["ok"])
    assert {word for line in settings for word in line.split()[1:]} & {*session.body["agreed"].values()}
