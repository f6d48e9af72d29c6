"""What answers on a device with Junos, and how it talks."""

from typing import Any

import pytest

from scanner.facts import Channel
from tests.collectors.network.junos.configurations import HARDENED
from tests.collectors.network.reading import about, facts

SSH = "set system services ssh root-login deny\n"
ALL = (
    "set system services ssh ciphers aes256-ctr\nset system services ssh macs hmac-sha2-256\n"
    "set system services ssh key-exchange dh-group14-sha1\n"
)
USER = "set snmp v3 usm local-engine user n authentication-sha authentication-key x\n"
PRIV = "set snmp v3 usm local-engine user n privacy-aes128 privacy-key x\n"
ACCESS = "set snmp v3 vacm access group g default-context-prefix security-model usm security-level"


def read(text: str, version: str = "23.4R1.10") -> list[Any]:
    return facts("junos", f"set version {version}\n{text}\n", whole=True)


def channels(text: str) -> dict[str, bool | None]:
    return {one.resource.partition("/")[2]: one.enabled for one in read(text) if isinstance(one, Channel)}


NONE = dict.fromkeys(("telnet", "ftp", "http", "ssh", "netconf", "https", "api", "snmp"), False)


@pytest.mark.parametrize(
    ("text", "differs"),
    [
        ("", {}),
        ("set system services telnet", {"telnet": True}),
        ("set system services telnet connection-limit 5", {"telnet": True}),
        ("set system services telnet\ndelete system services telnet", {}),
        ("system { services { telnet; } }", {"telnet": True}),
        ("system { services { inactive: telnet; } }", {}),
        ("set system services ftp", {"ftp": True}),
        ("set system services ssh", {"ssh": True}),
        ("set system services ssh no-passwords", {"ssh": True}),
        ("set system services netconf ssh", {"netconf": True}),
        ("set system services netconf rfc-compliant", {}),
        ("set system services netconf tls local-certificate x", {"netconf-tls": True}),
        ("set system services web-management http", {"http": True}),
        ("set system services web-management https system-generated-certificate", {"https": True}),
        ("set system services web-management management-url x", {}),
        ("set system services rest http", {"api-http": True, "api": None}),
        ("set system services rest http\nset system services rest https", {"api-http": True, "api": True}),
        ("set system services rest enable-explorer", {}),
        ("set system services webapi http port 80", {"webapi-http": True}),
        ("set system services webapi https default-certificate", {"webapi-https": True}),
        ("set system services extension-service request-response grpc clear-text port 50051", {"grpc-plain": True}),
        ("set system services extension-service request-response grpc ssl port 50051", {"grpc": True}),
        ("set system services extension-service notification allow-clients address 0.0.0.0/0",
         {"notification": True}),
        ("set system services extension-service notification port 1883", {}),
        ("set system services finger", {"finger": True}),
        ("set system services rlogin", {"rlogin": True}),
        ("set system services rsh", {"rsh": True}),
        ("set system services tftp-server", {"tftp": True}),
        ("set system services xnm-clear-text", {"xnm-clear-text": True}),
        ("set system services xnm-ssl local-certificate x", {"xnm-ssl": True}),
        ("set system services dns forwarders 10.0.0.1\nset system services dhcp-local-server group g", {}),
        ("set system services unheard-of", {}),  # of a kind by itself
        ("set security zones security-zone z host-inbound-traffic system-services telnet", {}),
        ("set groups G system services telnet\nset apply-groups G", {"telnet": True}),
        ("set groups G system services telnet", {}),
        ("set system services telnet frobnicate", {"telnet": None}),
        ("set system services ssh frobnicate", {"ssh": None, "netconf": None}),
        ("set system services web-management frobnicate", {"http": None, "https": None}),
        ('set groups node0 system services telnet\nset apply-groups "${node}"', {"telnet": None}),
        ("system { services { /* OMITTED */ } }", dict.fromkeys(NONE)),
        ("edit system services\nset telnet", dict.fromkeys(NONE)),
        ("set snmp community x authorization read-only", {"snmpv2c": True, "snmp": None}),
        ("set snmp community x clients 10.0.0.0/8", {"snmpv2c": True, "snmp": None}),
        ("set snmp location x\nset snmp interface ge-0/0/0.0", {}),
        ("set snmp trap-group x targets 10.0.0.1", {"snmpv2c": True, "snmp": None}),  # it tells in plain
        ("set snmp trap-group x categories link", {}),  # whom it tells nothing says
        ('set policy-options prefix-list p apply-path "snmp community <*> clients <*>"', {}),
        (USER, {"snmpv3": True, "snmp": None}),
        ("set snmp v3 vacm security-to-group security-model usm security-name n group g", {}),  # no such user
        ("set snmp v3 usm remote-engine 8000 user n authentication-none", {}),
        ("set snmp v3 snmp-community i community-name x", {}),  # no group of version 1 or 2c
        (("set snmp v3 snmp-community i community-name x\n"
         "set snmp v3 vacm security-to-group security-model v2c security-name n group g"),
         {"snmpv2c": True, "snmp": None}),
        ("set snmp frobnicate", {"snmp": None}),
    ],
)  # fmt: skip
def test_on(text: str, differs: dict[str, bool | None]) -> None:
    found = channels(text)
    expected = {**NONE, **differs}
    gone = {name for name in ("snmp", "api") if name not in found}
    assert found == {name: on for name, on in expected.items() if name not in gone}


