"""What a project is asked, and what becomes of an answer that is not as it should be."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collectors.asking.silence import BETRAYED
from collectors.gcp import GCP
from scanner.answers import Answer, Answers
from scanner.collector import Cause
from scanner.facts import CLASSES
from scanner.targets import Target
from tests.collectors.gcp.asking import asked, facts, left_out, near_answers, read, target
from tests.servers.google.credentials import service_account
from tests.servers.google.double import Google
from tests.servers.google.refusals import Refused

INVENTORY, BUCKETS = "cloudasset.assets.list", "storage.buckets.list"


@pytest.fixture
def one(it: Google, tmp_path: Path) -> Callable[..., Target]:
    """A target that is asked over the wire, as a service account."""
    key = service_account(it, tmp_path)
    return lambda **more: target(it, service_account_key=f"file:{key}", **more)


VIEWED = {"bindings": [{"role": "roles/storage.objectViewer", "members": ["allUsers"]}]}


def told(answers: list[Answer], question: str) -> Answer:
    return next(answer for answer in answers if answer.question == question)


def over(one: Target, *questions: str) -> list[Answer]:
    """Asked over the wire."""
    reference = str(one.options["service_account_key"])
    return asked(one, {reference: Path(reference.removeprefix("file:")).read_text()}, *questions)


def buckets(it: Google, count: int, **settings: Any) -> None:
    for n in range(count):
        it.held.put("storage.googleapis.com/Bucket", {"name": f"b{n:04}", "location": "EUROPE-WEST3", **settings})


def cause(answer: Answer) -> Cause:
    found = GCP.explain(answer)
    assert found
    return found


def test_asset_inventory_and_the_services_say_the_same(near: Google) -> None:
    soft, uniform = {"retentionDurationSeconds": "604800"}, {"uniformBucketLevelAccess": {"enabled": True}}
    buckets(near, 7, iamConfiguration=uniform, softDeletePolicy=soft)
    near.pages.size = 3
    one, other = (facts(near, asset_inventory=said) for said in (True, False))
    assert len(one) > 40
    assert [str(f).replace(f"answers={f.answers}", "") for f in one] == [
        str(f).replace(f"answers={f.answers}", "") for f in other if not left_out(f)
    ]


@pytest.mark.parametrize(("inventory", "operation"), [("true", f"{INVENTORY} (RESOURCE)"), ("false", BUCKETS)])
def test_many_come_in_pages_over_the_wire(
    it: Google, one: Callable[..., Target], inventory: str, operation: str
) -> None:
    buckets(it, 2300)
    answer = told(over(one(asset_inventory=inventory), "storage.buckets"), "storage.buckets")
    assert (answer.items, answer.pages, answer.complete, answer.operation) == (2300, 3, True, operation)
    assert answer.source.identity.startswith("cert SHA256:")
    assert answer.source.caller == "service account reader@alder-prod.iam.gserviceaccount.com"
    assert not answer.source.standard


def test_policies_of_buckets_come_one_by_one_over_the_wire(it: Google, one: Callable[..., Target]) -> None:
    buckets(it, 2)
    it.held.policy("storage.googleapis.com/storage/v1/b/b0001", VIEWED)
    for bulk in (True, False):
        answers = over(one(asset_inventory=bulk), "storage.policy")
        said = {
            a.about: [b["role"] for b in a.body.get("bindings", [])] for a in answers if a.question == "storage.policy"
        }
        assert said == {"b0000": [], "b0001": ["roles/storage.objectViewer"]}


def test_the_policy_of_an_account_comes_over_the_wire(it: Google, one: Callable[..., Target]) -> None:
    """What is POSTed there must have no body."""
    email = "scans@alder-prod.iam.gserviceaccount.com"
    name = f"projects/alder-prod/serviceAccounts/{email}"
    it.held.put("iam.googleapis.com/ServiceAccount", {"name": name, "email": email})
    bindings = [{"role": "roles/owner", "members": [f"serviceAccount:{email}"]}]
    it.held.policy("", {"bindings": bindings})
    answers = over(one(asset_inventory=False), "iam.account.policy")
    assert [(a.about, a.outcome) for a in answers if a.question == "iam.account.policy"] == [(email, "ok")]


def test_what_else_there_is_of_storage_comes_over_the_wire(it: Google, one: Callable[..., Target]) -> None:
    """Keys in pages, and a bucket that a sink names, whose policy is another question."""
    buckets(it, 1)
    destination = "storage.googleapis.com/b0000"
    it.held.put("logging.googleapis.com/LogSink", {"name": "all", "destination": destination})
    for n in range(3):
        key = {"accessId": f"GOOG{n}", "state": "ACTIVE"}
        it.held.put(f"storage.googleapis.com/storage/v1/projects/alder-prod/hmacKeys/GOOG{n}", key)
    it.pages.size = 2
    answers = over(one(), "storage.hmac", "logging.destination.storage")
    keys, bucket = told(answers, "storage.hmac"), told(answers, "logging.destination.storage")
    assert (keys.items, keys.pages, keys.complete) == (3, 2, True)
    assert (bucket.about, bucket.body, bucket.operation) == (destination, {"name": "b0000"}, "storage.buckets.get")


@pytest.mark.parametrize("bad", ["denied", "disabled", "fails", "cut"])
def test_where_asset_inventory_fails_the_services_are_asked(near: Google, bad: str) -> None:
    buckets(near, 1)
    match bad:
        case "denied":
            near.denied.add("cloudasset.assets.listResource")
        case "disabled":
            near.held.disabled.add("cloudasset.googleapis.com")
        case "fails":
            near.refusals[INVENTORY] = [Refused(400, "INVALID_ARGUMENT")]
        case _:
            near.twist = _cut
    answer = told(near_answers(near), "storage.buckets")
    assert (answer.outcome, answer.operation, answer.items) == ("ok", BUCKETS, 1)


def _cut(method: str, body: Any) -> Any:
    """What Asset Inventory says of an asset that is too long."""
    if method == INVENTORY:
        for asset in body.get("assets", []):
            asset["assetExceptions"] = [{"exceptionType": "TRUNCATION"}]
    return body


@pytest.mark.parametrize("part", ["iamPolicy", "resource"])
def test_of_what_asset_inventory_cut_the_service_is_asked_and_of_nothing_else(near: Google, part: str) -> None:
    """A bucket that was not told has no policy to tell of: that is asked of the service too."""
    buckets(near, 1)
    near.held.put("compute.googleapis.com/Network", {"name": "ward"})
    policy = {"bindings": [{"role": "roles/storage.objectViewer", "members": ["allUsers"]}]}
    near.held.policy("storage.googleapis.com/storage/v1/b/b0000", policy)
    near.twist = lambda method, body: _cut_buckets(body, part) if method == INVENTORY else body
    said = {a.question: a.operation.partition(" ")[0] for a in near_answers(near) if a.outcome == "ok"}
    assert said["storage.buckets"] == (BUCKETS if part == "resource" else INVENTORY)
    assert said["storage.policy"] == "storage.buckets.getIamPolicy"
    assert said["compute.networks"] == INVENTORY


def _cut_buckets(body: Any, part: str) -> Any:
    for asset in body.get("assets", []):
        if part in asset and asset["assetType"].endswith("/Bucket"):
            asset["assetExceptions"] = [{"exceptionType": "TRUNCATION"}]
    return body


def test_where_it_may_not_tell_policies_each_bucket_is_asked(near: Google) -> None:
    buckets(near, 2)
    near.denied.add("cloudasset.assets.listIamPolicy")
    answers = [a for a in near_answers(near) if a.question == "storage.policy"]
    assert [(a.about, a.operation) for a in answers] == [
        ("b0000", "storage.buckets.getIamPolicy"),
        ("b0001", "storage.buckets.getIamPolicy"),
    ]


def test_a_policy_that_it_does_not_tell_is_asked_of_the_service(near: Google) -> None:
    """It tells none where there is none, and where it does not know yet: only the service tells which."""
    buckets(near, 2)
    for name in ("b0000", "b0001"):
        near.held.policy(f"storage.googleapis.com/storage/v1/b/{name}", VIEWED)

    def twist(method: str, body: Any) -> Any:
        known = [a for a in body["assets"] if not a["name"].endswith("b0001")] if method == INVENTORY else []
        return {**body, "assets": known} if known and "iamPolicy" in body["assets"][0] else body

    near.twist = twist
    answers = [a for a in near_answers(near) if a.question == "storage.policy"]
    assert [(a.about, a.operation, a.body["bindings"][0]["members"]) for a in answers] == [
        ("b0000", f"{INVENTORY} (IAM_POLICY)", ["allUsers"]),
        ("b0001", "storage.buckets.getIamPolicy", ["allUsers"]),
    ]


@pytest.mark.parametrize(
    "garbage", [[], "x", None, {"items": None}, {"items": "x"}, {"buckets": []}, {"error": {}}, {"unreachable": ["x"]}]
)
def test_garbage_is_no_empty_list(near: Google, garbage: Any) -> None:
    near.twist = lambda method, body: garbage if method == BUCKETS else body
    answer = told(near_answers(near, asset_inventory=False), "storage.buckets")
    assert (answer.outcome, answer.complete) == ("error", False)


@pytest.mark.parametrize("nothing", [{}, {"kind": "storage#buckets"}, {"items": []}])
def test_an_empty_list_is_one(near: Google, nothing: Any) -> None:
    near.twist = lambda method, body: nothing if method == BUCKETS else body
    answer = told(near_answers(near, asset_inventory=False), "storage.buckets")
    assert (answer.outcome, answer.items, answer.complete) == ("empty", 0, True)


def test_a_policy_without_bindings_is_one(near: Google) -> None:
    assert told(near_answers(near), "iam.policy").outcome == "ok"
    near.twist = lambda method, body: {} if method.endswith("projects.getIamPolicy") else body
    assert told(near_answers(near), "iam.policy").outcome == "error"


def test_a_throttled_question_is_asked_again(it: Google, one: Callable[..., Target]) -> None:
    buckets(it, 1)
    it.refusals[BUCKETS] = [Refused(429, "RESOURCE_EXHAUSTED", headers={"Retry-After": "0"})]
    answer = told(over(one(asset_inventory=False), "storage.buckets"), "storage.buckets")
    assert (answer.outcome, answer.items) == ("ok", 1)
    assert sum(BUCKETS.split(".", maxsplit=1)[0] in call and call.endswith("/b") for call in it.calls) == 2


def test_an_answer_that_repeats_our_token_is_not_kept(it: Google, one: Callable[..., Target]) -> None:
    buckets(it, 1)

    def twist(method: str, body: Any) -> Any:
        return {"items": [{"name": next(iter(it.tokens.given))}]} if method == BUCKETS else body

    it.twist = twist
    answers = over(one(asset_inventory=False), "storage.buckets")
    said = told(answers, "storage.buckets")
    assert (said.outcome, said.code, said.body) == ("error", BETRAYED, None)
    assert next(iter(it.tokens.given))[-30:] not in repr(answers)


def test_another_project_than_was_meant(near: Google) -> None:
    near.twist = lambda method, body: {**body, "projectId": "birch"} if method.endswith("projects.get") else body
    answers = near_answers(near)
    assert [(a.outcome, a.code, a.body) for a in answers] == [("error", "OtherProject", None)]
    assert cause(answers[0]).alarm == "another project answered"


def test_one_that_is_not_there_or_may_not_be_read(near: Google) -> None:
    near.denied.add("resourcemanager.projects.get")
    answers = near_answers(near)
    assert [(a.question, a.outcome, a.code) for a in answers] == [("gcp.project", "denied", "IAM_PERMISSION_DENIED")]
    found = read(target(near), answers)
    assert {type(fact).__name__ for fact in found} == {"Gap"}
    assert {fact.kind for fact in found} >= {"gcp.storage.bucket", "gcp.project"}


def test_only_what_is_let_in_of_labels_and_nothing_that_is_not_named(near: Google) -> None:
    buckets(
        near, 1, labels={"data": "ephi", "note": "hunter2", "team": "ward-3"}, website={"mainPageSuffix": "hunter2"}
    )
    for bulk in (True, False):
        options: dict[str, Any] = {"ephi_tags": {"data": "ephi"}, "owner_tags": "TEAM", "asset_inventory": bulk}
        answers = near_answers(near, **options)
        assert "hunter2" not in repr(answers)
        assert told(answers, "storage.buckets").dropped == ("labels outside the allow-list",)
        asset = next(f for f in read(target(near, **options), answers) if f.kind == "gcp.storage.bucket")
        assert (asset.ephi, asset.owner) == (True, "ward-3")


@pytest.mark.parametrize("inventory", ["true", "false"])
def test_an_organisation_lists_what_there_is_and_not_what_one_may_see(near: Google, inventory: str) -> None:
    near.add("projects/birch-dev", "12", "organizations/77")
    near.add("folders/56", parent="folders/55")
    near.add("projects/deep-one", "13", "folders/56")
    near.add("projects/elsewhere", "14")
    near.add("projects/leaving-us", "15", "folders/55", state="DELETE_REQUESTED")
    options: dict[str, Any] = {"organization": "77", "asset_inventory": inventory, "ephi_tags": {"data": "ephi"}}
    one, answers = target(near, **options), near_answers(near, **options)
    found = list(GCP.members(one, Answers(one.id, enumerate(answers), wanted={}, options=one.options)))
    assert sorted((m.target.id, m.aside) for m in found) == [
        ("gcp:alder-prod", ""),
        ("gcp:birch-dev", ""),
        ("gcp:deep-one", ""),
        ("gcp:leaving-us", "the project is being deleted"),
    ]
    assert all("organization" not in m.target.options and m.target.options["ephi_tags"] for m in found)
    assert not read(one, answers)


def test_a_folder_that_may_not_be_listed_is_said(near: Google) -> None:
    near.denied |= {"cloudasset.assets.listResource", "resourcemanager.folders.list"}
    answers = near_answers(near, folder="55")
    assert [(a.question, a.outcome) for a in answers] == [("gcp.projects.below", "ok"), ("gcp.folders.below", "denied")]
    assert len(read(target(near, folder="55"), answers)) == len(CLASSES)


def test_an_organisation_that_may_not_be_listed_at_all(near: Google) -> None:
    near.denied |= {"cloudasset.assets.listResource", "resourcemanager.folders.list", "resourcemanager.projects.list"}
    answers = near_answers(near, organization="77")
    assert {a.needs for a in answers if a.outcome == "denied"} == {
        "resourcemanager.projects.list",
        "resourcemanager.folders.list",
    }
    assert read(target(near, organization="77"), answers)
