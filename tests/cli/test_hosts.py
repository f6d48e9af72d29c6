"""`safeguard hosts`, with a real sshd: keys that a person compares, and the script that hosts may keep."""

import hashlib
import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scanner.cli.screen import Screen
from tests.cli.conftest import Safeguard
from tests.servers.login import Manners, logging_in
from tests.servers.need import need
from tests.servers.sshd import Sshd, me, pair, sshd


@dataclass(frozen=True)
class Web1:
    """A host that safeguard.yaml declares, and the file of known hosts, which is not there yet."""

    host: Sshd
    known: Path


@pytest.fixture
def web1(tmp_path: Path, home: Path) -> Iterator[Web1]:
    own, known = pair(tmp_path / "id"), home / "known_hosts"
    with sshd(tmp_path / "host", authorized=[own], keys=("ed25519", "rsa")) as host:
        (home / "safeguard.yaml").write_text(
            f"targets:\n  - target: ssh://{me()}@127.0.0.1:{host.port}\n    name: web1\n    config: none\n"
            f"    agent: false\n    known_hosts: {known}\n    identity: {own.path}\n"
        )
        yield Web1(host, known)


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """A person at a terminal; what is written here is typed."""
    typed = io.StringIO()
    monkeypatch.setattr("sys.stdin", typed)
    monkeypatch.setattr(Screen, "asks", lambda _: True)
    return typed


def type_(says: io.StringIO, text: str) -> None:
    says.write(text)
    says.seek(0)


def test_a_key_that_a_person_has_compared_is_trusted(
    safeguard: Safeguard, web1: Web1, says: io.StringIO, unpatched: tuple[str, str]
) -> None:
    host, known = web1.host, web1.known
    type_(says, "y\n")
    ran = safeguard("hosts", "enroll")
    assert ran.code == 0, ran.err
    for key in host.keys.values():
        assert re.search(rf"{key.public.type} +{re.escape(key.public.fingerprint)}  not known here", ran.err)
    assert "ssh-keygen -lf" in ran.err
    assert sorted(known.read_text().splitlines()) == sorted(host.known.splitlines())
    assert known.stat().st_mode & 0o777 == 0o600
    assert host.attempts() == [], "nothing was said to it"
    again = safeguard("hosts", "enroll", "web1")
    assert (again.code, "Added" in again.err) == (0, False)
    assert "known here" in again.err
    assert safeguard("scan", "web1", "--make-key", *unpatched).code in {1, 2}
    assert set(host.attempts()) == {"Accepted key", "Accepted publickey"}


@pytest.mark.parametrize("typed", ["n\n", "\n"])
def test_nothing_is_trusted_by_itself(safeguard: Safeguard, web1: Web1, says: io.StringIO, typed: str) -> None:
    type_(says, typed)
    ran = safeguard("hosts", "enroll")
    assert ran.code == 1
    assert "Not added." in ran.err
    assert not web1.known.exists()


def test_without_a_terminal_nothing_is_asked_and_lines_can_be_had(safeguard: Safeguard, web1: Web1) -> None:
    assert safeguard("hosts", "enroll").code == 3
    assert web1.host.met() == 0
    ran = safeguard("hosts", "enroll", "--print")
    assert (ran.code, sorted(ran.out.splitlines())) == (0, sorted(web1.host.known.splitlines()))


def test_another_key_than_is_known_is_not_added(
    safeguard: Safeguard, web1: Web1, says: io.StringIO, tmp_path: Path
) -> None:
    line = pair(tmp_path / "other").known(web1.host.port)
    web1.known.write_text(line)
    type_(says, "y\n")
    ran = safeguard("hosts", "enroll")
    assert (ran.code, web1.known.read_text()) == (1, line)
    assert "ANOTHER than the one that is known here" in ran.err


def test_a_revoked_key_is_not_added(safeguard: Safeguard, web1: Web1, says: io.StringIO) -> None:
    lines = "".join(key.known(web1.host.port, "@revoked") for key in web1.host.keys.values())
    web1.known.write_text(lines)
    type_(says, "y\n")
    ran = safeguard("hosts", "enroll")
    assert (ran.code, web1.known.read_text()) == (1, lines)
    assert "REVOKED" in ran.err


