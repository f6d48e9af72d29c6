"""AWS Config, event data stores and Macie: what there is is recorded, and records are kept; answers typed by hand."""

from typing import Any

import pytest

from collectors.asking.memory import Memory
from collectors.aws.question import Place
from scanner.facts import DataStore, Detector, Fact, Gap, Guard, LogStore
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, ROWS, answer, facts, one, why

Given = tuple[str, str, Any]
ABOUT = f"{REGION}/default"
GOOD = {"recording": True, "lastStatus": "Success"}


def recorders(*rows: dict[str, Any]) -> Given:
    return ("config.recorders", REGION, {"ConfigurationRecorders": [{"name": "default", **r} for r in rows]})


def state(body: Any) -> Given:
    said = body if isinstance(body, str) else {"ConfigurationRecordersStatus": [body]}
    return ("config.status", ABOUT, said)


ALL = recorders({"allSupported": True})
BUT = "EXCLUSION_BY_RESOURCE_TYPES"


@pytest.mark.parametrize(
    ("given", "enabled"),
    [
        ((ALL, state(GOOD)), True),
        ((ALL, state({**GOOD, "lastStatus": "Pending"})), True),
        ((ALL, state({**GOOD, "lastStatus": "Failure"})), False),
        ((ALL, state({**GOOD, "recording": False})), False),
        ((ALL, state({})), False),
        ((ALL, state(DENIED)), None),
        ((ALL,), None),
        ((recorders({"allSupported": False}), state(GOOD)), False),
        ((recorders({}), state(GOOD)), False),
        ((recorders({"strategy": BUT, "but": ["AWS::IAM::User", "AWS::IAM::Role"]}), state(GOOD)), True),
        ((recorders({"strategy": BUT, "but": ["AWS::IAM::User", "AWS::S3::Bucket"]}), state(GOOD)), False),
        ((recorders({"strategy": "INCLUSION_BY_RESOURCE_TYPES", "but": []}), state(GOOD)), False),
        ((recorders({"allSupported": False}), state(DENIED)), False),
        ((recorders(),), False),
    ],
)
def test_what_there_is_is_recorded(*, given: tuple[Given, ...], enabled: bool | None) -> None:
    found = one("aws.config", Detector, *given)
    assert (found.watches, found.enabled) == ("inventory", enabled)
    assert found.within == (f"arn:aws:iam::{ACCOUNT}:root",)
    assert [u.field for u in found.unread if getattr(found, u.field) is not None] == []


@pytest.mark.parametrize(
    ("retention", "kept"),
    [
        ({}, 2557),
        (ABSENT, 2557),
        ({"RetentionConfigurations": [{"RetentionPeriodInDays": 30}]}, 30),
        (DENIED, None),
    ],
)
def test_how_long_it_is_kept(retention: Any, kept: int | None) -> None:
    found = one("aws.config.history", LogStore, ALL, ("config.retention", ABOUT, retention))
    assert (found.retention_days, found.immutable) == (kept, False)


def test_where_nothing_is_recorded_nothing_is_kept() -> None:
    assert [f for f in facts(recorders()) if f.kind == "aws.config.history"] == []
    assert [f for f in facts(("config.recorders", REGION, ABSENT)) if f.kind.startswith("aws.config")] == []


STORE = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:eventdatastore/e1"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k1"
KEYS: tuple[Given, ...] = (
    ("kms.aliases", REGION, {}),
    ("kms.keys", REGION, {"Keys": [{"KeyArn": KEY}]}),
    ("kms.key", KEY, {"KeyMetadata": {"Arn": KEY, "KeyId": "k1", "KeyManager": "CUSTOMER"}}),
)


def store(cls: type[Fact], detail: Any) -> Any:
    listed: Given = ("cloudtrail.stores", REGION, {"EventDataStores": [{"EventDataStoreArn": STORE, "Name": "all"}]})
    return one("aws.cloudtrail.store", cls, listed, ("cloudtrail.store", STORE, detail), *KEYS)


