"""Which host is believed, and that nothing is said to one that is not."""

import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.collectors.ssh.scanning import OURS, Asked, ask, known
from tests.servers.login import BEFORE_LOGIN, Manners, logging_in
from tests.servers.need import lacking, need
from tests.servers.sshd import KINDS, Pair, Sshd, certify, me, pair, sshd


def test_a_known_host_is_read(tmp_path: Path, host: Sshd, user: Pair) -> None:
    asked = ask(host.port, **OURS, identity=str(user.path), known_hosts=known(tmp_path, host.known))
    assert asked.why == ("ok", "")
    key = host.keys["ed25519"].public.fingerprint
    assert asked.session.body == {
        "host_key": key,
        "proved_by": "known host",
        "agreed": asked.session.body["agreed"],
        "login": "publickey",
        "system": "Linux",
    }
    assert asked.session.parameters == {}
    assert asked.session.body["agreed"]["kex"] in asked.by["ssh.offer"].body["kex"]
    assert {a.source.identity for a in asked.by.values()} == {f"host key {key}"}
    assert {a.source.endpoint for a in asked.by.values()} == {f"127.0.0.1:{host.port}"}
    assert {a.source.caller for a in asked.by.values()} == {me()}
    assert asked.by["linux.machine"].outcome == "ok", asked.by["linux.machine"].code
    assert asked.by["linux.machine"].body["user"] == me()


@pytest.mark.parametrize(
    ("lines", "more", "why"),
    [
        ("{ed25519}", {}, ""),
        ("{rsa}", {}, ""),
        ("{ecdsa}", {}, ""),
        ("{hashed}", {}, ""),
        ("{wild}", {}, ""),
        ("{other}{ed25519}", {}, ""),
        ("", {}, "HostKeyUnknown"),
        ("{elsewhere}", {}, "HostKeyUnknown"),
        ("{other}", {}, "HostKeyChanged"),
        ("{ed25519}{revoked}", {}, "HostKeyRevoked"),
        ("{ed25519}@revoked * ssh-ed25519 AAAA\n", {}, "KnownHostsUnread"),
        ("", {"host_key": "ed25519"}, ""),
        ("", {"host_key": "ed25519 other"}, ""),
        ("", {"host_key": "rsa"}, ""),
        ("", {"host_key": "other ecdsa"}, ""),
        ("{other}", {"host_key": "ecdsa"}, ""),
        ("{revoked}", {"host_key": "rsa"}, "HostKeyRevoked"),
        ("{ed25519}", {"host_key": "other"}, "HostKeyChanged"),
        ("{revoked}", {"host_key": "ed25519"}, "HostKeyRevoked"),
    ],
)
def test_a_host_is_believed_by_what_is_known(  # noqa: PLR0913, PLR0917  # a table
    tmp_path: Path, host: Sshd, user: Pair, other: Pair, lines: str, more: Mapping[str, str], why: str
) -> None:
    ed25519 = host.keys["ed25519"]
    text = lines.format(
        **{kind: host.keys[kind].known(host.port) for kind in KINDS},
        hashed=_hashed(tmp_path, ed25519.known(host.port)),
        wild=f"[127.0.*]:{host.port},!db1 {ed25519.line}\n",
        elsewhere=ed25519.known(host.port + 1),
        other=other.known(host.port),
        revoked=f"@revoked * {ed25519.line}\n",
    )
    pins = {"other": other.public.fingerprint, **{kind: key.public.fingerprint for kind, key in host.keys.items()}}
    options: dict[str, Any] = {name: [pins[word] for word in said.split()] for name, said in more.items()}
    before = len(host.attempts())
    asked = ask(host.port, **OURS, identity=str(user.path), known_hosts=known(tmp_path, text), **options)
    _is(asked, why)
    assert len(host.attempts()) - before == (0 if why else 2), "a key that is looked at, and one that is let in"


