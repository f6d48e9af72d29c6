"""What must not pass on NX-OS: each row is a change of a hardened configuration that makes a pass a lie, and why."""

import pytest

from tests.collectors.network.doubts import after

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
