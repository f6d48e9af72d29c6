"""What is put on hosts: the programs themselves, run here where they can be, and looked at as far as grammars tell."""

import base64
import http.server
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateNumbers

from collectors.drop import DROP, lock
from collectors.drop.packet import opened, proven
from collectors.drop.texts import asks
from collectors.host.linux.kinds import LINUX
from collectors.host.macos.kinds import MACOS
from collectors.host.windows.kinds import WINDOWS
from scanner.collector import CollectError
from scanner.drops import Wanted
from tests.collectors.host.windows.test_windows_script import faults, nodes, said
from tests.servers.drops import Drop, installed
from tests.servers.need import lacking, need
from tests.servers.tls import certificate, serving

PEM = lock.new()
END = "END-OF-SAFEGUARD"


def program(system: str, to: str = "", name: str = "laptop-7", every: str = "24h") -> str:
    assert DROP.drops
    return DROP.drops.installer(Wanted(system=system, recipient=PEM, to=to, every=every, name=name))


@pytest.mark.parametrize("system", ["linux", "macos"])
def test_what_is_put_there_ends_where_it_should_and_is_clean_shell(system: str, tmp_path: Path) -> None:
    text = program(system, "/srv/drops", name="")
    begun = re.findall(rf"^ *put .* <<'{END}'$", text, re.MULTILINE)
    assert len(begun) == len(re.findall(rf"^{END}$", text, re.MULTILINE)) == (5 if system == "linux" else 4)
    drop = text.partition(f"put \"$here/drop\" 0700 <<'{END}'\n")[2].partition(f"{END}\n")[0]
    checker = shutil.which("shellcheck", path=str(Path(sys.executable).parent)) or need("shellcheck")
    for name, shell in {"install": text, "drop": drop}.items():
        (tmp_path / name).write_text(shell)
        done = subprocess.run([checker, "-s", "sh", tmp_path / name], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("system", "to", "why"),
    [
        ("linux", "drops", "--to: must be a whole path without blanks"),
        ("linux", "/srv/it's", "--to: must be"),
        ("linux", "http://drops.example", "--to: must be"),
        ("linux", 'https://drops.example/"; x', "--to: must be"),
        ("macos", "s3://clinic/drops", "takes a program that may belong to anybody there"),
        ("windows", "/srv/drops", "must be a whole path, \\\\SERVER\\SHARE"),
        ("windows", "\\\\nas\\drops\\$(calc)'", "must be a whole path"),
        ("windows", "https://drops.example/`calc", "must be a whole path"),
        ("windows", "C:\\drops\u2019; calc; \u2019", "or https://..., in ASCII"),
        ("windows", "\\\\nas\\\u00c4rzte", "or https://..., in ASCII"),
    ],
)
def test_a_place_that_makes_no_sense_there_is_refused(system: str, to: str, why: str) -> None:
    with pytest.raises(CollectError, match=re.escape(why)):
        program(system, to)


@pytest.mark.parametrize("name", ["Laptop", "a b", "../x", "-x", "x" * 64, "x'", "ä"])
def test_a_name_that_no_host_can_have_is_refused(name: str) -> None:
    with pytest.raises(CollectError, match="--name: must be small letters"):
        program("linux", name=name)


@pytest.mark.parametrize("every", ["", "0h", "100h", "32d", "1w", "24"])
def test_a_time_that_is_none_is_refused(every: str) -> None:
    with pytest.raises(CollectError, match="must be hours or days"):
        program("linux", every=every)


@pytest.mark.parametrize("form", ["of 1024 bits", "of a curve", "with a passphrase", "none"])
def test_a_key_that_cannot_open_drops_is_refused_before_anything_is_locked_for_it(form: str) -> None:
    said = {"of 1024 bits": ["genrsa", "1024"], "of a curve": ["ecparam", "-genkey", "-noout", "-name", "prime256v1"]}
    said["with a passphrase"] = ["genrsa", "-aes128", "-passout", "pass:c4n4ry", "2048"]
    made = subprocess.run([need("openssl"), *said.get(form, ["version"])], capture_output=True, check=True).stdout
    assert DROP.drops
    with pytest.raises(CollectError, match="is no RSA key of 2048 to 8192 bits as PEM, without a passphrase"):
        DROP.drops.installer(Wanted(system="linux", recipient=made, to="", every="24h", name="laptop-7"))


