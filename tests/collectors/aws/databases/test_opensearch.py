from typing import Any

import pytest

from scanner.facts import FOREVER, Backup, Channel, DataStore, Exposure, Fact, Gap, LogTrail, Release, Session, SignIn
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.possible import Odd

DOMAIN = "aws.opensearch.domain"
ARN = f"arn:aws:es:{REGION}:{ACCOUNT}:domain/search"
NAMES = ("opensearch.names", REGION, {"DomainNames": [{"DomainName": "search"}]})
PARTNER = "210987654321"


def domain(**row: Any) -> tuple[str, str, Any]:
    whole = {"DomainName": "search", "ARN": ARN, **row}
    return ("opensearch.domains", f"{REGION}/search", {"DomainStatusList": [whole]})


def fact(cls: type[Fact], *given: Any, **where: Any) -> Any:
    return one(DOMAIN, cls, NAMES, *given, **where)


@pytest.mark.parametrize(
    ("row", "encrypted", "cipher"), [({"EncryptionAtRest": True}, True, "aes-256"), ({}, False, "")]
)
def test_how_it_rests(*, row: dict[str, Any], encrypted: bool, cipher: str) -> None:
    store = fact(DataStore, domain(**row))
    assert (store.resource, store.encrypted, store.cipher) == (ARN, encrypted, cipher)
    backup = fact(Backup, domain(**row))
    assert backup.encrypted is encrypted
    assert {why(backup, field) for field in ("newest_seconds", "retention_days")} == {"hidden"}


@pytest.mark.parametrize(
    ("state", "newest", "kept"),
    [("Active", FOREVER, 0), ("Scheduled", None, None), ("Completed", None, None), ("Disabled", None, None)],
)
def test_a_pause_of_its_snapshots(state: str, newest: int | None, kept: int | None) -> None:
    backup = fact(Backup, domain(SnapshotPause=state))
    assert (backup.newest_seconds, backup.retention_days) == (newest, kept)


@pytest.mark.parametrize(
    ("row", "encryption", "version"),
    [
        ({"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-2019-07"}, "required", "1.2"),
        ({"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"}, "required", "1.2"),
        ({"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-0-2019-07"}, "required", "1.0"),
        ({"EnforceHTTPS": False, "TLSSecurityPolicy": Odd("Policy-Of-Tomorrow")}, "offered", None),
        ({}, "offered", None),
    ],
)
def test_how_one_talks_to_it(row: dict[str, Any], encryption: str, version: str | None) -> None:
    channel = fact(Channel, domain(**row), protocol="tls")
    assert (channel.encryption, channel.min_version) == (encryption, version)


@pytest.mark.parametrize(("row", "encryption"), [({"NodeToNodeEncryption": True}, "required"), ({}, "none")])
def test_how_its_nodes_talk_to_each_other(row: dict[str, Any], encryption: str) -> None:
    assert fact(Channel, domain(**row), protocol="link").encryption == encryption


def allow(principal: Any = "*", effect: str = "Allow", **condition: Any) -> dict[str, Any]:
    return {"Effect": effect, "Principal": principal, **({"Condition": condition} if condition else {})}


def addresses(*some: str) -> dict[str, Any]:
    return {"aws:SourceIp": list(some)}


FINE = {"FineGrained": True}


@pytest.mark.parametrize(
    ("statements", "row", "whom", "network"),
    [
        ([], {}, "owner", "everyone"),
        ([allow({"AWS": ACCOUNT})], {}, "owner", "everyone"),
        ([allow({"AWS": PARTNER})], {}, "listed", "everyone"),
        ([allow()], {}, "everyone", "everyone"),
        ([allow()], {"VPCId": "vpc-1"}, "owner", "owner"),
        ([allow({"AWS": PARTNER})], {"VPCId": "vpc-1"}, "listed", "owner"),
        ([allow()], FINE, "owner", "everyone"),
        ([allow()], {"FineGrained": True, "Anonymous": True}, "everyone", "everyone"),
        ([allow(IpAddress=addresses("8.8.8.8"))], {}, "listed", "listed"),
        ([allow(IpAddress=addresses("2001:4860::/48"))], {}, "listed", "listed"),
        ([allow(IpAddress=addresses("10.0.0.0/8"))], {}, "owner", "owner"),
        ([allow(IpAddress=addresses("0.0.0.0/1", "128.0.0.0/1"))], {}, "everyone", "everyone"),
        ([allow(IpAddress=addresses("no address"))], {}, "everyone", "everyone"),
        ([allow(NotIpAddress=addresses("8.8.8.8"))], {}, "everyone", "everyone"),
        ([allow(IpAddress=addresses("8.8.8.8")), allow()], {}, "everyone", "everyone"),
        ([allow(StringEquals={"aws:PrincipalOrgID": "o-abc"})], {}, "listed", "everyone"),
        ([allow(StringNotEquals={"aws:PrincipalArn": "x"})], {}, "everyone", "everyone"),
        ([allow(StringLike={"aws:PrincipalArn": "*"})], {}, "any-account", "everyone"),
        ([allow(StringLike={"aws:PrincipalArn": "*"}, IpAddress=addresses("8.8.8.8"))], {}, "listed", "listed"),
        ([allow(StringLike={"aws:PrincipalArn": "*"})], FINE, "owner", "everyone"),
        ([allow(StringLike={"aws:Referer": []})], {}, "everyone", "everyone"),
        ([allow(effect="Deny")], {}, "owner", "everyone"),
    ],
)
def test_who_comes_in(statements: list[Any], row: dict[str, Any], whom: str, network: str) -> None:
    given = domain(Policy={"Statement": statements}, **row)
    assert fact(Exposure, given, way="permission").audience == whom
    assert fact(Exposure, given, way="network").audience == network


