"""What must not pass on AOS-CX: each row is a change of a hardened configuration that makes a pass a lie, and why."""

import pytest

from scanner.facts import Channel, Clock
from tests.collectors.network.doubts import after, passing
from tests.collectors.network.reading import about, facts
from tests.collectors.network.test_laws import hardened

_TRAP = "snmp-server host 10.9.0.8 trap version v3 user watch\n"
_USER = "snmpv3 user watch auth sha256 auth-pass ciphertext AQBapXjSale6 priv aes256 priv-pass ciphertext AQBapXjSale7"
_PLAIN = "encryption-in-transit.plain-refused"
_STRONG = "encryption-in-transit.strong-algorithms snmpv3"
_LOGS = (
    "logging 10.9.0.1 tls severity info include-auditable-events vrf mgmt\n"
    "logging 10.9.0.2 tls auth-mode subject-name include-auditable-events vrf mgmt\n"
)
_ACCOUNTING = "aaa accounting all-mgmt default start-stop group desk local\n"
_SENT = "audit-logging.copied-away"
_LOGIN = "aaa authentication login default group desk local"
_COMPLEX = "    history-count 5\n    enable\n"
_LENGTH = "aaa authentication minimum-password-length 15\n"
_BOTH = f"{_ACCOUNTING}logging facility local0\n{_LOGS}"


def logged(*lines: str) -> str:
    return "".join(f"{line}\n" for line in ("logging facility local0", *lines))


@pytest.mark.parametrize(
    ("old", "new", "lie"),
    [
        # Words that nobody knows are no algorithm.
        (_USER, _USER.replace("sha256", "frobnicate"), _STRONG),
        (_USER, _USER.replace("aes256", "frobnicate"), _STRONG),
        # A group that is not there.
        (_LOGIN, "aaa authentication login default group desk frobnicate", "mfa.no-way-round ssh"),
        (_LOGIN, "aaa authentication login default group desk none", "mfa.no-way-round ssh"),
        # What is sent to the device itself, or was sieved before.
        (_BOTH, logged("logging 127.0.0.1 include-auditable-events"), _SENT),
        (_BOTH, logged("logging 10.9.0.1 filter F include-auditable-events"), _SENT),
        (_BOTH, logged("logging 10.9.0.1 severity crit include-auditable-events"), _SENT),
        (_ACCOUNTING, f"{_ACCOUNTING}no aaa accounting all-mgmt default\n", _SENT),
        # What is not understood of the log.
        (_LOGS, f"{_LOGS}logging frobnicate the log\n", "audit-logging.recording"),
    ],
)
def test_must_not_pass(old: str, new: str, lie: str) -> None:
    assert lie not in after("aoscx", old, new)


def test_traps_in_plain() -> None:
    found = after("aoscx", _TRAP, "snmp-server host 10.9.0.8 trap version v2c community x\n")
    assert f"{_PLAIN} snmpv3" in found
    text = hardened("aoscx").replace(_TRAP, "snmp-server host 10.9.0.8 trap version v2c community x\n")
    channels = {one.name: one.enabled for one in facts("aoscx", text) if isinstance(one, Channel)}
    assert channels["snmpv2c"] is None


def test_a_check_that_a_later_line_takes_back() -> None:
    assert "password-policy.long-enough" in after("aoscx", _LENGTH, "")
    later = hardened("aoscx").replace(_LENGTH, "").replace(_COMPLEX, f"{_COMPLEX}no password complexity\n")
    assert "password-policy.long-enough" not in passing("aoscx", later)


@pytest.mark.parametrize("line", [_LOGS, logged("logging 10.9.0.1 severity info include-auditable-events")])
def test_still_sent(line: str) -> None:
    assert _SENT in after("aoscx", _BOTH, line)


def test_a_key_of_no_kind_proves_nothing() -> None:
    text = hardened("aoscx")
    assert about(facts("aoscx", text), Clock).authenticated is True
    odd = text.replace("ntp authentication-key 1 sha1", "ntp authentication-key 1 frobnicate")
    assert about(facts("aoscx", odd), Clock).authenticated is None
