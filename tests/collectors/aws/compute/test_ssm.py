"""Systems Manager: which machines it knows, how its shells end and are recorded, what lies in its parameters."""

import json
from typing import Any

import pytest

from collectors.aws import AWS
from collectors.aws.compute.ssm import QUESTIONS
from scanner.facts import FOREVER, Credential, Detector, Fact, Fixes, Gap, Guard, LogTrail, Release, Session, SignIn
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why

NODE, SESSIONS, DOCUMENT = "aws.ssm.node", "aws.ssm.sessions", "aws.ssm.session-document"
PREFERENCES = "SSM-SessionManagerRunShell"


def nodes(*names: str, ping: str = "Online") -> tuple[str, str, Any]:
    rows = [{"InstanceId": n, "PingStatus": ping, "PlatformName": "Ubuntu", "PlatformVersion": "24.04"} for n in names]
    return ("ssm.nodes", REGION, {"InstanceInformationList": rows})


def instances(**states: str) -> tuple[str, str, Any]:
    rows = [{"InstanceId": name.replace("_", "-"), "State": state} for name, state in states.items()]
    return ("ec2.instances", REGION, {"Instances": rows})


@pytest.mark.parametrize(
    ("ping", "running", "known"),
    [
        ("Online", instances(i_1="running"), True),
        ("ConnectionLost", instances(i_1="running"), False),
        ("Inactive", instances(i_1="running"), False),
        ("Online", ("ec2.instances", REGION, DENIED), True),
        ("ConnectionLost", ("ec2.instances", REGION, DENIED), None),
    ],
)
def test_machines_that_it_sees(*, ping: str, running: Any, known: bool | None) -> None:
    found = one(NODE, Detector, nodes("i-1", ping=ping), running)
    assert (found.enabled, found.resource) == (known, f"arn:aws:ssm:{REGION}:{ACCOUNT}:managed-instance/i-1")
    assert found.also == (f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/i-1", "i-1")


def test_machines_that_are_off_are_left_out_and_those_it_does_not_know_are_named() -> None:
    found = facts(nodes("i-1", "mi-1"), instances(i_1="stopped", i_2="running", i_3="stopped"))
    seen = [(f.kind, f.name, f.enabled) for f in found if isinstance(f, Detector) and f.watches == "enrolment"]
    assert [s for s in seen if "ssm" in s[0]] == [("aws.ssm.unmanaged-instance", "i-2", False)]
    assert [f.kind for f in found if isinstance(f, Fixes) and "ssm" in f.kind] == ["aws.ssm.hybrid-node"]


def test_what_a_machine_runs_is_told_and_that_nobody_looks_until_when_it_is_fixed() -> None:
    found = one(NODE, Release, nodes("i-1"), instances(i_1="running"))
    assert (found.version, found.support_days_left) == ("Ubuntu 24.04", None)
    assert why(found, "support_days_left") == "not-asked"
    nameless = ("ssm.nodes", REGION, {"InstanceInformationList": [{"InstanceId": "i-1", "PingStatus": "Online"}]})
    assert why(one(NODE, Release, nameless, instances(i_1="running")), "version") == "unclear"


@pytest.mark.parametrize("fact", [Release, Fixes, (Detector, "enrolment")])
def test_whether_a_machine_is_off_is_asked_by_whoever_asks_about_it(fact: Any) -> None:
    """Else it would be judged on a night when a profile has no other check of machines."""
    assert {"ssm.nodes", "ec2.instances"} <= AWS.wanted([fact]).keys()


def patched(body: Any) -> Fixes:
    given = (nodes("i-1"), instances(i_1="running"), ("ssm.patches", f"{REGION}/i-1", body))
    return one(NODE, Fixes, *given)  # type: ignore[no-any-return]


def state(**counts: Any) -> dict[str, Any]:
    row = {"InstanceId": "i-1", "MissingCount": 0, "FailedCount": 0, "OperationEndTime": "2026-11-24T12:00:00Z"}
    return {"InstancePatchStates": [{**row, **counts}]}


@pytest.mark.parametrize(
    ("body", "left", "reason", "checked"),
    [
        (state(), 0, "", 1),
        (state(OperationEndTime="2026-11-10T12:00:00Z"), 0, "", 15),
        (state(OperationEndTime="2026-11-09T12:00:00Z"), None, "unclear", 16),
        (state(OperationEndTime=None), None, "unclear", FOREVER),
        (state(MissingCount=1), None, "unclear", 1),
        (state(FailedCount=2), None, "unclear", 1),
        (state(InstalledPendingRebootCount=1), None, "unclear", 1),
        (state(AvailableSecurityUpdateCount=1), None, "unclear", 1),
        ({"InstancePatchStates": [{"InstanceId": "i-1"}]}, None, "unclear", FOREVER),
        ({"InstancePatchStates": []}, None, "unclear", FOREVER),
        (DENIED, None, DENIED, None),
    ],
)
def test_fixes_that_are_missing(body: Any, left: int | None, reason: str, checked: int | None) -> None:
    found = patched(body)
    assert (found.oldest_critical_days, found.oldest_high_days, found.checked_days) == (left, left, checked)
    assert [u.outcome for u in found.unread if u.field == "oldest_high_days"] == ([reason] if reason else [])


def test_how_many_are_missing_is_said() -> None:
    (said,) = (u.ask for u in patched(state(MissingCount=3)).unread if u.field == "oldest_critical_days")
    assert said.endswith("3 fixes are missing or waiting for a restart, and it does not say since when")


def session(cls: type[Fact], document: Any, kind: str = SESSIONS, name: str = PREFERENCES) -> Any:
    row = {"Name": name, "DocumentType": "Session"}
    listing = ("ssm.documents", REGION, {"DocumentIdentifiers": [row]})
    own = [("ssm.document", f"{REGION}/{name}", document)]
    return one(kind, cls, nodes("i-1"), instances(i_1="running"), listing, *own)


def document(**inputs: Any) -> dict[str, Any]:
    return {"sessionType": "Standard_Stream", "inputs": inputs}


@pytest.mark.parametrize(
    ("inputs", "idle", "longest"),
    [
        ({"idleSessionTimeout": "10", "maxSessionDuration": "60"}, 600, 3600),
        ({"idleSessionTimeout": "", "maxSessionDuration": ""}, 1200, FOREVER),
        ({}, 1200, FOREVER),
        ({"idleSessionTimeout": "?"}, None, FOREVER),
        ({"maxSessionDuration": "?"}, 1200, None),
    ],
)
def test_when_shells_end(inputs: dict[str, str], idle: int | None, longest: int | None) -> None:
    found = session(Session, document(**inputs))
    assert (found.idle_seconds, found.max_seconds, found.on_idle, found.enforced) == (idle, longest, "ends", None)
    assert found.resource == f"arn:aws:ssm:{REGION}:{ACCOUNT}:document/{PREFERENCES}"


@pytest.mark.parametrize(
    ("inputs", "on", "own_name"),
    [
        ({"cloudWatchLogGroupName": True, "s3BucketName": True, "runAsEnabled": "True"}, True, True),
        ({"cloudWatchLogGroupName": True, "runAsEnabled": "true", "runAsDefaultUser": True}, True, False),
        ({"s3BucketName": True, "runAsEnabled": "False"}, True, False),
        ({}, False, False),
    ],
)
def test_who_is_who_in_a_shell_and_who_reads_it(*, inputs: dict[str, Any], on: bool, own_name: bool) -> None:
    assert session(LogTrail, document(**inputs)).enabled is on
    assert session(SignIn, document(**inputs)).individual is own_name


def test_without_preferences_the_defaults_stand() -> None:
    given: tuple[tuple[str, str, Any], ...] = (nodes("i-1"), ("ssm.documents", REGION, {}))
    assert one(SESSIONS, Session, *given).idle_seconds == 1200
    assert one(SESSIONS, LogTrail, *given).enabled is False
    assert one(SESSIONS, SignIn, *given).individual is False


def test_where_there_is_no_node_there_is_no_session() -> None:
    for none in (nodes(), ("ssm.nodes", REGION, ABSENT)):
        assert not [f for f in facts(none, ("ssm.documents", REGION, {})) if f.kind in {SESSIONS, DOCUMENT}]


def test_what_was_refused_is_open() -> None:
    refused = [
        *(session(c, DENIED) for c in (Session, LogTrail, SignIn)),
        *(
            one(SESSIONS, c, nodes("i-1"), ("ssm.documents", REGION, DENIED), **w)
            for c, w in ((Session, {}), (LogTrail, {}), (SignIn, {}))
        ),
    ]
    for fact in refused:
        field = {"Session": "idle_seconds", "LogTrail": "enabled", "SignIn": "individual"}[type(fact).__name__]
        assert (getattr(fact, field), why(fact, field)) == (None, DENIED)
    gaps = {f.kind for f in facts(("ssm.nodes", REGION, DENIED)) if isinstance(f, Gap) and f.outcome == DENIED}
    assert gaps == {NODE, "aws.ssm.hybrid-node", "aws.ssm.unmanaged-instance", SESSIONS, DOCUMENT}
    gaps = {f.kind for f in facts(("ssm.documents", REGION, DENIED), nodes("i-1")) if isinstance(f, Gap)}
    assert {DOCUMENT, "aws.ssm.documents"} <= gaps


def test_a_document_of_its_own_is_judged_if_it_opens_a_shell() -> None:
    found = session(Session, document(idleSessionTimeout="5"), DOCUMENT, "loose")
    assert (found.idle_seconds, found.name) == (300, "loose")
    listing = ("ssm.documents", REGION, {"DocumentIdentifiers": [{"Name": "tunnel", "DocumentType": "Session"}]})
    tunnel = ("ssm.document", f"{REGION}/tunnel", {"sessionType": "Port", "inputs": {}})
    assert not [f for f in facts(nodes("i-1"), listing, tunnel) if f.kind == DOCUMENT]


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (
            {
                "sessionType": "Standard_Stream",
                "description": "secret",
                "inputs": {
                    "idleSessionTimeout": 15,
                    "runAsEnabled": True,
                    "s3BucketName": "secret",
                    "shellProfile": {"linux": "secret"},
                },
            },
            {"idleSessionTimeout": "15", "runAsEnabled": "True", "s3BucketName": True, "cloudWatchLogGroupName": False},
        ),
        ({"sessionType": "s3cr3t secret", "inputs": {"idleSessionTimeout": "secret 1"}}, {"idleSessionTimeout": "?"}),
        ({}, {"s3BucketName": False}),
        ({"inputs": None}, {"s3BucketName": False}),
    ],
)
def test_of_a_document_only_its_limits_are_kept(content: Any, kept: dict[str, Any]) -> None:
    (row,) = (q for q in QUESTIONS if q.id == "ssm.document")
    assert row.opened
    opened = row.opened({"Content": json.dumps(content)})
    assert kept.items() <= opened["inputs"].items()
    assert "secret" not in str(opened)


