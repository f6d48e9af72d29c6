from typing import Any

import pytest

from scanner.facts import Asset, Channel, Gap, LogTrail
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, facts, one, why

SERVER = "aws.transfer.server"
ARN = f"arn:aws:transfer:{REGION}:{ACCOUNT}:server/s-1"
NAME = "TransferSecurityPolicy-2024-01"
SUITES = {
    "SshCiphers": ["aes256-gcm@openssh.com", "aes128-ctr"],
    "SshKexs": ["curve25519-sha256"],
    "SshMacs": ["hmac-sha2-256-etm@openssh.com"],
    "TlsCiphers": ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"],
}


def given(*protocols: str, policy: Any = None, state: str = "ONLINE", **server: Any) -> list[tuple[str, str, Any]]:
    said = {"SecurityPolicyName": NAME, **({"Protocols": [*protocols]} if protocols else {}), **server}
    return [
        ("transfer.servers", REGION, {"Servers": [{"Arn": ARN, "ServerId": "s-1", "State": state}]}),
        ("transfer.server", ARN, {"Server": said}),
        ("transfer.policy", f"{REGION}/{NAME}", policy or {"SecurityPolicy": SUITES}),
    ]


def channels(*protocols: str, **more: Any) -> list[tuple[str, Any, Any]]:
    found = [f for f in facts(*given(*protocols, **more)) if isinstance(f, Channel) and f.kind == SERVER]
    return [(f.protocol, f.encryption, f.min_version) for f in found]


@pytest.mark.parametrize(
    ("protocols", "spoken"),
    [
        (("SFTP",), [("ssh", "required", "2.0")]),
        (("FTPS",), [("ftp", "required", "1.2")]),
        (("FTP",), [("ftp", "none", "")]),
        (("FTP", "FTPS"), [("ftp", "offered", "1.2")]),
        (("AS2",), [("http", None, None)]),
        (("SFTP", "FTPS", "AS2"), [("ssh", "required", "2.0"), ("ftp", "required", "1.2"), ("http", None, None)]),
    ],
)
def test_what_a_server_speaks(protocols: tuple[str, ...], spoken: list[Any]) -> None:
    assert channels(*protocols) == spoken


def test_a_server_that_is_off_speaks_nothing() -> None:
    for state, on in (("ONLINE", True), ("STARTING", True), ("STOP_FAILED", True), ("OFFLINE", False)):
        assert one(SERVER, Channel, *given("FTP", state=state)).enabled is on


def test_the_algorithms_of_its_policy() -> None:
    ssh, tls = (one(SERVER, Channel, *given(p)) for p in ("SFTP", "FTPS"))
    assert ssh.algorithms == (
        "aes128-ctr",
        "aes256-gcm@openssh.com",
        "curve25519-sha256",
        "hmac-sha2-256-etm@openssh.com",
    )
    assert tls.algorithms == ("tls_ecdhe_ecdsa_with_aes_256_cbc_sha384", "tls_ecdhe_rsa_with_aes_128_gcm_sha256")


def test_old_suites_do_not_tell_the_version() -> None:
    old = {"SecurityPolicy": {**SUITES, "TlsCiphers": ["TLS_RSA_WITH_AES_128_CBC_SHA"]}}
    channel = one(SERVER, Channel, *given("FTPS", policy=old))
    assert (channel.min_version, why(channel, "min_version")) == (None, "unclear")
    assert channel.algorithms == ("tls_rsa_with_aes_128_cbc_sha",)


@pytest.mark.parametrize(("policy", "outcome"), [(DENIED, DENIED), ({"SecurityPolicy": {"SshCiphers": []}}, "unclear")])
@pytest.mark.parametrize("protocol", ["SFTP", "FTPS"])
def test_a_policy_that_was_not_read(policy: Any, outcome: str, protocol: str) -> None:
    channel = one(SERVER, Channel, *given(protocol, policy=policy))
    assert (channel.encryption, channel.algorithms, why(channel, "algorithms")) == ("required", None, outcome)
    assert protocol == "SFTP" or why(channel, "min_version") == outcome


def test_a_server_that_names_no_policy() -> None:
    assert why(one(SERVER, Channel, *given("SFTP", SecurityPolicyName="")), "algorithms") == "unclear"


@pytest.mark.parametrize(
    ("server", "on"),
    [
        ({}, False),
        ({"LoggingRole": ""}, False),
        ({"StructuredLogDestinations": []}, False),
        ({"LoggingRole": "arn:role"}, True),
        ({"StructuredLogDestinations": ["arn:group"]}, True),
    ],
)
def test_what_it_writes_down(*, server: dict[str, Any], on: bool) -> None:
    trail = one(SERVER, LogTrail, *given("SFTP", **server))
    assert trail.enabled is on
    assert trail.records == (("data-read", "data-write", "sign-in") if on else ())


@pytest.mark.parametrize(("detail", "outcome"), [(DENIED, DENIED), ({"Server": {"LoggingRole": "x"}}, "unclear")])
def test_a_server_whose_protocols_are_not_known_speaks_nothing_for_good(detail: Any, outcome: str) -> None:
    answers = [given("SFTP")[0], ("transfer.server", ARN, detail)]
    assert [f for f in facts(*answers) if isinstance(f, Channel) and f.kind == SERVER] == []
    assert one(SERVER, Gap, *answers, missing="channel").outcome == outcome
    assert one(SERVER, Asset, *answers).role == "service"
    assert outcome != DENIED or why(one(SERVER, LogTrail, *answers), "enabled") == DENIED


def test_servers_that_were_not_listed_are_a_gap() -> None:
    found = {f.missing for f in facts(("transfer.servers", REGION, DENIED)) if isinstance(f, Gap) and f.kind == SERVER}
    assert found == {"asset", "channel", "log-trail"}
