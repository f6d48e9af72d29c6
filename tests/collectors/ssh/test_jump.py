"""Through other hosts, and through programs: each of them proves itself."""

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from collectors.ssh import connect
from collectors.ssh.connect import Caller
from collectors.ssh.failure import Deadline, SSHError
from collectors.ssh.jump import Jumps
from collectors.ssh.route import route
from scanner.collector import Together
from tests.collectors.ssh.scanning import OURS, Asked, ask, known
from tests.servers.login import Manners, logging_in
from tests.servers.raw_ssh import says
from tests.servers.services import service
from tests.servers.sshd import Pair, Sshd, me, pair, sshd


@pytest.fixture(scope="module")
def near(here: Path, user: Pair) -> Iterator[Sshd]:
    with sshd(here / "near", authorized=[user]) as server:
        yield server


@pytest.fixture(scope="module")
def far(here: Path, user: Pair) -> Iterator[Sshd]:
    with sshd(here / "far", authorized=[user]) as server:
        yield server


def through(tmp_path: Path, user: Pair, to: int, *by: int, lines: str, **options: Any) -> Asked:
    way = ",".join(f"{me()}@127.0.0.1:{port}" for port in by)
    return ask(to, **OURS, identity=str(user.path), jump=way, known_hosts=known(tmp_path, lines), **options)


def test_both_keys_are_checked(tmp_path: Path, user: Pair, near: Sshd, far: Sshd) -> None:
    asked = through(tmp_path, user, far.port, near.port, lines=near.known + far.known)
    assert (asked.why, asked.session.parameters["via"]) == (("ok", ""), [f"127.0.0.1:{near.port}"])
    assert asked.session.source.endpoint == f"127.0.0.1:{far.port} via 127.0.0.1:{near.port}"
    assert asked.session.source.identity == f"host key {far.keys['ed25519'].public.fingerprint}"
    before = (len(near.attempts()), len(far.attempts()), far.met())
    asked = through(tmp_path, user, far.port, near.port, lines=far.known)
    assert asked.why == ("error", f"HostKeyUnknown at 127.0.0.1:{near.port}")
    assert asked.cause.said == f"at the jump host 127.0.0.1:{near.port}: nobody has said which key this host has"
    assert (len(near.attempts()), len(far.attempts()), far.met()) == before, "nothing was said to either"
    asked = through(tmp_path, user, far.port, near.port, lines=near.known)
    assert asked.why == ("error", "HostKeyUnknown")
    assert len(far.attempts()) == before[1]


def test_pins_are_for_the_host_and_for_those_on_the_way(tmp_path: Path, user: Pair, near: Sshd, far: Sshd) -> None:
    pins = {n: server.keys["ed25519"].public.fingerprint for n, server in (("near", near), ("far", far))}
    for host_key, jump_host_key, why in (
        ("far", "near", ""),
        ("near", "near", "HostKeyChanged"),
        ("far", "far", f"HostKeyChanged at 127.0.0.1:{near.port}"),
    ):
        options = {"host_key": pins[host_key], "jump_host_key": pins[jump_host_key]}
        assert through(tmp_path, user, far.port, near.port, lines="", **options).session.code == why


def test_a_way_of_several_and_one_that_ssh_config_names(tmp_path: Path, user: Pair, near: Sshd, far: Sshd) -> None:
    lines = near.known + far.known
    asked = through(tmp_path, user, near.port, near.port, far.port, lines=lines)
    assert asked.session.parameters["via"] == [f"127.0.0.1:{near.port}", f"127.0.0.1:{far.port}"]
    (tmp_path / "more").write_text(f"Host bastion\n  HostName 127.0.0.1\n  Port {near.port}\n")
    (tmp_path / "config").write_text(
        f"Include {tmp_path}/mor*\nHost web1\n  HostName 127.0.0.1\n  Port {far.port}\n  ProxyJump bastion\n"
        f"Host *\n  IdentityFile {user.path}\n  User {me()}\n"
    )
    config, files = str(tmp_path / "config"), known(tmp_path, lines)
    options: dict[str, Any] = {"config": config, "known_hosts": files, "agent": False}
    asked = ask(0, name="web1", **options)
    assert (asked.why, asked.session.parameters["via"]) == (("ok", ""), [f"127.0.0.1:{near.port}"])
    assert ask(0, name="web1", **options, jump="none").session.parameters == {}


