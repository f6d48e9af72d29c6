from typing import Any

import pytest

from scanner.facts import Channel, DataStore, Gap, Session
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, ROWS, facts, one, why
from tests.collectors.aws.possible import Odd

CATALOG, CONNECTION, SESSION = "aws.glue.catalog", "aws.glue.connection", "aws.glue.session"
DATABASES = ("glue.databases", REGION, {"DatabaseList": [{"Name": "charts"}]})
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k1"
KEYS: list[tuple[str, str, Any]] = [
    ("kms.aliases", REGION, {"Aliases": []}),
    ("kms.keys", REGION, {"Keys": [{"KeyArn": KEY}]}),
    ("kms.key", KEY, {"KeyMetadata": {"KeyId": "k1", "KeyManager": "CUSTOMER"}}),
]


def settings(body: Any) -> tuple[str, str, Any]:
    return ("glue.catalog", f"{REGION}/catalog", body)


@pytest.mark.parametrize(
    ("rest", "encrypted", "customer", "cipher"),
    [
        ({"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": KEY}, True, True, "aes-256-gcm"),
        ({"CatalogEncryptionMode": "SSE-KMS-WITH-SERVICE-ROLE", "SseAwsKmsKeyId": KEY}, True, True, "aes-256-gcm"),
        ({"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": "alias/aws/glue"}, True, False, "aes-256-gcm"),
        ({"CatalogEncryptionMode": "SSE-KMS"}, True, False, "aes-256-gcm"),
        ({"CatalogEncryptionMode": "DISABLED", "SseAwsKmsKeyId": KEY}, False, False, ""),
        ({"CatalogEncryptionMode": Odd("Another")}, False, False, ""),
        ({}, False, False, ""),
    ],
)
def test_a_catalog(*, rest: dict[str, Any], encrypted: bool, customer: bool, cipher: str) -> None:
    store = one(CATALOG, DataStore, DATABASES, settings({"EncryptionAtRest": rest}), *KEYS)
    assert store.resource == f"arn:aws:glue:{REGION}:{ACCOUNT}:catalog"
    assert (store.encrypted, store.customer_key, store.cipher) == (encrypted, customer, cipher)


def test_a_catalog_whose_settings_were_refused_and_one_that_holds_nothing() -> None:
    store = one(CATALOG, DataStore, DATABASES, settings(DENIED))
    assert {why(store, f) for f in ("encrypted", "customer_key", "cipher")} == {DENIED}
    assert [f for f in facts(("glue.databases", REGION, {"DatabaseList": []})) if f.kind == CATALOG] == []
    assert one(CATALOG, Gap, ("glue.databases", REGION, DENIED)).outcome == DENIED


@pytest.mark.parametrize(
    ("row", "idle", "enforced"),
    [
        ({"IdleTimeout": 15}, 900, False),
        ({"IdleTimeout": 60, "Status": "PROVISIONING"}, 3600, False),
        ({"IdleTimeout": 15, "ProfileName": "analysts"}, 900, None),
        ({"IdleTimeout": 0}, 172800, False),
        ({}, 172800, False),
    ],
)
def test_an_open_session(*, row: dict[str, Any], idle: int, enforced: bool | None) -> None:
    said = {"Sessions": [{"Id": "s-1", "Status": "READY", **row}]}
    session = one(SESSION, Session, DATABASES, ("glue.sessions", f"{REGION}/sessions", said))
    assert session.resource == f"arn:aws:glue:{REGION}:{ACCOUNT}:session/s-1"
    assert (session.surface, session.idle_seconds, session.on_idle) == ("web", idle, "ends")
    assert session.enforced is enforced


@pytest.mark.parametrize("status", ["STOPPED", "STOPPING", "TIMEOUT", "FAILED"])
def test_a_session_that_has_ended_is_none(status: str) -> None:
    said = {"Sessions": [{"Id": "s-1", "Status": status}]}
    found = facts(DATABASES, ("glue.sessions", f"{REGION}/sessions", said))
    assert [f for f in found if f.kind == SESSION] == []


@pytest.mark.parametrize(
    "given",
    [[("glue.databases", REGION, DENIED)], [DATABASES, ("glue.sessions", f"{REGION}/sessions", DENIED)]],
)
def test_sessions_that_were_not_listed_are_a_gap(given: list[Any]) -> None:
    assert one(SESSION, Gap, *given).missing == "session"


@pytest.mark.parametrize(
    ("row", "protocol", "encryption"),
    [
        ({"JDBC_ENFORCE_SSL": "true"}, "database", "required"),
        ({"JDBC_ENFORCE_SSL": "TRUE"}, "database", "required"),
        ({"JDBC_ENFORCE_SSL": "false"}, "database", "offered"),
        ({"JDBC_ENFORCE_SSL": "perhaps"}, "database", "offered"),
        ({}, "database", "offered"),
        ({"KAFKA_SSL_ENABLED": "true"}, "database", "offered"),
        ({"ConnectionType": "KAFKA"}, "tls", "required"),
        ({"ConnectionType": "KAFKA", "KAFKA_SSL_ENABLED": "false"}, "tls", "none"),
    ],
)
def test_whether_a_connection_demands_tls(row: dict[str, str], protocol: str, encryption: str) -> None:
    listing = {"ConnectionList": [{"Name": "charts", "ConnectionType": "JDBC", **row}]}
    channel = one(CONNECTION, Channel, ("glue.connections", REGION, listing))
    assert channel.resource == f"arn:aws:glue:{REGION}:{ACCOUNT}:connection/charts"
    assert (channel.protocol, channel.encryption) == (protocol, encryption)


def test_a_connection_of_another_type_has_no_such_switch_and_a_refused_list_is_a_gap() -> None:
    listing = {"ConnectionList": [{"Name": "net", "ConnectionType": "NETWORK"}]}
    assert [f for f in facts(("glue.connections", REGION, listing)) if f.kind == CONNECTION] == []
    assert one(CONNECTION, Gap, ("glue.connections", REGION, DENIED)).missing == "channel"


def test_passwords_are_not_asked_for() -> None:
    row = ROWS["glue.connections"]
    assert row.parameters["HidePassword"] is True
    assert "PASSWORD" not in row.keep
