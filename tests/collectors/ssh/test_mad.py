"""Hosts that are the ones we mean, and go mad: at the door, at the shell, in the midst of an answer."""

import contextlib
import itertools
import struct
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import paramiko
import pytest

from collectors.host import remote
from collectors.ssh import connect
from scanner.collector import Together
from tests.collectors.ssh.scanning import LATE, SOON, Asked, ask, known, nothing_is_left
from tests.collectors.ssh.test_hostile import HANGS
from tests.servers.login import Login, Manners, logging_in
from tests.servers.raw_ssh import says, text
from tests.servers.services import service
from tests.servers.sshd import Pair, pair


@pytest.fixture(scope="module")
def host(here: Path) -> Pair:
    return pair(here / "host")


def inside(tmp_path: Path, host: Pair, user: Pair, manners: Manners) -> tuple[Asked, Login]:
    with logging_in(host, manners) as server:
        begun = time.monotonic()
        asked = ask(server.port, **SOON, identity=str(user.path), known_hosts=known(tmp_path, server.known))
        assert time.monotonic() - begun < LATE
    nothing_is_left()
    return asked, server


def _raw(kind: int, *parts: bytes) -> paramiko.Message:
    message = paramiko.Message()
    message.add_byte(bytes([kind]))
    for part in parts:
        message.add_bytes(part)
    return message


def heard(channel: paramiko.Channel) -> None:
    """All of the script."""
    while channel.recv(1 << 16):
        pass


def _floods(transport: paramiko.Transport, channel: paramiko.Channel, command: str) -> None:
    while True:
        channel.sendall(b"flood " * 10_000)


def _floods_errors(transport: paramiko.Transport, channel: paramiko.Channel, command: str) -> None:
    """More than the window allows, on the stream that nobody reads."""
    for _ in itertools.repeat(None):
        transport._send_user_message(_raw(95, struct.pack(">II", channel.remote_chanid, 1), text(b"e" * 30_000)))  # noqa: SLF001  # there is no other way


def _waits(transport: paramiko.Transport, *_: object) -> None:
    while transport.is_active():
        time.sleep(0.05)


def _drips(transport: paramiko.Transport, channel: paramiko.Channel, command: str) -> None:
    while True:
        channel.sendall(b"drip")
        time.sleep(0.05)


def _dies(transport: paramiko.Transport, channel: paramiko.Channel, command: str) -> None:
    heard(channel)
    channel.sendall(b"\n")
    transport.sock.close()


def _raves(transport: paramiko.Transport, channel: paramiko.Channel, command: str) -> None:
    """A message that stands in no book."""
    heard(channel)
    transport._send_user_message(_raw(200, b"c4n4ry"))  # noqa: SLF001  # there is no other way
    _waits(transport)


def _swaps(transport: paramiko.Transport, channel: paramiko.Channel, command: str) -> None:
    """Another key, once it is trusted."""
    heard(channel)
    transport.server_key_dict["ssh-ed25519"] = paramiko.Ed25519Key.from_private_key_file(f"{SWAPPED[0]}")
    with contextlib.suppress(Exception):
        transport.renegotiate_keys()
    _waits(transport)


SWAPPED: list[Path] = []


@pytest.mark.parametrize(
    ("manners", "why"),
    [
        (Manners(run=_floods), ("error", "Flood")),
        (Manners(run=_floods_errors), ("error", "Flood")),
        (Manners(run=_dies), ("timeout", "CutOff")),
        (Manners(run=_raves), ("timeout", "CutOff")),
        (Manners(run=_swaps), ("error", "HostKeySwapped")),
        (Manners(run=lambda *_: None), ("error", "NoShell")),
        (Manners(refuses_exec=True), ("error", "NoShell")),
    ],
)
def test_a_host_that_goes_mad_once_one_is_in(
    tmp_path: Path, host: Pair, user: Pair, manners: Manners, why: tuple[str, str]
) -> None:
    SWAPPED[:] = [pair(tmp_path / "swapped").path]
    manners.keys = (user,)
    asked, _ = inside(tmp_path, host, user, manners)
    assert asked.why == why
    assert asked.cause
    assert "ssh.offer" in asked.by
    assert "linux.machine" not in asked.by
    assert asked.session.source.identity == f"host key {host.public.fingerprint}"
    assert "c4n4ry" not in repr(asked.by)


