"""What is recorded of the project: by the audit configurations of its own policy and those above it."""

import pytest

from scanner.facts import LogTrail
from tests.collectors.gcp.asking import facts
from tests.collectors.gcp.kept import HERE, JSON, Change, put, the
from tests.servers.google.double import Google

BOTH = ("data-read", "data-write")
EVE = "user:eve@alder.example"


def logs(*words: str, service: str = "allServices", at: str = "project", exempt: tuple[str, ...] = ()) -> Change:
    some = [{"logType": word, **({"exemptedMembers": [*exempt]} if exempt else {})} for word in words]
    return at, "auditConfigs", [{"service": service, "auditLogConfigs": some}]


OFF = logs()
TABLE: list[tuple[bool, tuple[str, ...], tuple[str, ...], list[Change]]] = [
    (True, BOTH, (), []),
    (False, (), (), [("project", "auditConfigs", [])]),
    (False, (), (), [OFF]),
    (False, (), (), [logs("ADMIN_READ")]),
    (True, ("data-read",), (), [logs("DATA_READ")]),
    (True, ("data-write",), (), [logs("DATA_WRITE")]),
    (False, (), (), [logs("DATA_READ", "DATA_WRITE", service="storage.googleapis.com")]),
    (True, BOTH, (), [logs("DATA_READ"), logs("DATA_WRITE", at="folder")]),
    (True, BOTH, (), [OFF, logs("DATA_READ", "DATA_WRITE", at="organization")]),
    (True, BOTH, (EVE,), [logs("DATA_READ", "DATA_WRITE", exempt=(EVE,))]),
    (True, BOTH, (EVE,), [logs("DATA_WRITE", service="storage.googleapis.com", at="folder", exempt=(EVE,))]),
    (True, BOTH, (EVE,), [logs("DATA_READ", at="organization", exempt=(EVE,))]),
    (True, BOTH, (), [logs("ADMIN_READ", at="organization", exempt=(EVE,))]),
]


@pytest.mark.parametrize(("enabled", "records", "exempt", "changes"), TABLE)
def test_what_is_read_and_written(
    near: Google,
    enabled: bool,  # noqa: FBT001  # a column of a table
    records: tuple[str, ...],
    exempt: tuple[str, ...],
    changes: list[Change],
) -> None:
    put(near, *changes)
    fact = the(facts(near), LogTrail, "store", HERE)
    assert isinstance(fact, LogTrail)
    assert (fact.enabled, fact.records, fact.exempt) == (enabled, records, exempt)


def test_what_is_changed_is_recorded_always(near: Google) -> None:
    put(near, OFF)
    near.denied.add("resourcemanager.projects.getIamPolicy")
    fact = the(facts(near), LogTrail, "service", HERE)
    assert isinstance(fact, LogTrail)
    assert (fact.enabled, fact.records, fact.exempt, fact.unread) == (True, ("admin",), (), ())


@pytest.mark.parametrize(
    ("changes", "enabled", "records"), [([], True, BOTH), ([logs("DATA_READ")], True, None), ([OFF], None, None)]
)
@pytest.mark.parametrize(
    "denied",
    [
        "resourcemanager.folders.getIamPolicy",
        "resourcemanager.organizations.getIamPolicy",
        "cloudresourcemanager.projects.getAncestry",
    ],
)
def test_what_stands_above_may_record_more(
    near: Google, denied: str, changes: list[Change], enabled: JSON, records: JSON
) -> None:
    """And may leave somebody out: that is not known either."""
    put(near, *changes)
    near.denied.add(denied)
    fact = the(facts(near), LogTrail, "store", HERE)
    assert isinstance(fact, LogTrail)
    assert (fact.enabled, fact.records, fact.exempt) == (enabled, records, None)
    assert {why.outcome for why in fact.unread} == {"denied"}


@pytest.mark.parametrize("policy", [{"etag": "BwYx"}, {"etag": "BwYx", "version": 1}, {"etag": "BwYx", "bindings": []}])
def test_a_policy_with_only_an_etag_is_one_that_records_nothing(near: Google, policy: JSON) -> None:
    put(near)
    near.twist = lambda method, body: policy if method.endswith("getIamPolicy") else body
    fact = the(facts(near), LogTrail, "store", HERE)
    assert isinstance(fact, LogTrail)
    assert (fact.enabled, fact.records, fact.exempt) == (False, (), ())


@pytest.mark.parametrize("garbage", [{}, [], None, {"policy": {}}])
def test_what_is_no_policy_is_not_known(near: Google, garbage: JSON) -> None:
    put(near)
    near.twist = lambda method, body: garbage if method.endswith("getIamPolicy") else body
    fact = the(facts(near), LogTrail, "store", HERE)
    assert isinstance(fact, LogTrail)
    assert (fact.enabled, fact.records, fact.exempt) == (None, None, None)
