"""Visits to devices: who is let in and with which rights, how they fail, and that nothing that they say gets about."""

import logging
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import paramiko
import pytest
from netmiko.ssh_dispatcher import CLASS_MAPPER

from collectors.network.shell import listen
from collectors.network.shell.dialects import DIALECTS
from collectors.network.shell.driver import opened, quiet
from collectors.network.shell.guard import Guard
from collectors.network.shell.visit import answers, visit
from collectors.ssh.causes import cause
from collectors.ssh.failure import SSHError
from scanner.collector import CollectError, Inquiry
from tests.collectors.network.visiting import NOW, Overheard, commands, go, inquiry, leaks, secret
from tests.servers.device import BANNER, ENABLE, PASSWORD, SHELLS, VERSION, Habits, config, device
from tests.servers.sshd import Pair, me, pair, sshd

LOW = sorted(name for name, one in SHELLS.items() if one.low)
GIVEN = {"enable": "env:ENABLE"}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return pair(tmp_path_factory.mktemp("device") / "host")


@pytest.fixture(autouse=True)
def overheard() -> Iterator[Overheard]:
    """Whatever is logged while a test runs, by whomever: nothing of what a device says."""
    quiet()
    handler = Overheard()
    loggers = [logging.getLogger(name) for name in ("", "netmiko", "paramiko", "paramiko.transport")]
    before = [(one.level, one.propagate) for one in loggers]
    for one in loggers:
        one.addHandler(handler)
        one.setLevel(logging.DEBUG)
        one.propagate = True
    yield handler
    for one, (level, propagate) in zip(loggers, before, strict=True):
        one.removeHandler(handler)
        one.setLevel(level)
        one.propagate = propagate
    assert leaks("\n".join(handler.said)) == []


@pytest.mark.parametrize("platform", LOW)
@pytest.mark.parametrize("free", [False, True])
def test_more_rights(platform: str, key: Pair, tmp_path: Path, *, free: bool) -> None:
    with device(key, platform, Habits(enable=ENABLE, free=free, motd=BANNER)) as server:
        found = go(platform, server, tmp_path, **GIVEN)
        received = server.settled().decode()
    assert found.privileged is True
    assert [(h.outcome, h.text) for h in found.heard] == [("ok", config(platform)), ("ok", VERSION), ("absent", "")]
    assert [word for word in received.split() if word in {"enable", ENABLE}] == ["enable", *([] if free else [ENABLE])]
    assert received.index("enable") < received.index(DIALECTS[platform].setup[0]), "some only then set up a session"


@pytest.mark.parametrize("platform", LOW)
def test_few_rights(platform: str, key: Pair, tmp_path: Path) -> None:
    """What is asked all the same, and refused, says nothing of the device."""
    with device(key, platform, Habits(enable=ENABLE)) as server:
        found = go(platform, server, tmp_path)
        assert b"enable" not in server.settled()
    assert found.privileged is False
    denied = ("denied", "EnableNotGiven", "")
    assert [(h.outcome, h.code, h.text) for h in found.heard] == [denied, ("ok", "", VERSION), denied]


@pytest.mark.parametrize("platform", LOW)
def test_a_wrong_secret_is_given_once(platform: str, key: Pair, tmp_path: Path) -> None:
    with device(key, platform, Habits(enable=ENABLE)) as server:
        found = go(platform, server, tmp_path, enable="env:WRONG")
        received = server.settled()
    assert (found.privileged, received.count(b"enable"), received.count(b"wr0ng")) == (False, 1, 1)
    denied = ("denied", "EnableRefused", "")
    assert [(h.outcome, h.code, h.text) for h in found.heard] == [denied, ("ok", "", VERSION), denied]


