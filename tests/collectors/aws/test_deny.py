"""Every question of the table refused, and other ways to get no answer: nothing is taken for good, nothing vanishes.

The refusals are bytes of HTTP from a proxy before moto; botocore parses them as it would AWS's.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from collectors.aws import AWS, KINDS, QUESTIONS
from collectors.aws.question import Ask
from scanner.answers import GOOD, Answer
from scanner.facts import Alarm, Fact, Gap, facet, tag
from scanner.finding import Status
from tests.collectors.aws.scanning import ALL, ask, read, target
from tests.judged import judged
from tests.servers.aws_canned import completed
from tests.servers.aws_proxy import Fault, Proxy, Reply, Request, asks, error

ROWS = {q.id: q for q in QUESTIONS}
REFUSED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
EVIDENCE_ONLY = {
    "aws.regions": "the regions are named by the target",
    "iam.aliases": "an account is called by its number, too",
    "iam.report_made": "a report that was made before is still given",
    "logs.listeners": "moto's trail never reaches its log group, so nobody would hear of it anyway",
    "guardduty.administrator": "somebody here is told of threats, whomever its administrator tells",
    "securityhub.administrator": "somebody here is told of weaknesses, whomever its administrator tells",
    "securityhub.aggregators": "somebody here is told of weaknesses, wherever they are gathered",
    "securityhub.aggregator": "somebody here is told of weaknesses, wherever they are gathered",
    "macie.administrator": "the settings are told, and so no other account decides",
    "kms.aliases": "each key then says itself whose it is",
    "s3.location": "the list names each bucket's region; moto's does not",
    "s3.replication": "no bucket of the account has a replica: a gap stands for those that may be",
}


def _below(question: str) -> set[str]:
    """A question, and all that are asked about what it lists."""
    found = {question}
    while more := {q.id for q in QUESTIONS if q.each in found} - found:
        found |= more
    return found


def _refusing(operation: str, reply: Callable[[Request], Reply]) -> Fault:
    chosen, rest = asks(operation), completed()
    return lambda request: reply(request) if chosen(request) else rest(request)


def _denied(request: Request) -> Reply:
    code = "UnauthorizedOperation" if request.service == "ec2" else "AccessDenied"
    return error(request, "AccessDeniedException" if "x-amz-target" in request.headers else code, message="secret text")


def _instead(whole: Sequence[Answer], proxy: Proxy, row: Ask, reply: Callable[[Request], Reply]) -> list[Answer]:
    """All answers as they were, but for one question, refused, and those that hang on it."""
    proxy.fault = _refusing(row.operation, reply)
    alike = {q.id for q in QUESTIONS if q.operation == row.operation}
    stale = set().union(*(_below(q) for q in alike))
    new = ask(target(proxy.url), stale)
    kept = [a for a in whole if a.question not in stale]
    return sorted([*kept, *(a for a in new if a.question in stale)], key=lambda a: a.key)


def _named(facts: list[Fact]) -> dict[tuple[str, ...], Fact]:
    """By what they are; a port or a rule that is not known any more does not make another fact of it."""
    return {(f.kind, f.resource, tag(type(f)), "" if tag(type(f)) == "exposure" else facet(f)): f for f in facts}


def _own(fact: Fact) -> dict[str, Any]:
    return {f: getattr(fact, f) for f in fact.__struct_fields__[len(Fact.__struct_fields__) :]}


def _weaker(before: Fact, after: Fact) -> bool:
    """Nothing is claimed that was not before: each field is the same, or unknown, or less."""
    old, new = _own(before), _own(after)
    less = set(new.get("considered", ())) <= set(old.get("considered", ()))
    return all(new[f] in (None, old[f]) or (f, new[f]) in LESS or (f == "considered" and less) for f in old)


LESS = {("offers", "service")}
"""Values that promise less than any other."""


@pytest.mark.parametrize(
    "question",
    [q.id for q in QUESTIONS if q.id not in {"aws.identity", "tags.buckets", "rds.cluster_parameters", "backup.older"}],
)
def test_a_refused_question_leaves_what_hangs_on_it_open(question: str, proxy: Proxy, whole: list[Answer]) -> None:
    row = ROWS[question]
    answers = _instead(whole, proxy, row, _denied)
    refused = [a for a in answers if a.question == question]
    assert refused
    assert {a.outcome for a in refused} == {"denied"}
    assert {a.code for a in refused} <= set(REFUSED)
    assert [a.body for a in refused] == [None] * len(refused)
    assert not any(a.complete for a in refused)
    before, after = _named(read(whole, target(proxy.url))), _named(read(answers, target(proxy.url)))
    open_ = {(f.kind, f.missing) for f in after.values() if isinstance(f, Gap)}
    for name, fact in before.items():
        if name not in after:
            assert (fact.kind, tag(type(fact))) in open_, f"{name} vanished"
        else:
            assert _weaker(fact, after[name]), f"{name}: {_own(fact)} -> {_own(after[name])}"
    reasons = {u.outcome for f in after.values() for u in f.unread} | {
        f.outcome for f in after.values() if isinstance(f, Gap)
    }
    if question not in EVIDENCE_ONLY:
        assert "denied" in reasons
        new = [fact for name, fact in after.items() if name not in before and not isinstance(fact, Gap)]
        assert [fact for fact in new if set(_own(fact).values()) != {None}] == [], "what is new says nothing"


def test_no_identity_no_other_question(proxy: Proxy) -> None:
    proxy.fault = _refusing("sts.GetCallerIdentity", lambda r: error(r, "InvalidClientTokenId"))
    answers = ask(target(proxy.url))
    assert [(a.question, a.outcome, a.code) for a in answers] == [("aws.identity", "denied", "InvalidClientTokenId")]
    facts = read(answers, target(proxy.url))
    assert {(f.kind, f.missing) for f in facts if isinstance(f, Gap)} == {
        (kind, tag(promise[0] if isinstance(promise, tuple) else promise))
        for kind, row in KINDS.items()
        for promise in row.gives
    }
    assert all(isinstance(f, Gap) for f in facts)


@pytest.mark.parametrize(
    "said", ["<Account>1</Account>", "<Arn>arn:aws:iam::1:user/a</Arn>", "<Account>1</Account><Arn>nobody</Arn>"]
)
def test_an_identity_that_names_no_account_is_none(said: str, proxy: Proxy) -> None:
    body = f"<R><GetCallerIdentityResult>{said}</GetCallerIdentityResult></R>"
    proxy.fault = _refusing("sts.GetCallerIdentity", lambda _: Reply(200, body.encode()))
    answers = ask(target(proxy.url))
    assert [a.question for a in answers] == ["aws.identity"]
    facts = read(answers, target(proxy.url))
    assert {f.outcome for f in facts if isinstance(f, Gap)} == {"unclear"}
    assert all(isinstance(f, Gap) for f in facts)


def test_no_credentials_says_so(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    (only,) = ask(target(proxy.url))
    assert (only.question, only.outcome, only.code) == ("aws.identity", "denied", "NoCredentials")
    assert proxy.asked == {}


def test_an_unknown_profile_says_so(proxy: Proxy) -> None:
    it = target(proxy.url)
    (only,) = ask(type(it)(id="aws:nobody", scheme="aws", name="nobody", options=it.options))
    assert (only.outcome, only.code) == ("denied", "ProfileNotFound")


ASKED = ("kms.keys", "iam.roles", "ec2.volumes", "s3.buckets", "backup.vaults", "s3.account_block")


@pytest.mark.parametrize("question", ASKED)
@pytest.mark.parametrize(
    ("reply", "outcome", "codes"),
    [
        (lambda r: error(r, "ThrottlingException", 400), "throttled", {"ThrottlingException"}),
        (lambda r: error(r, "ServiceUnavailable", 503), "error", {"ServiceUnavailable"}),
        (
            lambda _: Reply(500, b"<!doctype html><h1>Tr0ub4dor</h1>", "text/html"),
            "error",
            {"HTTP 500", "UnreadableResponse"},
        ),
        (
            lambda _: Reply(403, b"<html>blocked by Tr0ub4dor</html>", "text/html"),
            "denied",
            {"HTTP 403", "UnreadableResponse"},
        ),
        (
            lambda _: Reply(200, b"[[[ Tr0ub4dor", "application/json"),
            "error",
            {"UnreadableResponse", "Incomplete", "HTTP 500"},
        ),
        (
            # What came is whole JSON, XML and HTML alike but for its length.
            lambda _: Reply(200, b'{"Keys": [], "BackupVaultList": []}' + b" " * 900, "application/json", cut=400),
            "unreachable",
            {"ConnectionClosed"},
        ),
        (lambda r: error(r, "free text: Tr0ub4dor!", 400), "error", {"HTTP 400"}),
        (
            lambda r: error(r, "AccessDenied", message="with an explicit deny in a service control policy"),
            "denied",
            {"AccessDenied by a service control policy"},
        ),
    ],
    ids=["throttled", "unavailable", "garbage", "blocked", "half-json", "cut-off", "odd-code", "scp"],
)
def test_other_ways_to_get_no_answer(
    question: str,
    reply: Callable[[Request], Reply],
    outcome: str,
    codes: set[str],
    proxy: Proxy,
) -> None:
    proxy.fault = _refusing(ROWS[question].operation, reply)
    (answer,) = (a for a in ask(target(proxy.url), {question}) if a.question == question)
    assert answer.outcome in {outcome, "error", "unreachable"} if answer.code == "UnreadableResponse" else {outcome}
    assert answer.outcome not in GOOD
    assert answer.code in codes
    assert "Tr0ub4dor" not in str(answer)


def test_silence_ends_by_a_time_out_and_is_not_waited_for_again(proxy: Proxy) -> None:
    """After three silences of a service the rest are answered at once."""
    proxy.fault = lambda r: Reply(0) if r.service == "rds" else None
    began = time.monotonic()
    answers = ask(target(proxy.url, timeout=1, threads=1), {q for q in ALL if q.startswith("rds.")})
    assert time.monotonic() - began < 10
    silent = [(a.outcome, a.code) for a in answers if a.question.startswith("rds.")]
    assert silent.count(("timeout", "ReadTimeout")) == 3
    assert silent.count(("unreachable", "not asked after 3 silences")) == len(silent) - 3 > 0


def test_a_port_where_nobody_listens() -> None:
    (only,) = ask(target("http://127.0.0.1:9"))
    assert (only.question, only.outcome, only.code) == ("aws.identity", "unreachable", "EndpointConnection")
    assert only.source.standard is False


def test_a_token_that_expires_midway_ends_the_asking_and_hides_nothing(proxy: Proxy) -> None:
    rest = completed()
    seen = {"n": 0}

    def expire(request: Request) -> Reply | None:
        seen["n"] += 1
        return error(request, "ExpiredToken", 400) if seen["n"] > 12 else rest(request)

    proxy.fault = expire
    answers = ask(target(proxy.url, threads=1))
    assert 12 < proxy.asked.total() <= 14
    ended = [a for a in answers if a.outcome not in GOOD]
    assert {(a.outcome, a.code) for a in ended} == {("denied", "ExpiredToken")}
    # What waits for another answer is spared where that did not come, and is a gap with it.
    listed = {q.id for q in QUESTIONS if q.scope != "item" and not q.after}
    assert listed <= {a.question for a in answers}
    facts = read(answers, target(proxy.url))
    given = {(f.kind, tag(type(f))) for f in facts} | {(f.kind, f.missing) for f in facts if isinstance(f, Gap)}
    for kind in ("aws.logs.group", "aws.backup.protected", "aws.rds.instance", "aws.ec2.volume", "aws.kms.key"):
        for promise in KINDS[kind].gives:
            assert (kind, tag(promise[0] if isinstance(promise, tuple) else promise)) in given


def test_a_page_that_fails_midway_fails_the_answer(proxy: Proxy) -> None:
    pages = {"n": 0}

    def second_fails(request: Request) -> Reply | None:
        if request.operation != "ListRoles":
            return None
        pages["n"] += 1
        if pages["n"] == 2:
            return error(request, "AccessDenied")
        role = (
            "<member><RoleName>a</RoleName><Arn>arn:aws:iam::123456789012:role/a</Arn><Path>/</Path><RoleId>1</RoleId>"
            "<CreateDate>2026-01-01T00:00:00Z</CreateDate></member>"
        )
        page = f"<Roles>{role}</Roles><IsTruncated>true</IsTruncated><Marker>m</Marker>"
        body = f"<R><ListRolesResult>{page}</ListRolesResult></R>"
        return Reply(200, body.encode())

    proxy.fault = second_fails
    (roles,) = (a for a in ask(target(proxy.url), {"iam.roles"}) if a.question == "iam.roles")
    assert (roles.outcome, roles.pages, roles.items, roles.complete, roles.body) == ("denied", 1, 1, False, None)


def test_a_list_that_says_it_goes_on_and_names_no_next_page_is_no_whole_list(proxy: Proxy) -> None:
    body = b"<R><ListRolesResult><Roles/><IsTruncated>true</IsTruncated></ListRolesResult></R>"
    proxy.fault = lambda r: Reply(200, body) if r.operation == "ListRoles" else None
    (roles,) = (a for a in ask(target(proxy.url), {"iam.roles"}) if a.question == "iam.roles")
    assert (roles.outcome, roles.code, roles.complete) == ("error", "Truncated", False)


def test_regions_that_cannot_be_listed_leave_every_region_open(proxy: Proxy) -> None:
    proxy.fault = _refusing("ec2.DescribeRegions", _denied)
    it = target(proxy.url)
    it = type(it)(id=it.id, scheme=it.scheme, name="", options={k: v for k, v in it.options.items() if k != "regions"})
    answers = ask(it)
    assert {(a.outcome, a.code, a.about) for a in answers if ROWS[a.question].scope == "region"} == {
        ("denied", "UnauthorizedOperation", "")
    }
    facts = read(answers, it)
    open_ = {(f.kind, f.missing) for f in facts if isinstance(f, Gap)}
    assert {
        ("aws.ec2.volume", "data-store"),
        ("aws.region", "log-trail"),
        ("aws.region", "guard"),
        ("aws.logs.group", "log-store"),
        ("aws.rds.instance", "session"),
        ("aws.kms.key", "key"),
        ("aws.backup.protected", "backup"),
    } <= open_
    watched = [f for f in facts if isinstance(f, Alarm) and f.watches != "provider-notices"]
    assert [f.enabled for f in watched] == [None] * 3


def test_the_table_is_whole() -> None:
    assert set(EVIDENCE_ONLY) <= set(ROWS)
    assert [q for q in AWS.questions if q.asked_of != "lists"] == list(QUESTIONS)


def test_everything_refused_but_who_we_are(proxy: Proxy, whole: list[Answer]) -> None:
    """No check that had something to say falls silent, and none passes."""
    it = target(proxy.url)
    proxy.fault = lambda request: None if request.service == "sts" else _denied(request)
    answers = ask(it)
    assert {a.outcome for a in answers if a.question != "aws.identity"} == {"denied"}
    found = judged(answers, it)
    told = [(f.check, f.kind, f.status.value) for f in found.findings if f.status is not Status.NOT_ASSESSED]
    assert told == [("unique-user-identification.no-shared-account", "aws.iam.root", "not_applicable")]
    assert {f.check for f in judged(whole, it).findings} <= {f.check for f in found.findings if not f.standing}
