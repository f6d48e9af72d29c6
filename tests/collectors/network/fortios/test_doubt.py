"""What must not pass on FortiOS: each row is a change of a hardened configuration that makes a pass a lie, and why."""

import pytest

from tests.collectors.network.doubts import after, passing
from tests.collectors.network.fortios.configurations import entry
from tests.collectors.network.test_laws import hardened

_PLAIN = "encryption-in-transit.plain-refused"
_SENT = "audit-logging.copied-away"
_WAY = "mfa.no-way-round"
_ADMIN = "config system admin\n"
_CLINIC = '    edit "clinic"\n'
_LET = "        set allowaccess ping https ssh snmp\n"
_SNMP_USER = '    edit "watch"\n'
_QUIET = ("set query-v1-status disable", "set query-v2c-status disable")
_HOST = ("config hosts", "edit 1", "set ip 10.9.0.31 255.255.255.255", "next", "end")
_USERS = entry("system snmp user", '"watch"', "set status disable")
_END = "config system automation-trigger\n"
_SERVERS = """\
config log syslogd setting
    set status enable
    set server "10.9.0.10"
    set mode reliable
    set enc-algorithm high
end
config log syslogd2 setting
    set status enable
    set server "10.9.0.11"
    set mode reliable
    set enc-algorithm high-medium
end
"""


def community(*lines: str) -> str:
    return _USERS + entry("system snmp community", "1", 'set name "c0mm"', *lines)


@pytest.mark.parametrize(
    ("old", "new", "lie"),
    [
        # Nobody is answered, and some host is told, with the community in plain.
        (_END, community(*_QUIET, *_HOST) + _END, f"{_PLAIN} snmp"),
        (_END, community(*_QUIET, "set trap-v1-status disable", *_HOST) + _END, f"{_PLAIN} snmp"),
        # A user who asks nothing, and is told without encryption.
        (
            _END,
            entry("system snmp user", '"told"', "set queries disable", "set notify-hosts 10.9.0.31") + _END,
            f"{_PLAIN} snmpv3",
        ),
        # A key lets in without a question to any server.
        (_CLINIC, f'{_CLINIC}        set ssh-public-key1 "ssh-rsa AAAA"\n', f"{_WAY} ssh"),
        (_CLINIC, f'{_CLINIC}        set ssh-certificate "c"\n', f"{_WAY} ssh"),
        # Servers that are taken back.
        (
            '        set secondary-server "10.9.0.2"\n',
            '        set secondary-server "10.9.0.2"\n        unset secondary-server\n',
            "unique-user-identification.central-directory ssh",
        ),
        # A profile of those who come by a sign-on elsewhere.
        (
            _ADMIN,
            entry("system accprofile", '"far"', "set admintimeout-override enable", "set admintimeout 0")
            + entry("system sso-admin", '"ana"', 'set accprofile "far"')
            + _ADMIN,
            "automatic-logoff.idle-ends web",
        ),
        (
            _ADMIN,
            entry("system accprofile", '"far"', "set admintimeout-override enable", "set admintimeout 0")
            + 'config system saml\nset status enable\nset default-profile "far"\nend\n'
            + _ADMIN,
            "automatic-logoff.idle-ends web",
        ),
        # What is sent to the device itself, or to nobody.
        (_SERVERS, 'config log syslogd setting\nset status enable\nset server "127.0.0.1"\nend\n', _SENT),
        (_SERVERS, 'config log syslogd setting\nset status enable\nset server ""\nend\n', _SENT),
        # No log takes what is told as information.
        (
            _END,
            "".join(
                f"config log {which} filter\nset severity warning\nend\n" for which in ("memory", "syslogd", "syslogd2")
            )
            + _END,
            "audit-logging.events-complete",
        ),
    ],
)
def test_must_not_pass(old: str, new: str, lie: str) -> None:
    assert lie not in after("fortios", old, new)


@pytest.mark.parametrize(
    ("old", "new", "true"),
    [
        (_END, community(*_QUIET) + _END, f"{_PLAIN} snmp"),
        (_END, community(*_QUIET, "config hosts", "edit 1", "set host-type query", "next", "end") + _END,
         f"{_PLAIN} snmp"),
        (_CLINIC, _CLINIC, f"{_WAY} ssh"),
        (_CLINIC, f'{_CLINIC}        set ssh-public-key1 "ssh-rsa AAAA"\n', f"{_WAY} web"),
        (_END, _END, "audit-logging.events-complete"),
        (_END, f"config log memory filter\nset severity warning\nend\n{_END}", "audit-logging.events-complete"),
        (_END, _END, "automatic-logoff.idle-ends web"),
        (_END, _END, f"{_PLAIN} snmpv3"),
    ],
)  # fmt: skip
def test_still_passes(old: str, new: str, true: str) -> None:
    assert true in after("fortios", old, new)


def test_a_key_may_let_in_without_the_second_factor() -> None:
    factor = "        set two-factor fortitoken\n"
    assert "mfa.every-person user/admin" in after("fortios", '    edit "admin"\n', f'    edit "admin"\n{factor}')
    key = '        set ssh-public-key1 "ssh-rsa AAAA"\n'
    found = after("fortios", '    edit "admin"\n', f'    edit "admin"\n{factor}{key}')
    assert "mfa.every-person user/admin" not in found


@pytest.mark.parametrize(("host", "passes"), [(_HOST, False), ((), True)])
def test_traps_need_no_interface_that_lets_questions_in(host: tuple[str, ...], *, passes: bool) -> None:
    text = hardened("fortios").replace(_LET, _LET.replace(" snmp", ""))
    assert (f"{_PLAIN} snmp" in passing("fortios", text + community(*host))) is passes