@pytest.mark.parametrize("content", ["[]", '{"inputs": "none"}', "none"])
def test_what_is_no_document_is_no_answer(content: str) -> None:
    (row,) = (q for q in QUESTIONS if q.id == "ssm.document")
    assert row.opened
    with pytest.raises(ValueError, match=r"no session document|Expecting value"):
        row.opened({"Content": content})


@pytest.mark.parametrize(
    ("setting", "closed"), [("Disable", True), ("Enable", False), ("", False), (DENIED, None), (ABSENT, False)]
)
def test_documents_that_may_be_published(*, setting: str, closed: bool | None) -> None:
    listing = ("ssm.documents", REGION, {"DocumentIdentifiers": [{"Name": "run", "DocumentType": "Command"}]})
    body = setting if setting in {DENIED, ABSENT} else {"SettingValue": setting}
    found = one("aws.ssm.documents", Guard, listing, ("ssm.sharing", f"{REGION}/all", body))
    assert found.in_force is closed


@pytest.mark.parametrize(
    ("name", "kind", "stored"),
    [
        ("/charts/city", "SecureString", "vault"),
        ("/charts/db-password", "String", "plain"),
        ("/charts/API_KEY", "String", "plain"),
        ("/charts/tokens", "StringList", "plain"),
        ("/charts/city", "String", None),
        ("/charts/keyboard", "String", None),
    ],
)
def test_parameters_that_hold_secrets(name: str, kind: str, stored: str | None) -> None:
    row = {"Name": name, "Type": kind, "LastModifiedDate": "2026-08-26T12:00:00Z"}
    given = ("ssm.parameters", REGION, {"Parameters": [row]})
    if stored is None:
        assert not [f for f in facts(given) if f.kind == "aws.ssm.parameter"]
    else:
        found = one("aws.ssm.parameter", Credential, given)
        assert (found.stored, found.age_days) == (stored, 91)
        assert found.resource == f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter{name}"


def test_parameters_that_were_not_listed_are_missing() -> None:
    assert one("aws.ssm.parameter", Gap, ("ssm.parameters", REGION, DENIED)).missing == "credential"
