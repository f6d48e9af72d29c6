"""What must not pass on ASA: each row is a change of a hardened configuration that makes a pass a lie, and why."""

import pytest

from scanner.facts import Channel
from tests.collectors.network.doubts import after
from tests.collectors.network.reading import about, facts
from tests.collectors.network.test_laws import hardened

_ENABLE = "enable password $sha512$5000$tb2eaIcI/Q5Q==$ScFJI1ChS4gIjXw== pbkdf2\n"
_TRAP = "logging trap informational\n"
_SENT = "audit-logging.copied-away"
_LAST = "username LAST_RESORT password"
_CIPHER = 'ssh cipher encryption custom "aes256-ctr:aes192-ctr"\n'
_HOSTS = "logging host inside 10.9.0.1 tcp/6514 secure\nlogging host inside 10.9.0.2\n"
_SSH = "encryption-in-transit.strong-algorithms ssh"


@pytest.mark.parametrize(
    ("old", "new", "lie"),
    [
        # Before 9.17 whoever has all rights is never locked out.
        (_LAST, _LAST, "password-policy.lockout"),
        # Its servers are defined nowhere: the local accounts are asked.
        (
            "aaa authentication ssh console CLINIC LOCAL\n",
            "aaa authentication ssh console NONE LOCAL\n",
            "mfa.no-way-round ssh",
        ),
        # What a later line takes back.
        (_CIPHER, f"{_CIPHER}no ssh cipher encryption\n", _SSH),
        (
            " event syslog id 111008\n",
            " event syslog id 111008\n no event syslog id 111008\n",
            "encryption-in-transit.plain-refused copy/1",
        ),
        # A copy that somebody has to set off by hand.
        (" event syslog id 111008\n", " event none\n", "backup.exists"),
        (" event syslog id 111008\n", " event timer countdown time 60\n", "backup.exists"),
        (" event syslog id 111008\n", " event crashinfo\n", "backup.exists"),
        (_ENABLE, f"{_ENABLE}no enable password\n", "password-policy.stored-safely enable"),
        # What tells of sign-ins is dropped beyond so many.
        (_TRAP, f"{_TRAP}logging rate-limit 1 86400 message 605005\n", "audit-logging.events-complete"),
        (_TRAP, f"{_TRAP}logging rate-limit 1 86400 level 6\n", "audit-logging.events-complete"),
        # Signs of sign-ins are of this class.
        (_TRAP, f"{_TRAP}logging class sys trap emergencies\n", "audit-logging.events-complete"),
        # The same server is told in plain too.
        (
            _HOSTS,
            "logging host outside 10.9.0.1\nlogging host inside 10.9.0.1 tcp/6514 secure\n",
            "encryption-in-transit.plain-refused syslog/10.9.0.1",
        ),
        # A group lets in two levels.
        (
            "snmp-server group NETOPS v3 priv\n",
            "snmp-server group NETOPS v3 noauth\nsnmp-server group NETOPS v3 priv\n",
            "encryption-in-transit.plain-refused snmpv3",
        ),
        # Logs that are sent to the device itself.
        (_HOSTS, "logging host inside 127.0.0.1\n", _SENT),
    ],
)
def test_must_not_pass(old: str, new: str, lie: str) -> None:
    assert lie not in after("asa", old, new)


@pytest.mark.parametrize(
    "line",
    ["logging rate-limit unlimited level 6", "logging rate-limit 1 60 message 733100", "logging class vpn trap 0"],
)
def test_others_may_be_dropped(line: str) -> None:
    assert "audit-logging.events-complete" in after("asa", _TRAP, f"{_TRAP}{line}\n")


def test_a_trap_in_plain_is_told() -> None:
    host = "snmp-server host inside 10.9.0.31 version 3 FWADMIN\n"
    for more in ("inside 10.9.0.32 trap community x version 2c\n", "outside 10.9.0.31 community x version 2c\n"):
        text = hardened("asa").replace(host, f"snmp-server host {more}{host}")
        assert about(facts("asa", text), Channel, "snmpv2c").encryption == "none"
