"""Real hosts full of secrets: none in any byte we keep or print; and they are left as they were found."""

import gzip
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.hosts.asking import PASSWORD, Ready, ready
from tests.servers.bases import BUILD_SECONDS, SUITES
from tests.servers.hosts import Host

pytestmark = [pytest.mark.timeout(2 * BUILD_SECONDS), pytest.mark.sampled("canaries")]

PROGRAM: Final = str(Path(sys.executable).with_name("safeguard"))
FLAVOURS: Final = ("hardened", "careless")
WORD: Final = re.compile(rb"c4n4ry", re.IGNORECASE)
SECRETS: Final = (
    "cut -d: -f2 /etc/shadow | grep -E '.{12}'",
    "grep -hv -- ----- /etc/ssh/ssh_host_ed25519_key /home/keeper/.ssh/id_ed25519",
    "cat /etc/machine-id",
)
"""What is secret and has not the word in it."""
_OF_A_LOGIN: Final = {
    "the journal and the logs of sshd, sudo and PAM": r"(run|var)/log/(journal/.*|auth\.log|syslog|messages|user\.log)",
    "who signed in last": r"var/log/(lastlog|wtmp|btmp)|run/utmp|var/lib/(lastlog|wtmpdb)/.*",
    "wrong passwords that are forgotten now": r"run/faillock(/.*)?",
    "sessions, as long as they last, and their numbers": r"run/(systemd|user|dbus)/.*|run/systemd",
    "what sshd shows to people": r"run/(sshd(/.*)?|motd\.dynamic)",
    # timedatectl asks a service that systemd starts then, and that ends by itself half a minute later.
    "timedated, while it runs": r"(var/)?tmp/systemd-private-\w+-systemd-timedated\.service-\w+(/tmp)?",
}
"""What anybody changes who signs in, and we no more than others."""


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Ready]]:
    folder = tmp_path_factory.mktemp("keys")
    with (
        ready("hardened", SUITES[0], folder, "canaries") as one,
        ready("careless", SUITES[1], folder, "canaries") as two,
    ):
        yield [one, two]


@pytest.fixture(scope="module")
def secrets(hosts: list[Ready]) -> list[bytes]:
    found = [line for one in hosts for command in SECRETS for line in one.host.run(command).split()]
    assert len(found) > 20
    return [PASSWORD.encode(), *map(str.encode, found)]


def files(one: Host) -> dict[str, tuple[int, int, int]]:
    """All that the host has written so far: when, how much, with which rights."""
    root = Path(f"/proc/{one.pid}/root")
    found = {}
    for top in (one.upper, root / "run", root / "tmp", root / "dev/shm"):  # the host's own
        for folder, _, names in os.walk(top):
            for path in (Path(folder), *(Path(folder, name) for name in names)):
                it = path.lstat()
                name = str(path.relative_to(one.upper if top == one.upper else root))
                # The time of a folder that is not ours to name changes with what it holds.
                found[name] = (0 if path.is_dir() else it.st_mtime_ns, it.st_size if path.is_file() else 0, it.st_mode)
    return found


def changed(before: dict[str, tuple[int, int, int]], after: dict[str, tuple[int, int, int]]) -> list[str]:
    """What was made, changed or taken away since, but for the traces of any login."""
    every = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    return sorted(n for n in every if not any(re.fullmatch(traces, n) for traces in _OF_A_LOGIN.values()))


def running(one: Host) -> list[str]:
    """The names of all that runs there."""
    return sorted(one.run("ps -eo comm=").replace("systemd-timedat\n", "").split())


def configuration(hosts: list[Ready], user: str) -> str:
    lines = ["targets:"]
    for one in hosts:
        lines.append(f'  - target: "ssh://{one.host.name}"')
        for name, value in one.options(user).items():
            lines.append(f"    {name}: {str(value).lower() if isinstance(value, bool) else value}")
    return "\n".join([*lines, ""])


def leaks(folder: Path, secrets: list[bytes]) -> list[str]:
    """The files in which a secret is, in any byte, packed or not, or in their names."""
    found = []
    for path in (p for p in folder.rglob("*") if p.is_file()):
        data = path.read_bytes() + str(path.relative_to(folder)).encode()
        if path.suffix == ".gz":
            data += gzip.decompress(path.read_bytes())
        found += [f"{path.name}: {word!r}" for word in {*WORD.findall(data), *(s for s in secrets if s in data)}]
    return found


@pytest.mark.parametrize("user", ["scanner", "visitor"])
def test_a_scan_keeps_no_secret_and_leaves_nothing(
    tmp_path: Path, hosts: list[Ready], secrets: list[bytes], user: str
) -> None:
    work = tmp_path / "work"
    for folder in (work, tmp_path / "tmp"):
        folder.mkdir()
    (work / "safeguard.yaml").write_text(configuration(hosts, user))
    before, ran = [files(one.host) for one in hosts], [running(one.host) for one in hosts]
    done = subprocess.run(
        [PROGRAM, "scan", "--debug", "--make-key", "--report", "night.json", "--report", "night.html"],
        cwd=work,
        env={
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(tmp_path),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "TMPDIR": str(tmp_path / "tmp"),
            "HOST_PASSWORD": PASSWORD,
        },
        capture_output=True,
        check=False,
        timeout=300,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 2, said
    assert b"2 of 2 targets reached" in done.stdout, said
    assert bool(leaks(work, [b"scanner, through sudo"])) == (user == "scanner"), "whose eyes these were"
    assert leaks(work, secrets) + leaks(tmp_path / "tmp", secrets) == []
    assert WORD.findall(said) + [s for s in secrets if s in said] == []
    assert [changed(was, files(one.host)) for was, one in zip(before, hosts, strict=True)] == [[], []]
    until = time.monotonic() + 10
    while (now := [running(one.host) for one in hosts]) != ran and time.monotonic() < until:
        time.sleep(0.1)  # sshd ends its sessions in its own time
    assert now == ran
