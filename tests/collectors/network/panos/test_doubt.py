"""What must not pass on PAN-OS: each row is a change of a hardened configuration that makes a pass a lie, and why."""

import pytest

from tests.collectors.network.doubts import after

_WAY = "mfa.no-way-round"
_TWO = "unique-user-identification.central-directory"
_STRONG = "encryption-in-transit.strong-algorithms snmpv3"
_USER = "deviceconfig system snmp-setting access-setting version v3 users watch"
_PROFILE = "set shared authentication-profile central method tacplus server-profile aaa\n"
_ADMIN = (
    "set mgt-config users admin phash $5$abcdefgh$0123456789abcdef\n"
    "set mgt-config users admin permissions role-based superuser yes\n"
)
_HOST = "set deviceconfig system hostname clinic-fw\n"


@pytest.mark.parametrize(
    ("old", "new", "lie"),
    [
        # How users of SNMP prove themselves, in words that nobody knows.
        (f"{_USER} authproto SHA-256", f"{_USER} authproto frobnicate", _STRONG),
        (f"{_USER} privproto AES-256", f"{_USER} privproto frobnicate", _STRONG),
        # A profile that looks into the device itself, alone or beside servers, or asks for nothing.
        (_ADMIN, ("set mgt-config users eve authentication-profile here\n"
         "set shared authentication-profile here method local-database\n"), f"{_WAY} ssh"),
        (_ADMIN, ("set mgt-config users eve authentication-profile both\n"
         "set shared authentication-profile here method local-database\n"
         "set shared authentication-sequence both authentication-profiles [ central here ]\n"), f"{_WAY} ssh"),
        (_ADMIN, ("set mgt-config users eve authentication-profile none\n"
         "set shared authentication-profile none method none\n"), f"{_WAY} ssh"),
        (_ADMIN, ("set deviceconfig system authentication-profile central\n"
         "set deviceconfig system non-ui-authentication-profile here\n"
         "set shared authentication-profile here method local-database\n"), f"{_WAY} ssh"),
        # Servers that are off.
        (_PROFILE, f"{_PROFILE}set shared server-profile tacplus aaa disabled yes\n", f"{_TWO} ssh"),
    ],
)  # fmt: skip
def test_must_not_pass(old: str, new: str, lie: str) -> None:
    assert lie not in after("panos", old, new)


@pytest.mark.parametrize(
    ("old", "new", "true"),
    [
        (_HOST, _HOST, _STRONG),
        (_ADMIN, "", f"{_WAY} ssh"),
        (_ADMIN, ("set deviceconfig system authentication-profile central\n"
         "set deviceconfig system non-ui-authentication-profile here\n"
         "set shared authentication-profile here method local-database\n"), f"{_WAY} web"),
        (_HOST, f"{_HOST}set shared log-settings snmptrap t version v3 server s manager 10.9.0.31\n",
         "encryption-in-transit.plain-refused snmpv3"),
        (_PROFILE, f"{_PROFILE}set shared server-profile tacplus aaa disabled no\n", f"{_TWO} ssh"),
    ],
)  # fmt: skip
def test_still_passes(old: str, new: str, true: str) -> None:
    assert true in after("panos", old, new)


@pytest.mark.parametrize(("version", "passes"), [("v2c", False), ("v3", True)])
def test_traps_in_plain(version: str, *, passes: bool) -> None:
    off = "set deviceconfig system service disable-snmp "
    traps = f"set shared log-settings snmptrap t version {version} server s manager 10.9.0.31\n"
    found = after("panos", f"{off}no\n", f"{off}yes\n{traps}")
    assert ("encryption-in-transit.plain-refused snmp" in found) is passes
    assert "encryption-in-transit.plain-refused snmpv2c" not in found
