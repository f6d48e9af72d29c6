"""Where references lead, what is refused, and that no sentence repeats a secret."""

import os
import re
import socket
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from scanner.secrets.lookup import FETCHERS, Secret, pick, resolve
from scanner.secrets.reference import MAX_SECRET, SCHEMES, SecretError, literals, looks_secret
from scanner.written.yamlfile import load

CANARY = "c4n4ry-S3cr3t"


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(CANARY + "\n")
    path.chmod(0o600)
    return path


def test_every_kind_of_reference_leads_somewhere() -> None:
    assert tuple(FETCHERS) == SCHEMES


def test_env(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHR_PASSWORD", CANARY)
    assert resolve("env:EHR_PASSWORD") == CANARY


def test_file(secret_file: Path) -> None:
    assert resolve(f"file:{secret_file}") == CANARY


def test_a_secret_does_not_show_itself(secret_file: Path) -> None:
    found = resolve(f"file:{secret_file}")
    assert isinstance(found, Secret)
    assert CANARY not in f"{found!r} {[found]}"


@pytest.mark.parametrize("reference", [CANARY, f"htps:{CANARY}", f":{CANARY}", "", "env"])
def test_what_is_no_reference_is_not_repeated(reference: str) -> None:
    with pytest.raises(SecretError) as caught:
        resolve(reference)
    assert str(caught.value) == snapshot(
        "a value that is not repeated here is no reference."
        " Known are env:, file:, fd:, keyring:, awssm:, vault:, cmd:, ask:"
    )


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o601])
def test_a_file_that_others_can_read_is_refused(secret_file: Path, mode: int) -> None:
    secret_file.chmod(mode)
    with pytest.raises(SecretError, match=f"may be read by others, its mode is {mode:04o}: chmod 600"):
        resolve(f"file:{secret_file}")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_somebody_else_is_refused(secret_file: Path) -> None:
    os.chown(secret_file, 12345, 12345)
    with pytest.raises(SecretError, match=r"belongs to user 12345, not to you \(0\)"):
        resolve(f"file:{secret_file}")


def test_a_pipe_in_place_of_a_file_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(SecretError, match="it is not a file"):
        resolve(f"file:{tmp_path / 'pipe'}")


def test_fd_is_read_from_the_beginning_each_time(secret_file: Path) -> None:
    with secret_file.open("rb") as file:
        number = file.fileno()
        assert [resolve(f"fd:{number}"), resolve(f"fd:{number}")] == [CANARY, CANARY]


def test_fd_of_a_pipe() -> None:
    reading, writing = os.pipe()
    os.write(writing, f"{CANARY}\n".encode())
    os.close(writing)
    try:
        assert resolve(f"fd:{reading}") == CANARY
        with pytest.raises(SecretError, match=rf"fd:{reading} is empty"):
            resolve(f"fd:{reading}")
    finally:
        os.close(reading)


def test_cmd_needs_permission() -> None:
    with pytest.raises(SecretError, match=r"would start a program: safeguard\.yaml must say allow_cmd: true"):
        resolve("cmd:true")