def test_a_device_that_asks_for_the_secret_again(key: Pair, tmp_path: Path) -> None:
    """It is hung up: whatever is sent there counts as another try."""
    with device(key, "ios", Habits(enable=ENABLE, tries=3)) as server:
        found = go("ios", server, tmp_path, enable="env:WRONG")
        received = server.settled()
    assert received == b"\n\nenable\nwr0ng\n"
    assert found.failed is None
    assert {(h.outcome, h.code) for h in found.heard} == {("denied", "EnableRefused")}


@pytest.mark.parametrize("platform", LOW)
@pytest.mark.parametrize("says", ["Password:", "Golden eagles\nR1 enable Password: ", "login:\nPassword: \n"])
def test_no_secret_is_given_for_what_only_looks_like_the_question(
    platform: str, says: str, key: Pair, tmp_path: Path
) -> None:
    """Before the first prompt, in an answer or behind it: once, after `enable`, and then no more."""
    shows = dict.fromkeys(("show version", "show running-config"), says)
    with device(key, platform, Habits(enable=ENABLE, motd=f"{says}\n", banner=says, outputs=shows)) as server:
        go(platform, server, tmp_path, **GIVEN)
        received = server.settled().decode()
    assert received.count(ENABLE) == 1
    assert received.index("enable") < received.index(ENABLE)
    assert PASSWORD not in received


@pytest.mark.parametrize("platform", ["ios", "junos"])
def test_no_secret_is_given_where_there_is_nothing_to_gain(platform: str, key: Pair, tmp_path: Path) -> None:
    with device(key, platform) as server:
        found = go(platform, server, tmp_path, enable="env:NOT_SET")
        assert b"enable" not in server.settled()
    assert (found.failed, found.privileged) == (None, True if platform == "ios" else None)


@pytest.mark.parametrize(
    ("reference", "code"), [("env:NOT_SET", "SecretMissing (env:NOT_SET)"), ("env:ODD", "SecretUnfit")]
)
def test_a_secret_that_cannot_be_given(key: Pair, tmp_path: Path, reference: str, code: str) -> None:
    with device(key, "ios", Habits(enable=ENABLE)) as server:
        found = go("ios", server, tmp_path, enable=reference)
        assert server.settled() == b"\n\nenable\n"
    assert (str(found.failed), found.heard) == (code, ())


@pytest.mark.parametrize("platform", SHELLS)
def test_what_an_account_may_not_ask(platform: str, key: Pair, tmp_path: Path) -> None:
    whole, _, _ = commands(platform)
    with device(key, platform, Habits(denies=frozenset({whole}))) as server:
        found = go(platform, server, tmp_path)
    assert [(h.outcome, h.code, h.text) for h in found.heard] == [
        ("denied", "NotAuthorized", ""),
        ("ok", "", VERSION),
        ("absent", "NotSupported", ""),
    ]


FAILURES = {
    "endless": ("error", "Flood"),
    "pages": ("error", "TooManyPages"),
    "drips": ("timeout", "TooSlow"),
    "silent": ("timeout", "Silent"),
    "hangs": ("timeout", "Silent"),
    "closes": ("error", "BrokenOff"),
    "drops": ("error", "BrokenOff"),
}


@pytest.mark.parametrize("how", FAILURES)
@pytest.mark.parametrize("platform", ["ios", "fortios"])
def test_half_an_answer_is_none(
    platform: str, how: str, key: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen, "MOST", 1_000_000)
    monkeypatch.setattr(listen, "PAGES", 20)
    monkeypatch.setattr(listen, "_SLOW", 0.5)
    whole, short, _ = commands(platform)
    outcome, code = FAILURES[how]
    habits = Habits(ends=how, page=5 if how == "pages" else 0, stubborn=True)
    with device(key, platform, habits) as server:
        begun = time.monotonic()
        found = go(platform, server, tmp_path, (short, whole, short, whole), timeout=2)
        assert time.monotonic() - begun < 10
        server.settled()
    assert found.failed is None, "we were there"
    assert [(h.outcome, h.code, h.text) for h in found.heard] == [
        ("ok", "", VERSION),
        (outcome, code, ""),
        (outcome, "NotAsked", ""),
        (outcome, "NotAsked", ""),
    ]
    assert leaks(repr(found)) == []


