"""Hosts that know only what is broken: what they offer is read before any login, and is a finding."""

from pathlib import Path

import pytest

from collectors.host.there import SSH
from scanner.collector import CollectError, Inquiry
from scanner.facts import Gap
from scanner.targets import Target
from tests.collectors.ssh.scanning import NOW, OURS, ask, known
from tests.servers.raw_ssh import kexinit, says
from tests.servers.services import service
from tests.servers.sshd import Pair, pair, sshd


@pytest.fixture(scope="module")
def user(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return pair(tmp_path_factory.mktemp("legacy") / "user")


@pytest.mark.parametrize(
    ("settings", "lacks", "offers", "weak"),
    [
        (("KexAlgorithms diffie-hellman-group14-sha1",), "kex", "diffie-hellman-group14-sha1", False),
        (("HostKeyAlgorithms ssh-rsa",), "host key", "ssh-rsa", False),
        (("Ciphers aes128-cbc",), "cipher", "aes128-cbc", True),
        (("MACs hmac-sha1", "Ciphers aes128-ctr"), "mac", "hmac-sha1", True),
    ],
)
def test_a_server_that_offers_nothing_else(  # noqa: PLR0913  # a table
    tmp_path: Path, user: Pair, settings: tuple[str, ...], lacks: str, offers: str, *, weak: bool
) -> None:
    with sshd(tmp_path / "s", *settings, authorized=[user], keys=("rsa",)) as server:
        options = {**OURS, "identity": str(user.path), "known_hosts": known(tmp_path, server.known)}
        asked = ask(server.port, **options)
        assert asked.why == ("error", f"NothingInCommon ({lacks})")
        assert asked.cause.said == f"it offers no algorithm that is still held to be safe ({lacks})"
        assert server.attempts() == []
        assert asked.by["ssh.offer"].body["software"].startswith("OpenSSH_")
        assert offers in (asked.door.algorithms or ())
        assert (asked.door.encryption, asked.door.min_version, asked.door.protocol) == ("required", "2.0", "ssh")
        gaps = {(f.kind, f.missing) for f in asked.facts if isinstance(f, Gap)}
        assert ("target", "asset") in gaps
        assert not {missing for kind, missing in gaps if kind == "ssh.server"}
        if weak:
            asked = ask(server.port, **options, weak_algorithms=True)
            assert asked.why == ("ok", "")
            assert offers in asked.session.body["agreed"].values()


def test_its_key_can_be_shown_to_a_person(tmp_path: Path, user: Pair) -> None:
    """Where what is broken may be used."""
    with sshd(tmp_path / "s", "Ciphers aes128-cbc", authorized=[user]) as server:
        name, given = f"127.0.0.1:{server.port}", {**OURS, "known_hosts": known(tmp_path)}
        strict, weak = (
            Inquiry(Target(id="ssh:x", scheme="ssh", name=name, options=options), frozenset(), lambda: NOW, str)
            for options in (given, {**given, "weak_algorithms": True})
        )
        assert SSH.shows
        with pytest.raises(CollectError, match="no algorithm that is still held to be safe"):
            list(SSH.shows(strict))
        assert [s.fingerprint for s in SSH.shows(weak)] == [server.keys["ed25519"].public.fingerprint]


def test_broken_algorithms_are_not_used_because_they_are_there(tmp_path: Path, user: Pair) -> None:
    settings = (
        "KexAlgorithms +diffie-hellman-group14-sha1",
        "Ciphers aes128-cbc,aes256-ctr",
        "MACs hmac-sha1,hmac-sha2-256",
    )
    with sshd(tmp_path / "s", *settings, authorized=[user]) as server:
        options = {**OURS, "identity": str(user.path), "known_hosts": known(tmp_path, server.known)}
        for weak in (False, True):
            agreed = ask(server.port, **options, weak_algorithms=weak).session.body["agreed"]
            assert (agreed["cipher"], agreed["mac"], "sha1" in agreed["kex"]) == ("aes256-ctr", "hmac-sha2-256", False)


@pytest.mark.parametrize(
    ("version", "lists", "lacks", "least"),
    [
        (b"SSH-1.99-Cisco-1.25\r\n", kexinit(kex=b"diffie-hellman-group1-sha1"), "kex", "1"),
        (b"SSH-2.0-ROSSSH\r\n", kexinit(kex=b"diffie-hellman-group1-sha1,diffie-hellman-group1-sha1"), "kex", "2.0"),
        (b"SSH-1.5-OpenSSH-1.2.3\r\n", b"", "version", "1"),
    ],
)
def test_a_server_of_long_ago(tmp_path: Path, user: Pair, version: bytes, lists: bytes, lacks: str, least: str) -> None:  # noqa: PLR0913, PLR0917  # a table
    with service(says(b"Clinic network. Go away.\r\n", version, lists)) as server:
        asked = ask(server.port, **OURS, known_hosts=known(tmp_path, user.known(server.port)))
    assert asked.why == ("error", f"NothingInCommon ({lacks})")
    assert asked.door.min_version == least
    if lists:
        assert "diffie-hellman-group1-sha1" in (asked.door.algorithms or ())
    else:
        assert asked.door.algorithms is None
        assert {u.field for u in asked.door.unread} == {"algorithms", "encryption"}


def test_what_a_server_calls_itself_is_shown_as_text(tmp_path: Path, user: Pair) -> None:
    hostile = b"SSH-2.0-\x1b[2J<script>\xc3\xa9" + b"x" * 300 + b"\r\n"
    with service(says(hostile, kexinit(kex=b"group1,\x1b[2J," + b"y" * 200))) as server:
        asked = ask(server.port, **OURS, known_hosts=known(tmp_path, user.known(server.port)))
    body = asked.by["ssh.offer"].body
    assert body["software"].startswith("?[2J<script>?x")
    assert len(body["software"]) == 100
    assert body["kex"] == ["group1"]