def _questions(transport: paramiko.Transport) -> None:
    """Four thousand million questions."""
    transport._send_message(_raw(60, text(b"", b"", b""), b"\xff" * 4))  # noqa: SLF001  # there is no other way


@pytest.mark.parametrize(
    ("at_login", "why"),
    [
        (lambda t: t.sock.close(), ("denied", "LoginRefused")),
        (lambda t: t._send_message(_raw(200, b"c4n4ry")), ("unreachable", "ConnectionLost")),  # noqa: SLF001
        (_questions, ("unreachable", "ConnectionLost")),
    ],
)
def test_a_host_that_goes_mad_at_the_door(
    tmp_path: Path, host: Pair, user: Pair, at_login: Callable[[paramiko.Transport], None], why: tuple[str, str]
) -> None:
    asked, server = inside(tmp_path, host, user, Manners(keys=(user,), at_login=at_login))
    assert asked.why == why
    assert asked.cause
    assert len(server.attempts) == 1
    assert "c4n4ry" not in repr(asked.by)


MUTE: list[tuple[Manners, tuple[str, str]]] = [
    (Manners(at_login=_waits), ("timeout", "LoginTimeout")),
    (Manners(silent=True), ("timeout", "NoShell")),
    (Manners(run=_waits), ("timeout", "CutOff")),
    (Manners(run=_drips), ("timeout", "CutOff")),
]


def test_who_hangs_costs_its_own_time_alone(
    tmp_path: Path, host: Pair, user: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All at once, in one run, with less patience than a real one has; and one host among them that answers."""
    monkeypatch.setattr(connect, "CONNECT", 3)
    monkeypatch.setattr(connect, "LOGIN", 3)
    monkeypatch.setattr(remote, "_GRACE", 7)
    with contextlib.ExitStack() as stack:
        ports: dict[int, tuple[str, str]] = {}
        for manners, why in MUTE:
            manners.keys = (user,)
            ports[stack.enter_context(logging_in(host, manners)).port] = why
        for _, play, why in HANGS:
            ports[stack.enter_context(service(play)).port] = why
        well = stack.enter_context(logging_in(host, Manners(keys=(user,))))
        lines = known(tmp_path, well.known, *(host.known(port) for port in ports))
        together, begun = Together(), time.monotonic()

        def go(port: int, seconds: int = 1) -> Asked:
            options = {**SOON, "timeout": seconds, "identity": str(user.path), "known_hosts": lines}
            return ask(port, together=together, **options)

        with ThreadPoolExecutor(len(ports)) as pool:
            asked = {port: pool.submit(go, port) for port in ports}
            assert go(well.port, 60).why == ("ok", "")
            assert not all(one.done() for one in asked.values()), "it waited for nobody"
        assert {port: one.result().why for port, one in asked.items()} == ports
        assert time.monotonic() - begun < LATE
    nothing_is_left()


@pytest.mark.parametrize("stage", ["greeting", "login", "shell"])
def test_a_run_that_is_stopped_waits_for_nobody(
    tmp_path: Path, host: Pair, user: Pair, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    monkeypatch.setattr(connect, "CONNECT", 600)
    monkeypatch.setattr(connect, "LOGIN", 600)
    stop = threading.Event()

    def hangs(transport: paramiko.Transport, *_: object) -> None:
        stop.set()
        _waits(transport)

    manners = Manners(keys=(user,), run=hangs, at_login=hangs if stage == "login" else None)
    with logging_in(host, manners) as server, service(says(hold=True)) as mute:
        port = mute.port if stage == "greeting" else server.port
        if stage == "greeting":
            threading.Timer(0.5, stop.set).start()
        begun = time.monotonic()
        asked = ask(
            port,
            **{**SOON, "timeout": 600},
            identity=str(user.path),
            known_hosts=known(tmp_path, host.known(port)),
            stopped=stop.is_set,
        )
    assert time.monotonic() - begun < LATE
    assert asked.session.outcome != "ok"
