"""What must not pass on EOS: each row is a change of a hardened configuration that makes a pass a lie, and why."""

import pytest

from scanner.facts import Channel, Session, SignIn
from tests.collectors.network.doubts import after
from tests.collectors.network.reading import about, all_about, facts
from tests.collectors.network.test_laws import hardened

_END = "!\nend\n"
_TLS = "      tls versions 1.2 1.3\n"
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
        # The same, by default.
        (_TLS, f"{_TLS}      default tls versions\n", "encryption-in-transit.protocol-version api"),
        # A whole profile.
        (
            "management telnet\n   shutdown\n",
            "management telnet\n   shutdown\n!\nmanagement security\n   no ssl profile PAGES\n",
            "encryption-in-transit.protocol-version api",
        ),
        # Whole blocks.
        (_END, "!\nno management console\nend\n", "automatic-logoff.idle-ends console"),
        (_END, "!\ndefault management ssh\nend\n", "automatic-logoff.idle-ends ssh"),
        (_END, "!\nno management ssh\nend\n", _SSH),
        (_END, "!\nno management security\nend\n", "password-policy.long-enough"),
        (_END, "!\nno management api http-commands\nend\n", "encryption-in-transit.protocol-version api"),
        (_END, "!\nno aaa group server radius CLINIC\nend\n", "mfa.no-way-round ssh"),
        (_END, "!\ndefault aaa authentication login default\nend\n", "mfa.no-way-round ssh"),
        # One line of a block, by default.
        (
            "   password minimum length 15\n",
            "   password minimum length 15\n   default password minimum length\n",
            "password-policy.long-enough",
        ),
        (
            "   protocol https ssl profile PAGES\n",
            "   protocol https ssl profile PAGES\n   default protocol https ssl profile\n",
            "encryption-in-transit.protocol-version api",
        ),
        # The same server is told in plain too.
        (
            "logging host 10.9.0.1 514\n",
            "logging host 10.9.0.2 514\n",
            "encryption-in-transit.plain-refused syslog/10.9.0.2",
        ),
        # A group of that name is there in another version too.
        (
            "snmp-server group testers v3 priv read snmpview\n",
            "snmp-server group testers v3 noauth\nsnmp-server group testers v3 priv read snmpview\n",
            "encryption-in-transit.plain-refused snmpv3",
        ),
        # A server, and words behind it that nobody knows.
        (
            "   server 10.9.0.11 vrf MGMT\n",
            "   server 10.9.0.11 vrf MGMT frobnicate\n",
            "unique-user-identification.central-directory ssh",
        ),
        # A copy, and words behind it that nobody knows.
        (
            "copy running-config scp:backup@10.9.0.5/leaf-1",
            "copy running-config scp:b@10.9.0.5/l frob",
            "backup.exists",
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


@pytest.mark.parametrize(
    ("block", "part", "encryption"),
    [
        ("management api netconf\n   transport ssh M\n", "netconf/M", "required"),
        ("management api restconf\n   transport https M\n", "restconf/M", "required"),
        ("management api gnmi\n   transport grpc M\n", "grpc/M", "none"),
    ],
)
def test_programs_have_ways_in_of_their_own(block: str, part: str, encryption: str) -> None:
    found = facts("eos", hardened("eos").replace(_END, f"!\n{block}end\n"))
    assert about(found, Channel, part).encryption == encryption
    assert (about(found, Session, part).idle_seconds, about(found, SignIn, part).directories) == (None, 2)
    shut = facts("eos", f"{block}      shutdown\nend\n")
    assert about(shut, Channel, part).enabled is False
    assert not all_about(shut, Session, part)


@pytest.mark.parametrize(
    ("agent", "enabled", "encryption"),
    [
        ("exec /usr/bin/TerminAttr -grpcaddr=0.0.0.0:6042 -disableaaa\n   no shutdown", True, "none"),
        ("exec /usr/bin/TerminAttr -cvaddr=10.9.0.9:9910 -grpcaddr=MGMT/10.9.0.1:6042\n   no shutdown", True, "none"),
        ("exec /usr/bin/TerminAttr -grpcaddr 0.0.0.0:6042", True, "none"),
        ("exec /usr/bin/TerminAttr -grpcaddr=0.0.0.0:6042 -certfile=/persist/a.crt\n   no shutdown", True, "required"),
        ("exec /usr/bin/TerminAttr -grpcaddr=0.0.0.0:6042\n   shutdown", False, "none"),
        ("exec /usr/bin/TerminAttr -grpcaddr=[::]:6042\n   no shutdown", None, None),
    ],
)
def test_an_agent_that_answers_whoever_asks(agent: str, enabled: bool | None, encryption: str | None) -> None:  # noqa: FBT001
    found = facts("eos", f"daemon TerminAttr\n   {agent}\nend\n")
    (channel,) = (one for one in found if isinstance(one, Channel) and one.name.startswith("grpc"))
    assert (channel.enabled, channel.encryption) == (enabled, encryption)
    doors = [one for one in found if isinstance(one, SignIn) and one.name == "grpc/TerminAttr"]
    assert [one.factors for one in doors] == [None] * (enabled is True)  # what it asks for hangs on how it was started


@pytest.mark.parametrize(
    "agent",
    [
        "exec /usr/bin/TerminAttr -cvaddr=10.9.0.9:9910 -cvauth=key,k\n   no shutdown",
        "exec /usr/bin/TerminAttr -grpcaddr=127.0.0.1:6042 -cvaddr=10.9.0.9:9910\n   no shutdown",
        "exec /usr/bin/TerminAttr -grpcaddr=MGMT/localhost:6042\n   no shutdown",
        "exec /mnt/flash/other -option\n   option x value y\n   heartbeat 10\n   no shutdown",
    ],
)
def test_an_agent_that_answers_nobody_from_outside(agent: str) -> None:
    found = facts("eos", f"daemon TerminAttr\n   {agent}\nend\n")
    assert not [one for one in found if isinstance(one, (Channel, SignIn)) and one.name.startswith("grpc")]


@pytest.mark.parametrize(
    "block",
    [
        "p4-runtime\n   transport grpc M\n",
        "management api gribi\n   transport grpc M\n",
        "management api eos-sdk-rpc\n   transport grpc M\n",
    ],
)
def test_what_else_speaks_grpc_is_not_silent(block: str) -> None:
    assert about(facts("eos", f"{block}end\n"), Channel, "grpc").enabled is None


def test_a_group_of_one_name_in_two_versions() -> None:
    group = "snmp-server group testers v3 priv read snmpview\n"
    text = hardened("eos").replace(group, f"snmp-server group testers v2c\n{group}")
    assert about(facts("eos", text), Channel, "snmpv2c").encryption == "none"


def test_a_shell_that_is_open_again_is_not_silent() -> None:
    found = facts("eos", "management ssh\n   shutdown\n   default shutdown\nend\n")
    assert about(found, Channel, "ssh").enabled is True
    assert all_about(found, Session, "ssh")
