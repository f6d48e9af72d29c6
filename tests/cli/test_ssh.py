"""Hosts over SSH as a person scans them: what the screen says, how it ends, and that no secret stays anywhere."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from collectors.ssh import connect
from tests.cli.conftest import Safeguard
from tests.servers.login import Manners, logging_in
from tests.servers.raw_ssh import says
from tests.servers.services import service
from tests.servers.sshd import Pair, Sshd, me, pair, sshd

PROGRAM = str(Path(sys.executable).with_name("safeguard"))
PASSPHRASE = "c4n4ry-p4ssphr4se"  # noqa: S105  # that is what it plays
TYPED = "c4n4ry-p4ssw0rd"


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """A key in the home of whoever scans, with a passphrase."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.setenv("PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("PASSWORD", TYPED)
    (tmp_path / ".ssh").mkdir()
    return pair(tmp_path / ".ssh" / "id_ed25519", passphrase=PASSPHRASE)


@pytest.fixture
def host(tmp_path: Path, user: Pair) -> Iterator[Sshd]:
    with sshd(tmp_path / "sshd", authorized=[user]) as server:
        (tmp_path / ".ssh" / "known_hosts").write_text(server.known)
        yield server


def declare(home: Path, targets: dict[str, str]) -> None:
    """A safeguard.yaml with these targets, each with lines of options."""
    entries = (f'  - target: "{uri}"\n{options}' for uri, options in targets.items())
    (home / "safeguard.yaml").write_text("targets:\n" + "".join(entries))


def secrets_in(folder: Path, *secrets: str) -> list[str]:
    """The files that hold one of these, in any byte, unpacked or as they are."""
    found = []
    for path in (one for one in folder.rglob("*") if one.is_file()):
        data = path.read_bytes()
        data += gzip.decompress(data) if path.suffix == ".gz" else b""
        found += [f"{path}: {secret}" for secret in secrets if secret.encode() in data]
    return found


def test_no_secret_stays(tmp_path: Path, home: Path, user: Pair, host: Sshd) -> None:
    """Of passphrases, passwords and keys, wherever they were refused or taken; the greeting of a host is nobody's."""
    secrets = ("c4n4ry", *user.path.read_text().splitlines()[1:3])
    greeting = Manners(run=lambda _, channel, __: channel.sendall(b"c4n4ry: welcome to the clinic\n"), password=TYPED)
    with (
        logging_in(pair(tmp_path / "one"), greeting) as talks,
        logging_in(pair(tmp_path / "two"), Manners(password="another")) as refuses,  # noqa: S106  # that is what it plays
        logging_in(pair(tmp_path / "three"), Manners(password=TYPED)) as stranger,
        service(says(b"SSH-2.0-c4n4ry\r\n", b"\0\0\0\x0cc4n4ry" + bytes(20))) as raves,
    ):
        with (tmp_path / ".ssh" / "known_hosts").open("a") as file:
            file.write(talks.known + refuses.known)
        typed = f"    password: env:PASSWORD\n    user: ana\n    identity: {tmp_path}/nowhere\n"
        declare(
            home,
            {
                f"ssh://{me()}@127.0.0.1:{host.port}": "    passphrase: env:PASSPHRASE\n",
                **{f"ssh://127.0.0.1:{server.port}": typed for server in (talks, refuses, stranger, raves)},
            },
        )
        environment = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
        (tmp_path / "tmp").mkdir()
        done = subprocess.run(
            [PROGRAM, "scan", "--debug", "--make-key", "--json", "--report", "night.html"],
            cwd=home,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=200,
        )
    assert done.returncode == 2, done.stderr
    reached = {t["target"]: t["because"] for t in json.loads(done.stdout)["coverage"]["targets"]}
    assert reached[f"ssh:{me()}@127.0.0.1:{host.port}"] == ""
    assert "nobody has said which key this host has" in reached[f"ssh:127.0.0.1:{stranger.port}"]
    assert (len(talks.typed), len(refuses.typed), len(stranger.typed)) == (1, 1, 0), "they were there to be seen"
    assert "Traceback" not in done.stderr
    assert [s for s in secrets if s in done.stdout + done.stderr] == []
    assert secrets_in(home, *secrets) == secrets_in(tmp_path / "tmp", *secrets) == []


