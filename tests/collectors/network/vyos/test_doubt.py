"""What must not pass on VyOS: each row is a change of a hardened configuration that makes a pass a lie, and why."""

import pytest

from tests.collectors.network.doubts import after, passing

_PLAIN = "encryption-in-transit.plain-refused"
_HOST = "set system host-name"
_SENT = "audit-logging.copied-away"


@pytest.mark.parametrize(
    ("line", "lie"),
    [
        # Traps, of which nobody asks.
        ("set service snmp trap-target 10.9.0.31 community x", f"{_PLAIN} snmp"),
        ("set service snmp v3 trap-target 10.9.0.31 auth plaintext-password x", f"{_PLAIN} snmp"),
    ],
)
def test_a_line_more(line: str, lie: str) -> None:
    start = "set system host-name r1\n"
    assert lie in passing("vyos", start)
    assert lie not in passing("vyos", f"{start}{line}\n")


@pytest.mark.parametrize(
    ("line", "lie"),
    [
        # A version of SSH that is broken, and who comes in by it without a name of his own.
        ("set service ssh protocol-version all", "encryption-in-transit.protocol-version ssh"),
        ("set service ssh allow-root", "mfa.no-way-round ssh"),
        # A certificate lets in without a second factor.
        ("set service ssh trusted-user-ca ca", "mfa.every-person user/rescue"),
    ],
)
def test_a_line_more_on_a_hardened_device(line: str, lie: str) -> None:
    assert lie in after("vyos", _HOST, _HOST)
    assert lie not in after("vyos", _HOST, f"{line}\n{_HOST}")


@pytest.mark.parametrize(
    ("host", "facility", "passes"),
    [("10.9.0.1", "all", True), ("127.0.0.1", "all", False), ("::1", "all", False), ("10.9.0.1", "frobnicate", False)],
)
def test_what_is_sent_away(host: str, facility: str, *, passes: bool) -> None:
    text = f"set system host-name r1\nset system syslog remote {host} facility {facility} level info\n"
    assert (_SENT in passing("vyos", text)) is passes
