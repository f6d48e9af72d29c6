"""`safeguard hosts enroll` beside what is known already: which keys are new, which may be trusted, where they go."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scanner.cli.screen import Screen
from tests.cli.conftest import Safeguard
from tests.servers.sshd import Sshd, me, pair, sshd


@dataclass(frozen=True)
class Fleet:
    """A host with two keys, its name in safeguard.yaml, the file of known hosts, and the ssh_config that names it."""

    host: Sshd
    known: Path
    config: Path
    declared: Path

    def declare(self, *lines: str) -> None:
        """Name it, with further lines."""
        options = "".join(f"    {line}\n" for line in (f"config: {self.config}", "agent: false", *lines))
        self.declared.write_text(
            f"targets:\n  - target: ssh://{me()}@127.0.0.1:{self.host.port}\n    name: web1\n{options}"
        )


@pytest.fixture
def fleet(tmp_path: Path, home: Path) -> Iterator[Fleet]:
    with sshd(tmp_path / "host", keys=("ed25519", "rsa")) as host:
        made = Fleet(host, home / "known_hosts", tmp_path / "ssh_config", home / "safeguard.yaml")
        made.config.write_text(f"UserKnownHostsFile {made.known}\nGlobalKnownHostsFile none\n")
        made.declare()
        yield made


@pytest.fixture
def yes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person at a terminal, who says yes to all."""
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n" * 9))
    monkeypatch.setattr(Screen, "asks", lambda _: True)


LINES = {
    "nothing": "",
    "one of two": "{ed25519}",
    "both": "{ed25519}{rsa}",
    "one, and another in place of the second": "{ed25519}{other}",
    "another in place of the second": "{other}",
    "one, and the second is revoked": "{ed25519}@revoked {rsa}",
}


@pytest.mark.parametrize(
    ("lines", "pinned", "states", "code"),
    [
        ("nothing", "", {"ed25519": "unknown", "rsa": "unknown"}, 0),
        ("one of two", "", {"ed25519": "known", "rsa": "unknown"}, 0),
        ("both", "", {"ed25519": "known", "rsa": "known"}, 0),
        ("one, and another in place of the second", "", {"ed25519": "known", "rsa": "changed"}, 1),
        ("another in place of the second", "", {"ed25519": "unknown", "rsa": "changed"}, 1),
        ("one, and the second is revoked", "", {"ed25519": "known", "rsa": "revoked"}, 1),
        ("nothing", "rsa", {"ed25519": "unknown", "rsa": "known"}, 0),
        ("nothing", "other", {"ed25519": "changed", "rsa": "changed"}, 1),
    ],
)
def test_lines_are_printed_of_keys_that_may_be_trusted(  # noqa: PLR0913, PLR0917  # a table
    safeguard: Safeguard, fleet: Fleet, tmp_path: Path, lines: str, pinned: str, states: dict[str, str], code: int
) -> None:
    keys = {**fleet.host.keys, "other": pair(tmp_path / "other", "rsa", number="other")}
    text = {kind: key.known(fleet.host.port) for kind, key in keys.items()}
    fleet.known.write_text(LINES[lines].format(**text))
    if pinned:
        fleet.declare(f"host_key: {keys[pinned].public.fingerprint}")
    ran = safeguard("hosts", "enroll", "--print")
    for kind, state in states.items():
        assert f"{keys[kind].public.fingerprint} {state}\n" in ran.err
    wanted = [text[kind] for kind, state in states.items() if state in {"known", "unknown"}]
    assert (ran.code, sorted(ran.out.splitlines(keepends=True))) == (code, sorted(wanted))


def test_a_host_that_is_not_reached_is_not_printed_as_done(safeguard: Safeguard, fleet: Fleet) -> None:
    ran = safeguard("hosts", "enroll", "--print", "ssh:web1", "ssh://127.0.0.1:9")
    assert (ran.code, len(ran.out.splitlines())) == (1, 2)


@pytest.mark.usefixtures("yes")
def test_a_host_of_which_one_key_is_known_is_known(safeguard: Safeguard, fleet: Fleet) -> None:
    fleet.known.write_text(fleet.host.keys["ed25519"].known(fleet.host.port))
    ran = safeguard("hosts", "enroll")
    assert (ran.code, "ANOTHER" in ran.err, "Added" in ran.err) == (0, False, False)


@pytest.mark.usefixtures("yes")
@pytest.mark.parametrize("file", ["none", "/dev/null"])
def test_where_no_file_keeps_keys_nothing_is_said_to_be_added(safeguard: Safeguard, fleet: Fleet, file: str) -> None:
    fleet.config.write_text(f"UserKnownHostsFile {file}\nGlobalKnownHostsFile none\n")
    ran = safeguard("hosts", "enroll")
    assert ran.code == 1
    assert "Not added." in ran.err
    assert "name a file of known hosts, known_hosts: FILE" in ran.err
    assert len(safeguard("hosts", "enroll", "--print").out.splitlines()) == 2


@pytest.mark.usefixtures("yes")
def test_a_file_with_tokens_in_its_name_is_that_file(safeguard: Safeguard, fleet: Fleet, tmp_path: Path) -> None:
    fleet.config.write_text(f"UserKnownHostsFile {tmp_path}/known/%h-%p\n")
    assert safeguard("hosts", "enroll").code == 0
    written = tmp_path / "known" / f"127.0.0.1-{fleet.host.port}"
    assert sorted(written.read_text().splitlines()) == sorted(fleet.host.known.splitlines())
    fleet.config.write_text(f"UserKnownHostsFile {tmp_path}/known/%C\n")
    ran = safeguard("hosts", "enroll")
    assert (ran.code, "a token or a variable" in ran.err) == (1, True)


NAME = "$(touch${IFS}pwned)"


@pytest.mark.parametrize(
    ("args", "files", "said"),
    [
        ((f"ssh://web{NAME}",), {}, "no host is named that can be read"),
        ((f"ssh://{NAME}@web1",), {}, "no host is named that can be read"),
        ((), {"hosts.ini": f"web1 ansible_host={NAME}\n"}, "the name or address of a host without quotes"),
        ((), {"hosts.ini": f"web1 ansible_user={NAME}\n"}, "the name of an account without quotes"),
        ((), {"hosts.csv": f"name,host\nweb1,{NAME}\n"}, "the name or address of a host without quotes"),
    ],
)
def test_no_name_of_a_host_is_a_command(
    safeguard: Safeguard, home: Path, args: tuple[str, ...], files: dict[str, str], said: str
) -> None:
    (home / "config").write_text("ProxyCommand nc %h %p\n")
    for name, text in files.items():
        (home / name).write_text(text)
        (home / "safeguard.yaml").write_text(
            f"targets:\n  - inventory: {name}\n    config: {home}/config\n    allow: [ProxyCommand]\n"
        )
    ran = safeguard("scan", "--make-key", *args)
    assert ran.code == 3
    assert said in ran.err
    assert not (home / "pwned").exists()


def test_what_to_type_next_names_one_host_and_of_several_none(safeguard: Safeguard, fleet: Fleet) -> None:
    one = safeguard("scan", "web1", "--make-key").out
    assert "Next: safeguard hosts enroll ssh:web1\n" in one
    with sshd(fleet.config.parent / "second") as second:
        with fleet.declared.open("a") as file:
            file.write(f"  - target: ssh://127.0.0.1:{second.port}\n    config: {fleet.config}\n")
        both = safeguard("scan").out
    assert both.count("Next: safeguard hosts enroll\n") == 1
    assert "safeguard hosts enroll ssh:" not in both