def test_cmd_runs_no_shell(tmp_path: Path) -> None:
    assert resolve(f"cmd:echo {CANARY}", allow_cmd=True) == CANARY
    assert resolve(f"cmd:echo x > {tmp_path}/made", allow_cmd=True) == f"x > {tmp_path}/made"
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("env:NO_SUCH_THING", snapshot("env:NO_SUCH_THING is not set in the environment")),
        ("env:EMPTY", snapshot("env:EMPTY is empty")),
        ("file:/no/such/file", snapshot("file:/no/such/file cannot be read: No such file or directory")),
        ("file:/", snapshot("file:/ cannot be read: it is not a file")),
        ("file:/x\0y", snapshot("file:/x\\x00y cannot be read: it is no path")),
        ("file:~nobody-here/x", snapshot("file:~nobody-here/x cannot be read: there is no such home folder")),
        ("fd:999", snapshot("fd:999 cannot be read: Bad file descriptor")),
        ("fd:three", snapshot("fd:three is no open file descriptor: fd:3 with 3<FILE in the shell")),
        ("keyring:ehr", snapshot("keyring:ehr names no entry: keyring:SERVICE/USER")),
        ("vault:secret/data/ehr", snapshot("vault:secret/data/ehr names no field: vault:PATH#key")),
        (
            "vault:secret/data/ehr#password",
            snapshot("vault:secret/data/ehr#password needs VAULT_ADDR in the environment"),
        ),
        ("cmd:false", snapshot("cmd:false ended with 1")),
        (
            "cmd:/no/such/program --token x",
            snapshot("cmd:/no/such/program … could not be started: No such file or directory"),
        ),
        ("cmd:'", snapshot("cmd:' cannot be split into words: a quote is open, or there are none")),
    ],
)
def test_sentences(reference: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMPTY", "")
    monkeypatch.delenv("VAULT_ADDR", raising=False)
    with pytest.raises(SecretError) as caught:
        resolve(reference, allow_cmd=True)
    assert str(caught.value) == said
    assert CANARY not in str(caught.value)


def test_keyring_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(SecretError, match=r"needs an extra: pip install 'safeguard-scanner\[keyring\]'"):
        resolve("keyring:ehr/ana")


def test_what_a_program_says_is_in_no_sentence() -> None:
    with pytest.raises(SecretError) as caught:
        resolve(f"cmd:sh -c 'echo {CANARY}; echo {CANARY} >&2; exit 3'", allow_cmd=True)
    assert str(caught.value) == snapshot("cmd:sh … ended with 3")


def test_what_is_too_long_is_refused(secret_file: Path) -> None:
    secret_file.write_text("x" * (MAX_SECRET + 1))
    with pytest.raises(SecretError, match="gives more than 65536 characters"):
        resolve(f"file:{secret_file}")


@pytest.fixture
def vault() -> Iterator[Callable[[int, bytes], str]]:
    """A server on loopback that answers as it is told; the last request lies in `seen`."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append((self.path, self.headers["X-Vault-Token"]))
            self.send_response(told[0][0])
            if told[0][0] == 302:
                self.send_header("Location", "/v1/elsewhere")
            self.end_headers()
            self.wfile.write(told[0][1])

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    told: list[tuple[int, bytes]] = []
    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def tell(status: int, body: bytes) -> str:
        told[:] = [(status, body)]
        seen.clear()
        return f"http://127.0.0.1:{server.server_port}"

    yield tell
    server.shutdown()
    server.server_close()


seen: list[tuple[str, str]] = []


@pytest.mark.parametrize(
    "body",
    [
        b'{"data": {"data": {"password": "c4n4ry-S3cr3t"}, "metadata": {}}}',
        b'{"data": {"password": "c4n4ry-S3cr3t"}}',
    ],
    ids=["version 2", "version 1"],
)
def test_vault(vault: Callable[[int, bytes], str], body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_ADDR", vault(200, body))
    monkeypatch.setenv("VAULT_TOKEN", "t0ken\n")
    assert resolve("vault:secret/data/ehr#password") == CANARY
    assert seen == [("/v1/secret/data/ehr", "t0ken")]


def test_vault_on_this_machine_is_asked_without_a_proxy(
    vault: Callable[[int, bytes], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.settimeout(0.1)
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("VAULT_ADDR", vault(200, b'{"data": {"password": "c4n4ry-S3cr3t"}}'))
        monkeypatch.setenv("VAULT_TOKEN", "t0ken")
        assert resolve("vault:secret/ehr#password") == CANARY
        with pytest.raises(TimeoutError):
            proxy.accept()


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (403, b"c4n4ry-S3cr3t", "was refused: the token may not read it, or has expired"),
        (404, b"", r"is not there \(a version 2 engine has data/ in its path"),
        (500, b"c4n4ry-S3cr3t", "was not given: HTTP 500"),
        (302, b"", "was not given: HTTP 302"),
        (200, b"<html>c4n4ry-S3cr3t", "was not given: the answer cannot be read"),
        (200, b'{"data": null}', "has no such field, or it is no text"),
        (200, b"[1]", "has no such field, or it is no text"),
        (200, b'{"data": {"password": 7}}', "has no such field, or it is no text"),
    ],
)
def test_vault_refuses(
    vault: Callable[[int, bytes], str], status: int, body: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAULT_ADDR", vault(status, body))
    monkeypatch.setenv("VAULT_TOKEN", CANARY)
    with pytest.raises(SecretError, match=said) as caught:
        resolve("vault:secret/data/ehr#password")
    assert CANARY not in str(caught.value)
    assert len(seen) == 1  # the token follows no redirect


@pytest.mark.parametrize("address", ["http://vault.example:8200", "ftp://127.0.0.1", "127.0.0.1:8200"])
def test_vault_is_asked_with_tls_only(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_ADDR", address)
    monkeypatch.setenv("VAULT_TOKEN", CANARY)
    with pytest.raises(SecretError, match="would be sent without TLS: VAULT_ADDR must begin with https://"):
        resolve("vault:secret/data/ehr#password")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("VAULT_ADDR", f"https://u:{CANARY}@[bad", "was not asked for: VAULT_ADDR is no URL"),
        ("VAULT_CACERT", "/no/such.pem", "was not asked for: VAULT_CACERT cannot be read: No such file or directory"),
        ("VAULT_CACERT", __file__, "was not asked for: VAULT_CACERT cannot be read: .+"),
    ],
)
def test_vault_in_an_odd_environment(name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for each, sane in {"VAULT_ADDR": "https://127.0.0.1:1", "VAULT_TOKEN": CANARY, name: value}.items():
        monkeypatch.setenv(each, sane)
    with pytest.raises(SecretError, match=said) as caught:
        resolve("vault:secret/data/ehr#password")
    assert CANARY not in str(caught.value)


def test_pick() -> None:
    assert pick("awssm:ehr#password", f'{{"password": "{CANARY}"}}', "password") == CANARY
    for text in ("{}", '{"password": 1}', "not json", "[]"):
        with pytest.raises(SecretError):
            pick("awssm:ehr#password", text, "password")


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ASIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "a" * 36,
        "xoxb-" + "1234567890-abc",
        "hvs." + "a" * 24,
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.sig",
        "https://ana:hunter2@proxy.example",
        "https://ana:hunt/er2@proxy.example",
    ],
)
def test_shapes_of_secrets(text: str) -> None:
    assert looks_secret(text)
    assert looks_secret(f"see {text} there")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AKIA",
        "env:AKIA",
        "arn:aws:iam::123456789012:role/audit",
        "-----BEGIN PUBLIC KEY-----",
        "aws://prod",
        "ana@x",
    ],
)
def test_shapes_of_none(text: str) -> None:
    assert not looks_secret(text)


@pytest.mark.parametrize(
    "line",
    [
        "password: c4n4ry-S3cr3t",
        "db_passwd: c4n4ry-S3cr3t",
        "secret_key: c4n4ry-S3cr3t",
        "session_token: c4n4ry-S3cr3t",
        "Passphrase: c4n4ry-S3cr3t",
        "api_key: c4n4ry-S3cr3t",
        "community: c4n4ry-S3cr3t",
        "targets: [{target: x, credentials: {of: [c4n4ry-S3cr3t]}}]".replace("of", "password"),
        "pwd: 12345678",
        "organisation: https://ana:c4n4ry-S3cr3t@x",
        "organisation: AKIAIOSFODNN7EXAMPLE",
        "AKIAIOSFODNN7EXAMPLE: x",
    ],
)
def test_literals_are_refused_and_not_repeated(line: str) -> None:
    (problem,) = literals(load(line, "safeguard.yaml"))
    assert re.search(r"must hold a reference|shape of a secret", problem.said)
    for secret in (CANARY, "12345678", "AKIAIOSFODNN7EXAMPLE"):
        assert secret not in str(problem)


@pytest.mark.parametrize(
    "line",
    [
        "password: env:EHR_PASSWORD",
        "secret_key: vault:secret/data/x#y",
        "password:",
        "allow_password: true",
        "secret_id: the-name-of-it",
        "sign_key: file:key.pem",
        "owner: M. Okafor",
    ],
)
def test_references_and_names_are_let_through(line: str) -> None:
    assert not list(literals(load(line, "safeguard.yaml")))


def test_every_literal_is_said_at_once() -> None:
    found = literals(load("password: a\ntoken: b\n", "safeguard.yaml"))
    assert "\n\n".join(map(str, found)) == snapshot("""\
safeguard.yaml line 1, column 11: password holds a secret itself, and must hold a reference
  Write where it can be had: env:NAME, file:PATH (mode 0600), fd:N, keyring:SERVICE/USER, awssm:ID, vault:PATH#key
  It is not repeated here. Whoever could read this file may have it: change it where it is used.

safeguard.yaml line 2, column 8: token holds a secret itself, and must hold a reference
  Write where it can be had: env:NAME, file:PATH (mode 0600), fd:N, keyring:SERVICE/USER, awssm:ID, vault:PATH#key
  It is not repeated here. Whoever could read this file may have it: change it where it is used.\
""")


def test_the_file_is_only_read(secret_file: Path) -> None:
    before = secret_file.stat()
    resolve(f"file:{secret_file}")
    after = secret_file.stat()
    assert (before.st_mtime_ns, stat.S_IMODE(before.st_mode)) == (after.st_mtime_ns, stat.S_IMODE(after.st_mode))
