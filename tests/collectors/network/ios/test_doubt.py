"""What must not pass on IOS: each row is a change of a hardened configuration that makes a pass a lie, and why."""

import pytest

from scanner.facts import Channel, Clock, Credential, Session, SignIn
from tests.collectors.network.doubts import after, passing
from tests.collectors.network.reading import about, all_about, facts
from tests.collectors.network.test_laws import hardened

_GROUP = " server name tac-1\n server name tac-2\n"
_RESCUE = "username rescue privilege 15 secret 9 $9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM\n"
_ARCHIVE = " path scp://backup:Wint3rSale@10.9.0.5/$h\n write-memory\n time-period 1440\n"
_HOSTS = "logging host 10.9.0.1\nlogging host 10.9.0.2 transport tls port 6514\n"
_APPLET = 'event manager applet B\n {}\n action 1 cli command "{}"\n'
_MACS = "ip ssh server algorithm mac hmac-sha2-512 hmac-sha2-256\n"
_SENT = "audit-logging.copied-away"
_ROUND = "mfa.no-way-round vty0-4"


@pytest.mark.parametrize(
    ("old", "new", "lie"),
    [
        # A group with no server behind it: the local accounts are what is asked.
        (_GROUP, "", _ROUND),
        (_GROUP, " server name gone\n", _ROUND),
        (
            "aaa authentication login default group CLINIC local",
            "aaa authentication login default group NONE local",
            _ROUND,
        ),
        # `local enable`: once nobody is there by that name, one password for all.
        (
            "aaa authentication login default group CLINIC local",
            "aaa authentication login default local enable",
            "unique-user-identification.own-name vty0-4",
        ),
        # Nothing is sent, or what is sent was sieved before.
        ("logging trap informational\n", "no logging on\nlogging trap informational\n", _SENT),
        (_HOSTS, "logging discriminator D severity drops 5\nlogging host 10.9.0.1 discriminator D\n", _SENT),
        (_HOSTS, "logging host 10.9.0.1 vrf M discriminator D\n", _SENT),
        (_HOSTS, "logging host 10.9.0.1 filtered\n", _SENT),
        (_HOSTS, "logging host ipv6 2001:db8::1 discriminator D\n", _SENT),
        (_HOSTS, "logging host 127.0.0.1\n", _SENT),
        # A copy that nobody makes, that was made once, or that is of something else.
        (
            _ARCHIVE,
            '!\nevent manager applet B\n event none\n action 1 cli command "copy run scp://h/c"\n',
            "backup.exists",
        ),
        (
            _ARCHIVE,
            "!\nkron occurrence B in 1 oneshot\n policy-list P\nkron policy-list P\n cli copy run scp://h/c\n",
            "backup.exists",
        ),
        (
            _ARCHIVE,
            (
                '!\nevent manager applet B\n event timer cron cron-entry "0 1 * * *"\n'
                ' action 1 cli command "copy flash:image.bin scp://h/c"\n'
            ),
            "backup.exists",
        ),
        # Who has all rights is never locked out by it.
        (
            "login block-for 900 attempts 3 within 120\n",
            "aaa local authentication attempts max-fail 3\n",
            "password-policy.lockout",
        ),
        # A policy of its own has the last word.
        (
            _RESCUE,
            (
                "aaa common-criteria policy WEAK\n min-length 1\n"
                "username rescue privilege 15 common-criteria-policy WEAK secret 9 $9$nhEmQVczB7dqsO$X.HsgL6x1il0\n"
            ),
            "password-policy.long-enough",
        ),
        # A password that stands behind other words, keys beside it.
        (
            _RESCUE,
            f"{_RESCUE}ip ssh pubkey-chain\n  username rescue\n   key-hash ssh-rsa A\n   key-hash ssh-rsa B\n",
            "unique-user-identification.no-long-lived-keys user/rescue",
        ),
        # Traps carry their community in plain, and ask for no group or community of the agent.
        (
            "snmp-server group READERS v3 priv read ALL\n",
            "snmp-server host 10.9.0.1 version 2c public\n",
            "encryption-in-transit.plain-refused snmp",
        ),
        (
            "snmp-server group READERS v3 priv read ALL\n",
            "snmp-server host 10.9.0.1 version 2c public\nsnmp-server group READERS v3 priv\n",
            "encryption-in-transit.plain-refused snmpv2c",
        ),
        # What a later line takes back.
        (
            "aaa authentication login CON group CLINIC local\n",
            "aaa authentication login CON group CLINIC local\nno aaa authentication login CON group CLINIC local\n",
            "mfa.no-way-round console",
        ),
        (
            "security passwords min-length 15\n",
            "security passwords min-length 15\nno security passwords min-length 15\n",
            "password-policy.long-enough",
        ),
        (
            "login block-for 900 attempts 3 within 120\n",
            "login block-for 900 attempts 3 within 120\nno login block-for\n",
            "password-policy.lockout",
        ),
        ("ip ssh version 2\n", "ip ssh version 2\nno ip ssh version\n", "encryption-in-transit.protocol-version ssh"),
        (
            "ip http tls-version TLSv1.2\n",
            "ip http tls-version TLSv1.2\nno ip http tls-version\n",
            "encryption-in-transit.protocol-version https",
        ),
        ("logging host 10.9.0.2 transport tls port 6514\n", "no logging host 10.9.0.1\n", _SENT),
        (" write-memory\n", " write-memory\n no path\n", "backup.exists"),
        (
            "ip http secure-server\n",
            "ip http secure-server\nno ip http secure-server\n",
            "automatic-logoff.idle-ends web",
        ),
        (
            "snmp-server group READERS v3 priv read ALL\n",
            "snmp-server group READERS v3 priv read ALL\nno snmp-server group READERS v3 priv\n",
            "encryption-in-transit.plain-refused snmpv3",
        ),
        (_MACS, f"{_MACS}default ip ssh server algorithm mac\n", "encryption-in-transit.strong-algorithms ssh"),
        # The last line says it, and names what is not known here.
        (
            _MACS,
            f"{_MACS}ip ssh server algorithm mac hmac-sha2-512 frobnicate\n",
            "encryption-in-transit.strong-algorithms ssh",
        ),
        # Who has a key is asked for nothing else.
        (_RESCUE, f"{_RESCUE}ip ssh pubkey-chain\n  username rescue\n   key-hash ssh-rsa A\n", _ROUND),
        # Whoever has signed in on the pages stays for a day.
        (
            "ip http timeout-policy idle 300 life 3600 requests 100\n",
            "ip http timeout-policy idle 300 life 3600 requests 100\nip http session-idle-timeout 86400\n",
            "automatic-logoff.idle-ends web",
        ),
        # Nothing is kept, and nothing sent.
        (_HOSTS, "no logging buffered\n", "audit-logging.recording"),
        # The same server is told in plain too.
        (
            _HOSTS,
            "logging host 10.9.0.2\nlogging host 10.9.0.2 transport tls port 6514\n",
            "encryption-in-transit.plain-refused syslog/10.9.0.2",
        ),
        # The last line says whom the pages ask.
        (
            "ip http authentication aaa login-authentication CON\n",
            "ip http authentication aaa login-authentication CON\nip http authentication local\n",
            "unique-user-identification.central-directory web",
        ),
        # Servers that only account.
        (
            _GROUP,
            " server 10.9.0.11 auth-port 0 acct-port 1813\n server 10.9.0.12 auth-port 0 acct-port 1813\n",
            _ROUND,
        ),
        # Servers that no line defines.
        (_GROUP, " server 10.9.0.51\n server 10.9.0.52\n", _ROUND),
        # Copies that nobody sets off, or that were made once, or of which nobody knows what they are.
        (_ARCHIVE, f"!\n{_APPLET.format('event tag 1 none', 'copy run scp://h/c')}", "backup.exists"),
        (_ARCHIVE, f"!\n{_APPLET.format('event timer countdown time 60', 'copy run scp://h/c')}", "backup.exists"),
        (_ARCHIVE, f"!\n{_APPLET.format('event timer absolute time 60', 'copy run scp://h/c')}", "backup.exists"),
        (_ARCHIVE, f"!\n{_APPLET.format('event timer watchdog time 60', 'copy logging scp://h/c')}", "backup.exists"),
        (
            _ARCHIVE,
            f"!\n{_APPLET.format('event timer watchdog time 60', 'copy run scp://h/c frobnicate')}",
            "backup.exists",
        ),
        (
            _ARCHIVE,
            f"!\n{_APPLET.format('event timer watchdog time 60', 'copy run scp://h/c')} no action 1\n",
            "encryption-in-transit.plain-refused copy/1",
        ),
    ],
)
def test_must_not_pass(old: str, new: str, lie: str) -> None:
    assert lie not in after("ios", old, new)


