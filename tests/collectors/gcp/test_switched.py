"""An API that is switched off: what it would tell is not known, for one reason, and no right would help."""

from typing import Any

import pytest

from collectors.gcp import GCP
from collectors.google.causes import explain
from collectors.google.outcome import of_reply, off
from collectors.rest.way import Reply
from scanner.answers import Answer
from scanner.finding import Finding, Status
from tests.collectors.gcp.asking import near_answers, target
from tests.collectors.gcp.kept import put
from tests.collectors.gcp.things import BOTH
from tests.judged import judged
from tests.servers.google.double import NUMBER, PROJECT, Google
from tests.servers.google.refusals import disabled

DATABASES, STORAGE = "sqladmin.googleapis.com", "storage.googleapis.com"


def told(near: Google, question: str, way: str = "false") -> Answer:
    (answer,) = (a for a in near_answers(near, asset_inventory=way) if a.question == question)
    return answer


def test_it_is_no_empty_list(near: Google) -> None:
    near.held.disabled.add(STORAGE)
    answer = told(near, "storage.buckets")
    assert (answer.outcome, answer.code, answer.body) == ("denied", f"SERVICE_DISABLED ({STORAGE})", None)
    assert answer.needs == f"{STORAGE}, which is switched off"
    cause = explain(answer)
    assert cause
    assert cause.said == f"this API is switched off in the project ({STORAGE})"
    assert cause.by(answer.code) == f"{cause.said} (SERVICE_DISABLED)"
    assert cause.command == f"gcloud services enable {STORAGE} --project PROJECT"


@pytest.mark.parametrize("consumer", [f"projects/{NUMBER}", f"projects/{PROJECT}"])
def test_in_the_project_itself(near: Google, consumer: str) -> None:
    near.refusals["storage.buckets.list"] = [disabled(STORAGE, consumer)] * 2
    assert told(near, "storage.buckets").code == f"SERVICE_DISABLED ({STORAGE})"


def test_in_the_project_of_whoever_asks(near: Google) -> None:
    """It is not the one that is asked about: to switch an API on there would change nothing."""
    near.refusals["storage.buckets.list"] = [disabled(STORAGE, "projects/99")] * 2
    answer = told(near, "storage.buckets")
    assert answer.code == f"SERVICE_DISABLED ({STORAGE}, projects/99)"
    assert answer.needs == f"{STORAGE}, which is switched off in projects/99"
    cause = explain(answer)
    assert cause
    assert cause.said == f"this API is switched off in the project of whoever asks ({STORAGE}, projects/99)"
    assert "quota_project" in cause.more
    assert cause.command == f"gcloud services enable {STORAGE} --project 99"


def test_where_the_project_itself_is_not_told_the_one_that_must_switch_it_on_is_named(near: Google) -> None:
    near.held.disabled.add("cloudresourcemanager.googleapis.com")
    (answer,) = near_answers(near)
    assert answer.code == f"SERVICE_DISABLED (cloudresourcemanager.googleapis.com, projects/{NUMBER})"


def test_of_what_stands_above(near: Google) -> None:
    for method in ("cloudasset.assets.list", "cloudresourcemanager.projects.list"):
        near.refusals[method] = [disabled("cloudasset.googleapis.com", "projects/99")] * 2
    answers = near_answers(near, organization="77")
    assert {a.code for a in answers if a.outcome == "denied"} == {
        "SERVICE_DISABLED (cloudasset.googleapis.com, projects/99)"
    }


def _refused(**info: Any) -> str:
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED", **info}]
    return of_reply(Reply(403, {}, {"error": {"status": "PERMISSION_DENIED", "details": details}})).code


@pytest.mark.parametrize(
    "info",
    [
        {},
        {"metadata": None},
        {"metadata": []},
        {"metadata": {}},
        {"metadata": {"service": STORAGE}},
        {"metadata": {"consumer": "projects/99"}},
        {"metadata": {"service": "a secret: hunter2", "consumer": "projects/99"}},
        {"metadata": {"service": STORAGE, "consumer": "projects/99) (hunter2"}},
        {"metadata": {"service": STORAGE, "consumer": 99}},
    ],
)
def test_what_is_no_name_of_either_is_not_kept(info: Any) -> None:
    assert _refused(**info) == "SERVICE_DISABLED"


def test_the_older_word_for_it_names_neither() -> None:
    errors = [{"domain": "usageLimits", "reason": "accessNotConfigured"}]
    code = of_reply(Reply(403, {}, {"error": {"code": 403, "errors": errors}})).code
    assert (code, off(code)) == ("SERVICE_DISABLED", None)


def open_of(near: Google, way: str, *, kind: str) -> list[Finding]:
    found = judged(near_answers(near, asset_inventory=way), target(near, asset_inventory=way)).findings
    return [f for f in found if f.kind.startswith(kind) and f.status is Status.NOT_ASSESSED and not f.standing]


def causes(near: Google, way: str) -> set[tuple[str, str]]:
    """What the report says of all that is denied, and the right that it advises."""
    coverage = judged(near_answers(near, asset_inventory=way), target(near, asset_inventory=way)).coverage
    return {(row.cause.said if row.cause else row.ask, row.needs) for row in coverage.unseen if row.reason == "denied"}


def test_what_it_would_tell_is_not_assessed_for_one_reason(near: Google) -> None:
    """What an API made may be there all the same once it is off."""
    put(near)
    assert not causes(near, "false")
    near.held.disabled.add(DATABASES)
    found = open_of(near, "false", kind="gcp.sql")
    assert found
    assert {f.seen for f in found if DATABASES not in f.seen} == set()
    assert not [f for f in found if "cloudsql." in f.seen]
    assert causes(near, "false") == {(f"this API is switched off in the project ({DATABASES})", "")}


def test_asset_inventory_itself_is_no_way_round_itself(near: Google) -> None:
    near.held.disabled |= {"cloudasset.googleapis.com", DATABASES}
    inventory, databases = (explain(told(near, question, "true")) for question in ("stores.unread", "sql.instances"))
    assert inventory
    assert databases
    assert inventory.said == "this API is switched off in the project (cloudasset.googleapis.com)"
    assert ("Asset Inventory" in inventory.more, "Asset Inventory" in databases.more) == (False, True)


def test_asset_inventory_tells_of_what_is_there_without_the_api(near: Google) -> None:
    put(near)
    near.held.disabled.add(DATABASES)
    assert not open_of(near, "true", kind="gcp.sql")


@pytest.mark.parametrize("way", BOTH)
def test_what_the_api_alone_tells_is_not_known_either_way(near: Google, way: str) -> None:
    """Keys for Cloud Storage are not in Asset Inventory."""
    put(near)
    near.held.disabled.add(STORAGE)
    (found,) = (f for f in open_of(near, way, kind="gcp.iam.service-account") if f.check.endswith("no-long-lived-keys"))
    assert found.seen.endswith(f"storage.projects.hmacKeys.list ({STORAGE}, which is switched off)")
    assert causes(near, way) == {(f"this API is switched off in the project ({STORAGE})", "")}


def test_it_is_explained_as_the_platform_has_it() -> None:
    assert GCP.explain is explain
