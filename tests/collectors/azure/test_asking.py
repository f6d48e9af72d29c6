"""What a subscription is asked, and what becomes of an answer that is not as it should be."""

import time
from typing import Any

import pytest

from collectors.asking.silence import BETRAYED
from collectors.azure import AZURE
from scanner.answers import Answer, Answers
from scanner.collector import Cause, Inquiry, Together
from scanner.facts import CLASSES
from tests.collectors.azure.asking import NOW, asked, facts, read, target
from tests.servers.arm.resources import Refused, Subscription
from tests.servers.arm.server import ID, Arm

STORAGE = f"/subscriptions/{ID}/resourceGroups/g/providers/Microsoft.Storage/storageAccounts"
OTHER = "22222222-2222-3333-4444-555555555555"


def accounts(held: Subscription, count: int, **settings: Any) -> None:
    for n in range(count):
        held.put(
            {
                "id": f"/subscriptions/{held.id}/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/s{n:04}",
                "name": f"s{n:04}",
                "type": "Microsoft.Storage/storageAccounts",
                "location": "westeurope",
                "kind": "BlockBlobStorage",
                "sku": {"name": "Standard_LRS"},
                "properties": {"supportsHttpsTrafficOnly": True, "allowSharedKeyAccess": False, **settings},
            }
        )


def listing(answers: list[Answer]) -> Answer:
    return next(answer for answer in answers if answer.question == "storage.accounts")


def told(answer: Answer) -> Cause:
    cause = AZURE.explain(answer)
    assert cause
    return cause


def test_resource_graph_and_the_lists_of_services_say_the_same(it: Arm) -> None:
    accounts(it.held, 7, encryption={"keySource": "Microsoft.Storage"})
    it.page = 3
    one, other = (facts(it, resource_graph=said) for said in (True, False))
    assert len(one) > 50
    assert [str(f).replace(_places(f), "") for f in one] == [str(f).replace(_places(f), "") for f in other]


def _places(fact: Any) -> str:
    return f"answers={fact.answers}"


def test_many_come_in_pages(it: Arm) -> None:
    accounts(it.held, 2300)
    graph = listing(asked(target(it, threads=8), None, "storage.accounts"))
    assert (graph.items, graph.pages, graph.complete) == (2300, 3, True)
    assert graph.operation == "POST Microsoft.ResourceGraph/resources (Resources)"
    lists = listing(asked(target(it, resource_graph="false"), None, "storage.accounts"))
    assert (lists.items, lists.pages, lists.operation) == (2300, 23, "GET Microsoft.Storage/storageAccounts")
    assert lists.body == graph.body


def test_what_resource_graph_would_leave_out_in_silence_is_asked_of_the_service_and_refused(it: Arm) -> None:
    accounts(it.held, 3)
    it.held.denied.add("Microsoft.Storage/storageAccounts")
    answer = listing(asked(target(it), None, "storage.accounts"))
    assert (answer.outcome, answer.code, answer.needs) == (
        "denied",
        "AuthorizationFailed",
        "Microsoft.Storage/storageAccounts/read",
    )


@pytest.mark.parametrize("actions", [(), ("Microsoft.Compute/*",), ("*/write",)])
def test_without_a_right_at_the_subscription_resource_graph_is_not_believed(it: Arm, actions: tuple[str, ...]) -> None:
    accounts(it.held, 1)
    it.held.actions = actions
    assert listing(asked(target(it), None, "storage.accounts")).operation == "GET Microsoft.Storage/storageAccounts"


@pytest.mark.parametrize("fails", [Refused(429, "RateLimiting"), Refused(403, "AccessDenied"), Refused(500, "Oops")])
def test_where_resource_graph_fails_the_services_are_asked(it: Arm, fails: Refused) -> None:
    accounts(it.held, 1)
    fails.headers["Retry-After"] = "0"
    it.refusals["Microsoft.ResourceGraph"] = [fails] * 2
    answer = listing(asked(target(it), None, "storage.accounts"))
    assert (answer.outcome, answer.operation) == ("ok", "GET Microsoft.Storage/storageAccounts")


def test_less_than_resource_graph_says_there_is_is_not_believed(it: Arm) -> None:
    accounts(it.held, 5)
    it.twist = lambda path, body: {**body, "totalRecords": 6} if "ResourceGraph" in path else body
    assert listing(asked(target(it), None, "storage.accounts")).operation == "GET Microsoft.Storage/storageAccounts"


def test_a_throttled_question_is_asked_again_when_azure_says(it: Arm) -> None:
    accounts(it.held, 1)
    it.refusals["storageAccounts"] = [Refused(429, "TooManyRequests", **{"Retry-After": "1"})]
    began = time.monotonic()
    assert listing(asked(target(it, resource_graph=False), None, "storage.accounts")).outcome == "ok"
    assert time.monotonic() - began >= 1


def test_one_that_stays_throttled_is_so_and_a_long_wait_is_not_waited(it: Arm) -> None:
    it.refusals["storageAccounts"] = [Refused(429, "TooManyRequests", **{"Retry-After": "3600"})]
    one = target(it, resource_graph=False, deadline=20)
    answer = listing(asked(one, None, "storage.accounts"))
    assert (answer.outcome, answer.code, answer.complete) == ("throttled", "TooManyRequests", False)


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("https://evil.example/subscriptions?api-version=2026-09-01", "NextPageElsewhere"),
        ("http://127.0.0.1:{port}/subscriptions", "NextPageElsewhere"),
        ("https://127.0.0.1:{port}@evil.example/subscriptions", "NextPageElsewhere"),
        ("https://127.0.0.1:{port}0/subscriptions", "NextPageElsewhere"),
        ("/subscriptions/x", "NextPageElsewhere"),
    ],
)
def test_a_next_page_elsewhere_gets_no_token(it: Arm, link: str, code: str) -> None:
    accounts(it.held, 1)
    led = {"nextLink": link.format(port=it.port)}
    it.twist = lambda path, body: {**body, **led} if "Storage" in path else body
    answer = listing(asked(target(it, resource_graph=False), None, "storage.accounts"))
    assert (answer.outcome, answer.code, answer.body) == ("error", code, None)
    assert told(answer).alarm == "list leads elsewhere"