@pytest.mark.parametrize(
    ("habits", "why"),
    [
        (Habits(ends="nothing"), ("timeout", "NoPrompt")),
        (Habits(ends="nothing", motd="Please choose: "), ("timeout", "NoPrompt")),
        (Habits(ends="goes", motd=BANNER), ("error", "NoCommandLine")),
        (Habits(asks=("New password: ", "never")), ("timeout", "NoPrompt")),
        (Habits(asks=("Accept this? [y/N]", "never")), ("timeout", "NoPrompt")),
    ],
)
def test_no_prompt_comes(
    key: Pair, tmp_path: Path, habits: Habits, why: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen, "_QUIET", 0.1)
    with device(key, "junos", habits) as server:
        found = go("junos", server, tmp_path, timeout=2)
        assert not server.settled().strip(), "a question is not answered with whatever comes first"
        if habits.asks[0]:
            assert server.settled() == b""
    assert found.failed
    assert (found.failed.outcome, found.failed.code, found.heard) == (*why, ())
    assert leaks("".join(traceback.format_exception(found.failed))) == []


def test_a_command_that_is_lost_on_the_way(key: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The prompt that comes all the same is no answer of nothing."""
    monkeypatch.setattr(listen, "_QUIET", 0.1)
    whole, short, _ = commands("ios")
    with device(key, "ios", Habits(loses=whole)) as server:
        found = go("ios", server, tmp_path, (short, whole), timeout=2)
    assert [(h.outcome, h.text) for h in found.heard] == [("ok", VERSION), ("timeout", "")]


def test_no_shell(key: Pair, tmp_path: Path) -> None:
    with device(key, "ios", shell=None) as server:
        found = go("ios", server, tmp_path)
    assert str(found.failed) == "NoCommandLine"


@pytest.mark.parametrize(
    ("platform", "asks"),
    [
        ("fortios", ("All is watched. (Press 'a' to accept):", "a\r")),
        ("aoscx", ("Press any key to continue", " ")),
        ("routeros", ("Do you want to see the software license? [Y/n]: ", "n")),
        ("routeros", ("Change your password\n\nnew password> ", "\x03")),
    ],
)
def test_questions_before_the_first_prompt(platform: str, asks: tuple[str, str], key: Pair, tmp_path: Path) -> None:
    with device(key, platform, Habits(asks=asks, motd=BANNER)) as server:
        found = go(platform, server, tmp_path)
        assert server.settled().startswith(asks[1].encode())
    assert [(h.outcome, h.text) for h in found.heard] == [("ok", config(platform)), ("ok", VERSION), ("absent", "")]


@pytest.mark.parametrize(
    ("platform", "command"),
    [
        ("ios", "configure terminal"),
        ("ios", "show running-config\nreload"),
        ("ios", "show running-config | redirect tftp://192.0.2.1/x"),
        ("ios", "show running-config | tee flash:x"),
        ("ios", "show running-config | append flash:x"),
        ("ios", "show ?"),
        ("ios", " show version"),
        ("ios", "show version\t"),
        ("ios", "show " + "x" * 300),
        ("ios", ""),
        ("ios", "exit"),
        ("nxos", "show running-config > bootflash:x"),
        ("asa", "more system:running-config"),
        ("junos", "show configuration | save /tmp/x"),
        ("junos", "request system reboot"),
        ("fortios", "config system console"),
        ("fortios", "execute reboot"),
        ("panos", "configure"),
        ("routeros", "/export show-sensitive"),
        ("routeros", "/export file=x"),
        ("routeros", "/system reboot"),
        ("routeros", "/user print [/system reboot]"),
        ("vyos", "show version; reboot"),
        ("vyos", "show $(reboot)"),
        ("vyos", "show version | tee x"),
        ("frr", "show running-config | sh"),
    ],
)
def test_a_command_that_might_do_more_than_read(platform: str, command: str, key: Pair, tmp_path: Path) -> None:
    with device(key, platform) as server:
        with pytest.raises(ValueError, match="is no command that only reads on"):
            go(platform, server, tmp_path, (commands(platform)[0], command))
        assert (server.login.attempts, server.settled()) == ([], b"")


class _Channel:
    """One that notes what it is given."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        self.sent.append(data)


def test_what_is_not_listed_does_not_pass() -> None:
    channel = _Channel()
    guard = Guard(channel)
    guard.allow(DIALECTS["fortios"].literal(("get system status",), "\n"))
    refused = (b"config system console\n", b"get system status\nend\n", b"get system", b"exit", b"", ENABLE.encode())
    for data in refused:
        with pytest.raises(SSHError, match="NotListed"):
            guard.sendall(data)
    guard.sendall(b"get system status\n")
    guard.allow_once(f"{ENABLE}\n")
    guard.sendall(f"{ENABLE}\n".encode())
    with pytest.raises(SSHError, match="NotListed"):
        guard.sendall(f"{ENABLE}\n".encode())
    guard.allow_once(f"{ENABLE}\n")
    guard.sendall(b"\n")
    with pytest.raises(SSHError, match="NotListed"):
        guard.sendall(f"{ENABLE}\n".encode())
    assert channel.sent == [b"get system status\n", f"{ENABLE}\n".encode(), b"\n"]
    assert leaks(repr(guard)) == []


@pytest.mark.parametrize("platform", SHELLS)
def test_what_a_driver_would_do_by_itself(
    platform: str, key: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """netmiko is told to be strict, to change nothing, to write nothing down; and it knows no password."""
    seen: list[Any] = []

    def noted(*given: Any) -> Any:
        seen.append(opened(*given))
        return seen[-1]

    monkeypatch.setattr("collectors.network.shell.shell.opened", noted)
    with device(key, platform) as server:
        go(platform, server, tmp_path)
    ((driver, _),) = seen
    assert CLASS_MAPPER[DIALECTS[platform].driver] in type(driver).mro()
    assert isinstance(driver.key_policy, paramiko.RejectPolicy)
    assert (driver.allow_auto_change, driver.session_log) == (False, None)
    assert (driver.password, driver.secret) == (None, "")
    assert leaks(repr(vars(driver))) == []


def test_the_account_of_routeros_says_how_to_show_it(key: Pair, tmp_path: Path) -> None:
    with device(key, "routeros") as server:
        asked = inquiry("routeros", server, tmp_path)
        found = go("routeros", server, tmp_path)
        assert server.login.attempts == [("password", "scans+cte511w4098h")]
    (_, session) = answers(asked, found, asked=NOW, collector="network 1")
    assert session.source.caller == "scans"


def test_the_two_answers_of_every_visit(key: Pair, tmp_path: Path) -> None:
    with device(key, "ios", Habits(enable=ENABLE)) as server:
        asked, found = inquiry("ios", server, tmp_path), go("ios", server, tmp_path)
        assert server.login.widths == [511]
    offer, session = answers(asked, found, asked=NOW, collector="network 1")
    assert (offer.question, offer.outcome) == ("ssh.offer", "ok")
    assert (session.question, session.outcome, session.code) == ("ssh.session", "ok", "")
    assert session.operation == "SSH: handshake, host key, login, a shell"
    assert session.source.identity.startswith("host key SHA256:")
    assert {**session.body, "agreed": 0} == {
        "host_key": key.public.fingerprint,
        "proved_by": "known host",
        "agreed": 0,
        "login": "password",
        "privileged": False,
    }


def test_nothing_is_said_to_a_device_that_nobody_knows(key: Pair, tmp_path: Path) -> None:
    with device(key, "ios") as server:
        (tmp_path / "none").touch()
        asked = inquiry("ios", server, tmp_path, known_hosts=str(tmp_path / "none"))
        found = visit(asked, DIALECTS["ios"], commands("ios"))
        assert (server.login.attempts, server.settled()) == ([], b"")
    assert str(found.failed) == "HostKeyUnknown"
    (session,) = answers(asked, found, asked=NOW, collector="network 1")
    assert (session.outcome, session.code, session.body) == ("error", "HostKeyUnknown", None)


def test_a_wrong_password_is_typed_once(key: Pair, tmp_path: Path) -> None:
    with device(key, "ios") as server:
        found = go("ios", server, tmp_path, password="env:WRONG")  # noqa: S106  # a reference
        assert server.login.typed == ["wr0ng"]
    assert str(found.failed) == "LoginRefused"


def test_over_a_jump_host(key: Pair, tmp_path: Path) -> None:
    user = pair(tmp_path / "user")
    with (
        sshd(tmp_path / "jump", authorized=[user]) as jump,
        device(key, "ios", keys=(user,)) as server,
    ):
        (tmp_path / "known").write_text(jump.known + server.known)
        asked = inquiry(
            "ios",
            server,
            tmp_path,
            jump=f"{me()}@127.0.0.1:{jump.port}",
            identity=str(user.path),
            known_hosts=str(tmp_path / "known"),
        )
        found = visit(asked, DIALECTS["ios"], commands("ios"))
        (_, session) = answers(asked, found, asked=NOW, collector="network 1")
    assert [(h.outcome, h.text) for h in found.heard] == [("ok", config("ios")), ("ok", VERSION), ("absent", "")]
    assert session.source.endpoint == f"127.0.0.1:{server.port} via 127.0.0.1:{jump.port}"
    assert session.body["login"] == "publickey"


def test_a_run_that_is_stopped(key: Pair, tmp_path: Path) -> None:
    with device(key, "ios", Habits(ends="silent")) as server:
        given = inquiry("ios", server, tmp_path)
        end = time.monotonic() + 1
        asked = Inquiry(given.target, given.questions, given.now, secret, lambda: time.monotonic() > end)
        found = visit(asked, DIALECTS["ios"], commands("ios"))
        assert time.monotonic() < end + 5
    assert [h.code for h in found.heard] == ["Stopped", "NotAsked", "NotAsked"]


def test_a_time_that_is_none(key: Pair, tmp_path: Path) -> None:
    with device(key, "ios") as server, pytest.raises(CollectError, match="must be a whole number of seconds"):
        go("ios", server, tmp_path, timeout=0)


def test_nothing_gets_about(key: Pair, tmp_path: Path, overheard: Overheard) -> None:
    """Neither by what is shown of a visit, nor by what is logged, nor by what went wrong."""
    habits = Habits(enable=ENABLE, motd=BANNER, banner=BANNER, ends="closes")
    with device(key, "ios", habits) as server:
        found = go("ios", server, tmp_path, **GIVEN)
    assert [h.code for h in found.heard] == ["BrokenOff", "NotAsked", "NotAsked"]
    with device(key, "ios") as server:
        whole = go("ios", server, tmp_path)
    assert leaks(whole.heard[0].text), "there was something to get about"
    assert leaks(f"{found!r} {whole!r} {found.heard!r} {whole.heard!r}") == []
    assert leaks("\n".join(overheard.said)) == []


@pytest.mark.parametrize(
    "code",
    [
        *("NoCommandLine", "NoPrompt", "NotListed", "BrokenOff", "Silent", "TooSlow", "TooManyPages", "Garbled"),
        *(
            "NotAsked",
            "NotSupported",
            "NotAuthorized",
            "EnableNotGiven",
            "EnableRefused",
            "SecretUnfit",
            "Flood",
            "NotThisPlatform",
        ),
        "Withheld (a secret of its own)",
    ],
)
def test_every_code_is_explained(code: str) -> None:
    assert cause(code)
