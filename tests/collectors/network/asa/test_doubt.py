"""What must not pass on ASA: each row is a change of a hardened configuration that makes a pass a lie, and why."""

import pytest

from tests.collectors.network.doubts import after

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
        # Logs that are sent to the device itself.
        (_HOSTS, "logging host inside 127.0.0.1\n", _SENT),
    ],
)
def test_must_not_pass(old: str, new: str, lie: str) -> None:
    assert lie not in after("asa", old, new)
