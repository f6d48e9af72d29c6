"""Coming in: with keys, an agent, passwords; how often it is tried, and what is said where it is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import PrivateFormat

from tests.collectors.ssh.scanning import PASSPHRASE, Go
from tests.servers.sshd import KINDS, Pair, Sshd, agent, certify, me, pair, sshd


@pytest.fixture(scope="module")
def users(here: Path) -> dict[str, Pair]:
    """Keys that are let in: of each kind, open and locked, and in each format."""
    made = {kind: pair(here / kind, kind, number="user") for kind in KINDS}
    for kind in KINDS:
        made[f"{kind} locked"] = pair(here / f"{kind}-locked", kind, number="user", passphrase=PASSPHRASE)
    for kind in ("rsa", "ecdsa"):
        made[f"{kind} pkcs8"] = pair(here / f"{kind}-8", kind, number="user", form=PrivateFormat.PKCS8)
        made[f"{kind} pem"] = pair(here / f"{kind}-pem", kind, number="user", form=PrivateFormat.TraditionalOpenSSL)
        made[f"{kind} pem locked"] = pair(
            here / f"{kind}-pem-locked",
            kind,
            number="user",
            passphrase=PASSPHRASE,
            form=PrivateFormat.TraditionalOpenSSL,
        )
    made["unknown"] = pair(here / "unknown")
    return made


@pytest.fixture(scope="module")
def host(here: Path, users: dict[str, Pair]) -> Iterator[Sshd]:
    with sshd(here / "host", authorized=[users[kind] for kind in KINDS]) as server:
        yield server


@pytest.mark.parametrize(
    "name",
    [
        *("ed25519", "ecdsa", "rsa", "ed25519 locked", "ecdsa locked", "rsa locked"),
        *("rsa pkcs8", "ecdsa pkcs8", "rsa pem", "ecdsa pem", "rsa pem locked", "ecdsa pem locked"),
    ],
)
def test_every_kind_of_key(host: Sshd, users: dict[str, Pair], go: Go, name: str) -> None:
    asked = go(host, users[name], passphrase="env:PASSPHRASE")  # noqa: S106  # a reference
    assert (asked.why, asked.session.body["login"]) == (("ok", ""), "publickey")


@pytest.mark.parametrize(
    ("name", "passphrase", "why"),
    [
        ("ed25519 locked", "", "KeyLocked"),
        ("ed25519 locked", "env:WRONG", "KeyLocked"),
        ("rsa locked", "env:WRONG", "KeyLocked"),
        ("rsa pem locked", "", "KeyLocked"),
        ("rsa pem locked", "env:WRONG", "KeyLocked"),
        ("ed25519 locked", "env:NOT_SET", "SecretMissing (env:NOT_SET)"),
        ("/nowhere/key", "", "KeyMissing"),
        ("/", "", "KeyUnread"),
    ],
)
def test_a_key_that_cannot_be_used(  # noqa: PLR0913, PLR0917  # a table
    host: Sshd, users: dict[str, Pair], go: Go, name: str, passphrase: str, why: str
) -> None:
    before = len(host.attempts())
    asked = go(host, users.get(name, name), **({"passphrase": passphrase} if passphrase else {}))
    assert asked.why == ("error", why)
    assert asked.cause
    assert asked.session.source.caller == ""
    assert "ssh.offer" in asked.by, "what the server offers was read before any login"
    assert len(host.attempts()) == before


def test_a_key_in_a_format_of_another_program(tmp_path: Path, host: Sshd, go: Go) -> None:
    for text in ("PuTTY-User-Key-File-3: ssh-ed25519\n", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", "\xff"):
        (tmp_path / "odd").touch(0o600)
        (tmp_path / "odd").write_text(text, "latin-1")
        assert go(host, str(tmp_path / "odd")).why == ("error", "KeyUnread")


@pytest.mark.parametrize(("mode", "why"), [(0o640, "KeyExposed"), (0o604, "KeyExposed"), (0o400, ""), (0o700, "")])
def test_a_key_that_others_can_read_is_no_key(tmp_path: Path, host: Sshd, go: Go, mode: int, why: str) -> None:
    key, before = pair(tmp_path / "key", number="user"), len(host.attempts())
    key.path.chmod(mode)
    asked = go(host, key)
    assert asked.session.code == why
    assert len(host.attempts()) - before == (0 if why else 2)
    if why:
        assert "chmod 600" in asked.cause.advice


def test_a_key_that_is_refused_is_tried_once(host: Sshd, users: dict[str, Pair], go: Go) -> None:
    before = host.attempts()
    asked = go(host, users["unknown"])
    assert asked.why == ("denied", "LoginRefused")
    assert host.attempts()[len(before) :] == ["Failed publickey"]


def test_the_second_of_two_keys_is_the_right_one(host: Sshd, users: dict[str, Pair], go: Go) -> None:
    asked = go(host, "/nowhere/key", users["unknown"], users["ed25519"])
    assert asked.why == ("ok", "")


def test_there_is_no_storm_of_attempts(tmp_path: Path, host: Sshd, go: Go) -> None:
    before = len(host.attempts())
    asked = go(host, *(pair(tmp_path / f"k{n}") for n in range(9)))
    assert asked.why == ("denied", "LoginRefused")
    assert host.attempts()[before:] == ["Failed publickey"] * 4


def test_a_server_with_less_patience(tmp_path: Path, users: dict[str, Pair], go: Go) -> None:
    with sshd(tmp_path / "s", "MaxAuthTries 2", authorized=[users["ed25519"]]) as server:
        asked = go(server, *(pair(tmp_path / f"k{n}") for n in range(3)), users["ed25519"])
        assert asked.why == ("denied", "LoginRefused")
        assert server.attempts() == ["Failed publickey"] * 2


def test_keys_that_ssh_looks_for_too(tmp_path: Path, host: Sshd, go: Go) -> None:
    before = len(host.attempts())
    assert go(host).why == ("denied", "NoKey")
    assert len(host.attempts()) == before
    (tmp_path / ".ssh").mkdir()
    pair(tmp_path / ".ssh" / "id_ed25519", number="user")
    assert go(host).why == ("ok", "")


def test_a_certificate_beside_a_key(tmp_path: Path, go: Go) -> None:
    ca, key = pair(tmp_path / "ca"), pair(tmp_path / "key")
    certify(ca, key, "-n", me())
    with sshd(tmp_path / "s", f"TrustedUserCAKeys {ca.path}.pub") as server:
        assert go(server, key).why == ("ok", "")
        assert "ED25519-CERT" in server.log.read_text()


@pytest.mark.parametrize(
    ("held", "named", "option", "tries"),
    [
        ("ed25519", "ed25519 locked", None, ["Accepted publickey"]),
        ("rsa", "rsa locked", None, ["Accepted publickey"]),
        ("ecdsa", "ecdsa locked", None, ["Accepted publickey"]),
        ("ed25519", "", True, ["Accepted publickey"]),
        ("ed25519", "", None, []),
        ("ed25519", "ed25519 locked", False, []),
        ("unknown", "ed25519", True, ["Accepted publickey"]),
    ],
)
def test_an_agent_signs_with_the_keys_that_are_named(  # noqa: PLR0913, PLR0917  # a table
    tmp_path: Path,
    host: Sshd,
    users: dict[str, Pair],
    go: Go,
    monkeypatch: pytest.MonkeyPatch,
    held: str,
    named: str,
    option: bool | None,  # noqa: FBT001  # a table
    tries: list[str],
) -> None:
    before = len(host.attempts())
    with agent(tmp_path, users[held].path) as path:
        monkeypatch.setenv("SSH_AUTH_SOCK", path)
        asked = go(host, *([users[named]] if named else []), agent=option)
    assert asked.session.outcome == ("ok" if tries else asked.session.outcome)
    assert [a for a in host.attempts()[before:] if a != "Accepted key"] == tries


def test_an_agent_with_many_keys(
    tmp_path: Path, host: Sshd, go: Go, monkeypatch: pytest.MonkeyPatch, users: dict[str, Pair]
) -> None:
    before = len(host.attempts())
    with agent(tmp_path, *(pair(tmp_path / f"k{n}").path for n in range(9))) as path:
        monkeypatch.setenv("SSH_AUTH_SOCK", path)
        assert go(host, users["unknown"], agent=True).why == ("denied", "LoginRefused")
    assert host.attempts()[before:] == ["Failed publickey"] * 4


def test_an_agent_that_is_gone_or_does_not_sign(
    tmp_path: Path, host: Sshd, go: Go, monkeypatch: pytest.MonkeyPatch, users: dict[str, Pair]
) -> None:
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "nowhere"))
    assert go(host, users["ed25519"], agent=None).why == ("ok", "")
    with agent(tmp_path, asks=users["ed25519"].path) as path:
        monkeypatch.setenv("SSH_AUTH_SOCK", path)
        asked = go(host, users["ed25519"], agent=None)
    assert asked.why == ("denied", "AgentRefused")
