"""What a directory is asked over the wire, and what becomes of an answer that is not as it should be."""

from typing import Any

import pytest

from collectors.asking.silence import BETRAYED
from collectors.entra import ENTRA, KINDS, QUESTIONS
from collectors.entra.grant import grant
from collectors.microsoft.clouds import CLOUDS
from scanner.answers import Answer
from scanner.collector import CollectError, Inquiry, Together
from scanner.facts import CLASSES, Gap
from scanner.targets import Target
from tests.collectors.entra import estate
from tests.collectors.entra.asking import NOW, asked, facts, read, target
from tests.collectors.entra.asking import answers as near_answers
from tests.collectors.entra.estate import GLOBAL, HELD, JOINING, ORGANIZATION, POLICIES, TEAM, USERS, Change, joins
from tests.collectors.entra.making import holds, of, policy, user
from tests.servers.arm.resources import Refused
from tests.servers.arm.tokens import TENANT
from tests.servers.graph.server import Graph


def about(answers: list[Answer], question: str) -> Answer:
    return next(answer for answer in answers if answer.question == question)


def test_everything_is_answered_over_tls(it: Graph) -> None:
    left_out = of(policy("but"), conditions__users__excludeGroups=[TEAM])
    nested: tuple[Change, ...] = (
        (f"{POLICIES}#1", "", left_out),
        (HELD, "", [holds(TEAM, GLOBAL, "group")]),
        (JOINING, "", [joins(TEAM, "group")]),
    )
    estate.put(it, *nested)
    answers = asked(target(it))
    assert {a.outcome for a in answers} <= {"ok", "empty"}, [(a.question, a.code) for a in answers]
    of_groups = {q.id for q in ENTRA.questions if q.id.startswith("entra.roles.eligible.")}
    assert {a.question for a in answers} >= {q.id for q in ENTRA.questions} - {"entra.users.plain", *of_groups}
    assert all(a.source.identity.startswith("cert SHA256:") for a in answers)
    assert not [f for f in read(target(it), answers) if isinstance(f, Gap)]
    assert sorted(set(it.tokens.given.values())) == [f"{it.origin}/.default"]


def test_many_users_come_in_pages(it: Graph) -> None:
    estate.put(it, (USERS, "", [user(f"u{n:04}", f"u{n}") for n in range(1203)]))
    answer = about(asked(target(it), "entra.users"), "entra.users")
    assert (answer.items, answer.pages, answer.complete) == (1203, 3, True)


def test_whoever_has_less_than_all_pages_has_nothing(it: Graph) -> None:
    estate.put(it, (USERS, "", [user(f"u{n:04}", f"u{n}") for n in range(600)]))
    it.twist = lambda path, body: {**body, "@odata.nextLink": "https://evil.example/"} if "users" in path else body
    answers = asked(target(it), "entra.users", "entra.users.plain")
    assert {(a.outcome, a.code) for a in answers if a.question.startswith("entra.users")} == {
        ("error", "NextPageElsewhere")
    }


@pytest.mark.parametrize("name", ["alder.example", "Alder.Example", TENANT.upper()])
def test_a_directory_may_be_meant_by_a_domain_of_its_own(it: Graph, name: str) -> None:
    estate.put(it)
    assert (
        about(asked(target(it, name, tenant=TENANT), "entra.users"), ORGANIZATION.replace("/", "entra.")).outcome
        == "ok"
    )


@pytest.mark.parametrize("name", ["birch.example", "99999999-2222-4000-8000-000000000000"])
def test_another_directory_than_was_meant(it: Graph, name: str) -> None:
    estate.put(it)
    answers = asked(one := target(it, name, tenant=TENANT))
    assert [(a.outcome, a.code, a.body) for a in answers] == [("error", "OtherTenant", None)]
    cause = ENTRA.explain(answers[0])
    assert cause
    assert cause.said == "another directory answered than the one that was meant"
    found = read(one, answers)
    assert {type(f) for f in found} == {Gap}
    assert {f.kind for f in found} == {*KINDS}


def test_a_directory_that_does_not_say_which_it_is(it: Graph) -> None:
    estate.put(it)
    it.held.denied.add("/organization")
    answers = asked(one := target(it))
    assert [(a.outcome, a.needs) for a in answers] == [("denied", "Organization.Read.All")]
    assert len(read(one, answers)) == sum(len(kind.gives) for kind in KINDS.values())


def test_the_target_is_the_directory_that_gives_the_tokens(it: Graph) -> None:
    estate.put(it)
    asked(target(it), "entra.users")
    assert f"POST /{TENANT}/oauth2/v2.0/token" in it.calls


def test_azure_is_asked_last_since_whoever_gets_no_token_for_it_is_answered_nothing_more(near: Graph) -> None:
    estate.put(near)
    assert [a.question for a in near_answers(near)][-1] == "entra.log_export"