class Put(http.server.BaseHTTPRequestHandler):
    got: ClassVar[list[tuple[str, str | None, bytes]]] = []

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.path, self.headers["x-ms-blob-type"], body))
        self.send_response(201)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nobody listens."""


@contextmanager
def https(cert: Path) -> Iterator[int]:
    Put.got.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Put) as server:
        server.socket = serving(cert).wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join(10)


def test_a_drop_goes_to_a_signed_address_and_nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The signature of the address is in no command line and in no file that others read; a stranger gets nothing."""
    need("curl")
    root()
    cert = certificate(tmp_path, "127.0.0.1")
    with https(cert) as port:
        text = program("linux", f"https://127.0.0.1:{port}/drops/?sv=1&sig=c4n4ry%2B")
        done = installed(tmp_path / "one", text, before=[])
        assert done.code == 0
        assert "no drop arrived yet; the timer tries it again each hour" in done.err
        assert Put.got == []
        assert not done.file("/var/lib/safeguard/last").exists()
        assert "c4n4ry" not in done.out + done.err
        monkeypatch.setenv("CURL_CA_BUNDLE", str(cert))
        # Whoever types sudo may keep a home of their own.
        monkeypatch.setenv("HOME", str(tmp_path))
        (tmp_path / ".curlrc").write_text(f'trace-ascii = "{tmp_path}/traced"\n')
        done = installed(tmp_path / "two", text, before=[])
    assert not (tmp_path / "traced").exists()
    ((path, kind, body),) = Put.got
    assert (path, kind) == ("/drops/laptop-7.drop?sv=1&sig=c4n4ry%2B", "BlockBlob")
    assert proven(opened(body))
    open_to_all = [p for p in (tmp_path / "two").rglob("*") if p.is_file() and p.stat().st_mode & 0o077]
    assert [p.name for p in open_to_all if b"c4n4ry" in p.read_bytes()] == ["install"]


def test_a_folder_in_the_place_of_a_drop_is_not_gone_into(tmp_path: Path) -> None:
    root()
    (tmp_path / "drops" / "laptop-7.drop").mkdir(parents=True)
    done = installed(tmp_path, program("linux", str(tmp_path / "drops")), before=[])
    assert f"safeguard drop: it cannot be put into {tmp_path}/drops" in done.err
    assert not done.file("/var/lib/safeguard/last").exists()
    assert [p.name for p in (tmp_path / "drops").rglob("*")] == ["laptop-7.drop"]


def root() -> None:
    if subprocess.run(["id", "-u"], capture_output=True, text=True, check=True).stdout != "0\n":
        lacking("only root can install a collector")


FAKES = {
    "uname": "case $* in -s) echo Darwin ;; -n) echo Anas-MacBook.local ;; *) echo Darwin Ana 24.6.0 arm64 ;; esac",
    "launchctl": 'echo "$*" >>/var/lib/safeguard/launchctl',
    "sw_vers": "case $1 in -productVersion) echo 15.6 ;; *) echo macOS ;; esac",
    "scutil": "echo Anas-MacBook",
}


