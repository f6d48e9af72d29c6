"""What must not pass on EOS: each row is a change of a hardened configuration that makes a pass a lie, and why."""

import pytest

from tests.collectors.network.doubts import after

_EVENTS = "audit-logging.events-complete"
_SSH = "encryption-in-transit.strong-algorithms ssh"


@pytest.mark.parametrize(
    ("old", "new", "lie"),
    [
        # No server hears of it.
        (
            "aaa accounting commands all default start-stop logging group CLINIC\n",
            "aaa accounting commands all default start-stop group NONE\n",
            _EVENTS,
        ),
        # Its servers are defined nowhere: the local accounts are asked.
        (
            "   server 10.9.0.11 vrf MGMT\n   server 10.9.0.12 vrf MGMT\n",
            "   server 10.9.0.90\n",
            "mfa.no-way-round ssh",
        ),
        # What a later line takes back.
        ("   mac hmac-sha2-256 hmac-sha2-512\n", "   mac hmac-sha2-256\n   no mac\n", _SSH),
        # The same of ciphers, named.
        ("   cipher aes256-ctr aes192-ctr aes128-ctr\n", "   cipher aes256-ctr\n   no cipher aes256-ctr\n", _SSH),
        # And by default.
        ("   key-exchange ecdh-sha2-nistp384\n", "   key-exchange ecdh-sha2-nistp384\n   default key-exchange\n", _SSH),
        # The same of TLS.
        (
            "      tls versions 1.2 1.3\n",
            "      tls versions 1.2 1.3\n      no tls versions 1.2 1.3\n",
            "encryption-in-transit.protocol-version api",
        ),
        # A copy that is made once.
        (
            "schedule BACKUP interval 1440 timeout 30 max-log-files 1 command copy running-config",
            "schedule BACKUP at 12:00:00 once timeout 30 max-log-files 1 command copy running-config",
            "backup.exists",
        ),
        # Once, on a day.
        (
            "schedule BACKUP interval 1440 timeout 30 max-log-files 1 command copy running-config",
            "schedule BACKUP at 12:00:00 11/27/2026 once timeout 30 max-log-files 1 command copy running-config",
            "backup.exists",
        ),
        # Traps carry a community in plain.
        (
            "snmp-server host 10.9.0.31 version 3 priv jitc-sw\n",
            "snmp-server host 10.9.0.31 version 2c public\n",
            "encryption-in-transit.plain-refused snmpv2c",
        ),
    ],
)
def test_must_not_pass(old: str, new: str, lie: str) -> None:
    assert lie not in after("eos", old, new)
