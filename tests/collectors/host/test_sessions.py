from typing import Any

import pytest

from collectors.host.sessions import spanned
from scanner.facts import FOREVER, Gap, Session
from tests.collectors.host.machines import only, read, why
from tests.collectors.host.samples import SAMPLES

SHELL = {"shell": "bash", "tmout": "600", "readonly": True, "honours": True}
OFF = {"linux.sshd-off", "linux.sshd"}


def sshd(channel: str) -> bytes:
    return SAMPLES["linux.sshd"].replace("channeltimeout session=10m", channel).encode()


def logind(seconds: str) -> bytes:
    return f"@ok /etc/systemd/logind.conf\n|[Login]\n|StopIdleSessionSec={seconds}\n".encode()


@pytest.mark.parametrize(
    ("shell", "idle", "enforced"),
    [
        ({}, 600, True),
        ({"readonly": False}, 600, False),
        ({"tmout": "0"}, FOREVER, False),
        ({"tmout": "unset"}, FOREVER, False),
        ({"tmout": "901"}, 901, True),
        ({"honours": False}, FOREVER, False),
    ],
)
def test_what_the_shell_ends(shell: dict[str, Any], idle: int, enforced: bool) -> None:  # noqa: FBT001  # a table
    session = only(Session, read({"shell": {**SHELL, **shell}}))
    assert (session.surface, session.idle_seconds, session.on_idle, session.enforced) == (
        "console",
        idle,
        "ends",
        enforced,
    )


def test_a_timeout_that_is_no_number_is_not_known() -> None:
    assert why(only(Session, read({"shell": {**SHELL, "tmout": "other"}})), "idle_seconds") == "unclear"


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
    found = read({"shell": {**SHELL, "tmout": "unset"}, "logind": logind(said)}, systemd=systemd)
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
    found = read({"shell": {**SHELL, "tmout": tmout, "readonly": readonly}, "logind": logind(logind_seconds)})
    session = only(Session, found)
    assert (session.idle_seconds, session.enforced) == seen


@pytest.mark.parametrize(
    ("channel", "idle"),
    [
        ("channeltimeout none", FOREVER),
        ("channeltimeout none\nclientaliveinterval 300\nclientalivecountmax 3", FOREVER),
        ("channeltimeout none\nclientaliveinterval 300\nclientalivecountmax 0", FOREVER),
        ("channeltimeout none\nunusedconnectiontimeout 300", FOREVER),
        ("channeltimeout session=10m", 600),
        ("channeltimeout agent-connection=1m x11-connection=1m", FOREVER),
        ("channeltimeout *=600", 600),
        ("channeltimeout session=0", FOREVER),
    ],
)
def test_what_sshd_ends(channel: str, idle: int) -> None:
    found = read({"shell": {**SHELL, "tmout": "unset"}, "sshd": sshd(channel), "pam": SAMPLES["linux.pam"].encode()})
    assert only(Session, found, "linux.sshd").idle_seconds == idle


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
        (DESKTOP.replace("gnome.desktop\n#", "plasma.desktop\n#"), None, None, None),
    ],
)
def test_the_desktop(text: str, idle: int | None, reauth: int | None, enforced: bool | None) -> None:  # noqa: FBT001
    session = only(Session, read({"desktop": text.encode(), "shell": SHELL}), "linux.desktop")
    assert (session.idle_seconds, session.reauth_seconds, session.enforced) == (idle, reauth, enforced)


def test_no_desktop_no_session_and_no_gap() -> None:
    assert not [f for f in read({"desktop": "absent", "shell": SHELL}) if f.kind == "linux.desktop"]
    assert [type(f) for f in read({"desktop": "denied", "shell": SHELL}) if f.kind == "linux.desktop"] == [Gap]
