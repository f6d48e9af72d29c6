"""What must not pass on IOS XR: each row is a change of a hardened configuration that makes a pass a lie, and why."""

import pytest

from scanner.facts import Channel, Clock, Session, SignIn
from tests.collectors.network.doubts import after
from tests.collectors.network.reading import about, facts
from tests.collectors.network.test_laws import hardened

_EVENTS = "audit-logging.events-complete"
_SENT = "audit-logging.copied-away"
_BUFFER = "logging buffered informational\n"
_ALL = hardened("iosxr")
_LOGS = _ALL[_ALL.index("logging tls-server CLINIC") : _ALL.index("logging buffered 8888888")]
_HOST = "snmp-server host 10.1.22.2 traps version 3 priv V3USER\n"


@pytest.mark.parametrize(
    ("old", "new", "lie"),
    [
        # What tells of it is kept back.
        (_BUFFER, f"{_BUFFER}logging suppress rule R\n", _EVENTS),
        (_BUFFER, f"{_BUFFER}logging suppress apply rule R\n", _SENT),
        (_LOGS, "logging 10.9.0.1 vrf default severity info operator equals\n", _SENT),
        # A group lets in two levels.
        (
            "snmp-server group V3GROUP v3 priv read V3READ write V3READ\n",
            "snmp-server group V3GROUP v3 auth\nsnmp-server group V3GROUP v3 priv read V3READ write V3READ\n",
            "encryption-in-transit.plain-refused snmpv3",
        ),
        # What a later line takes back.
        (
            "configuration commit auto-save filename",
            "default configuration commit\nconfiguration commit auto-save filename",
            "encryption-in-transit.plain-refused copy/1",
        ),
        # Traps carry what they tell in plain.
        (
            _HOST,
            "snmp-server host 10.1.22.2 traps version 3 auth V3USER\n",
            "encryption-in-transit.plain-refused snmpv3",
        ),
    ],
)
def test_must_not_pass(old: str, new: str, lie: str) -> None:
    assert lie not in after("iosxr", old, new)


def test_a_trap_in_plain_is_told() -> None:
    text = hardened("iosxr").replace(_HOST, f"{_HOST}snmp-server host 10.1.22.3 traps version 2c public\n")
    assert about(facts("iosxr", text), Channel, "snmpv2c").encryption == "none"


@pytest.mark.parametrize(
    ("peer", "proven"), [("", True), (" peer 10.1.22.14\n", False), (" peer 10.1.22.14 key 1\n", True)]
)
def test_a_peer_is_a_source_of_time_too(peer: str, *, proven: bool) -> None:
    found = facts("iosxr", hardened("iosxr").replace(" authenticate\n", f" authenticate\n{peer}"))
    assert about(found, Clock).authenticated is proven


def test_grpc_is_a_way_in() -> None:
    found = facts("iosxr", "tacacs-server host 10.0.0.1\naaa authentication login default group tacacs+\ngrpc\nend\n")
    assert about(found, Session, "grpc").idle_seconds is None
    assert about(found, SignIn, "grpc").directories == 1
