import pytest

from checks.transit import certificate_valid, plain_refused, protocol_version, server_proven, strong_algorithms
from scanner.check import Judged
from scanner.facts import FOREVER, Certificate, Channel, Guard
from tests.checks.every import only
from tests.make import make

PASS, FAIL, UNKNOWN = Judged.PASS, Judged.FAIL, Judged.UNKNOWN


@pytest.mark.parametrize(
    ("enabled", "encryption", "judged", "seen"),
    [
        (False, "none", PASS, "NFS is off"),
        (False, None, PASS, "NFS is off"),
        (True, "required", PASS, "NFS refuses unencrypted connections"),
        (None, "required", PASS, "NFS refuses unencrypted connections"),
        (True, "offered", FAIL, "NFS accepts unencrypted connections too"),
        (True, "none", FAIL, "NFS does not encrypt"),
        (None, "none", UNKNOWN, "whether it is on: denied (it:Ask)"),
        (True, None, UNKNOWN, "whether it takes unencrypted connections: denied (it:Ask)"),
        (None, None, UNKNOWN, "whether it is on and whether it takes unencrypted connections: denied (it:Ask)"),
    ],
)
def test_plain_refused(*, enabled: bool | None, encryption: str | None, judged: Judged, seen: str) -> None:
    (verdict,) = plain_refused(make(Channel, protocol="nfs", enabled=enabled, encryption=encryption))
    assert (verdict.judged, verdict.seen) == (judged, seen)


@pytest.mark.parametrize(
    ("protocol", "version", "judged"),
    [
        ("tls", "1.2", PASS),
        ("tls", "1.3", PASS),
        ("tls", "1.1", FAIL),
        ("tls", "1.0", FAIL),
        ("tls", "1", FAIL),
        ("tls", "3.0", UNKNOWN),  # SSL 3.0, misread
        ("tls", "TLSv1.2", UNKNOWN),
        ("tls", "odd", UNKNOWN),
        ("tls", None, UNKNOWN),
        ("http", "1.1", FAIL),  # carried by TLS
        ("database", "1.2", PASS),
        ("syslog", None, UNKNOWN),
        ("smb", "3.1.1", PASS),
        ("smb", "3.0", PASS),
        ("smb", "2.1", FAIL),
        ("snmp", "2c", FAIL),
        ("snmp", "3", PASS),
        ("ssh", "1.99", FAIL),
        ("ssh", "2.0", PASS),
        ("ssh", "2", PASS),
        ("ipsec", "1", FAIL),
        ("telnet", "", None),
        ("http", "", None),
        ("nfs", "4.2", None),
    ],
)
def test_protocol_version(protocol: str, version: str | None, judged: Judged | None) -> None:
    channel = make(Channel, protocol=protocol, enabled=True, min_version=version)
    assert only(protocol_version(channel)) is judged


@pytest.mark.parametrize(
    ("enabled", "version", "judged"),
    [(False, "1.0", None), (None, "1.0", UNKNOWN), (None, "1.2", PASS), (None, None, UNKNOWN), (False, None, None)],
)
def test_protocol_version_of_what_may_be_off(
    *, enabled: bool | None, version: str | None, judged: Judged | None
) -> None:
    assert only(protocol_version(make(Channel, protocol="tls", enabled=enabled, min_version=version))) is judged


def test_protocol_version_compares_by_number_with_what_a_profile_sets() -> None:
    channel = make(Channel, protocol="smb", enabled=True, min_version="3.1")
    assert only(protocol_version(channel, minimum={"smb": "3.1.1"})) is FAIL
    assert only(protocol_version(channel, minimum={"smb": "3.0"})) is PASS
    assert only(protocol_version(channel, minimum={"smb": "new"})) is UNKNOWN
    assert only(protocol_version(channel, minimum={})) is None


GCM = ("aes256-gcm@openssh.com",)
CBC = ("aes256-gcm@openssh.com", "aes128-cbc", "hmac-sha1")


@pytest.mark.parametrize(
    ("enabled", "encryption", "algorithms", "judged"),
    [
        (True, "required", GCM, PASS),
        (None, None, GCM, PASS),
        (True, "required", CBC, FAIL),
        (True, "offered", CBC, FAIL),
        (None, "required", CBC, UNKNOWN),
        (True, None, CBC, UNKNOWN),
        (False, "required", CBC, None),
        (True, "none", (), None),
        (True, "none", None, None),
        (True, "required", (), UNKNOWN),
        (True, "required", None, UNKNOWN),
    ],
)
def test_strong_algorithms(
    *,
    enabled: bool | None,
    encryption: str | None,
    algorithms: tuple[str, ...] | None,
    judged: Judged | None,
) -> None:
    channel = make(Channel, protocol="ssh", enabled=enabled, encryption=encryption, algorithms=algorithms)
    assert only(strong_algorithms(channel)) is judged


def test_strong_algorithms_names_the_weak_by_the_list_of_the_protocol() -> None:
    def seen(protocol: str, *algorithms: str) -> str:
        channel = make(Channel, protocol=protocol, enabled=True, encryption="required", algorithms=algorithms)
        return strong_algorithms(channel)[0].seen

    assert seen("ssh", *CBC) == "accepts aes128-cbc, hmac-sha1"
    assert seen("database", "aes256-sha") == "accepts AES256-SHA"
    assert seen("ipsec", "aes-256-cbc") == "none of the 1 on offer is weak"


@pytest.mark.parametrize(
    ("left", "judged", "seen"),
    [
        (30, PASS, "expires in 30 days; fails when fewer than 30 days are left"),
        (29, FAIL, "expires in 29 days, less than 30 days"),
        (0, FAIL, "expires in 0 days, less than 30 days"),
        (-1, FAIL, "expired 1 day ago"),
        (FOREVER, PASS, "does not expire"),
        (None, UNKNOWN, "when it expires: denied (it:Ask)"),
    ],
)
def test_certificate_valid(left: int | None, judged: Judged, seen: str) -> None:
    (verdict,) = certificate_valid(make(Certificate, days_left=left))
    assert (verdict.judged, verdict.seen) == (judged, seen)
    assert verdict.fails_in == (1 if judged is PASS and left != FOREVER else None)


@pytest.mark.parametrize(("in_force", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_server_proven(in_force: bool | None, judged: Judged) -> None:  # noqa: FBT001  # a column of a table
    assert only(server_proven(make(Guard, prevents="impersonation", in_force=in_force))) is judged
    assert server_proven(make(Guard, prevents="deletion", in_force=in_force)) == []


def test_server_proven_names_what_was_seen() -> None:
    reasons = ("its certificate is of another name", "its certificate has expired")
    seen = server_proven(make(Guard, prevents="impersonation", in_force=False, considered=reasons))[0].seen
    assert seen == "its certificate is of another name, and its certificate has expired"