KEPT = {"Status": "ENABLED", "RetentionPeriod": 366, "TerminationProtectionEnabled": True}


@pytest.mark.parametrize(
    ("detail", "kept", "guarded"),
    [
        (KEPT, 366, True),
        ({**KEPT, "TerminationProtectionEnabled": False}, 366, False),
        ({"Status": "ENABLED", "RetentionPeriod": 90}, 90, False),
        ({**KEPT, "Status": "PENDING_DELETION"}, 7, False),
        ({"Status": "ENABLED"}, None, False),
        (DENIED, None, None),
    ],
)
def test_event_data_stores(*, detail: Any, kept: int | None, guarded: bool | None) -> None:
    log = store(LogStore, detail)
    assert (log.resource, log.retention_days, log.immutable) == (STORE, kept, False)
    assert store(Guard, detail).in_force is guarded
    if kept is None:
        assert why(log, "retention_days") == (DENIED if detail == DENIED else "unclear")


@pytest.mark.parametrize(("detail", "customer"), [(KEPT, False), ({**KEPT, "KmsKeyId": KEY}, True), (DENIED, None)])
def test_whose_key_a_store_has(detail: Any, *, customer: bool | None) -> None:
    found = store(DataStore, detail)
    assert (found.encrypted, found.customer_key) == (True, customer)


@pytest.mark.parametrize(
    ("session", "discovery", "enabled"),
    [
        ("ENABLED", {"status": "ENABLED"}, True),
        ("ENABLED", {"status": "DISABLED"}, False),
        ("ENABLED", DENIED, None),
        ("PAUSED", {"status": "ENABLED"}, False),
        ("PAUSED", DENIED, False),
    ],
)
def test_buckets_are_looked_through(session: str, discovery: Any, *, enabled: bool | None) -> None:
    given: tuple[Given, ...] = (
        ("macie.session", REGION, {"status": session}),
        ("macie.administrator", f"{REGION}/session", {}),
        ("macie.discovery", f"{REGION}/session", discovery),
    )
    found = one("aws.macie", Detector, *given)
    assert (found.watches, found.enabled) == ("inventory", enabled)
    assert [u.field for u in found.unread if getattr(found, u.field) is not None] == []


LED = ("macie.administrator", f"{REGION}/session", {"relationshipStatus": "Enabled"})
ON = ("macie.session", REGION, {"status": "ENABLED"})


def test_what_a_member_of_macie_is_not_told_stands() -> None:
    found = one("aws.macie", Detector, ON, LED)
    assert (found.enabled, why(found, "enabled")) == (None, "not-asked")


@pytest.mark.parametrize(
    ("administrator", "member"),
    [
        ({"relationshipStatus": "Enabled"}, True),
        ({"relationshipStatus": "Resigned"}, False),
        ({}, False),
        (DENIED, False),
    ],
)
def test_a_member_of_macie_is_not_asked_for_what_its_administrator_set(*, administrator: Any, member: bool) -> None:
    memory, place = Memory([ROWS["macie.discovery"]]), Place(REGION, f"{REGION}/session")
    memory.note(answer("macie.administrator", place.about, administrator))
    assert ROWS["macie.discovery"].unless(memory, place) is member


def test_macie_that_nobody_switched_on_is_no_failing() -> None:
    assert [f for f in facts(("macie.session", REGION, ABSENT)) if f.kind == "aws.macie"] == []


@pytest.mark.parametrize(
    ("question", "kind", "missing"),
    [
        ("config.recorders", "aws.config", {"detector"}),
        ("config.recorders", "aws.config.history", {"log-store"}),
        ("cloudtrail.stores", "aws.cloudtrail.store", {"log-store", "data-store", "guard"}),
        ("macie.session", "aws.macie", {"detector"}),
    ],
)
def test_a_list_that_was_refused_is_a_gap(question: str, kind: str, missing: set[str]) -> None:
    found = [f for f in facts((question, REGION, DENIED)) if isinstance(f, Gap) and f.kind == kind]
    assert {f.missing for f in found} == missing
    assert {f.outcome for f in found} == {DENIED}
