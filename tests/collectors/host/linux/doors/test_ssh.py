"""The SSH daemon: which of them run, how they are set, and what Match blocks may set otherwise."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from collectors.host import local
from scanner.facts import Channel, Session, SignIn
from tests.collectors.host.linux.doors.stacks import KEYS, OTP, SSHD, pam, sshd
from tests.collectors.host.live import ask
from tests.collectors.host.machines import BY_ID, only, read, why
from tests.servers.need import lacking, need
from tests.servers.other_etc import nobody


@pytest.mark.parametrize(("said", "doors"), [("no", 0), ("yes", 1), ("prohibit-password", 1), ("without-password", 1)])
def test_root_over_ssh_is_nobody_by_name(said: str, doors: int) -> None:
    root = (
        SSHD.replace("permitrootlogin no", f"permitrootlogin {said}")
        + "pubkeyauthentication yes\nauthenticationmethods any\n"
    )
    found = read({"sshd": sshd("pubkeyauthentication yes\n", root=root), "pam": pam("@include common-auth")})
    roots = [f for f in found if f.kind == "linux.sshd-root"]
    assert [isinstance(f, SignIn) and f.individual for f in roots] == [False] * doors


@pytest.mark.parametrize(
    ("said", "match", "maybe"),
    [
        ("no", "Match Address 10.0.0.0/8\n+permitrootlogin yes\n", True),
        ("no", "Match Address 10.0.0.0/8\n+permitrootlogin prohibit-password\n", True),
        ("no", "Match Address 10.0.0.0/8\n+permitrootlogin no\n", False),
        ("no", "Match Address 10.0.0.0/8\n+x11forwarding\n", False),
        ("no", "odd\n", True),
        ("yes", "Match User root\n+permitrootlogin no\n", False),
        ("yes", "Match user root\n+permitrootlogin no\nMatch Group x\n+permitrootlogin yes\n", True),
        ("yes", "Match Address 192.0.2.0/24\n+permitrootlogin no\n", True),
    ],
)
def test_match_blocks_may_let_root_in(said: str, match: str, maybe: bool) -> None:  # noqa: FBT001  # a table
    """Asked for one address sshd says no; `said` is what stands for everyone."""
    text = sshd("", root=SSHD, match=match).replace(b"permitrootlogin no", f"permitrootlogin {said}".encode(), 1)
    doors = [f for f in read({"sshd": text, "pam": pam()}) if isinstance(f, SignIn) and f.kind == "linux.sshd-root"]
    assert [(why(d, "individual"), why(d, "factors")) for d in doors] == [("unclear", "unclear")] * maybe


@pytest.mark.parametrize(
    ("match", "known"),
    [
        ("Match Group sftp\n+authenticationmethods\n", False),
        ("  match user=backup\n+pubkeyauthentication \n", False),
        ("Match Group sftp\n+chrootdirectory \n+forcecommand\n+x11forwarding\n", True),
        ("Match all\n", True),
        ("", True),
        ("odd\n", False),
    ],
)
def test_match_blocks_may_open_a_shorter_way(match: str, known: bool) -> None:  # noqa: FBT001  # a table
    settings = KEYS + "authenticationmethods publickey,keyboard-interactive\n"
    door = only(SignIn, read({"sshd": sshd(settings, match=match), "pam": pam(OTP)}), "linux.sshd")
    assert (door.factors, door.bypass) == ((2, ()) if known else (None, None))
    assert known or {why(door, "factors"), why(door, "bypass")} == {"unclear"}


@pytest.mark.parametrize(
    ("listening", "units", "enabled", "kind"),
    [
        ("0016\n", "absent", True, "linux.sshd"),
        ("1F90\n", "absent", False, "linux.sshd-off"),
        ("1F90\n@plain\n", "absent", True, "linux.sshd"),
        ("1F90\n@session\n", "absent", True, "linux.sshd"),
        ("1F90\n@hidden\n", "absent", None, "linux.sshd"),
        ("0016\n@hidden\n", "absent", True, "linux.sshd"),
        ("", {"ssh.socket": {"ActiveState": "active"}}, True, "linux.sshd"),
        ("", {"ssh.service": {"ActiveState": "inactive", "UnitFileState": "enabled"}}, True, "linux.sshd"),
        ("", {"ssh.service": {"ActiveState": "inactive", "UnitFileState": "disabled"}}, False, "linux.sshd-off"),
        ("", "timeout", None, "linux.sshd"),
    ],
)
def test_is_sshd_on(listening: str, units: Any, enabled: bool | None, kind: str) -> None:  # noqa: FBT001  # a table
    found = read(
        {
            "sshd": sshd("authenticationmethods any\n", listening=listening),
            "units": units,
            "pam": pam("@include common-auth"),
        }
    )
    channel = only(Channel, found)
    assert (channel.enabled, channel.kind) == (enabled, kind)
    assert "aes256-gcm@openssh.com" in (channel.algorithms or ())
    assert bool([f for f in found if f.kind == "linux.sshd" and isinstance(f, SignIn)]) == (enabled is not False)


WORDS = (Path(local.__file__).parent / "words.sh").read_text()
STARTED = {"ActiveState": "active", "StateChangeTimestamp": "Wed 2026-11-25 06:00:00 UTC"}
AT = 1795586400  # that time


@pytest.mark.parametrize(
    ("changed", "units", "known"),
    [
        (AT, {"ssh.service": STARTED}, True),
        (AT + 1, {"ssh.service": STARTED}, False),
        (AT + 1, {"sshd.service": STARTED}, False),
        (AT + 1, {"ssh.service": {**STARTED, "StateChangeTimestamp": ""}}, True),
        (AT + 1, {"ssh.socket": STARTED, "ssh.service": {**STARTED, "ActiveState": "inactive"}}, True),
        (AT + 1, "absent", True),
        (None, {"ssh.service": STARTED}, True),
    ],
)
def test_settings_that_the_daemon_has_not_read_yet(changed: int | None, units: Any, known: bool) -> None:  # noqa: FBT001  # a table
    settings = KEYS + "authenticationmethods publickey,keyboard-interactive\nchanneltimeout session:*=10m\n"
    text = sshd(settings, match=f"changed {changed}\n" if changed else "")
    found = read({"sshd": text, "pam": pam(OTP), "units": units, "shell": "error", "logind": "error"})
    door, channel = only(SignIn, found, "linux.sshd"), only(Channel, found)
    shell = only(Session, found, "linux.sshd")
    assert (door.factors == 2, channel.algorithms is not None, shell.idle_seconds == 600) == (known, known, known)
    if not known:
        said = next(u.ask for u in channel.unread if u.field == "algorithms")
        assert said.endswith("its settings were changed after it was started or last reloaded")


def test_when_the_files_of_a_daemon_were_changed(tmp_path: Path) -> None:
    """The newest counts: the file, what it includes, the folder of that, the link and its end."""
    need("sshd", package="openssh-server")
    main, folder = tmp_path / "sshd_config", tmp_path / "d"
    folder.mkdir()
    (folder / "a.conf").write_text("X11Forwarding no\n")
    (folder / "b.conf").symlink_to(tmp_path / "end")
    (tmp_path / "end").write_text("X11Forwarding no\n")
    main.write_text(f"Include {folder}/*.conf\n")
    times = {main: 5000, folder / "a.conf": 4000, folder / "b.conf": 3000, tmp_path / "end": 2000, folder: 1000}
    for path, at in times.items():
        os.utime(path, (at, at), follow_symlinks=False)
    for path, at in [(main, 5000), (folder / "a.conf", 6000), (folder / "b.conf", 7000), (tmp_path / "end", 8000)]:
        os.utime(path, (at, at), follow_symlinks=False)
        script = f"{WORDS}\nchanged $(blocks {main} 0 | sed -n 's/^path //p')"
        done = subprocess.run(["sh", "-c", script], capture_output=True, check=True, text=True)
        assert done.stdout.strip() == str(at)


@pytest.mark.parametrize("shell", ["dash", "bash --posix", "busybox sh"])
def test_what_sshd_takes_for_white_space(tmp_path: Path, shell: str) -> None:
    """Also a carriage return: what stands behind it is no other word, and no other file."""
    main, more = tmp_path / "sshd_config", tmp_path / "more.conf"
    main.write_bytes(f"\r Include\t{more} # more\r\nMatch User ana\r\n\rPermitRootLogin yes\r\n".encode())
    more.write_bytes(b"Match Group sftp\r\n")
    words = [*shell.split(), "-c", f"{WORDS}\nblocks {main} 0"]
    need(words[0])
    lines = subprocess.run(words, capture_output=True, check=True, text=True).stdout.splitlines()
    assert lines == [
        f"path {main}",
        "match user ana",
        "+permitrootlogin yes",
        f"path {tmp_path}",
        f"path {more}",
        "match group sftp",
    ]


def daemon(text: str) -> bytes:
    """A daemon that runs with options of its own, on port 2222."""
    said = SSHD.replace("port 22", "port 2222") + text
    return f"@everyone\n{said}@root\n{said}@match\n".encode()


WEAK = "ciphers aes128-cbc\npasswordauthentication yes\n"


def test_what_runs_counts_and_not_what_is_configured() -> None:
    configured = sshd("pubkeyauthentication yes\n", listening="08AE\n")
    found = read({"sshd": configured + daemon(WEAK), "pam": pam("auth required pam_permit.so")})
    channel = only(Channel, found)
    assert (channel.enabled, channel.kind, channel.algorithms) == (
        True,
        "linux.sshd",
        ("aes128-cbc", "curve25519-sha256", "hmac-sha2-256"),
    )
    assert only(SignIn, found, "linux.sshd").factors == 0
    assert only(Session, found, "linux.sshd").surface == "shell"


@pytest.mark.parametrize("more", ["0016\n", "@plain\n"])
def test_all_daemons_are_one_door(more: str) -> None:
    configured = sshd(KEYS + "authenticationmethods publickey,keyboard-interactive\n", listening=more)
    found = read({"sshd": configured + daemon(WEAK), "pam": pam(OTP, "auth required pam_unix.so")})
    assert {"aes128-cbc", "aes256-gcm@openssh.com"} <= set(only(Channel, found).algorithms or ())
    door = only(SignIn, found, "linux.sshd")
    assert door.factors == 2, "of PAM both; with one of them alone nobody comes in"


def test_a_service_that_waits_counts_beside_a_daemon_that_runs() -> None:
    waits = {"ssh.service": {"ActiveState": "inactive", "UnitFileState": "enabled"}}
    runs = {"ssh.service": {"ActiveState": "active", "UnitFileState": "enabled"}}
    text = sshd("", listening="08AE\n") + daemon("ciphers aes128-ctr\n")
    lists = [
        only(Channel, read({"sshd": text, "units": units, "pam": pam()})).algorithms or () for units in (waits, runs)
    ]
    assert ["aes256-gcm@openssh.com" in some for some in lists] == [True, False], "what runs is that service"


@pytest.mark.parametrize("word", ["odd", "other", "user", "container", "new"])
def test_a_daemon_that_was_not_asked(word: str) -> None:
    two = sshd(KEYS + "authenticationmethods publickey,keyboard-interactive\n") + f"@unasked {word}\n".encode()
    found = read({"sshd": two, "pam": pam(OTP)})
    assert why(only(Channel, found), "algorithms") == "unclear"
    for door in (only(SignIn, found, "linux.sshd"), only(SignIn, found, "linux.sshd-root")):
        assert why(door, "factors") == "unclear"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Start an sshd in a /run of its own; it ends with the test."""
    started: list[subprocess.Popen[bytes]] = []
    binary = need("sshd", package="openssh-server")

    def start(*options: str) -> None:
        if os.geteuid() != 0:
            lacking("only root can give a daemon a /run of its own")
        subprocess.run([need("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "key")], check=True)
        script = 'mount -t tmpfs x /run && mkdir /run/sshd && exec "$@"'
        words = ["unshare", "-m", "sh", "-c", script, "sh", binary, "-D", "-h", str(tmp_path / "key"), *options]
        started.append(subprocess.Popen(words, stderr=subprocess.DEVNULL))
        until = time.monotonic() + 10
        while b"[listener]" not in Path(f"/proc/{started[-1].pid}/cmdline").read_bytes() and time.monotonic() < until:
            time.sleep(0.02)

    yield start
    for process in started:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.mark.parametrize("shell", ["dash", "bash --posix", "busybox sh"])
@pytest.mark.parametrize("who", ["root", "nobody"])
def test_a_daemon_as_it_really_runs(running: Callable[..., None], shell: str, who: str) -> None:
    port = free_port()
    running("-f", "/dev/null", "-p", str(port), "-o", "Ciphers aes128-cbc,3des-cbc", "-oListenAddress=127.0.0.1")
    _, body = ask("linux.sshd", nobody() if who == "nobody" else (), shell)
    mine = [d["everyone"] for d in body["running"]["daemons"] if d["everyone"]["ports"] == [port]]
    assert [said["ciphers"] for said in mine] == ["aes128-cbc,3des-cbc"]


CLOSED = """
mount -t tmpfs x /etc/ssh || exit 99
mkdir /etc/ssh/sshd_config.d
printf '# Include no\\nInclude none # no such\\nInclude /etc/ssh/sshd_config.d/*.conf\\n' >/etc/ssh/sshd_config
echo PermitRootLogin no >>/etc/ssh/sshd_config
printf 'Ciphers aes128-cbc\\nMatch Group sftp\\n X11Forwarding no\\n Include more\\n' >/etc/ssh/sshd_config.d/a.conf
cd /etc/ssh/sshd_config.d
printf 'Match Address 10.0.0.0/8\\nPermitRootLogin=yes\\nMatch all\\nInclude deeper.conf\\n' >b.conf
printf 'match user ana\\n authenticationMethods publickey\\n' >/etc/ssh/deeper.conf
chmod "$0" /etc/ssh/sshd_config.d
exec "$@"
"""


@pytest.mark.parametrize(
    ("who", "mode", "runs", "outcomes"),
    [
        ("root", "700", True, {"ok"}),
        ("root", "700", False, {"ok", "error"}),  # before 9.3 root is told nothing then, and nobody only half
        ("nobody", "755", False, {"ok"}),
        ("nobody", "700", False, {"denied"}),
    ],
)
def test_half_a_configuration_is_none(who: str, mode: str, runs: bool, outcomes: set[str]) -> None:  # noqa: FBT001
    """An sshd that may not list an included folder takes it for empty, and tells the settings of the rest."""
    words = nobody()
    need("sshd", package="openssh-server")
    script = f"mount -t tmpfs x /run || exit 99\n{'mkdir /run/sshd' if runs else ''}\n{CLOSED}"
    section, body = ask("linux.sshd", ["unshare", "-m", "sh", "-c", script, mode, *(words if who == "nobody" else [])])
    assert section.outcome in outcomes
    if section.outcome == "ok":
        assert body["everyone"]["ciphers"] == "aes128-cbc"
        assert body["match"].pop("changed") > 0
        assert body["match"] == {
            "by": ["address", "group", "user"],
            "sets": ["authenticationmethods", "permitrootlogin", "x11forwarding"],
            "root": {"others": "yes"},
            "read": False,  # an Include within a block
        }


OPTIONS = {
    "/usr/sbin/sshd\0-D\0": "plain",
    "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups\0\0": "plain",
    "/usr/sbin/sshd\0-D\0-oCiphers=aes128-ctr\0-p\0002222\0": "daemon\t-o\tCiphers=aes128-ctr\t-p\t2222",
    "sshd: /usr/sbin/sshd -De4 -o Port 22 -f /x [listener] 1 of 10-100 startups": "daemon\t-4\t-o\tPort 22\t-f\t/x",
    "/usr/sbin/sshd\0-t\0": "test",
    "/usr/sbin/sshd\0-D\0-R\0": "session",
    "sshd: ana [priv]": "session",
    "sshd-session: ana@pts/0": "session",
    "sshd: /usr/sbin/sshd -D -o Ciphers=aes128-": "unasked odd",
    "/usr/sbin/sshd\0-f\0conf\0": "unasked odd",
    "/usr/sbin/sshd\0-o\0Include /x\0": "unasked odd",
    "/usr/sbin/sshd\0-Y\0": "unasked odd",
    "/usr/sbin/sshd\0more\0": "unasked odd",
    "": "test",
}


@pytest.mark.parametrize("shell", ["dash", "bash --posix", "busybox sh"])
def test_the_options_of_a_daemon(tmp_path: Path, shell: str) -> None:
    """Of a command line only what sshd is asked with again is taken up."""
    text = BY_ID["linux.sshd"].text
    function = text[text.index("options() {") : text.index("running() {")]
    script = f'{function}for f in {tmp_path}/*; do options "$f"; done'
    for number, line in enumerate(OPTIONS):
        (tmp_path / f"{number:02}").mkdir()
        (tmp_path / f"{number:02}" / "cmdline").write_bytes(line.encode())
    done = subprocess.run(
        [need(shell.split(maxsplit=1)[0]), *shell.split()[1:], "-c", script], capture_output=True, check=True
    )
    assert [line.partition("\t")[2] for line in done.stdout.decode().splitlines()] == list(OPTIONS.values())
