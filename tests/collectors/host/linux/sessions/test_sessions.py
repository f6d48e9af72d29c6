from typing import Any

import pytest

from collectors.host.linux.doors.ssh import shell_limit
from collectors.host.linux.sessions.sessions import spanned
from scanner.facts import FOREVER, Gap, Session
from tests.collectors.host.machines import only, read, why
from tests.collectors.host.samples import SAMPLES

SHELL = {"tmout": "600", "readonly": True}


def shells(shell: str = "bash", *logins: str, root: dict[str, Any] | None = None, **ordinary: Any) -> dict[str, Any]:
    timeouts = {"root": {**SHELL, **(root or {})}, "ordinary": {**SHELL, **ordinary}}
    return {"shell": shell, "timeouts": timeouts, "logins": [*logins]}


UNSET = shells(root={"tmout": "unset"}, tmout="unset")
OFF = {"linux.sshd-off", "linux.sshd"}


def sshd(channel: str) -> bytes:
    return SAMPLES["linux.sshd"].replace("channeltimeout session:*=10m", channel).encode()


def logind(seconds: str) -> bytes:
    return f"@ok /etc/systemd/logind.conf\n|[Login]\n|StopIdleSessionSec={seconds}\n".encode()


@pytest.mark.parametrize(
    ("shell", "idle", "enforced"),
    [
        (shells(), 600, True),
        (shells(readonly=False), 600, False),
        (shells(root={"readonly": False}), 600, False),
        (shells(tmout="0"), FOREVER, False),
        (shells(tmout="unset"), FOREVER, False),
        (shells(root={"tmout": "unset"}), FOREVER, False),
        (shells(tmout="901"), 901, True),
        (shells(root={"tmout": "901"}), 901, True),
        (shells("sh"), FOREVER, False),
        (shells("busybox", "busybox"), 600, True),
        (shells("bash", "bash", "rbash", "nologin"), 600, True),
        (shells("bash", "bash", "dash"), FOREVER, False),
        (shells("bash", "fish"), FOREVER, False),
    ],
)
def test_what_the_shell_ends(shell: dict[str, Any], idle: int, enforced: bool) -> None:  # noqa: FBT001  # a table
    session = only(Session, read({"shell": shell}))
    seen = (session.surface, session.idle_seconds, session.on_idle, session.enforced)
    assert seen == ("console", idle, "ends", enforced)


@pytest.mark.parametrize(
    ("shell", "said"),
    [
        (shells(tmout="other"), "TMOUT is no number"),
        (shells("bash", "bash", "zsh", "tcsh"), "people sign in to tcsh, zsh, whose limits are not asked"),
        ({**shells(), "timeouts": {"root": SHELL}}, "TMOUT was seen for root alone"),
    ],
)
def test_a_limit_that_is_not_known(shell: dict[str, Any], said: str) -> None:
    session = only(Session, read({"shell": shell}))
    assert why(session, "idle_seconds") == why(session, "enforced") == "unclear"
    assert said in next(u.ask for u in session.unread if u.field == "idle_seconds")


@pytest.mark.parametrize(
    ("said", "systemd", "idle"),
    [
        ("15min", 252, 900),
        ("15min", 257, 900),
        ("15min", 239, 900),
        ("15min", 249, FOREVER),
        ("infinity", 252, FOREVER),
        ("0", 252, FOREVER),
        ("soon", 252, None),
    ],
)
def test_what_logind_ends(said: str, systemd: int, idle: int | None) -> None:
    found = read({"shell": UNSET, "logind": logind(said)}, systemd=systemd)
    assert only(Session, found).idle_seconds == idle


@pytest.mark.parametrize(
    ("tmout", "readonly", "logind_seconds", "seen"),
    [
        ("600", True, "300", (300, True)),
        ("300", True, "600", (300, True)),
        ("300", False, "600", (600, True)),
        ("600", False, "infinity", (600, False)),
    ],
)
def test_the_limit_that_holds(tmout: str, readonly: bool, logind_seconds: str, seen: Any) -> None:  # noqa: FBT001
    found = read(
        {
            "shell": shells(root={"readonly": readonly, "tmout": tmout}, tmout=tmout, readonly=readonly),
            "logind": logind(logind_seconds),
        }
    )
    session = only(Session, found)
    assert (session.idle_seconds, session.enforced) == seen


@pytest.mark.parametrize(
    ("channel", "idle"),
    [
        ("channeltimeout none", FOREVER),
        ("channeltimeout none\nclientaliveinterval 300\nclientalivecountmax 3", FOREVER),
        ("channeltimeout none\nclientaliveinterval 300\nclientalivecountmax 0", FOREVER),
        ("channeltimeout none\nunusedconnectiontimeout 300", FOREVER),
        ("channeltimeout session=10m", FOREVER),  # tried: it ends no shell, whose name is session:shell
        ("channeltimeout session:*=10m", 600),
        ("channeltimeout session:shel?=1h30m", 5400),
        ("channeltimeout session:command=1m session:s*=5m *=1m", 300),
        ("channeltimeout global=10m", FOREVER),  # of OpenSSH 9.7
        ("channeltimeout session:*=soon", None),
        ("channeltimeout agent-connection=1m x11-connection=1m", FOREVER),
        ("channeltimeout *=600", 600),
        ("channeltimeout session:*=0", FOREVER),
    ],
)
def test_what_sshd_ends(channel: str, idle: int | None) -> None:
    found = read({"shell": UNSET, "sshd": sshd(channel), "pam": SAMPLES["linux.pam"].encode()})
    assert only(Session, found, "linux.sshd").idle_seconds == idle


