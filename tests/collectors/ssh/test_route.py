"""The way to a host: over whom, by which program, and with which files, as ssh_config says it."""

import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from collectors.ssh.failure import SSHError
from collectors.ssh.route import Route, route
from scanner.collector import CollectError
from tests.servers.sshd import me

HOSTILE = (
    "$(touch${IFS}pwned)",
    "web`id`",
    "web;id",
    "web|id",
    "web&id",
    "web>a",
    "-oProxyCommand=id",
    "web'a",
    'web"a',
)


def way(tmp_path: Path, config: str, name: str = "web1", **options: Any) -> Route:
    (tmp_path / "config").write_text(config)
    environ = {"KEYS": "/keys", "SSH_AUTH_SOCK": "/usual"}
    return route(name, {"config": str(tmp_path / "config"), **options}, environ)


@pytest.mark.parametrize("name", [*HOSTILE, *(f"{name}@web1" for name in HOSTILE), "web1$x", "ana\\@web1"])
def test_a_name_is_never_a_command(tmp_path: Path, name: str) -> None:
    with pytest.raises(CollectError, match="no host is named that can be read"):
        way(tmp_path, "ProxyCommand nc %h %p %r\n", name, allow=["ProxyCommand"])


@pytest.mark.parametrize(
    ("config", "options", "why"),
    [
        ("ProxyCommand nc %h %p\n", {"host": "$(touch${IFS}pwned)"}, "NameUnfit"),
        ("HostName web1;id\nProxyCommand nc %h %p\n", {}, "NameUnfit"),
        ("ProxyCommand nc -l %r %n\n", {"user": "$(touch${IFS}pwned)"}, "NameUnfit"),
        ("ProxyCommand nc -l %r %n\n", {"user": "CLINIC\\scans"}, "NameUnfit"),
        ("ProxyCommand nc -l %r %n\n", {"user": "scans$"}, "NameUnfit"),
        ("ProxyCommand nc %n %q\n", {}, "TokenUnknown"),
        ("ProxyCommand nc %n %", {}, "TokenUnknown"),
    ],
)
def test_what_no_shell_is_given(tmp_path: Path, config: str, options: Mapping[str, Any], why: str) -> None:
    with pytest.raises(SSHError, match=f"^{why}$"):
        way(tmp_path, config, allow=["ProxyCommand"], **options)


@pytest.mark.parametrize(
    ("config", "user", "words"),
    [
        (
            'ProxyCommand sh -c "aws ssm start-session --target %h --parameters portNumber=%p"\n',
            "ana",
            ["sh", "-c", "aws ssm start-session --target 10.0.0.7 --parameters portNumber=2200"],
        ),
        ("ProxyCommand nc  %h '%r of %n' 100%%\n", "ana", ["nc", "10.0.0.7", "ana of web1", "100%"]),
        ("ProxyCommand nc %h %p\n", "CLINIC\\scans", ["nc", "10.0.0.7", "2200"]),
    ],
)
def test_a_program_is_given_what_its_owner_wrote(tmp_path: Path, config: str, user: str, words: list[str]) -> None:
    found = way(tmp_path, f"HostName 10.0.0.7\nPort 2200\n{config}", allow=["ProxyCommand"], user=user).end.command
    printed = subprocess.run(["/bin/sh", "-c", f"printf '%s\\n' {found}"], capture_output=True, text=True, check=True)
    assert printed.stdout.splitlines() == shlex.split(found) == words


A_B = "Host web1\n ProxyJump b\nHost b\n ProxyJump a\nHost a\n Port 2200\n"