def test_a_host_by_its_address_of_version_6(tmp_path: Path, user: Pair) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        lacking("this machine has no ::1")
    with sshd(tmp_path / "s", "ListenAddress ::1", authorized=[user]) as server:
        files = known(tmp_path, server.keys["ed25519"].known(server.port, host="::1"))
        options: dict[str, Any] = {"identity": str(user.path), "known_hosts": files}
        asked = ask(0, name=f"{me()}@[::1]:{server.port}", **OURS, **options)
    assert asked.why == ("ok", "")
    assert asked.session.source.endpoint == f"[::1]:{server.port}"


def _hashed(folder: Path, line: str) -> str:
    path = folder / "to_hash"
    path.write_text(line)
    keygen = need("ssh-keygen", package="openssh-client")
    subprocess.run([keygen, "-H", "-f", path], check=True, capture_output=True, timeout=20)
    return path.read_text()


def _is(asked: Asked, why: str) -> None:
    assert asked.why == (("error", why) if why else ("ok", ""))
    if why:
        assert "linux.machine" not in asked.by
        assert "ssh.offer" not in asked.by, "what a stranger offers says nothing of the host"
        assert asked.cause
        assert asked.session.source.identity == asked.session.source.caller == ""


def test_nothing_is_said_to_a_stranger(tmp_path: Path, user: Pair, other: Pair) -> None:
    """A server that lets everybody in, and notes all that it hears."""
    with logging_in(other, Manners(password="typed", keys=(user,))) as server:  # noqa: S106  # that is what it plays
        pin: dict[str, Any] = {"host_key": user.public.fingerprint}
        revoked = f"{server.known}@revoked * {other.line}\n"
        for text, more in (("", {}), (user.known(server.port), {}), (revoked, {}), (server.known, pin)):
            asked = ask(
                server.port,
                **OURS,
                **more,
                identity=str(user.path),
                password="typed",  # noqa: S106  # that is what it plays
                known_hosts=known(tmp_path, text),
            )
            assert asked.session.code in {"HostKeyUnknown", "HostKeyChanged", "HostKeyRevoked"}
            assert "Nothing was sent" in asked.cause.more
        assert (server.attempts, server.typed) == ([], [])
        assert server.heard <= BEFORE_LOGIN
        asked = ask(server.port, **OURS, identity=str(user.path), known_hosts=known(tmp_path, server.known))
        assert asked.why == ("ok", "")
        assert not server.heard <= BEFORE_LOGIN, "it would have heard it"


def test_host_keys_are_looked_for_under_another_name(tmp_path: Path, host: Sshd, user: Pair) -> None:
    """HostKeyAlias stands for name and port, as with OpenSSH."""
    config = tmp_path / "config"
    config.write_text(
        f"Host web1\n  HostName 127.0.0.1\n  Port {host.port}\n  HostKeyAlias the-first\n  IdentityFile {user.path}\n"
    )
    line = f"the-first {host.keys['ed25519'].line}\n"
    for text, why in (
        (line, ""),
        (host.known, "HostKeyUnknown"),
        (line.replace("the-first", "web1"), "HostKeyUnknown"),
    ):
        asked = ask(0, name=f"{me()}@web1", agent=False, config=str(config), known_hosts=known(tmp_path, text))
        _is(asked, why)


