"""How a domain is asked, over the wire: whose it is, for whom, scope by scope, page by page."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collectors.workspace import WORKSPACE
from collectors.workspace.question import AUTH, SCOPES
from scanner.answers import Answer
from scanner.facts import Gap, Identity
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.workspace.asking import (
    ADMIN,
    DIRECTORY,
    DOMAIN,
    asked,
    facts,
    near_answers,
    put,
    read,
    target,
    user,
)
from tests.servers.google.credentials import JOB, READER, authorized_user, external_account, service_account
from tests.servers.google.double import Google
from tests.servers.google.refusals import Refused
from tests.servers.google.tokens import Account

FULL = [f"{AUTH}{scope}" for scope in SCOPES]
KEY = "file:key.json"
BRIDGE = "bridge@alder-prod.iam.gserviceaccount.com"
Ask = Callable[..., list[Answer]]


@pytest.fixture
def ask(it: Google, tmp_path: Path) -> Ask:
    """Ask with a key that may speak for administrators, with all scopes or some."""

    def go(*scopes: str, **options: Any) -> list[Answer]:
        key = service_account(it, tmp_path, delegated=scopes or FULL).read_text()
        return asked(target(it, **{"service_account_key": KEY, "admin": ADMIN, **options}), {KEY: key})

    return go


def by(answers: list[Answer]) -> dict[str, Answer]:
    return {answer.question: answer for answer in answers}


def tokens(it: Google) -> int:
    return it.calls.count("POST oauth2.googleapis.com/token")


def test_a_key_that_asks_for_an_administrator(it: Google, ask: Ask) -> None:
    put(it)
    answers = by(ask())
    assert {answer.outcome for answer in answers.values()} <= {"ok", "empty"}
    assert tokens(it) == 1
    source = answers["ws.users"].source
    assert source.caller == f"{ADMIN} by service account {READER}"
    assert (source.endpoint, source.standard) == (f"127.0.0.1:{it.port}", False)
    assert source.identity.startswith("cert SHA256:")
    assert not [token for token in it.tokens.given if token in repr(answers)]


def test_each_thing_is_asked_for_once(it: Google, ask: Ask) -> None:
    put(it)
    ask()
    assert len(it.calls) == 1 + 10
    assert len(set(it.calls)) == 1 + 8  # of sign-ins three are asked for: the newest, and the newest of two kinds


def test_nobody_has_a_key(it: Google, tmp_path: Path) -> None:
    put(it)
    it.tokens.accounts[BRIDGE] = Account(BRIDGE, delegated=frozenset(FULL), impersonators={JOB})
    file = external_account(it, tmp_path, impersonate="")
    answers = asked(target(it, workload_file=str(file), impersonate=BRIDGE, admin=ADMIN))
    assert {answer.outcome for answer in answers} <= {"ok", "empty"}
    assert answers[0].source.caller == f"{ADMIN} by service account {BRIDGE}"


def test_an_administrator_who_signed_in(it: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(it)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(authorized_user(it, tmp_path, ADMIN)))
    it.tokens.consent = " ".join(FULL)
    assert {answer.outcome for answer in asked(target(it))} <= {"ok", "empty"}


def test_an_administrator_who_did_not_agree_to_a_scope(
    it: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(it)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(authorized_user(it, tmp_path, ADMIN)))
    it.tokens.consent = " ".join(FULL[:-1])
    (refused,) = [answer for answer in asked(target(it)) if answer.outcome == "denied"]
    assert (refused.question, refused.needs) == ("ws.policies", "cloud-identity.policies.readonly")
    assert refused.code == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    assert WORKSPACE.explain(refused) is None


@pytest.mark.parametrize("scope", [s for s in SCOPES if "customer" not in s and "domain" not in s])
def test_a_scope_that_is_not_granted_is_refused_by_its_name_and_no_other(it: Google, ask: Ask, scope: str) -> None:
    put(it)
    answers = ask(*(one for one in FULL if one != f"{AUTH}{scope}"))
    refused = [answer for answer in answers if answer.outcome not in {"ok", "empty"}]
    assert refused
    assert {(a.outcome, a.code, a.needs) for a in refused} == {("denied", "unauthorized_client", scope)}
    assert WORKSPACE.explain(refused[0]) is None  # the scope says enough, and is what to grant


def test_no_delegation_at_all_ends_with_the_first_question(it: Google, ask: Ask) -> None:
    put(it)
    answers = ask("https://www.googleapis.com/auth/cloud-platform")
    assert [(a.question, a.outcome, a.code) for a in answers] == [("ws.customer", "denied", "unauthorized_client")]
    found = read(target(it), answers)
    assert {type(fact) for fact in found} == {Gap}
    assert all("admin.directory.customer.readonly" in fact.ask for fact in found if isinstance(fact, Gap))


def test_a_key_that_is_wrong_is_asked_with_once(it: Google, ask: Ask) -> None:
    put(it)
    it.tokens.oauth = _gone  # type: ignore[method-assign,assignment]  # the account's key was deleted
    answers = ask()
    assert [(a.question, a.code) for a in answers] == [("ws.customer", "NotSignedIn (invalid_grant)")]
    assert len(it.calls) == 1


def _gone(*_: Any) -> Any:
    from tests.servers.google.tokens import NotGiven

    raise NotGiven(400, "invalid_grant", "Invalid JWT Signature.")


def test_somebody_who_is_no_administrator(it: Google, ask: Ask) -> None:
    put(it)
    answers = ask(admin="ana@alder.example")
    assert [(a.question, a.outcome, a.code) for a in answers] == [("ws.customer", "denied", "forbidden")]
    cause = WORKSPACE.explain(answers[0])
    assert cause
    assert "no administrator" in cause.said


def test_an_administrator_who_is_no_super_admin_is_not_told_policies(it: Google, ask: Ask) -> None:
    put(it)
    it.denied.add("cloudidentity.policies.list")
    answers = by(ask())
    assert {answer.outcome for name, answer in answers.items() if name != "ws.policies"} <= {"ok", "empty"}
    cause = WORKSPACE.explain(answers["ws.policies"].__class__(**_plain(answers["ws.policies"], "PERMISSION_DENIED")))
    assert cause
    assert "super admins alone" in cause.said


def _plain(answer: Answer, code: str) -> dict[str, Any]:
    return {**{name: getattr(answer, name) for name in answer.__struct_fields__}, "code": code}


@pytest.mark.parametrize("reason", ["notAuthorized", "domainPolicy", "accessNotConfigured"])
def test_why_the_directory_refuses_is_said(near: Google, reason: str) -> None:
    put(near)
    near.refusals["directory.users.list"] = [Refused(403, "PERMISSION_DENIED", "Not Authorized", reason=reason)] * 3
    answer = by(near_answers(near))["ws.users"]
    assert (answer.outcome, answer.code) == ("denied", "SERVICE_DISABLED" if "Not" in reason else reason)
    assert WORKSPACE.explain(answer)


def test_a_further_domain_is_the_same_customers(near: Google) -> None:
    more = [
        (f"{DIRECTORY}/customer/my_customer/domains/birch.example", {"domainName": "birch.example", "verified": True})
    ]
    put(near, more=more)
    answers = by(near_answers(near, "birch.example"))
    assert (answers["ws.customer"].outcome, answers["ws.domains"].outcome) == ("ok", "ok")
    assert "ws.users" in answers
    assert "ws.domains" not in by(near_answers(near, DOMAIN.upper()))


@pytest.mark.parametrize("verified", [False, LEFT_OUT])
def test_another_domain_than_the_one_that_was_meant(near: Google, verified: Any) -> None:
    one = {"domainName": "birch.example", "verified": verified}
    one = {key: value for key, value in one.items() if value is not LEFT_OUT}
    put(near, more=[(f"{DIRECTORY}/customer/my_customer/domains/birch.example", one)])
    answers = by(near_answers(near, "birch.example"))
    assert answers.keys() == {"ws.customer", "ws.domains"}
    assert (answers["ws.customer"].outcome, answers["ws.customer"].code) == ("error", "OtherDomain")
    cause = WORKSPACE.explain(answers["ws.customer"])
    assert cause
    assert cause.alarm == "another domain answered"
    assert {type(fact) for fact in facts(near, "birch.example")} == {Gap}


def test_a_domain_whose_others_are_not_told(near: Google) -> None:
    put(near)
    near.denied.add("directory.domains.list")
    answers = by(near_answers(near, "birch.example"))
    assert answers.keys() == {"ws.customer", "ws.domains"}
    assert answers["ws.customer"].needs == "admin.directory.domain.readonly"
    assert all(type(fact) is Gap and fact.outcome == "denied" for fact in facts(near, "birch.example"))


def test_people_of_several_pages(it: Google, ask: Ask) -> None:
    more = [(f"{DIRECTORY}/users/{n:04}", user(f"{n:04}", f"u{n}@alder.example")) for n in range(10, 1213)]
    put(it, more=more)
    answers = ask()
    users = by(answers)["ws.users"]
    assert (users.pages, users.items, users.complete) == (3, 1205, True)
    assert len([fact for fact in read(target(it), answers) if isinstance(fact, Identity)]) == 1205


def test_policies_of_several_pages(it: Google, ask: Ask) -> None:
    it.pages.size = 2
    put(it)
    answer = by(ask())["ws.policies"]
    assert (answer.pages, answer.items) == (4, 8)


def test_a_page_that_fails_leaves_no_half_list(near: Google) -> None:
    put(near)
    near.pages.size = 1
    near.refusals["directory.users.list"] = []
    calls: list[int] = []

    def twist(method: str, body: Any) -> Any:
        if method == "directory.users.list" and calls.append(1) is None and len(calls) > 1:  # type: ignore[func-returns-value]  # counts
            raise Refused(500, "INTERNAL")
        return body

    near.twist = twist
    answer = by(near_answers(near, attempts=1))["ws.users"]
    assert (answer.outcome, answer.body, answer.complete) == ("error", None, False)


def test_who_repeats_our_token_is_not_believed(it: Google, ask: Ask) -> None:
    put(it)
    it.twist = lambda method, body: _repeating(it, body) if method == "directory.mobiledevices.list" else body
    answers = by(ask())
    assert (answers["ws.mobile"].outcome, answers["ws.mobile"].body) == ("error", None)
    assert not [token for token in it.tokens.given if token[5:40] in repr(answers)]


def _repeating(it: Google, body: Any) -> Any:
    return {"mobiledevices": [{**body["mobiledevices"][0], "model": next(iter(it.tokens.given))}]}


def test_a_domain_without_devices(near: Google) -> None:
    put(near, ("AFiQxQ8", "", LEFT_OUT))
    assert by(near_answers(near))["ws.mobile"].outcome == "empty"
    assert not [fact for fact in facts(near) if fact.kind == "workspace.mobile"]


@pytest.mark.parametrize("status", ["WIPED", "ACCOUNT_WIPED"])
def test_a_device_that_was_wiped_holds_nothing(near: Google, status: str) -> None:
    put(near, ("AFiQxQ8", "status", status))
    assert not [fact for fact in facts(near) if fact.kind == "workspace.mobile"]


def test_an_account_that_does_not_say_what_it_is_may_be_a_super_admin(near: Google) -> None:
    put(near, ("users/2", "isAdmin", LEFT_OUT))
    gaps = [fact for fact in facts(near) if isinstance(fact, Gap)]
    assert [(gap.missing, gap.which, gap.outcome) for gap in gaps] == [("grant", "everything", "unclear")]


def test_garbage_costs_no_more_than_its_own_kinds(near: Google) -> None:
    put(near)
    near.twist = lambda method, body: {"users": [{"primaryEmail": 7}]} if method == "directory.users.list" else body
    found = facts(near)
    assert {fact.kind for fact in found if isinstance(fact, Gap)} == {"workspace.user", "workspace.super-admin"}
    assert [fact for fact in found if fact.kind == "workspace.mobile"]