@pytest.mark.parametrize(
    ("line", "stored"),
    [
        ("username who view V secret 5 $1$abcd$0123456789012345678901", "weak-hash"),
        ("username who privilege 15 view V secret 5 $1$abcd$0123456789012345678901", "weak-hash"),
        ("username who access-class 10 password 7 0224055A5B0B0D", "reversible"),
        ("username who user-maxlinks 1 privilege 15 password 0 hello", "plain"),
        ("username who nohangup nopassword", "empty"),
        ("username who nopassword noescape autocommand show users", "empty"),
    ],
)
def test_a_password_behind_other_words_is_seen(line: str, stored: str | None) -> None:
    found = facts("ios", f"{line}\nend\n")
    assert [one.stored for one in all_about(found, Credential, "user/who")] == [stored]


_SERVER = "aaa new-model\ntacacs-server host 10.0.0.1\n"
_CHANGES = "archive\n log config\n  logging enable\n"
_BOTH = "login on-failure log\nlogin on-success log\n"
_EXEC = "aaa accounting exec default start-stop group tacacs+\n"
_ALL = "aaa accounting commands 15 default start-stop group tacacs+\n"


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        (f"{_BOTH}{_CHANGES}", True),
        (f"{_SERVER}{_EXEC}{_ALL}", True),
        # Every hundredth sign-in is written down, or none.
        (f"login on-failure log\nlogin on-success log every 65535\n{_CHANGES}", False),
        (f"login on-failure log every 100\nlogin on-success log\n{_CHANGES}", False),
        (f"login on-failure trap\nlogin on-success trap\n{_CHANGES}", False),
        (f"{_BOTH}no login on-success log\n{_CHANGES}", False),
        # Accounting that no line takes, that a line does not take, that tells of nobody's changes, that nobody hears.
        (f"{_SERVER}{_ALL}aaa accounting exec OTHER start-stop group tacacs+\n", False),
        (f"{_SERVER}{_EXEC}aaa accounting commands 15 OTHER start-stop group tacacs+\n", False),
        (f"{_SERVER}{_EXEC}{_ALL}line vty 0 4\n accounting exec QUIET\n", False),
        (f"{_SERVER}{_EXEC}{_ALL}line vty 0 4\n accounting commands 15 QUIET\n", False),
        (f"{_SERVER}{_EXEC}aaa accounting commands 1 default start-stop group tacacs+\n", False),
        (f"aaa new-model\n{_EXEC}{_ALL}", False),
        (f"{_SERVER}{_EXEC}{_ALL}aaa group server tacacs+ EMPTY\n".replace("group tacacs+\n", "group EMPTY\n"), False),
        # Nothing of it is written down.
        (f"{_BOTH}{_CHANGES}  no logging enable\n", False),
    ],
)
def test_events(text: str, *, passes: bool) -> None:
    assert ("audit-logging.events-complete" in passing("ios", f"{text}end\n")) is passes


