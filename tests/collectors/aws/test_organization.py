"""Which accounts an organisation has, and how each is entered: from typed answers, and from a real moto server."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from collectors.aws import AWS, organization
from collectors.aws.question import Ask
from scanner.answers import Answer, Answers, Source
from scanner.collector import Inquiry, Member, Together
from scanner.facts import CLASSES, Fact, Gap, tag
from scanner.targets import Target
from tests.collectors.aws import test_table
from tests.collectors.aws.scanning import NOW, target
from tests.servers.aws_organization import ROLE, Organization, seed
from tests.servers.aws_proxy import Proxy, Reply, Request, error, proxy_to
from tests.servers.moto import ACCOUNT, Moto, moto_server

OTHER = "210987654321"
ROWS = {q.id: q for q in organization.QUESTIONS}
WHOLE = {"organization": True, "role": ROLE}


def listing(url: str | None = None, **options: Any) -> Target:
    return target(url, **{**WHOLE, **options})


def answer(question: str, body: Any, about: str = "", **more: Any) -> Answer:
    outcome = more.pop("outcome", "ok")
    return Answer(
        target="aws:",
        question=question,
        about=about,
        operation=ROWS[question].operation if question in ROWS else "sts.GetCallerIdentity",
        outcome=outcome,
        body=body,
        asked=NOW,
        source=Source(endpoint="test"),
        collector="aws 1",
        **more,
    )


IDENTITY = answer("aws.identity", {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/me"})


def typed(*given: Answer, it: Target | None = None) -> tuple[list[Member], list[Fact]]:
    """The members and the facts of these answers."""
    it = it or listing()
    wanted = {q.id: q.operation for q in organization.QUESTIONS}
    answers = Answers(it.id, enumerate([IDENTITY, *given]), wanted=wanted, options=it.options)
    return list(AWS.members(it, answers)), list(AWS.read(answers))


def accounts(*rows: Mapping[str, Any], **more: Any) -> Answer:
    return answer("organization.accounts", {"Accounts": list(rows)}, **more)


def test_each_account_is_a_target_with_the_options_of_the_organisation() -> None:
    open_ = {"Id": OTHER, "Name": "alder", "State": "ACTIVE"}
    (own, other), facts = typed(accounts({"Id": ACCOUNT, "Name": "management"}, open_))
    assert (own.target.id, own.target.title, own.aside) == (f"aws:{ACCOUNT}", "management", "")
    assert other.target.options == {
        **{k: v for k, v in listing().options.items() if k != "organization"},
        "account": OTHER,
        "role": ROLE,
    }
    assert "role" not in own.target.options, "the caller's own account is entered with its own credentials"
    assert facts == [], "what is in an account its own answers tell"


@pytest.mark.parametrize(
    ("row", "aside"),
    [
        ({}, ""),
        ({"State": "ACTIVE"}, ""),
        ({"State": "SOMETHING_NEW"}, ""),
        ({"Status": "SUSPENDED"}, "AWS has suspended the account"),
        ({"State": "ACTIVE", "Status": "SUSPENDED"}, ""),
        ({"State": "SUSPENDED"}, "AWS has suspended the account"),
        ({"State": "PENDING_CLOSURE"}, "the account is being closed"),
        ({"State": "CLOSED"}, "the account is closed"),
        ({"State": "PENDING_ACTIVATION"}, "the account was never activated"),
    ],
)
def test_only_states_that_are_known_to_be_shut_are_set_aside(row: Mapping[str, str], aside: str) -> None:
    (member,), facts = typed(accounts({"Id": OTHER, "Name": "a", **row}))
    assert (member.aside, facts) == (aside, [])


PATH = f"o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/{OTHER}/"
UNITS = (
    answer("organization.units.1", {"Units": [{"Id": "ou-ab12-11111111", "Name": "Clinics"}]}, "r-ab12"),
    answer("organization.units.2", {"Units": [{"Id": "ou-ab12-22222222", "Name": "North"}]}, "ou-ab12-11111111"),
)
HELD = answer("organization.held.3", {"Accounts": [{"Id": OTHER}]}, "ou-ab12-22222222")


@pytest.mark.parametrize(
    ("row", "units", "title"),
    [
        ({"Paths": [PATH]}, UNITS, "a (Clinics/North)"),
        ({"Paths": [PATH]}, UNITS[:1], "a (Clinics/ou-ab12-22222222)"),
        ({"Paths": []}, UNITS, "a"),
        ({}, (*UNITS, HELD), "a (Clinics/North)"),
        ({}, (UNITS[1], HELD), "a (North)"),
        ({}, (HELD,), "a"),
    ],
    ids=["path", "a name is missing", "no path", "held", "a parent is missing", "no names"],
)
def test_an_account_is_called_by_its_name_and_the_units_above(
    row: Mapping[str, Any], units: tuple[Answer, ...], title: str
) -> None:
    (member,), _ = typed(accounts({"Id": OTHER, "Name": "a", **row}), *units)
    assert member.target.title == title


@pytest.mark.parametrize("odd", [5, None, ["x"], {"Id": 5}, {"Name": "no id"}])
def test_an_odd_unit_costs_a_name_and_no_account(odd: Any) -> None:
    row = {"Id": OTHER, "Name": "a", "Paths": odd}
    members, facts = typed(accounts(row), answer("organization.units.1", {"Units": [odd]}, "r-ab12"), HELD)
    assert ([m.target.id for m in members], facts) == ([f"aws:{OTHER}"], [])


def test_units_that_lie_in_each_other_hold_nobody() -> None:
    round_ = [
        answer("organization.units.1", {"Units": [{"Id": "ou-1", "Name": "x"}]}, "ou-2"),
        answer("organization.units.2", {"Units": [{"Id": "ou-2", "Name": "y"}]}, "ou-1"),
    ]
    (member,), _ = typed(
        accounts({"Id": OTHER, "Name": "a"}),
        *round_,
        answer("organization.held.1", {"Accounts": [{"Id": OTHER}]}, "ou-1"),
    )
    assert member.target.title == "a (x/y/x/y/x)"


@pytest.mark.parametrize(
    ("bad", "outcome"),
    [
        (accounts(outcome="denied", complete=False), "denied"),
        (accounts({"Id": OTHER}, complete=False), "error"),
        (accounts({"Id": OTHER}, {"Id": "c4n4ry"}), "unclear"),
        (accounts({"Name": "no number"}), "unclear"),
        (accounts({"Id": OTHER, "Name": "a"}, {"Id": OTHER, "Name": "b"}), "unclear"),
        (answer("organization.accounts", {"Accounts": ["c4n4ry"]}), "unclear"),
        (accounts(outcome="empty"), "unclear"),
        (None, "error"),
    ],
    ids=["denied", "half of it", "a bad number", "no number", "twice", "no account", "nobody", "no answer"],
)
def test_a_list_that_was_not_read_leaves_everything_open(bad: Answer | None, outcome: str) -> None:
    members, facts = typed(*([bad] if bad else []))
    assert members == []
    assert {(f.missing, f.outcome) for f in facts if isinstance(f, Gap)} == {(tag(cls), outcome) for cls in CLASSES}
    assert len(facts) == len(CLASSES)
    assert "c4n4ry" not in str(facts)


def test_an_account_without_an_organisation_stands_alone_and_that_is_said() -> None:
    """Another profile than the one that was meant would be a night of one account, and nobody would know."""
    (member,), facts = typed(answer("organization.accounts", None, outcome="absent"))
    assert (member.target.id, member.target.options.get("role")) == (f"aws:{ACCOUNT}", None)
    assert {(f.outcome, f.ask) for f in facts if isinstance(f, Gap)} == {
        ("unclear", "organizations.ListAccounts: the account is in no organisation")
    }
    assert len(facts) == len(CLASSES)


def test_where_nobody_is_there_to_ask_no_account_is_taken_for_all() -> None:
    members, facts = typed(answer("organization.accounts", {"NotOffered": True}, outcome="absent", code="NotOffered"))
    assert members == []
    assert {f.missing for f in facts if isinstance(f, Gap)} == {tag(cls) for cls in CLASSES}


def test_accounts_that_are_named_need_no_list() -> None:
    it = target(None, accounts=[ACCOUNT, OTHER], role=ROLE)
    members, facts = typed(it=it)
    assert [(m.target.id, m.target.options.get("role"), m.target.title) for m in members] == [
        (f"aws:{ACCOUNT}", None, ""),
        (f"aws:{OTHER}", ROLE, ""),
    ]
    assert facts == []


def test_a_member_is_no_list_of_its_own() -> None:
    members, _ = typed(accounts({"Id": OTHER}))
    assert AWS.lists(listing())
    assert not any(AWS.lists(m.target) for m in members)


def test_lists_and_targets_are_asked_different_questions() -> None:
    of_lists, of_targets = AWS.wanted(CLASSES, lists=True), AWS.wanted(CLASSES)
    assert set(of_lists) == {"aws.identity", *ROWS}
    assert set(of_lists) & set(of_targets) == {"aws.identity"}


@pytest.mark.parametrize("row", organization.QUESTIONS, ids=lambda q: q.id)
def test_a_row_fits_its_operation(row: Ask) -> None:
    test_table.fits_its_operation(row)
    test_table.keeps_only_what_the_answer_has(row)


@pytest.mark.parametrize(
    ("code", "question", "said"),
    [
        ("AccessDenied of AssumeRole", "aws.identity", "the role cannot be taken on"),
        (
            "AccessDenied by a service control policy of AssumeRole",
            "aws.identity",
            "a service control policy refuses it",
        ),
        ("ExpiredToken of AssumeRole", "aws.identity", "the AWS session has ended"),
        ("AccessDenied of GetSessionToken", "aws.identity", "the code of the MFA device was not taken"),
        ("AccessDeniedException", "organization.accounts", "the accounts of the organisation cannot be listed"),
        ("AccessDeniedException", "organization.roots", ""),
        ("TooManyRequestsException", "organization.accounts", ""),
    ],
)
def test_what_is_said_of_a_refusal(code: str, question: str, said: str) -> None:
    outcome = "throttled" if code.startswith("TooMany") else "denied"
    cause = AWS.explain(answer(question, None, outcome=outcome, code=code, complete=False))
    assert (cause.said if cause else "") == said


# --- against a real server ---


@pytest.fixture(scope="module")
def server() -> Iterator[Moto]:
    with moto_server() as started:
        yield started


@pytest.fixture(scope="module")
def made(server: Moto) -> Organization:
    return seed(server, 5, closed=1)


@pytest.fixture
def gate(server: Moto, made: Organization) -> Iterator[Proxy]:  # the server is filled
    with proxy_to(server.port) as proxy:
        yield proxy


def asked(it: Target, together: Together, questions: frozenset[str] | None = None) -> list[Answer]:
    wanted = questions or frozenset(AWS.wanted(CLASSES, lists=AWS.lists(it)))
    inquiry = Inquiry(target=it, questions=wanted, now=lambda: NOW, secret=str, together=together)
    return sorted(AWS.collect(inquiry), key=lambda a: a.key)


def behind(it: Target, answers: list[Answer]) -> list[Member]:
    return list(AWS.members(it, Answers(it.id, enumerate(answers), wanted={}, options=it.options)))


def test_an_organisation_is_walked_in_few_calls(gate: Proxy, made: Organization) -> None:
    it = listing(gate.url)
    answers = asked(it, Together())
    assert {a.outcome for a in answers} <= {"ok", "empty"}
    found = behind(it, answers)
    names = ["master", *made.accounts]
    places = ["", "", " (Clinics)", " (Clinics/North)", "", " (Clinics)"]
    assert [m.target.title for m in found] == [f"{name}{place}" for name, place in zip(names, places, strict=True)]
    assert [m.aside for m in found] == [""] * 5 + ["AWS has suspended the account"]
    # The organisation, its accounts, its root, and for the root and each unit what lies in it and which accounts.
    assert sum(gate.asked.values()) == 1 + 3 + 2 * 3
    assert "alder.example" not in str(answers), "addresses are not kept"


def test_where_the_list_says_where_accounts_stand_that_is_not_asked_again(gate: Proxy) -> None:
    paths = {"Accounts": [{"Id": OTHER, "Name": "a", "State": "ACTIVE", "Paths": [PATH]}]}
    gate.fault = lambda r: error_free(r, "ListAccounts", paths)
    it = listing(gate.url)
    answers = asked(it, Together())
    assert not [a for a in answers if a.question.startswith("organization.held")]
    assert [m.target.title for m in behind(it, answers)] == ["a (ou-ab12-11111111/ou-ab12-22222222)"]


def test_a_unit_whose_id_ends_in_a_digit_is_no_region(gate: Proxy) -> None:
    regions = set()

    def fault(request: Request) -> Reply | None:
        regions.add(request.region)
        unit = {"Id": "ou-ab12-11111111", "Name": "Clinics"}
        below_root = b'"r-' in request.body
        units = {"OrganizationalUnits": [unit] if below_root else []}
        return error_free(request, "ListOrganizationalUnitsForParent", units)

    gate.fault = fault
    answers = asked(listing(gate.url), Together())
    assert "ou-ab12-11111111" in {a.about for a in answers if a.question == "organization.units.2"}
    assert regions == {"us-east-1"}


def error_free(request: Request, operation: str, body: Any) -> Reply | None:
    if request.operation != operation:
        return None
    return Reply(200, json.dumps(body).encode(), "application/x-amz-json-1.1")


def test_an_account_is_entered_by_its_role_at_the_regional_endpoint(gate: Proxy, made: Organization) -> None:
    together, it = Together(), listing(gate.url, external_id="env:agreed")
    found = behind(it, asked(it, together))
    seen: list[bytes] = []
    gate.fault = lambda r: seen.append(r.body) if b"AssumeRole" in r.body else None
    volumes = {}
    for member in found[:3]:
        answers = {a.question: a for a in asked(member.target, together, frozenset({"ec2.volumes"}))}
        volumes[answers["aws.identity"].body["Account"]] = answers["ec2.volumes"].items
        assert answers["ec2.volumes"].source.caller == answers["aws.identity"].body["Arn"]
    assert volumes == {ACCOUNT: 0, **dict.fromkeys(list(made.accounts.values())[:2], 1)}
    assert len(seen) == 2, "nobody takes on a role in the account that one is in already"
    assert all(b"ExternalId=env%3Aagreed" in body and b"RoleSessionName=safeguard" in body for body in seen)


def test_an_account_that_cannot_be_entered_says_so_and_how_to_try_it(gate: Proxy, made: Organization) -> None:
    together, it = Together(), listing(gate.url)
    found = behind(it, asked(it, together))
    shut = made.accounts["clinic-01"]
    gate.fault = lambda r: error(r, "AccessDenied", message="c4n4ry") if shut.encode() in r.body else None
    (only,) = asked(next(m.target for m in found if m.target.id.endswith(shut)), together)
    assert (only.question, only.outcome, only.code) == ("aws.identity", "denied", "AccessDenied of AssumeRole")
    cause = AWS.explain(only)
    assert cause
    assert cause.said == "the role cannot be taken on"
    assert cause.command == (
        f"aws sts assume-role --role-arn arn:aws:iam::{shut}:role/{ROLE} --role-session-name safeguard"
    )
    assert "c4n4ry" not in str(only)


def test_a_member_account_may_not_list_the_others(gate: Proxy) -> None:
    gate.fault = lambda r: error(r, "AccessDeniedException") if r.operation == "ListAccounts" else None
    it = listing(gate.url)
    answers = asked(it, Together())
    refused = next(a for a in answers if a.question == "organization.accounts")
    cause = AWS.explain(refused)
    assert cause
    assert cause.said == "the accounts of the organisation cannot be listed"
    assert behind(it, answers) == []


def test_half_a_list_is_none(gate: Proxy, server: Moto) -> None:  # the gate stands before it
    pages = iter([{"Accounts": [{"Id": OTHER}], "NextToken": "more"}])

    def fault(request: Request) -> Reply | None:
        if request.operation != "ListAccounts":
            return None
        page = next(pages, None)
        return error_free(request, "ListAccounts", page) if page else error(request, "TooManyRequestsException")

    gate.fault = fault
    it = listing(gate.url)
    answers = asked(it, Together())
    half = next(a for a in answers if a.question == "organization.accounts")
    assert (half.outcome, half.complete, half.body) == ("throttled", False, None)
    assert behind(it, answers) == []


def test_a_role_is_taken_on_anew_before_its_time_is_over(gate: Proxy) -> None:
    """A scan may be longer than a session: here each session has a minute, and botocore renews it at once."""
    until = datetime.now(UTC) + timedelta(minutes=1)
    keys = "<AccessKeyId>AKIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>c4n4ry-Tr0ub4dor</SecretAccessKey>"
    body = f"<Credentials>{keys}<SessionToken>t</SessionToken><Expiration>{until:%Y-%m-%dT%H:%M:%SZ}</Expiration>"
    given = f"<R><AssumeRoleResult>{body}</Credentials></AssumeRoleResult></R>"
    gate.fault = lambda r: Reply(200, given.encode()) if r.operation == "AssumeRole" else None
    it = target(gate.url, account=ACCOUNT, role=ROLE)
    answers = asked(it, Together(), frozenset({"kms.aliases"}))
    assert {a.outcome for a in answers} == {"ok"}
    assert gate.asked["sts:AssumeRole"] > 1
    assert "c4n4ry" not in str(answers)


@pytest.mark.parametrize("named", ["option", "id"])
def test_another_account_than_the_one_meant_is_not_scanned(gate: Proxy, named: str) -> None:
    it = (
        target(gate.url, account=OTHER)
        if named == "option"
        else Target(id=f"aws:{OTHER}", scheme="aws", name="", options=target(gate.url).options)
    )
    (only,) = asked(it, Together())
    assert (only.outcome, only.code, only.body) == ("error", "OtherAccount", {"Account": ACCOUNT})
    cause = AWS.explain(only)
    assert cause
    assert ACCOUNT in cause.more


def test_a_code_of_an_mfa_device_is_shown_once_for_all_accounts(gate: Proxy) -> None:
    read: list[str] = []

    def secret(reference: str) -> str:
        read.append(reference)
        return "123456"

    serial = f"arn:aws:iam::{ACCOUNT}:mfa/scanner"
    together, it = Together(), listing(gate.url, mfa_serial=serial, mfa_code="env:CODE")
    inquiry = Inquiry(
        target=it, questions=frozenset({"organization.accounts"}), now=lambda: NOW, secret=secret, together=together
    )
    found = behind(it, list(AWS.collect(inquiry)))
    for member in found[:3]:
        list(AWS.collect(Inquiry(member.target, frozenset(), lambda: NOW, secret, together=together)))
    assert read == ["env:CODE"]
    assert gate.asked["sts:GetSessionToken"] == 1
    assert gate.asked["sts:AssumeRole"] == 2


def test_a_code_that_is_not_taken_is_tried_once(gate: Proxy) -> None:
    gate.fault = lambda r: error(r, "AccessDenied", message="c4n4ry") if r.operation == "GetSessionToken" else None
    serial = f"arn:aws:iam::{ACCOUNT}:mfa/scanner"
    together, it = Together(), target(gate.url, mfa_serial=serial, mfa_code="env:CODE")
    for _ in range(2):
        (only,) = asked(it, together)
        assert (only.outcome, only.code) == ("denied", "AccessDenied of GetSessionToken")
        cause = AWS.explain(only)
        assert cause
        assert cause.said == "the code of the MFA device was not taken"
    assert gate.asked["sts:GetSessionToken"] == 1