@pytest.mark.parametrize(
    ("text", "version", "lowest"),
    [
        ("", "23.4R1", "2.0"),
        ("", "11.4R1", "2.0"),
        ("", "11.3R1", "1"),
        ("set system services ssh protocol-version v2", "10.4R1", "2.0"),
        ("set system services ssh protocol-version v1", "23.4R1", "1"),
        ("set system services ssh protocol-version [ v1 v2 ]", "23.4R1", "1"),
        ("set system services ssh protocol-version v3", "23.4R1", None),
    ],
)
def test_version_of_ssh(text: str, version: str, lowest: str | None) -> None:
    assert about(read(SSH + text, version), Channel, "ssh").min_version == lowest


@pytest.mark.parametrize(
    ("text", "algorithms"),
    [
        ("", None),
        ("set system services ssh ciphers aes256-ctr", None),  # the others are those of the release
        (ALL, ("aes256-ctr", "diffie-hellman-group14-sha1", "hmac-sha2-256")),
        (f'{ALL}set system services ssh ciphers "aes256-gcm@openssh.com"',
         ("aes256-ctr", "aes256-gcm@openssh.com", "diffie-hellman-group14-sha1", "hmac-sha2-256")),
        (f"{ALL}set system services ssh hostkey-algorithm ssh-dss",
         ("aes256-ctr", "diffie-hellman-group14-sha1", "hmac-sha2-256", "ssh-dss")),
        (f"{ALL}set system services ssh hostkey-algorithm no-ssh-dss",
         ("aes256-ctr", "diffie-hellman-group14-sha1", "hmac-sha2-256")),
        (f"{ALL}set system services ssh hostkey-algorithm ssh-dss deny",
         ("aes256-ctr", "diffie-hellman-group14-sha1", "hmac-sha2-256")),
        (f"{ALL}set system services ssh ciphers <any>", None),
    ],
)  # fmt: skip
def test_algorithms_of_ssh(text: str, algorithms: tuple[str, ...] | None) -> None:
    assert about(read(SSH + text), Channel, "ssh").algorithms == algorithms


def test_names_of_key_exchanges() -> None:
    text = f"{SSH}{ALL}set system services ssh key-exchange [ group-exchange-sha2 group-exchange-sha1 dh-group1-sha1 ]"
    assert {name for name in about(read(text), Channel, "ssh").algorithms or () if "diffie" in name} == {
        "diffie-hellman-group1-sha1",
        "diffie-hellman-group14-sha1",
        "diffie-hellman-group-exchange-sha1",
        "diffie-hellman-group-exchange-sha256",
    }


def test_suites_of_the_api() -> None:
    text = "set system services rest https cipher-list [ rsa-with-3des-ede-cbc-sha tls-aes-256-gcm-sha384 ]"
    assert about(read(text), Channel, "api").algorithms == ("rsa-with-3des-ede-cbc-sha", "tls-aes-256-gcm-sha384")


@pytest.mark.parametrize(
    ("text", "encryption", "algorithms"),
    [
        (f"{USER}{PRIV}", "required", ("aes128", "sha1")),
        (USER, "none", ("sha1",)),
        ("set snmp v3 usm local-engine user n authentication-none", "none", ()),
        (f"{USER}set snmp v3 usm local-engine user n privacy-none", "none", ("sha1",)),
        (f"{USER}{PRIV}set snmp v3 usm local-engine user m authentication-md5 authentication-key x", "offered",
         ("aes128", "md5", "sha1")),
        (f"{USER}{PRIV}{ACCESS} privacy read-view v", "required", ("aes128", "sha1")),
        (f"{USER}{PRIV}{ACCESS} authentication read-view v", "offered", ("aes128", "sha1")),
        (f"{USER}{PRIV}{ACCESS} none read-view v", "offered", ("aes128", "sha1")),
        (f"{USER}{PRIV}{ACCESS.replace('usm', 'any')} none read-view v", "offered", ("aes128", "sha1")),
        (f"{USER}{PRIV}{ACCESS.replace('usm', 'v2c')} none read-view v", "required", ("aes128", "sha1")),
        (f"{USER}{PRIV}set snmp v3 target-parameters t parameters security-level authentication", "offered",
         ("aes128", "sha1")),
        ((f"{USER}{PRIV}set snmp v3 target-parameters t parameters security-level none\n"
         "set snmp v3 target-parameters t parameters security-model v2c"), "required", ("aes128", "sha1")),
        (f"{USER}{PRIV}set snmp v3 frobnicate", None, None),
    ],
)  # fmt: skip
def test_version_3_of_snmp(text: str, encryption: str | None, algorithms: tuple[str, ...] | None) -> None:
    channel = about(read(text), Channel, "snmpv3")
    assert (channel.encryption, channel.min_version or "3") == (encryption, "3")
    assert channel.algorithms == (algorithms if encryption != "none" else ())


def test_hardened() -> None:
    found = {one.resource.partition("/")[2]: one for one in facts("junos", HARDENED) if isinstance(one, Channel)}
    assert {name for name, one in found.items() if one.enabled} == {
        *("ssh", "netconf", "https", "snmpv3", "syslog/10.9.0.1", "syslog/10.9.0.2", "copy/1")
    }
    assert (found["ssh"].min_version, found["snmpv3"].encryption) == ("2.0", "required")
    assert (found["syslog/10.9.0.1"].encryption, found["syslog/10.9.0.2"].encryption) == ("required", "none")
