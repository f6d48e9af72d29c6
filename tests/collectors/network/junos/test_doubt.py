"""What must not pass on Junos: each row is a change of a hardened configuration that makes a pass a lie, and why."""

import pytest

from scanner.facts import Clock, Identity
from tests.collectors.network.doubts import after, passing
from tests.collectors.network.reading import about, facts
from tests.collectors.network.test_laws import hardened

_PLAIN = "encryption-in-transit.plain-refused"
_EVENTS = "audit-logging.events-complete"
_KEYS = "set system ntp authentication-key 1 type sha256 value"


@pytest.mark.parametrize(("address", "passes"), [("10.9.0.1", True), ("127.0.0.1", False), ("::1", False)])
def test_what_is_sent_to_itself_stays(address: str, *, passes: bool) -> None:
    found = passing("junos", f"set version 21.4R3\nset system syslog host {address} any info\n")
    assert ("audit-logging.copied-away" in found) is passes


@pytest.mark.parametrize(
    ("line", "lie"),
    [
        # Traps carry their community in plain, and ask for none of the agent.
        ("set snmp trap-group public targets 10.9.0.31", f"{_PLAIN} snmp"),
        ("set snmp trap-group public version v1\nset snmp trap-group public targets 10.9.0.31", f"{_PLAIN} snmp"),
        ("set snmp v3 target-parameters T parameters security-model v2c", f"{_PLAIN} snmp"),
        # What takes requests of version 2c for others.
        ("set snmp proxy p version-v2c snmp-community public", f"{_PLAIN} snmp"),
        # A door of a device within the device.
        ("set logical-systems L system services telnet", f"{_PLAIN} telnet"),
        ("set tenants T system services telnet", f"{_PLAIN} telnet"),
        ("logical-systems { L { system { services { ftp; } } } }", f"{_PLAIN} ftp"),
        ("set logical-systems L system services web-management http", f"{_PLAIN} http"),
        ("set logical-systems L snmp community public", f"{_PLAIN} snmp"),
        (("set groups G logical-systems <*> system services telnet\nset apply-groups G\n"
          "set logical-systems L system services ssh"), f"{_PLAIN} telnet"),
        ("set logical-systems L apply-groups G\nset groups G logical-systems <*> system services telnet",
         f"{_PLAIN} telnet"),
        # A broker of events that talks in plain.
        ("set system services extension-service request-response thrift", f"{_PLAIN} api"),
    ],
)  # fmt: skip
def test_a_line_more(line: str, lie: str) -> None:
    start = "set version 21.4R3\n"
    assert lie in passing("junos", start)
    assert lie not in passing("junos", f"{start}{line}\n")


@pytest.mark.parametrize(
    "line",
    [
        "set logical-systems L interfaces ge-0/0/0 unit 0",
        "set logical-systems L protocols bgp group g neighbor 10.0.0.1",
        "set tenants T routing-instances r",
        "set logical-systems L system services dhcp-local-server group g interface ge-0/0/0.0",
        "set snmp trap-group x categories link",
        "set snmp v3 target-parameters T parameters security-model usm",
    ],
)
def test_a_line_that_takes_nothing_away(line: str) -> None:
    start = "set version 21.4R3\nset system services ssh\n"
    assert passing("junos", f"{start}{line}\n") == passing("junos", start)


@pytest.mark.parametrize(
    ("line", "lie"),
    [
        # Events that are not written down, or not as what they are.
        ("set event-options policy p events sshd_login_failed\nset event-options policy p then ignore", _EVENTS),
        ("set event-options policy p then ignore", "audit-logging.copied-away"),
        ("set event-options policy p then priority-override severity debug", "audit-logging.copied-away"),
        # Keys alone let in, and no server is asked.
        ("set system services ssh no-password-authentication\nset system services ssh no-challenge-response",
         "mfa.no-way-round ssh"),
        ("set system services ssh hostkey-algorithm-list ssh-dss", "encryption-in-transit.strong-algorithms ssh"),
        # Somebody who comes in to a device within the device.
        ("set logical-systems L system login user ana class super-user",
         "unique-user-identification.no-shared-account user/remote"),
        ("set logical-systems L system login class C permissions all", "automatic-logoff.idle-ends class/READERS"),
    ],
)  # fmt: skip
def test_a_line_more_on_a_hardened_device(line: str, lie: str) -> None:
    assert lie in after("junos", "set version", "set version")
    assert lie not in after("junos", "set version", f"{line}\nset version")


def test_a_key_of_no_kind_proves_nothing() -> None:
    text = hardened("junos")
    assert about(facts("junos", text), Clock).authenticated is True
    assert (
        about(facts("junos", text.replace(_KEYS, _KEYS.replace("sha256", "frobnicate"))), Clock).authenticated is None
    )


@pytest.mark.parametrize(("server", "passes"), [("", False), (" server 10.9.0.11", True)])
def test_accounting_that_nobody_is_told(server: str, *, passes: bool) -> None:
    text = (
        "set version 21.4R3\nset system accounting events [ login change-log interactive-commands ]\n"
        f"set system accounting destination tacplus{server}\n"
    )
    assert (_EVENTS in passing("junos", text)) is passes
    asked = f"{text}set system tacplus-server 10.9.0.11 secret x\n"
    assert _EVENTS in passing("junos", asked)


def test_a_class_that_may_more_than_its_permissions() -> None:
    text = (
        "set version 21.4R3\nset system login class c permissions view\n"
        "set system login class c allow-configuration system\n"
        "set system login user u class c\n"
    )
    assert about(facts("junos", text), Identity, "user/u").privileged is None