@pytest.mark.parametrize(
    "line", ["ftp-server enable", "tftp-server flash:image.bin", "ip rcmd rcp-enable", "ip rcmd rsh-enable"]
)
def test_what_never_encrypts_is_told(line: str) -> None:
    assert [
        one.encryption
        for one in facts("ios", f"{line}\nend\n")
        if isinstance(one, Channel) and one.resource.rpartition("/")[2] in ("ftp", "tftp", "rcp", "rsh")
    ] == ["none"]


@pytest.mark.parametrize(
    ("status", "passes"),
    [
        ("Clock is synchronized, stratum 3, reference is 10.9.0.21", True),
        ("Clock is synchronized, stratum 8, reference is 127.127.1.1", False),  # it follows itself
        ("Clock is unsynchronized, stratum 16, no reference clock", False),
    ],
)
def test_clock(status: str, *, passes: bool) -> None:
    told = passing("ios", hardened("ios"), ntp_status=status, clock="02:10:00.000 UTC Thu Nov 26 2026")
    assert ("audit-logging.clock-right" in told) is passes


@pytest.mark.parametrize(
    ("line", "proven"),
    [
        ("ntp server 10.9.0.23 key 1", True),
        ("ntp server 10.9.0.23", False),
        ("ntp server 10.9.0.23 normal-sync", None),
        ("no ntp server 10.9.0.22", None),
    ],
)
def test_one_more_source(line: str, *, proven: bool | None) -> None:
    found = facts("ios", hardened("ios").replace("ntp authenticate\n", f"ntp authenticate\n{line}\n"))
    assert about(found, Clock).authenticated is proven


@pytest.mark.parametrize(
    ("lines", "way", "encryption"),
    [
        ("netconf-yang\n", "netconf", "required"),
        ("netconf ssh\n", "netconf", "required"),
        ("netconf beep listener\n", "netconf", None),  # nobody knows what that is
        ("no netconf-yang feature candidate-datastore\n", "netconf", None),
        ("restconf\n", "restconf", "required"),
        ("gnxi\ngnxi server\n", "gnmi", "none"),
        ("gnmi-yang\ngnmi-yang server\n", "gnmi", "none"),
        ("gnxi\ngnxi secure-server\n", "gnmi-secure", "required"),
    ],
)
def test_programs_have_ways_in_of_their_own(lines: str, way: str, encryption: str | None) -> None:
    found = facts("iosxe", hardened("iosxe").replace("line con 0\n", f"{lines}line con 0\n"))
    assert about(found, Channel, way).encryption == encryption
    assert about(found, Session, way).idle_seconds is None
    assert about(found, SignIn, way).directories == (None if encryption is None else 2)
    bare = facts("iosxe", f"{lines}end\n")
    assert about(bare, SignIn, way).individual is None


def test_none_where_no_line_opens_one() -> None:
    found = facts("iosxe", hardened("iosxe").replace("line con 0\n", "netconf-yang\nno netconf-yang\nline con 0\n"))
    assert not all_about(found, Channel, "netconf")