@pytest.mark.parametrize(
    ("config", "options", "hops"),
    [
        (A_B, {}, "a:2200 b:22 web1:22"),
        (A_B, {"jump": "b"}, "a:2200 b:22 web1:22"),
        (A_B, {"jump": "c,b"}, "c:22 b:22 web1:22"),
        (A_B, {"jump": "b,c"}, "a:2200 b:22 c:22 web1:22"),
        (A_B, {"jump": "none"}, "web1:22"),
        ("Host web1\n ProxyJump %h-gate\n", {}, "web1-gate:22 web1:22"),
        ("Host *,!b\n ProxyJump none\n", {"jump": "b"}, "b:22 web1:22"),
        ("Host b\n ProxyCommand nc %h\n", {"jump": "c,b"}, "c:22 b:22 web1:22"),
        ("Host b\n ProxyCommand nc %h\n", {"jump": "b", "allow": ["ProxyCommand"]}, "b:22 (nc b) web1:22"),
    ],
)
def test_a_jump_host_may_be_behind_another(tmp_path: Path, config: str, options: Mapping[str, Any], hops: str) -> None:
    found = way(tmp_path, config, **options).hops
    assert " ".join(f"{h.endpoint} ({h.command})" if h.command else h.endpoint for h in found) == hops


@pytest.mark.parametrize(
    ("config", "options", "why"),
    [
        ("Host a\n ProxyJump b\nHost b\n ProxyJump a\n", {"jump": "a"}, "JumpCircle"),
        ("Host *\n ProxyJump b\n", {}, "JumpCircle"),
        ("".join(f"Host h{n}\n ProxyJump h{n + 1}\n" for n in range(7)), {"jump": "h0"}, "JumpCircle"),
        ("Host b\n ProxyCommand nc %h\n", {"jump": "b"}, "ProxyCommand"),
        ("Host b\n UserKnownHostsFile ~nobody-here/k\n", {"jump": "b"}, "NoHome"),
    ],
)
def test_a_way_that_leads_nowhere(tmp_path: Path, config: str, options: Mapping[str, Any], why: str) -> None:
    with pytest.raises(SSHError, match=f"^{why}$") as said:
        way(tmp_path, config, **options)
    assert said.value.at


def test_what_is_left_out_of_a_jump_host_is_told_too(tmp_path: Path) -> None:
    found = way(tmp_path, 'Host web1\n ProxyJump b\nMatch originalhost b exec "true"\n User eve\n').passed_by
    assert [line.rpartition("config, ")[2] for line in found] == ["line 3: Match exec"]


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        (
            "UserKnownHostsFile ~/k/%k-%n /k/%h_%p\nGlobalKnownHostsFile none",
            "known_hosts",
            "{home}/k/web1-web1 /k/h_2",
        ),
        ("HostKeyAlias first\nUserKnownHostsFile /k/%k\nGlobalKnownHostsFile /g", "known_hosts", "/k/first /g"),
        ("UserKnownHostsFile none\nGlobalKnownHostsFile none", "known_hosts", ""),
        ("IdentityFile %d/%u/%r/50%%\nIdentityFile ${KEYS}/a", "identities", "{home}/{me}/ana/50% /keys/a"),
        ("RevokedHostKeys /r/%h /s", "revoked", "/r/h /s"),
        ("RevokedHostKeys none", "revoked", ""),
    ],
)
def test_files_whose_names_have_tokens(  # a table
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, field: str, value: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    said = f"HostName h\nPort 2\nUser ana\n{line}\n"
    found = getattr(way(tmp_path, said).end, field)
    assert " ".join(map(str, found)) == value.format(home=tmp_path, me=me())


@pytest.mark.parametrize(
    ("said", "socket"),
    [("/run/%u-%r", f"/run/{me()}-ana"), ("$KEYS", "/keys"), ("SSH_AUTH_SOCK", "/usual"), ("none", "")],
)
def test_the_agent_that_is_named(tmp_path: Path, said: str, socket: str) -> None:
    assert way(tmp_path, f"User ana\nIdentityAgent {said}\n").end.agent == socket


@pytest.mark.parametrize(
    "word", ["UserKnownHostsFile /k/%C", "IdentityFile /k/%i", "IdentityAgent ${NOT_SET}/a", "IdentityFile %"]
)
def test_a_token_that_is_not_known_is_no_name(tmp_path: Path, word: str) -> None:
    with pytest.raises(SSHError, match=r"^TokenUnknown$"):
        way(tmp_path, f"{word}\n")
