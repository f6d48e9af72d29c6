"""Macs and Windows machines over SSH: servers that obey the framed protocol, and say what others have recorded."""

import base64
import gzip
import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import paramiko
import pytest

from collectors.host.macos.kinds import MACOS
from collectors.host.windows.kinds import WINDOWS
from scanner.facts import Asset, Channel, DataStore, Gap
from tests.collectors.host.macos.samples import SAMPLES
from tests.collectors.host.windows.outputs import OUTPUTS
from tests.collectors.ssh.scanning import OURS, Asked, ask, known
from tests.servers.login import Exec, Login, Manners, logging_in
from tests.servers.sshd import me, pair

OF_WINDOWS = frozenset(q.id for q in WINDOWS.questions)
OF_MACOS = frozenset(q.id for q in MACOS.questions)


def frame(mark: str, system: str, said: Mapping[str, str]) -> bytes:
    """What the script prints."""
    sections = (f"\n{mark} begin {name}\n{text}\n{mark} end {name} 0\n" for name, text in said.items())
    whole = "".join([f"\n{mark} hello {system} 0 \n", *sections]).encode()
    return whole + f"\n{mark} done {hashlib.sha256(whole).hexdigest()}\n".encode()


def a_mac(_: paramiko.Transport, channel: paramiko.Channel, command: str) -> None:
    preface = re.findall(r"\b[0-9a-f]{32}\b", command)[0]
    script = b"".join(iter(lambda: channel.recv(1 << 16), b"")).decode()
    mark = re.findall(r"(?m)^mark=([0-9a-f]{32})$", script)[0]
    assert mark not in command, "others see it"
    assert script.endswith("everything\n")
    asked = re.findall(r"(?m)^section (macos\.[a-z-]+) ", script)
    answer = frame(mark, "Darwin", {name: SAMPLES[name] for name in asked})
    channel.sendall(f"\n{preface} gzip\n".encode() + gzip.compress(answer))
    channel.send_exit_status(0)


def a_pc(*, constrained: bool = False) -> Exec:
    """PowerShell on Windows; the end of the input does not get to it."""

    def run(_: paramiko.Transport, channel: paramiko.Channel, command: str) -> None:
        assert len(command) < 8191, "cmd takes no more"
        bootstrap = base64.b64decode(command.rsplit(maxsplit=1)[-1]).decode("utf-16-le")
        end = re.findall(r"# ([0-9a-f]{32}) end", bootstrap)[0]
        if constrained:
            channel.recv(1)
            channel.sendall(f"\r\n{end} constrained\r\n".encode())
            channel.send_exit_status(77)
            return
        script = ""
        while f"# {end} end\n" not in script:
            script += channel.recv(1 << 16).decode("ascii")
        asked = re.findall(r"(?m)^section '(windows\.[a-z-]+)' ", script)
        answer = frame(end, "Windows", {name: OUTPUTS[name] for name in asked})
        channel.sendall(f"\n{end} gzip\n".encode() + gzip.compress(answer))
        channel.send_exit_status(0)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def asking(folder: Path, manners: Manners, questions: frozenset[str]) -> Iterator[Asked]:
    key, own = pair(folder / "host"), pair(folder / "id")
    manners.keys = (own,)
    server: Login
    with logging_in(key, manners) as server:
        file = known(folder, server.known)
        yield ask(server.port, questions=questions, known_hosts=file, identity=str(own.path), **OURS)


def test_a_mac(folder: Path) -> None:
    (asked,) = asking(folder, Manners(run=a_mac), OF_MACOS)
    assert asked.why == ("ok", "")
    assert asked.session.body["system"] == "Darwin"
    assert {q for q in asked.by if not q.startswith("ssh.")} == OF_MACOS
    assert {a.outcome for a in asked.by.values()} == {"ok"}
    facts = asked.facts
    assert {f.kind.partition(".")[0] for f in facts} <= {"macos", "ssh"}
    assert [f.kind for f in facts if isinstance(f, Asset)] == ["macos.host"]
    assert any(isinstance(f, DataStore) and f.encrypted for f in facts)


def test_a_windows_machine(folder: Path) -> None:
    (asked,) = asking(folder, Manners(run=a_pc(), software="OpenSSH_for_Windows_9.5"), OF_WINDOWS)
    assert asked.why == ("ok", "")
    assert {q for q in asked.by if not q.startswith("ssh.")} == OF_WINDOWS
    assert {a.outcome for a in asked.by.values()} == {"ok"}
    assert {frozenset(a.parameters) for a in asked.by.values() if a.question in OF_WINDOWS} == {frozenset({"ps1"})}
    assert [f.kind for f in asked.facts if isinstance(f, Asset)] == ["windows.host"]
    assert any(isinstance(f, Channel) and f.protocol == "smb" for f in asked.facts)
    assert {a.source.caller for a in asked.by.values()} == {me()}


def test_powershell_that_may_run_nothing_is_said(folder: Path) -> None:
    manners = Manners(run=a_pc(constrained=True), software="OpenSSH_for_Windows_9.5")
    (asked,) = asking(folder, manners, OF_WINDOWS)
    assert asked.why == ("error", "ConstrainedLanguage")
    assert "Constrained Language Mode" in asked.cause.said
    assert {type(f) for f in asked.facts} == {Gap, Channel}, "what its SSH server offers was seen"


def test_a_system_that_nobody_knows(folder: Path) -> None:
    def unknown(_: paramiko.Transport, channel: paramiko.Channel, command: str) -> None:
        preface = re.findall(r"\b[0-9a-f]{32}\b", command)[0]
        script = b"".join(iter(lambda: channel.recv(1 << 16), b"")).decode()
        mark = re.findall(r"(?m)^mark=([0-9a-f]{32})$", script)[0]
        channel.sendall(f"\n{preface} cat\n".encode() + frame(mark, "Plan9", {}))
        channel.send_exit_status(0)

    (asked,) = asking(folder, Manners(run=unknown), OF_MACOS)
    assert asked.why == ("error", "UnknownSystem (Plan9)")
    assert {type(f) for f in asked.facts} == {Gap, Channel}