def test_pages_that_lead_in_a_circle_end(it: Arm) -> None:
    accounts(it.held, 1)
    led = {
        "nextLink": f"{it.origin}/subscriptions/{ID}/providers/Microsoft.Storage/storageAccounts?api-version=2026-09-01"
    }
    it.twist = lambda path, body: {**body, **led} if "Storage" in path else body
    assert listing(asked(target(it, resource_graph=False), None, "storage.accounts")).code == "NextPageElsewhere"


@pytest.mark.parametrize("garbage", [{}, {"value": None}, {"value": {"a": 1}}, [], "x", None, {"values": []}])
def test_garbage_is_no_empty_list(it: Arm, garbage: Any) -> None:
    it.twist = lambda path, body: garbage if "Storage" in path else body
    answer = listing(asked(target(it, resource_graph=False), None, "storage.accounts"))
    assert (answer.outcome, answer.complete) == ("error", False)


def test_an_empty_list_is_one(it: Arm) -> None:
    for graph in (True, False):
        answer = listing(asked(target(it, resource_graph=graph), None, "storage.accounts"))
        assert (answer.outcome, answer.items, answer.complete) == ("empty", 0, True)


def test_an_answer_that_repeats_our_token_is_not_kept(it: Arm) -> None:
    def twist(path: str, body: Any) -> Any:
        token = next(iter(it.tokens.given))
        repeats = {"value": [{"id": f"{STORAGE}/x", "name": token[-40:], "properties": {}}]}
        return repeats if "Storage" in path else body

    it.twist = twist
    answers = asked(target(it, resource_graph=False), None, "storage.accounts")
    assert (listing(answers).outcome, listing(answers).code, listing(answers).body) == ("error", BETRAYED, None)
    assert next(iter(it.tokens.given))[-40:] not in repr(answers)


def test_another_subscription_than_was_meant(it: Arm) -> None:
    it.twist = lambda path, body: {**body, "subscriptionId": OTHER} if path.endswith(ID) else body
    answers = asked(target(it))
    assert [(a.outcome, a.code, a.body) for a in answers] == [("error", "OtherSubscription", None)]


def test_one_that_is_not_there_or_may_not_be_read(it: Arm) -> None:
    one = target(it, name=OTHER)
    answers = asked(one)
    assert [(a.question, a.outcome, a.code) for a in answers] == [
        ("azure.subscription", "error", "SubscriptionNotFound")
    ]
    assert {type(f).__name__ for f in read(one, answers)} == {"Gap"}
    assert told(answers[0]).said == "there is no such subscription, or nothing in it may be read"


def test_only_what_is_let_in_of_tags_and_nothing_that_is_not_named(it: Arm) -> None:
    accounts(it.held, 1, secretish="hunter2-in-a-property")
    resource = dict(next(iter(it.held.resources.values())))
    it.held.put({**resource, "tags": {"Data": "ePHI", "note": "hunter2-in-a-tag", "team": "Ward 3"}})
    one = target(it, ephi_tags={"data": "ephi"}, owner_tags="TEAM")
    answers = asked(one)
    assert "hunter2" not in repr(answers)
    assert listing(answers).dropped == ("tags outside the allow-list",)
    asset = next(f for f in read(one, answers) if f.kind == "azure.storage.account")
    assert (asset.ephi, asset.owner) == (True, "Ward 3")


def test_a_management_group_lists_what_there_is_and_not_what_one_may_see(it: Arm) -> None:
    it.subscriptions[OTHER] = Subscription(OTHER, name="birch-dev")
    hidden = "33333333-2222-3333-4444-555555555555"
    it.groups["hospital"] = [ID, OTHER, hidden, "no id"]
    one = target(it, name="", management_group="hospital", ephi_tags={"data": "ephi"})
    answers = asked(one)
    found = list(AZURE.members(one, Answers(one.id, enumerate(answers), wanted={}, options=one.options)))
    assert [(m.target.id, m.target.title) for m in found] == [
        (f"azure:{ID}", "alder-prod"),
        (f"azure:{OTHER}", "birch-dev"),
        (f"azure:{hidden}", ""),
        ("azure:no id", ""),
    ]
    assert all("management_group" not in m.target.options and m.target.options["ephi_tags"] for m in found)
    assert [asked(m.target)[0].outcome for m in found] == ["ok", "ok", "error", "error"]


def test_a_management_group_that_may_not_be_listed(it: Arm) -> None:
    one = target(it, name="", management_group="hospital")
    answers = asked(one)
    assert [(a.outcome, a.needs) for a in answers] == [
        ("denied", "Microsoft.Management/managementGroups/descendants/read")
    ]
    assert len(read(one, answers)) == len(CLASSES)


def test_a_run_that_is_stopped_asks_nothing_more(it: Arm) -> None:
    accounts(it.held, 50)
    one, count = target(it, threads=1), [0]

    def stopped() -> bool:
        count[0] += 1
        return count[0] > 30

    inquiry = Inquiry(
        one,
        frozenset(AZURE.wanted(CLASSES)),
        lambda: NOW,
        lambda _: "kept-out-of-sight-4711",
        stopped=stopped,
        together=Together(),
    )
    list(AZURE.collect(inquiry))
    assert len(it.calls) < 100