def test_one_connection_serves_all_behind_it(
    tmp_path: Path, user: Pair, near: Sshd, far: Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connect, "MUCH", 25_000)  # more than one host brings, and less than all of them do
    options = {**OURS, "identity": str(user.path), "known_hosts": known(tmp_path, near.known, far.known)}
    together, before = Together(), near.met()
    caller, until = Caller(str, together.once), Deadline.after(3, lambda: False)
    jumps = together.once("ssh-jumps", Jumps)
    way = route(f"{me()}@127.0.0.1:{near.port}", options, {}).hops
    came: list[tuple[str, str]] = []

    def go() -> None:
        via = f"{me()}@127.0.0.1:{near.port}"
        came.append(ask(far.port, **options, jump=via, together=together).why)

    with jumps.through(way, caller, until):
        threads = [threading.Thread(target=go) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        while not until.over():  # whoever opened it has no more time; the others have
            time.sleep(0.05)
        for _ in range(5):
            go()
    assert came == [("ok", "")] * 8
    assert near.met() == before + 1
    go()
    assert near.met() == before + 2, "nobody needed it any more, so it was closed"


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ("AllowTcpForwarding no", "unreachable JumpRefused"),
        ("PermitOpen 127.0.0.1:1", "unreachable JumpRefused"),
        ("AllowUsers nobody-here", "denied LoginRefused at {near}"),
        ("PubkeyAuthentication no", "denied LoginRefused at {near}"),
        ("Ciphers aes128-cbc", "error NothingInCommon (cipher) at {near}"),
    ],
)
def test_a_jump_host_that_lets_nobody_through(tmp_path: Path, user: Pair, far: Sshd, settings: str, why: str) -> None:
    before = far.met()
    with sshd(tmp_path / "near", settings, authorized=[user]) as near:
        asked = through(tmp_path, user, far.port, near.port, lines=near.known + far.known)
        assert " ".join(asked.why) == why.format(near=f"127.0.0.1:{near.port}")
    assert asked.cause
    assert "ssh.offer" not in asked.by, "what the jump host offers is not what the host offers"
    assert far.met() == before


def test_a_jump_host_behind_which_nobody_answers(
    tmp_path: Path, user: Pair, near: Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert through(tmp_path, user, 1, near.port, lines=near.known).why == ("unreachable", "NoRoute")
    monkeypatch.setattr(connect, "CONNECT", 2)
    with service(says(hold=True)) as mute:
        lines = near.known + user.known(mute.port)
        assert through(tmp_path, user, mute.port, near.port, lines=lines).why == ("timeout", "NoAnswer")
    assert through(tmp_path, user, 22, 1, lines="").why == ("unreachable", "Refused at 127.0.0.1:1")


@pytest.mark.parametrize("before", [0, 1])
def test_whoever_has_no_more_time_fails_alone(tmp_path: Path, user: Pair, near: Sshd, before: int) -> None:
    """The last jump host is slow for the one who comes first, and others wait for the same way."""
    slow, came = iter([2.0]), {}
    manners = Manners(keys=(user,), software="Slow_1", at_login=lambda _: time.sleep(next(slow, 0)))
    with logging_in(pair(tmp_path / "slow"), manners) as server:
        names = [f"{me()}@127.0.0.1:{port}" for port in (near.port, server.port)][1 - before :]
        files = known(tmp_path, near.known, server.known)
        way = route("web1", {**OURS, "identity": str(user.path), "known_hosts": files, "jump": ",".join(names)}, {})
        jumps, caller = Jumps(), Caller(str, Together().once)

        def go(who: str, seconds: float) -> None:
            try:
                with jumps.through(way.hops[:-1], caller, Deadline.after(seconds, lambda: False)) as wire:
                    came[who] = wire.software if wire else ""
            except SSHError as err:
                came[who] = f"{err.code} at {err.at}"

        hasty = threading.Thread(target=go, args=("hasty", 1.5))
        hasty.start()
        end = time.monotonic() + 20
        while not server.attempts and time.monotonic() < end:
            time.sleep(0.01)
        go("patient", 30)
        hasty.join(30)
    assert came == {"hasty": f"LoginTimeout at 127.0.0.1:{server.port}", "patient": "Slow_1"}


PROXY = """
import os, select, socket, sys
open(sys.argv[3], "w").write(str(os.getpid()))
there = socket.create_connection((sys.argv[1], int(sys.argv[2]))) if sys.argv[2] != "9" else None
while True:
    for ready in select.select([0, *([there] if there else [])], [], [])[0]:
        piece = os.read(0, 65536) if ready == 0 else there.recv(65536)
        if piece and there:
            there.sendall(piece) if ready == 0 else os.write(1, piece)
        elif ready != 0:
            sys.exit()
        elif not piece:
            select.select([], [], [], 60)  # it does not know when to end
"""


@pytest.mark.parametrize(("port", "why"), [(0, "ok"), (9, "timeout NoAnswer")])
def test_a_program_speaks_for_the_network_if_its_owner_allows_it(  # noqa: PLR0913, PLR0917  # a table
    tmp_path: Path, user: Pair, near: Sshd, monkeypatch: pytest.MonkeyPatch, port: int, why: str
) -> None:
    if port:
        monkeypatch.setattr(connect, "CONNECT", 2)
    (tmp_path / "proxy.py").write_text(PROXY)
    command = f"{sys.executable} {tmp_path}/proxy.py %h %p {tmp_path}/pid"
    (tmp_path / "config").write_text(
        f"Host web1\n  HostName 127.0.0.1\n  HostKeyAlias web1\n  Port {port or near.port}\n  ProxyCommand {command}\n"
    )
    options: dict[str, Any] = {
        "config": str(tmp_path / "config"),
        "known_hosts": known(tmp_path, f"web1 {near.keys['ed25519'].line}\n"),
        "identity": str(user.path),
        "agent": False,
    }
    asked = ask(0, name=f"{me()}@web1", **options)
    assert asked.why == ("error", "ProxyCommand")
    assert not (tmp_path / "pid").exists()
    asked = ask(0, name=f"{me()}@web1", **options, allow=["ProxyCommand"])
    assert " ".join(filter(None, asked.why)) == why
    process, end = Path("/proc") / (tmp_path / "pid").read_text(), time.monotonic() + 20
    while process.exists():
        assert time.monotonic() < end, "it ends with the connection"
        time.sleep(0.05)
