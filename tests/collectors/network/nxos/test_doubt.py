"""What must not pass on NX-OS: each row is a change of a hardened configuration that makes a pass a lie, and why."""

import pytest

from scanner.facts import Channel, Clock, Session
from tests.collectors.network.doubts import after
from tests.collectors.network.reading import about, facts
from tests.collectors.network.test_laws import hardened

_EVENT = '  event syslog pattern "SYSLOG_CONFIG_I"\n'
_LAST = '  action 2 syslog priority informational msg "Configuration backup was executed"\n'
_SENT = "audit-logging.copied-away"
_LOGGED = "".join(
    f"logging server 10.1.48.{n} 6 port 6514 secure use-vrf management facility local7\n" for n in (10, 11)
)
_SSH = "encryption-in-transit.strong-algorithms ssh"


@pytest.mark.parametrize(
    ("old", "new", "lie"),
    [
        # Its servers are defined nowhere: the local accounts are asked.
        ("    server 10.1.48.10\n    server 10.1.48.12\n", "    server 10.1.48.90\n", "mfa.no-way-round vty"),
        # Weak ones are let in beside those that are named.
        ("ssh login-attempts 3\n", "ssh cipher-mode weak\n", _SSH),
        # What a later line takes back.
        ("ssh macs hmac-sha2-512 hmac-sha2-256\n", "ssh macs hmac-sha2-512\nno ssh macs hmac-sha2-512\n", _SSH),
        # The same of passwords.
        (
            "userpassphrase min-length 15 max-length 127\n",
            "userpassphrase min-length 15\nno userpassphrase min-length\n",
            "password-policy.long-enough",
        ),
        # A server that is taken out of its group again.
        (
            "    server 10.1.48.12\n",
            "    server 10.1.48.12\n    no server 10.1.48.12\n",
            "unique-user-identification.central-directory vty",
        ),
        (
            "logging level authpri 6\n",
            "logging level authpri 6\nno logging level authpri\nno aaa accounting default\n",
            "audit-logging.events-complete",
        ),
        (
            _EVENT,
            f"{_EVENT}  no event\n",
            "encryption-in-transit.plain-refused copy/1",
        ),
        (_LAST, f"{_LAST}no event manager applet BACKUP_CONFIG\n", "encryption-in-transit.plain-refused copy/1"),
        (_LAST, f"{_LAST}default line vty\n", "automatic-logoff.idle-ends vty"),
        (_LAST, f"{_LAST}default ssh macs\n", _SSH),
        # The same server is told in plain too.
        (
            _LOGGED,
            f"logging server 10.1.48.10 6\n{_LOGGED}",
            "encryption-in-transit.plain-refused syslog/10.1.48.10",
        ),
        # A version of TLS that nobody knows.
        (
            "nxapi ssl protocols TLSv1.2\n",
            "nxapi ssl protocols TLSv1.2 frobnicate\n",
            "encryption-in-transit.protocol-version api",
        ),
        # What is told goes out in plain, whatever is demanded of those who ask.
        (
            "snmp-server host 10.1.48.10 traps version 3 priv NETOPS\n",
            "snmp-server host 10.1.48.10 traps version 3 noauth NETOPS\n",
            "encryption-in-transit.plain-refused snmpv3",
        ),
        # Copies that are made once, or by hand, or by words that nobody knows.
        (_EVENT, "  event tag 1 none\n", "backup.exists"),
        (_EVENT, "  event timer countdown time 60\n", "backup.exists"),
        ('nx-config.bak"', 'nx-config.bak frobnicate"', "backup.exists"),
        # A copy that somebody has to set off by hand.
        ('  event syslog pattern "SYSLOG_CONFIG_I"\n', "  event none\n", "backup.exists"),
        # Traps carry a community in plain, and are SNMP too.
        (
            "snmp-server host 10.1.48.10 traps version 3 priv NETOPS\n",
            "snmp-server host 10.1.48.10 traps version 2c public\n",
            "encryption-in-transit.plain-refused snmpv2c",
        ),
        # Logs are sent to the device itself.
        (
            _LOGGED,
            "logging server 127.0.0.1 6\n",
            _SENT,
        ),
    ],
)
def test_must_not_pass(old: str, new: str, lie: str) -> None:
    assert lie not in after("nxos", old, new)


@pytest.mark.parametrize(
    ("release", "encryption"),
    [
        ("10.4(3)", "required"),
        ("9.3(1)", "required"),
        ("9.2(4)", None),  # what it does without a certificate is not written down
        ("7.0(3)I7(9)", None),
    ],
)
def test_grpc_by_release(release: str, encryption: str | None) -> None:
    found = facts("nxos", f"version {release}\nfeature grpc\n")
    assert about(found, Channel, "grpc").encryption == encryption
    assert about(found, Session, "grpc").idle_seconds is None


@pytest.mark.parametrize(
    ("peer", "proven"), [("", True), ("ntp peer 10.1.22.14\n", False), ("ntp peer 10.1.22.14 key 1\n", True)]
)
def test_a_peer_is_a_source_of_time_too(peer: str, *, proven: bool) -> None:
    found = facts("nxos", hardened("nxos").replace("ntp authenticate\n", f"ntp authenticate\n{peer}"))
    assert about(found, Clock).authenticated is proven
