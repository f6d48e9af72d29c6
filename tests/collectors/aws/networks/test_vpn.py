"""Client VPN, Site-to-Site VPN and Direct Connect, from answers typed by hand."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Channel, Gap, LogTrail, Session, SignIn
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.possible import Odd

CERTIFICATE, DIRECTORY, FEDERATED = (
    f"{way}-authentication" for way in ("certificate", "directory-service", "federated")
)
Given = tuple[str, str, Any]


def endpoint(**row: Any) -> Given:
    whole = {"ClientVpnEndpointId": "cvpn-endpoint-1", "Status": "available", "Types": [FEDERATED], **row}
    return ("ec2.client_vpn", REGION, {"ClientVpnEndpoints": [whole]})


@pytest.mark.parametrize(
    ("row", "seconds"),
    [
        ({}, 86400),
        ({"SessionTimeoutHours": 8}, 28800),
        ({"SessionTimeoutHours": 8, "DisconnectOnSessionTimeout": True}, 28800),
        ({"SessionTimeoutHours": 8, "DisconnectOnSessionTimeout": False}, 28800),
        ({"SessionTimeoutHours": 8, "DisconnectOnSessionTimeout": False, "Types": [CERTIFICATE]}, FOREVER),
        ({"SessionTimeoutHours": 8, "DisconnectOnSessionTimeout": False, "Types": [DIRECTORY]}, FOREVER),
        ({"SessionTimeoutHours": 8, "Types": [DIRECTORY]}, 28800),
    ],
)
def test_how_long_people_stay(row: Any, seconds: int) -> None:
    it = one("aws.ec2.client-vpn", Session, endpoint(**row))
    assert it.resource == f"arn:aws:ec2:{REGION}:{ACCOUNT}:client-vpn-endpoint/cvpn-endpoint-1"
    assert (it.surface, it.max_seconds, it.idle_seconds) == ("remote-access", seconds, seconds)


@pytest.mark.parametrize(
    ("types", "factors", "individual", "directories", "reason"),
    [
        ([CERTIFICATE], 1, None, 0, "hidden"),
        ([FEDERATED], None, True, 2, "hidden"),
        ([DIRECTORY], None, True, 2, "not-asked"),
        ([CERTIFICATE, FEDERATED], 2, True, 2, ""),
        ([CERTIFICATE, DIRECTORY], 2, True, 2, ""),
        ([], None, None, None, "unclear"),
        ([Odd("magic")], None, None, None, "unclear"),
    ],
)
def test_what_it_asks(
    *, types: list[str], factors: int | None, individual: bool | None, directories: int | None, reason: str
) -> None:
    it = one("aws.ec2.client-vpn", SignIn, endpoint(Types=types))
    assert (it.factors, it.individual, it.directories, it.bypass) == (factors, individual, directories, ())
    missing = "individual" if types == [CERTIFICATE] else "factors"
    assert not reason or why(it, missing) == reason


@pytest.mark.parametrize(("logged", "on"), [(True, True), (False, False), (None, False)])
def test_whether_it_is_recorded(*, logged: bool | None, on: bool) -> None:
    assert one("aws.ec2.client-vpn", LogTrail, endpoint(Logged=logged)).enabled is on


def test_endpoints_that_are_gone_or_were_not_listed() -> None:
    for state in ("deleting", "deleted"):
        assert [f for f in facts(endpoint(Status=state)) if isinstance(f, Session) and "vpn" in f.kind] == []
    found = [f for f in facts(("ec2.client_vpn", REGION, DENIED)) if isinstance(f, Gap) and f.outcome == DENIED]
    assert {f.missing for f in found} == {"asset", "session", "sign-in", "log-trail"}


STRONG = {
    "IkeVersions": ["ikev2"],
    **{f"Phase{n}EncryptionAlgorithms": ["AES256-GCM-16"] for n in (1, 2)},
    **{f"Phase{n}IntegrityAlgorithms": ["SHA2-256"] for n in (1, 2)},
    **{f"Phase{n}DHGroupNumbers": [20] for n in (1, 2)},
}


def vpn(*tunnels: Any, state: str = "available") -> Given:
    row = {"VpnConnectionId": "vpn-1", "State": state, "TunnelOptions": [*tunnels]}
    return ("ec2.vpn", REGION, {"VpnConnections": [row]})


@pytest.mark.parametrize(
    ("tunnels", "version", "holds"),
    [
        ([STRONG, STRONG], "2", {"aes256-gcm-16", "sha2-256", "group20"}),
        ([STRONG, {**STRONG, "IkeVersions": ["ikev1", "ikev2"]}], "1", {"group20"}),
        ([STRONG, {**STRONG, "IkeVersions": []}], "1", {"group20"}),
        ([STRONG, {**STRONG, "IkeVersions": ["ikev9"]}], "1", {"group20"}),
        ([{**STRONG, "Phase2IntegrityAlgorithms": []}], "2", {"sha1"}),
        ([{**STRONG, "Phase1DHGroupNumbers": []}], "2", {"group2"}),
        ([{**STRONG, "Phase2DHGroupNumbers": []}], "2", {"group2", "group5"}),
        ([{}], "1", {"aes128", "sha1", "group2", "group5", "group24"}),
    ],
)
def test_tunnels(tunnels: Any, version: str, holds: set[str]) -> None:
    it = one("aws.ec2.vpn-connection", Channel, vpn(*tunnels))
    assert (it.protocol, it.encryption, it.min_version) == ("ipsec", "required", version)
    assert holds <= set(it.algorithms)
    assert tunnels != [STRONG, STRONG] or set(it.algorithms) == holds


def test_a_connection_that_tells_of_no_tunnel() -> None:
    it = one("aws.ec2.vpn-connection", Channel, vpn())
    assert (it.min_version, it.algorithms) == (None, None)
    assert why(it, "min_version") == why(it, "algorithms") == "unclear"
    assert [f for f in facts(vpn({}, state="deleted")) if isinstance(f, Channel)] == []
    assert one("aws.ec2.vpn-connection", Gap, ("ec2.vpn", REGION, DENIED)).which == "ipsec"


def line(**row: Any) -> Given:
    whole = {"connectionId": "dxcon-1", "connectionState": "available", **row}
    return ("directconnect.connections", REGION, {"connections": [whole]})


@pytest.mark.parametrize(
    ("row", "encryption"),
    [
        ({"encryptionMode": "must_encrypt"}, "required"),
        ({"encryptionMode": "should_encrypt"}, "offered"),
        ({"encryptionMode": "no_encrypt"}, "none"),
        ({}, "none"),
        ({"encryptionMode": "magic"}, None),
        ({"encryptionMode": "must_encrypt", "connectionState": "down"}, "required"),
    ],
)
def test_lines(row: Any, encryption: str | None) -> None:
    it = one("aws.directconnect.connection", Channel, line(**row))
    assert it.encryption == encryption
    assert encryption or why(it, "encryption") == "unclear"


def test_lines_that_carry_nothing_or_were_not_listed() -> None:
    for state in ("requested", "deleted"):
        assert [f for f in facts(line(connectionState=state)) if isinstance(f, Channel)] == []
    assert one("aws.directconnect.connection", Gap, ("directconnect.connections", REGION, DENIED)).which == "link"