@pytest.mark.parametrize("shell", ["dash", "busybox-sh"])
def test_the_program_for_macs_drops_what_is_read_as_one(shell: str, tmp_path: Path) -> None:
    """With stand-ins for what a Mac has: no Mac has run it yet. Its name is made of what it calls itself."""
    root()
    bins = tmp_path / "over" / "usr+bin" / "upper"
    bins.mkdir(parents=True)
    for name, text in FAKES.items():
        (bins / name).write_text(f"#!/bin/sh\n{text}\n")
        (bins / name).chmod(0o755)
    (bins / "busybox-sh").write_text(f'#!/bin/sh\nexec {need("busybox")} sh "$@"\n')
    (bins / "busybox-sh").chmod(0o755)
    out = tmp_path / "drops"
    out.mkdir()
    text = program("macos", str(out), name="").replace("/Library/", "/usr/local/lib/")
    (tmp_path / "over" / "usr+local+lib" / "upper" / "LaunchDaemons").mkdir(parents=True)
    path = need("dash") if shell == "dash" else shell
    done = installed(tmp_path, text, before=[], over=("usr/bin", "usr/local/lib"), shell=path)
    assert done.code == 0, done.err
    data = (out / "anas-macbook.drop").read_bytes()
    packet = opened(data)
    assert (packet.host, packet.system, proven(packet)) == ("anas-macbook", "Darwin", True)
    frame = Drop.of(data, PEM)
    assert b" hello Darwin 0 " in frame.plain
    assert b"productVersion=15.6\n" in frame.plain
    assert frame.head["asks"] == asks(MACOS)
    plist = "/usr/local/lib/LaunchDaemons/com.safeguard.drop.plist"
    asked = done.file("/var/lib/safeguard/launchctl").read_text().splitlines()
    assert asked[:2] == ["bootout system/com.safeguard.drop", f"bootstrap system {plist}"]


def of_windows() -> dict[str, str]:
    """The program for Windows, and the files that it writes."""
    text = program("windows", "\\\\nas\\drops$\\clinic", name="")
    parts = re.findall(r"^put '([\w.]+)' '((?:[^']|'')*)'$", text, re.MULTILINE)
    return {"install": text, **{name: said.replace("''", "'") for name, said in parts}}


def test_what_windows_gets_is_powershell_in_ascii() -> None:
    files = of_windows()
    assert set(files) == {"install", "ask.ps1", "drop.ps1"}
    for name, text in files.items():
        assert text.isascii()
        assert faults(text.encode()) == [], name
    assert "$to = '\\\\nas\\drops$\\clinic'\n" in files["drop.ps1"]
    assert f"$asks = '{asks(WINDOWS)}'\n" in files["drop.ps1"]


COMMANDS = {
    *("new-object", "join-path", "test-path", "get-item", "move-item", "invoke-webrequest", "set-acl"),
    *("new-scheduledtaskaction", "new-scheduledtasktrigger", "new-scheduledtasksettingsset", "new-timespan"),
    *("register-scheduledtask", "write-warning", "aws.exe"),
}


def test_it_runs_nothing_but_what_is_listed() -> None:
    files = of_windows()
    text = files["install"].partition("put 'ask.ps1'")[0] + files["drop.ps1"]
    own = {m.lower() for m in re.findall(r"(?m)^function (\w+)", text)}
    run = {said(n) for name in ("install", "drop.ps1") for n in nodes(files[name].encode()) if n.type == "command_name"}
    assert {word for word in run - own if "(" not in word} == COMMANDS


def test_the_key_that_windows_is_given_is_the_one_that_opens() -> None:
    numbers = lock.private(PEM).private_numbers()
    assert isinstance(numbers, RSAPrivateNumbers)
    text = of_windows()["drop.ps1"]
    modulus, exponent = re.findall(r"<(?:Modulus|Exponent)>([^<]+)<", text)
    assert [int.from_bytes(base64.b64decode(n), "big") for n in (modulus, exponent)] == [
        numbers.public_numbers.n,
        numbers.public_numbers.e,
    ]


@pytest.mark.parametrize("platform", [LINUX, MACOS, WINDOWS], ids=lambda p: p.title)
def test_every_question_has_a_text_of_its_own(platform: object) -> None:
    said = asks(platform).split()  # type: ignore[arg-type]  # a platform
    assert len({one.partition("=")[2] for one in said}) == len(said)