def test_two_directories_at_once_are_none(near: Graph) -> None:
    estate.put(near, (ORGANIZATION, "", estate.GOOD[ORGANIZATION] * 2))
    assert [(a.outcome, a.code) for a in near_answers(near)] == [("error", "OtherTenant")]


def test_a_throttled_question_is_asked_again(it: Graph) -> None:
    estate.put(it)
    it.refusals["/users"] = [Refused(429, "TooManyRequests", **{"Retry-After": "0"})]
    assert about(asked(target(it), "entra.users"), "entra.users").outcome == "ok"


@pytest.mark.parametrize("garbage", [{}, {"value": None}, {"value": {"a": 1}}, [], None, {"values": []}])
def test_garbage_is_no_empty_list(it: Graph, garbage: Any) -> None:
    estate.put(it)
    it.twist = lambda path, body: garbage if "conditionalAccess" in path else body
    answer = about(asked(target(it), "entra.policies"), "entra.policies")
    assert (answer.outcome, answer.complete) == ("error", False)


@pytest.mark.parametrize("question", sorted({q.id for q in ENTRA.questions}))
@pytest.mark.parametrize("odd", [[7], [{"id": 7}], [{"id": "x", "conditions": 7, "state": "enabled", "definition": 7}]])
def test_odd_answers_never_end_a_scan(near: Graph, question: str, odd: Any) -> None:
    estate.put(near)
    path = next(q.path for q in QUESTIONS if q.id == question).partition("?")[0].removeprefix("/v1.0")
    if path != ORGANIZATION:
        near.twist = lambda at, body: {"value": odd} if at.removeprefix("/v1.0") == path else body
    assert facts(near)


def test_an_answer_that_repeats_our_token_is_not_kept(it: Graph) -> None:
    estate.put(it)

    def twist(path: str, body: Any) -> Any:
        token = next(iter(it.tokens.given))
        return {"value": [user("x", token[-40:])]} if "users" in path else body

    it.twist = twist
    answers = asked(target(it), "entra.users")
    assert about(answers, "entra.users").code == BETRAYED
    assert next(iter(it.tokens.given))[-40:] not in repr(answers)


def test_a_run_that_is_stopped_asks_nothing_more(it: Graph) -> None:
    estate.put(it)
    wanted = frozenset(ENTRA.wanted(CLASSES))
    one = target(it, threads=1)
    inquiry = Inquiry(
        one,
        wanted,
        lambda: NOW,
        lambda _: "kept-out-of-sight-4711",
        stopped=lambda: bool(it.calls),
        together=Together(),
    )
    list(ENTRA.collect(inquiry))
    assert len(it.calls) < 10


@pytest.mark.parametrize("name", ["", "alder", "a b.example", "../x.example", "-x.example", "x.example/y"])
def test_a_name_that_is_no_directory(name: str) -> None:
    with pytest.raises(CollectError, match="which directory"):
        ENTRA.check(Target(id=f"entra:{name}", scheme="entra", name=name, options={}))


def test_every_cloud_has_a_graph() -> None:
    assert {name: cloud.graph for name, cloud in CLOUDS.items()} == {
        "public": "https://graph.microsoft.com",
        "usgov": "https://graph.microsoft.us",
        "usgov-dod": "https://dod-graph.microsoft.us",
        "china": "https://microsoftgraph.chinacloudapi.cn",
    }


def test_rights_of_graph_and_of_azure_are_granted_apart() -> None:
    said = grant(["User.Read.All", "microsoft.aadiam/diagnosticSettings/read", "", "User.Read.All"])
    assert said.count("User.Read.All") == 1
    assert "--scope /providers/Microsoft.aadiam" in said
    assert "aadiam" not in grant(["User.Read.All"])
    assert "az ad app" not in grant(["microsoft.aadiam/diagnosticSettings/read"])
    assert grant([]) == ""


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("/beta/users", {}, "UnknownVersion"),
        ("/v1.0/users/x/nothing/of/the/kind", {}, "BadRequest"),
        ("/v1.0/users", {"$skip": "1"}, "BadRequest"),
        ("/v1.0/users", {"$select": "id,lastPasswordChangeDateTim"}, "BadRequest"),
        ("/v1.0/users", {"$top": "1000"}, "Request_UnsupportedQuery"),
        ("/v1.0/users", {"$top": "999", "$select": "id,signInActivity"}, "Request_UnsupportedQuery"),
        (estate.EXPORT, {"api-version": "2023-03-11"}, "NoRegisteredProviderFound"),
    ],
)
def test_the_double_refuses_what_graph_does_not_know(near: Graph, path: str, query: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as why:
        near.held.get(path, query)
    assert why.value.code == code


def test_the_double_gives_what_is_asked_for_alone(near: Graph) -> None:
    estate.put(near)
    assert "signInActivity" not in near.held.get("/v1.0/users", {})["value"][0]
    assert near.held.get("/v1.0/users", {"$select": "userType"})["value"][0].keys() == {"id", "userType"}
    assert "principal" not in near.held.get(f"/v1.0{HELD}", {})["value"][0]