def test_one_bad_host_leaves_the_others_as_they_are(
    tmp_path: Path, home: Path, safeguard: Safeguard, user: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that hangs, one that nobody knows, one that lies, one that is old; and that one is a finding."""
    monkeypatch.setattr(connect, "CONNECT", 3)
    with (
        service(says(hold=True)) as mute,
        logging_in(pair(tmp_path / "stranger")) as stranger,
        logging_in(pair(tmp_path / "changed")) as changed,
        sshd(tmp_path / "old", "Ciphers aes128-cbc", "MACs hmac-sha1") as old,
    ):
        lines = f"{user.known(mute.port)}{user.known(changed.port)}{old.known}"
        (tmp_path / ".ssh" / "known_hosts").write_text(lines)
        declare(home, {f"ssh://ana@127.0.0.1:{s.port}": "" for s in (mute, stranger, changed, old)})
        ran = safeguard("scan", "--make-key")
        assert (stranger.attempts, changed.attempts, old.attempts()) == ([], [], [])
    assert ran.code == 2
    assert "0 of 4 targets reached" in ran.out
    for said in (
        "it does not answer (NoAnswer)",
        "nobody has said which key this host has (HostKeyUnknown)",
        "it shows another host key than is known of it (HostKeyChanged)",
        "it offers no algorithm that is still held to be safe (cipher)",
        "Nothing was sent to it.",
        f"Next: safeguard hosts enroll ssh:ana@127.0.0.1:{stranger.port}",
    ):
        assert said in ran.out
    assert "Traceback" not in ran.err
    found = [json.loads(line) for line in safeguard("findings", "--json", "--all").out.splitlines()]
    failed = {f["check"]: f["target"] for f in found if f["status"] == "fail"}
    assert failed == {"encryption-in-transit.strong-algorithms": f"ssh:ana@127.0.0.1:{old.port}"}
    assert not [f for f in found if f["status"] == "pass" and f["target"] != f"ssh:ana@127.0.0.1:{old.port}"]


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("ssh://ana:c4n4ry@web1", "holds a secret itself"),
        ("ssh://web1?password=c4n4ry", "password"),
        ("ssh://web1:99999", "no host is named that can be read"),
        ("ssh://web1?host_key=c4n4ry", "host_key"),
        ("ssh://web1?moon=full", "moon"),
    ],
)
def test_what_makes_no_sense_is_exit_3(safeguard: Safeguard, uri: str, said: str) -> None:
    ran = safeguard("scan", uri, "--make-key")
    assert (ran.code, ran.out) == (3, "")
    assert said in ran.err
    assert "c4n4ry" not in ran.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_scan_whose_host_hangs(tmp_path: Path, home: Path, user: Pair, number: signal.Signals) -> None:
    def waits(transport: object) -> None:
        while transport.is_active():  # type: ignore[attr-defined]  # it has no types
            time.sleep(0.05)

    manners = Manners(keys=(user,), at_login=waits)
    with logging_in(pair(tmp_path / "host"), manners) as server:
        (tmp_path / ".ssh" / "known_hosts").write_text(server.known)
        declare(home, {f"ssh://ana@127.0.0.1:{server.port}": "    passphrase: env:PASSPHRASE\n"})
        with subprocess.Popen(
            [PROGRAM, "scan", "--make-key"], cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as running:
            end = time.monotonic() + 30
            while not server.attempts:
                assert time.monotonic() < end, "it never came"
                time.sleep(0.02)
            running.send_signal(number)
            out, err = running.communicate(timeout=20)  # it would wait for thirty seconds
    assert (running.returncode, out) == (128 + number, "")
    assert "Stopped. Nothing was sealed" in err