def test_a_host_that_cannot_be_reached_and_one_that_shows_no_key(safeguard: Safeguard, says: io.StringIO) -> None:
    ran = safeguard("hosts", "enroll", "ssh://127.0.0.1:9")
    assert (ran.code, "it refuses the connection" in ran.err) == (1, True)
    ran = safeguard("hosts", "enroll", "local:")
    assert (ran.code, "shows no key" in ran.err) == (3, True)
    assert safeguard("hosts", "enroll").code == 3


def test_the_script_and_its_rule_belong_together(safeguard: Safeguard, tmp_path: Path) -> None:
    ran = safeguard("hosts", "script")
    digest = hashlib.sha256(ran.out.encode()).hexdigest()
    assert digest in ran.err
    subprocess.run(["sh", "-n"], input=ran.out.encode(), check=True)
    both = safeguard("hosts", "script", "--sudoers", "--user", "night", "--path", "/opt/safeguard/ask").out
    assert both.count(ran.out) == 1
    rule = re.findall(r"(?m)^night ALL=.*$", both)
    assert rule == [f'night ALL=(root) NOPASSWD: sha256:{digest} /opt/safeguard/ask ""']
    file = tmp_path / "rule"
    file.write_text(f"{rule[0]}\n")
    subprocess.run([need("visudo", package="sudo"), "-cqf", str(file)], check=True)
    subprocess.run(["sh", "-n"], input=both.encode(), check=True)


@pytest.mark.parametrize("words", [("--user", "x;reboot"), ("--path", "relative"), ("--path", "/a b")])
def test_no_odd_name_gets_into_a_program_for_root(safeguard: Safeguard, words: tuple[str, str]) -> None:
    assert safeguard("hosts", "script", "--sudoers", *words).code == 3


def test_a_password_is_typed_once_and_kept_nowhere(  # noqa: PLR0913, PLR0917  # fixtures
    safeguard: Safeguard,
    home: Path,
    tmp_path: Path,
    says: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    unpatched: tuple[str, str],
) -> None:
    asked: list[str] = []

    def typing(prompt: str) -> str:
        asked.append(prompt)
        return "c4n4ry-Pw"

    monkeypatch.setattr("getpass.getpass", typing)
    key = pair(tmp_path / "host")
    with logging_in(key, Manners(password="c4n4ry-Pw", ways="password")) as one, logging_in(key, one.manners) as two:  # noqa: S106  # a canary
        entries = (
            f"  - target: ssh://ana@127.0.0.1:{it.port}\n    config: none\n    agent: false\n"
            f"    host_key: {key.public.fingerprint}\n    known_hosts: /dev/null\n    password: ask:Password of ana\n"
            for it in (one, two)
        )
        (home / "safeguard.yaml").write_text("targets:\n" + "".join(entries))
        ran = safeguard("scan", "--make-key", *unpatched)
        assert (one.typed, two.typed) == (["c4n4ry-Pw"], ["c4n4ry-Pw"])
    assert asked == ["Password of ana: "]
    assert "c4n4ry" not in ran.out + ran.err
    written = [file for file in home.rglob("*") if file.is_file()]
    assert written
    assert not [file for file in written if b"c4n4ry" in file.read_bytes()]


def test_a_password_that_nobody_can_type(safeguard: Safeguard, home: Path, tmp_path: Path) -> None:
    key = pair(tmp_path / "host")
    with logging_in(key, Manners(password="x", ways="password")) as it:  # noqa: S106  # none
        (home / "safeguard.yaml").write_text(
            f"targets:\n  - target: ssh://ana@127.0.0.1:{it.port}\n    config: none\n    agent: false\n"
            f"    host_key: {key.public.fingerprint}\n    known_hosts: /dev/null\n    password: ask:Password\n"
        )
        ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert "leads to nothing" in ran.out