CERTIFIED: list[tuple[tuple[str, ...], str, str]] = [
    (("-h", "-n", "127.0.0.1"), "@cert-authority *", ""),
    (("-h", "-n", "127.0.0.*"), "@cert-authority [127.0.0.1]:*", ""),
    (("-h",), "@cert-authority *", ""),
    (("-h", "-n", "127.0.0.1"), "@cert-authority db1", "HostKeyUnknown"),
    (("-h", "-n", "127.0.0.1"), "", "HostKeyUnknown"),
    (("-h", "-n", "127.0.0.1"), "@cert-authority * {ca}\n@revoked *", "HostKeyRevoked"),
    (("-h", "-n", "127.0.0.1"), "@cert-authority * {ca}\n@revoked * {key}\n#", "HostKeyRevoked"),
    (("-h", "-n", "127.0.0.1"), "@cert-authority * {other}\n#", "HostKeyUnknown"),
    (("-h", "-n", "web2,db1"), "@cert-authority *", "CertificateOfAnother"),
    (("-h", "-n", "127.0.0.1", "-V", "-2d:-1d"), "@cert-authority *", "CertificateOutOfTime"),
    (("-h", "-n", "127.0.0.1", "-V", "+1d:+2d"), "@cert-authority *", "CertificateOutOfTime"),
    (("-n", "127.0.0.1"), "@cert-authority *", "CertificateUnfit"),
    (("-h", "-n", "127.0.0.1", "-O", "critical:moon=full"), "@cert-authority *", "CertificateUnfit"),
]


@pytest.mark.parametrize(
    ("kind", "words", "line", "why"), [("rsa", *CERTIFIED[0]), *(("ed25519", *row) for row in CERTIFIED)]
)
def test_a_host_that_somebody_vouches_for(  # noqa: PLR0913, PLR0917  # a table
    tmp_path: Path, user: Pair, other: Pair, kind: str, words: tuple[str, ...], line: str, why: str
) -> None:
    ca, key = pair(tmp_path / "ca", kind), pair(tmp_path / "key", kind, number="certified")
    certificate = certify(ca, key, *words)
    text = f"{line.format(ca=ca.line, key=key.line, other=other.line)} {ca.line}\n" if line else "\n"
    with sshd(
        tmp_path / "s", f"HostKey {key.path}", f"HostCertificate {certificate}", authorized=[user], keys=()
    ) as server:
        asked = ask(server.port, **OURS, identity=str(user.path), known_hosts=known(tmp_path, text))
        _is(asked, why)
        assert bool(server.attempts()) is not bool(why)
        if not why:
            assert asked.session.body["proved_by"] == ca.public.fingerprint
            assert asked.session.body["host_key"] == key.public.fingerprint
            assert "-cert-v01@" in asked.session.body["agreed"]["host_key"]


def test_a_certificate_does_no_harm_to_a_key_that_is_known(tmp_path: Path, user: Pair) -> None:
    ca, key = pair(tmp_path / "ca"), pair(tmp_path / "key")
    certificate = certify(ca, key, "-h", "-n", "elsewhere")
    settings = (f"HostKey {key.path}", f"HostCertificate {certificate}")
    with sshd(tmp_path / "s", *settings, authorized=[user], keys=()) as server:
        options: dict[str, Any] = {**OURS, "identity": str(user.path)}
        asked = ask(server.port, **options, known_hosts=known(tmp_path, key.known(server.port)))
        assert (asked.why, asked.session.body["proved_by"]) == (("ok", ""), "known host")
        asked = ask(server.port, **options, host_key=key.public.fingerprint)
        assert (asked.why, asked.session.body["proved_by"]) == (("ok", ""), "pin")


def test_an_authority_that_signs_with_sha1_is_not_heard(tmp_path: Path, user: Pair) -> None:
    ca, key = pair(tmp_path / "ca", "rsa"), pair(tmp_path / "key")
    try:
        certificate = certify(ca, key, "-h", "-n", "127.0.0.1", "-t", "ssh-rsa")
    except subprocess.CalledProcessError:
        lacking("this OpenSSH makes no such certificate")
    settings = (f"HostKey {key.path}", f"HostCertificate {certificate}")
    with sshd(tmp_path / "s", *settings, authorized=[user], keys=()) as server:
        text = f"@cert-authority * {ca.line}\n"
        asked = ask(server.port, **OURS, identity=str(user.path), known_hosts=known(tmp_path, text))
    _is(asked, "CertificateUnfit")