OPEN = {"Policy": {"Statement": [allow()]}}


@pytest.mark.parametrize(
    ("row", "factors", "individual", "bypass", "directories"),
    [
        (OPEN, 0, False, (), 0),
        ({**OPEN, "VPCId": "vpc-1"}, 0, False, (), 0),
        ({**OPEN, **FINE, "Anonymous": True}, 0, False, (), 0),
        ({**OPEN, **FINE, "InternalUsers": True}, 1, None, (), 0),
        ({**OPEN, **FINE, "InternalUsers": True, "SAML": True}, 1, None, ("local-accounts",), 2),
        ({**OPEN, **FINE, "SAML": True}, None, True, (), 2),
        ({**FINE, "IdentityCenter": True}, None, True, (), 2),
        ({"Cognito": True}, None, True, (), 2),
        ({"InternalUsers": True}, None, None, None, None),
        ({"Policy": {"Statement": [allow(StringEquals={"aws:PrincipalArn": "x"})]}}, None, None, None, None),
        ({"Policy": {"Statement": [allow(StringNotEquals={"aws:PrincipalArn": "x"})]}}, 0, False, (), 0),
        ({"Policy": {"Statement": [allow(IpAddress=addresses("8.8.8.8"))]}}, 0, False, (), 0),
        ({}, None, None, None, None),
    ],
)
def test_what_people_must_show(
    *,
    row: dict[str, Any],
    factors: int | None,
    individual: bool | None,
    bypass: tuple[str, ...] | None,
    directories: int | None,
) -> None:
    door = fact(SignIn, domain(**row))
    assert (door.factors, door.individual, door.bypass, door.directories) == (factors, individual, bypass, directories)


@pytest.mark.parametrize(
    ("row", "idle"),
    [
        ({"SAML": True, "SessionTimeoutMinutes": 15}, 900),
        ({"SAML": True}, 3600),
        ({"SAML": False, "SessionTimeoutMinutes": 15}, None),
        ({}, None),
    ],
)
def test_when_a_session_of_dashboards_ends(row: dict[str, Any], idle: int | None) -> None:
    session = fact(Session, domain(**row))
    assert (session.surface, session.idle_seconds) == ("web", idle)
    assert idle or why(session, "idle_seconds") == "hidden"


def test_a_pipe_for_the_audit_log_is_not_yet_an_audit_log() -> None:
    piped = fact(LogTrail, domain(AuditLogs=True))
    assert {why(piped, field) for field in ("enabled", "records")} == {"hidden"}
    for row in ({}, {"AuditLogs": False}):
        off = fact(LogTrail, domain(**row))
        assert (off.enabled, off.records) == (False, ())


def test_its_release() -> None:
    release = fact(Release, domain(EngineVersion="OpenSearch_2.19", AutoUpdate=True))
    assert (release.version, release.auto_update) == ("OpenSearch_2.19", True)
    assert fact(Release, domain()).auto_update is False


def _outcomes(*given: tuple[str, str, Any]) -> set[str]:
    return {f.outcome for f in facts(*given) if isinstance(f, Gap) and f.kind == DOMAIN}


def test_what_was_not_described_is_a_gap() -> None:
    assert _outcomes(("opensearch.names", REGION, DENIED)) == {DENIED}
    assert _outcomes(NAMES, ("opensearch.domains", f"{REGION}/search", DENIED)) == {DENIED}
    assert _outcomes(NAMES) == {"unclear"}
    assert _outcomes(NAMES, ("opensearch.domains", f"{REGION}/search", {"DomainStatusList": []})) == {"unclear"}
    assert _outcomes(NAMES, ("opensearch.domains", "eu-west-1/search", {"DomainStatusList": []})) == {"unclear"}


def test_of_two_calls_one_that_failed_hides_no_domain_of_the_other() -> None:
    names = ("opensearch.names", REGION, {"DomainNames": [{"DomainName": n} for n in ("search", "z")]})
    found = facts(names, domain(), ("opensearch.domains", f"{REGION}/z", DENIED))
    assert {f.resource for f in found if f.kind == DOMAIN and not isinstance(f, Gap)} == {ARN}
    assert _outcomes(names, domain(), ("opensearch.domains", f"{REGION}/z", DENIED)) == {DENIED}


def test_what_is_gone_and_what_never_was() -> None:
    cases: tuple[tuple[tuple[str, str, Any], ...], ...] = (
        (NAMES, domain(Deleted=True)),
        (("opensearch.names", REGION, ABSENT),),
        (("opensearch.names", REGION, {}),),
    )
    for given in cases:
        assert [f for f in facts(*given) if f.kind == DOMAIN] == []