@pytest.mark.parametrize(
    ("version", "said", "limit"),
    [
        ("OpenSSH_9.7", "global=10m", (600, True)),
        ("OpenSSH_10.0p1", "session:*=20m global=10m", (600, True)),
        ("OpenSSH_9.6", "global=10m", (FOREVER, True)),
        ("OpenSSH_9.2", "session:shell=10m", (600, False)),  # ssh -t HOST bash goes round it
        ("OpenSSH_9.2", "session:shell=1M session:command=60", (60, True)),
        ("", "global=10m", (FOREVER, True)),
        ("OpenSSH_9.7", "global=x", (None, False)),
    ],
)
def test_how_long_a_shell_may_idle(version: str, said: str, limit: Any) -> None:
    assert shell_limit({"channeltimeout": said}, version) == limit


def test_a_match_block_may_set_it_back() -> None:
    text = sshd("channeltimeout session:*=10m") + b"Match Address 10.0.0.0/8\n+channeltimeout\n"
    session = only(Session, read({"shell": UNSET, "sshd": text}), "linux.sshd")
    assert why(session, "idle_seconds") == "unclear"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("900", 900),
        ("15min", 900),
        ("15m", 900),
        ("1h 30min", 5400),
        ("2days", 172800),
        ("", FOREVER),
        ("1fortnight", None),
        ("-1", None),
    ],
)
def test_spans(text: str, seconds: int | None) -> None:
    assert spanned(text) == seconds


DESKTOP = SAMPLES["linux.desktop"]


@pytest.mark.parametrize(
    ("text", "idle", "reauth", "enforced"),
    [
        (DESKTOP, 300, 0, True),
        (DESKTOP.replace("idle-delay uint32 300", "idle-delay uint32 0"), FOREVER, 0, True),
        (DESKTOP.replace("lock-enabled true", "lock-enabled false"), FOREVER, FOREVER, True),
        (DESKTOP.replace("|system-db:local\n", ""), 300, 0, False),
        (DESKTOP.replace("|/org/gnome/desktop/session/idle-delay\n", ""), 300, 0, False),
        (
            DESKTOP + "@ok /etc/dconf/db/local.d/00-lock\n|[org/gnome/desktop/session]\n|idle-delay=uint32 900\n"
            "|[org/gnome/desktop/screensaver]\n|lock-delay=uint32 5\n",
            900,
            5,
            True,
        ),
        (DESKTOP.replace("|/org/gnome/desktop/lockdown/disable-lock-screen\n", ""), 300, 0, False),
        (
            DESKTOP + "@ok /etc/dconf/db/local.d/01\n|[org/gnome/desktop/lockdown]\n|disable-lock-screen=true\n",
            FOREVER,
            FOREVER,
            True,
        ),
        (DESKTOP.replace("#made local whole\n", ""), None, None, None),
        (DESKTOP.replace("local whole", "local stale"), None, None, None),
    ],
)
def test_the_desktop(text: str, idle: int | None, reauth: int | None, enforced: bool | None) -> None:  # noqa: FBT001
    session = only(Session, read({"desktop": text.encode(), "shell": shells()}), "linux.desktop")
    assert (session.idle_seconds, session.reauth_seconds, session.enforced) == (idle, reauth, enforced)


def test_no_desktop_no_session_and_no_gap() -> None:
    assert not [f for f in read({"desktop": "absent", "shell": shells()}) if f.kind == "linux.desktop"]
    assert [type(f) for f in read({"desktop": "denied", "shell": shells()}) if f.kind == "linux.desktop"] == [Gap]


def test_each_desktop_speaks_for_itself() -> None:
    some = "#session plasma.desktop\n#session plasmawayland.desktop\n#session xfce.desktop\n#session ubuntu.desktop\n"
    found = [f for f in read({"desktop": (some + DESKTOP).encode(), "shell": shells()}) if f.kind == "linux.desktop"]
    assert [f.resource for f in found] == [f"local:web1/desktop{end}" for end in ("", "/plasma", "/xfce")]
    assert [why(f, "idle_seconds") for f in found[1:]] == ["unclear", "unclear"]


def test_a_masked_drop_in_hides_the_one_of_the_distribution() -> None:
    text = (
        "@ok /usr/lib/systemd/logind.conf.d/50-idle.conf\n|StopIdleSessionSec=600\n"
        "@ok /etc/systemd/logind.conf.d/50-idle.conf\n"
    )
    assert only(Session, read({"shell": UNSET, "logind": text.encode()})).idle_seconds == FOREVER


@pytest.mark.parametrize(("changed", "idle"), [(1795586400, 600), (1795586401, None)])
def test_what_logind_has_not_read_yet_ends_nothing(changed: int, idle: int | None) -> None:
    state = {"ActiveState": "active", "StateChangeTimestamp": "Wed 2026-11-25 06:00:00 UTC"}
    text = logind("600") + f"#changed={changed}\n".encode()
    found = read({"shell": UNSET, "logind": text, "units": {"systemd-logind.service": state}}, systemd=252)
    assert only(Session, found, "linux.console").idle_seconds == idle
