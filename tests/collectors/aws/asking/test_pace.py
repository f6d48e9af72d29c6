"""How often an account asks again, until when, and what is said of services that a region does not have."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from collectors.aws import AWS, QUESTIONS
from collectors.aws.asking.call import Caller
from collectors.aws.asking.connections import Connections
from collectors.aws.asking.pace import LateError, Pace
from collectors.aws.asking.session import Session
from collectors.aws.options import options
from collectors.aws.question import Ask, Place
from scanner.answers import Answer
from scanner.collector import Inquiry, Together
from scanner.facts import Detector
from scanner.targets import Target
from tests.collectors.aws.scanning import NOW, ask, target
from tests.servers.aws_proxy import Proxy, Reply, Request, error, proxy_to
from tests.servers.moto import Moto
from tests.servers.scripted import playing

pytestmark = pytest.mark.sampled("pace", times=8)

THROTTLE = "ThrottlingException"


@pytest.fixture
def gate(moto: Moto) -> Iterator[Proxy]:
    """Before a server that need hold nothing."""
    with proxy_to(moto.port) as server:
        yield server


def instead(operation: str, *replies: Callable[[Request], Reply | None]) -> Callable[[Request], Reply | None]:
    """Answer an operation so, one reply after the other; the last one for good."""
    left = list(replies)

    def fault(request: Request) -> Reply | None:
        if request.operation != operation:
            return None
        return (left.pop(0) if left[1:] else left[0])(request)

    return fault


def slow_down(request: Request) -> Reply:
    return error(request, THROTTLE)


def test_what_was_throttled_is_asked_again(gate: Proxy) -> None:
    gate.fault = instead("ListAliases", slow_down, lambda _: None)
    it = {a.question: a for a in ask(target(gate.url, attempts=2), {"kms.aliases"})}
    assert (it["kms.aliases"].outcome, gate.asked["kms:ListAliases"]) == ("ok", 2)


@pytest.mark.parametrize("attempts", [1, 3])
def test_it_is_given_up_after_so_many_attempts(gate: Proxy, attempts: int) -> None:
    gate.fault = instead("ListAliases", lambda _: Reply(500, b"{}", "application/x-amz-json-1.1"))
    it = {a.question: a for a in ask(target(gate.url, attempts=attempts), {"kms.aliases"})}
    assert (it["kms.aliases"].outcome, gate.asked["kms:ListAliases"]) == ("error", attempts)


def test_each_account_service_and_region_has_a_budget_of_its_own() -> None:
    """500 tokens, 14 for a retry after a server's error: after 35 of them nothing is asked again, elsewhere it is."""
    some = options(target(None, attempts=2))
    one, other = (Session(some, Connections(some, {})) for _ in range(2))
    failed: dict[str, Any] = {
        "response": None,
        "attempts": 1,
        "operation": None,
        "request_dict": {"context": {}},
        "caught_exception": _closed(),
    }

    def again(session: Session, service: str = "kms", region: str = "us-east-1") -> bool:
        return session.again(service, region, **failed) is not None

    assert [again(one) for _ in range(36)] == [True] * 35 + [False]
    assert again(one, region="eu-west-1")
    assert again(one, service="ec2")
    assert again(other)


def _closed() -> Exception:
    from botocore.exceptions import ConnectionClosedError

    return ConnectionClosedError(endpoint_url="x")


def test_a_pace_notes_that_it_was_told_to_slow_down() -> None:
    pace = Pace("kms", 2)
    for code, throttled in (("AccessDenied", False), (THROTTLE, True)):
        response = (_Http(), {"Error": {"Code": code}})
        said = {"response": response, "attempts": 2, "operation": None, "caught_exception": None}
        pace.again(**said, request_dict={"context": {}})
        assert pace.throttled is throttled


SLOW = b"<Error><Code>SlowDown</Code></Error>"
USERS = b"<R><ListUsersResult><Users/></ListUsersResult></R>"


@pytest.mark.parametrize(
    ("service", "call", "answers", "left", "slowed"),
    [
        ("kms", "list_keys", [(500, b"{}"), (200, b'{"Keys":[]}')], 500, False),
        ("kms", "list_keys", [(500, b"{}"), (500, b"{}"), (200, b'{"Keys":[]}')], 486, False),
        ("kms", "list_keys", [(500, b"{}")] * 3, 472, False),
        ("kms", "list_keys", [(400, b'{"__type":"ThrottlingException"}'), (200, b'{"Keys":[]}')], 500, True),
        ("s3", "get_bucket_acl", [(200, SLOW), (200, b"<AccessControlPolicy/>")], 500, True),
        ("s3", "get_bucket_acl", [(200, SLOW)] * 3, 490, True),
        ("iam", "list_users", [(429, b""), (200, USERS)], 500, True),
        ("iam", "list_users", [(429, b"")] * 3, 490, True),
        ("iam", "list_users", [(503, b"busy")] * 3, 472, False),
        ("iam", "list_users", [(403, b"")], 500, False),
    ],
)
def test_budget_and_limiter_hear_of_each_answer(  # noqa: PLR0913, PLR0917  # a column each
    monkeypatch: pytest.MonkeyPatch,
    service: str,
    call: str,
    answers: list[tuple[int, bytes]],
    left: int,
    slowed: bool,  # noqa: FBT001  # a column
) -> None:
    waits: list[int] = []
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr("botocore.retries.bucket.TokenBucket.acquire", lambda *_, **__: waits.append(1))
    raw = [b"HTTP/1.1 %d S\r\ncontent-length: %d\r\n\r\n%s" % (status, len(body), body) for status, body in answers]
    with playing(*raw) as server:
        some = options(target(f"http://127.0.0.1:{server.port}", attempts=3))
        one = Session(some, Connections(some, {"access_key": "AKIA", "secret_key": "s" * 40}))
        client, _ = one.client(service, "us-east-1")
        with one.asking(), suppress(ClientError):
            getattr(client, call)(**({"Bucket": "charts"} if service == "s3" else {}))
    pace = one.pace(service, "us-east-1")
    quota = pace._asked_again.__self__._retry_quota._quota  # type: ignore[attr-defined]  # noqa: SLF001  # botocore shows neither
    limiter = pace._received.__self__  # type: ignore[attr-defined]  # noqa: SLF001
    assert (quota.available_capacity, limiter._enabled, pace.throttled) == (left, slowed, slowed)  # noqa: SLF001
    assert len(waits) == (len(answers) - 1 if slowed else 0)


def test_good_answers_quicken_again_what_was_slowed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("botocore.retries.bucket.Clock.current_time", lambda _: now[0])
    pace, context = Pace("kms", 2), dict[str, Any]()
    said = {"attempts": 2, "operation": None, "caught_exception": None, "request_dict": {"context": context}}
    rates = []
    for code in ("", "", "", "", THROTTLE, "", "", "", "", "", ""):
        now[0] += 1
        if code:
            pace.again(response=(_Http(), {"Error": {"Code": code}}), **said)
        else:
            pace.good((SimpleNamespace(status_code=200), {}), context)
        rates.append(pace._received.__self__._token_bucket.max_rate)  # type: ignore[attr-defined]  # noqa: SLF001
    assert rates[4] < rates[3]
    assert rates[4] < rates[5] < rates[-1]


class _Http:
    status_code = 400
    headers: dict[str, str] = {}  # noqa: RUF012  # as botocore's


@pytest.mark.parametrize(("throttled", "outcome"), [(False, "timeout"), (True, "throttled")])
def test_after_its_deadline_an_account_is_asked_nothing_more(gate: Proxy, *, throttled: bool, outcome: str) -> None:
    def regions(request: Request) -> Reply | None:
        time.sleep(1.1)
        return error(request, "RequestLimitExceeded") if throttled else None

    gate.fault = instead("DescribeRegions", regions)
    it = {a.question: a for a in ask(target(gate.url, deadline=1, attempts=3), {"kms.aliases", "ec2.volumes"})}
    late = [a for name, a in it.items() if name in {"kms.aliases", "ec2.volumes"}]
    assert {(a.outcome, a.code, a.complete, a.source.endpoint) for a in late} == {
        (outcome, "DeadlinePassed", False, "not asked")
    }
    assert gate.asked["ec2:DescribeRegions"] == 1, "nor is a question asked again"
    cause = AWS.explain(late[0])
    assert cause
    assert "deadline" in cause.advice


@pytest.mark.parametrize("over", ["deadline", "stopped"])
def test_a_turn_is_not_waited_for_when_time_is_over(gate: Proxy, over: str) -> None:
    """Whoever is throttled throughout would wait two seconds for each request, and one thread after the other."""
    began, names = time.monotonic(), ("iam", "sns")
    gate.fault = lambda request: error(request, "Throttling", 400) if request.service in names else None
    it = target(gate.url, deadline=2 if over == "deadline" else 60, attempts=4, threads=8)
    questions = [q.id for q in QUESTIONS if q.service in names and not q.each]
    asked = asked_for(it, *questions, stopped=lambda: over == "stopped" and time.monotonic() - began > 1)
    assert time.monotonic() - began < 10
    late = [a for a in asked if a.question in questions]
    assert {(a.outcome, a.complete) for a in late} <= {("throttled", False)}
    # Who stops a run takes no answers any more.
    assert over == "stopped" or {a.code for a in late if a.source.endpoint != "not asked"} >= {"DeadlinePassed"}


def test_a_turn_is_waited_for_as_long_as_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the slowest, a request in two seconds."""
    now, naps = [1000.0], list[float]()

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        now[0] += seconds

    monkeypatch.setattr("botocore.retries.bucket.Clock.current_time", lambda _: now[0])
    monkeypatch.setattr("time.sleep", sleep)
    pace, context = Pace("kms", 2), dict[str, Any]()
    pace.sends(lambda _: True)  # nothing to wait for
    said = {"attempts": 2, "operation": None, "caught_exception": None, "request_dict": {"context": context}}
    pace.again(response=(_Http(), {"Error": {"Code": THROTTLE}}), **said)
    for _ in range(3):
        pace.sends(lambda pause: pause > 2)
    assert 4 <= sum(naps) < 6.1
    assert max(naps) <= 0.25
    with pytest.raises(LateError):
        pace.sends(lambda pause: pause > 1)


@pytest.mark.parametrize("over", ["deadline", "stopped"])
def test_what_is_being_made_is_not_waited_for_when_time_is_over(
    gate: Proxy, monkeypatch: pytest.MonkeyPatch, over: str
) -> None:
    """Whether it is made is asked twice; then the time is over."""
    late, asked = [0], "iam:GenerateCredentialReport"
    state = b"<R><GenerateCredentialReportResult><State>STARTED</State></GenerateCredentialReportResult></R>"

    def started(_: Request) -> Reply:
        late[0] = 60 * (over == "deadline" and gate.asked[asked] > 1)
        return Reply(200, state)

    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + late[0])
    monkeypatch.setattr("collectors.aws.asking.session.time", clock)
    gate.fault = instead("GenerateCredentialReport", started)
    answers = asked_for(
        target(gate.url, deadline=60),
        "iam.report_made",
        stopped=lambda: over == "stopped" and gate.asked[asked] > 1,
    )
    assert gate.asked[asked] == 2
    assert not [a for a in answers if a.question == "iam.report_made" and a.complete]


def test_after_the_deadline_no_further_page_is_asked_for(gate: Proxy) -> None:
    def page(_: Request) -> Reply:
        time.sleep(0.9)
        keys = json.dumps({"Keys": [{"KeyId": "k"}], "NextMarker": f"{time.monotonic()}", "Truncated": True})
        return Reply(200, keys.encode(), "application/x-amz-json-1.1")

    gate.fault = instead("ListKeys", page)
    it = {a.question: a for a in ask(target(gate.url, deadline=3), {"kms.keys"})}
    keys = it["kms.keys"]
    assert (keys.outcome, keys.code, keys.complete, keys.body) == ("timeout", "DeadlinePassed", False, None)
    assert 1 < gate.asked["kms:ListKeys"] < 5


def asked_for(it: Target, *questions: str, stopped: Callable[[], bool]) -> list[Answer]:
    """All answers, when all threads that ask have ended."""
    inquiry = Inquiry(target=it, questions=frozenset(questions), now=lambda: NOW, secret=str, stopped=stopped)
    answers = list(AWS.collect(inquiry))
    for thread in threading.enumerate():
        if thread.name.startswith("aws"):
            thread.join(30)
    return answers


def test_calls_of_all_accounts_are_in_flight_within_one_limit(gate: Proxy) -> None:
    together = Together(calls=2)
    now, most, lock = [0], [0], threading.Lock()

    def fault(request: Request) -> Reply | None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.02)
        with lock:
            now[0] -= 1
        return None

    gate.fault = fault
    it = target(gate.url)

    def collect() -> None:
        list(AWS.collect(Inquiry(it, frozenset({"kms.aliases", "ec2.volumes"}), lambda: NOW, str, together=together)))

    threads = [threading.Thread(target=collect) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (most[0], together.turn._value) == (2, 2)  # noqa: SLF001  # all were given back


OPENED = Ask(
    id="test.opened",
    operation="kms.ListKeys",
    needs="kms:ListKeys",
    feeds=(Detector,),
    scope="region",
    opened=lambda page: {"Keys": page.get("Keys", [])},
    keep="{Keys: Keys}",
)


@pytest.mark.parametrize(("body", "outcome"), [(b"{}", "error"), (b'{"Keys":[]}', "empty")])
def test_what_an_opener_makes_of_nothing_is_no_empty_list(gate: Proxy, body: bytes, outcome: str) -> None:
    gate.fault = lambda _: Reply(200, body, "application/x-amz-json-1.1")
    assert asked_of(OPENED, "us-east-1", endpoint_url=gate.url).outcome == outcome


@pytest.mark.parametrize(
    ("status", "body", "outcome", "code", "asked"),
    [
        (429, b"", "throttled", "HTTP 429", 2),
        (429, b"slow down", "throttled", "HTTP 429", 2),
        (429, b"<html>busy</html>", "throttled", "HTTP 429", 2),
        (503, b"", "error", "HTTP 503", 2),
        (503, b"<!DOCTYPE html><p>busy", "error", "HTTP 503", 2),
        (504, b"\xff\xfe", "timeout", "HTTP 504", 2),
        (400, b"", "error", "HTTP 400", 1),
        (403, b"<R><Error>no</Error></R>", "denied", "HTTP 403", 1),
        (404, b"", "error", "HTTP 404", 1),
        (302, b"", "error", "HTTP 302", 1),
        (200, b"", "error", "UnreadableResponse", 1),
        (200, b"<R><", "error", "UnreadableResponse", 1),
    ],
)
@pytest.mark.parametrize("question", ["rds.instances", "iam.directories", "ec2.volumes", "sns.topics"])
def test_an_error_without_words_is_judged_by_its_status(  # noqa: PLR0913, PLR0917  # a column each
    gate: Proxy, question: str, status: int, body: bytes, outcome: str, code: str, asked: int
) -> None:
    """Of XML too, which botocore's parsers give up before anybody asks whether it is asked again."""
    row = next(q for q in QUESTIONS if q.id == question)
    gate.fault = lambda _: Reply(status, body)
    answer = asked_of(row, "us-east-1", endpoint_url=gate.url, attempts=2)
    assert (answer.outcome, answer.code, answer.complete, answer.body) == (outcome, code, False, None)
    assert sum(gate.asked.values()) == asked


# --- services that a region does not have ---

LAKES = Ask(
    id="test.lakes",
    operation="healthlake.ListFHIRDatastores",
    needs="healthlake:ListFHIRDatastores",
    feeds=(Detector,),
    scope="region",
    keep="{Stores: DatastorePropertiesList[].{Id: DatastoreId}}",
)
KEYS = Ask(
    id="test.keys",
    operation="kms.ListKeys",
    needs="kms:ListKeys",
    feeds=(Detector,),
    scope="region",
    keep="{Keys: Keys[].{Id: KeyId}}",
)
PEOPLE = replace(KEYS, id="test.people", operation="iam.ListUsers", scope="account", keep="{Users: Users[].{Arn: Arn}}")
FRONTS = replace(PEOPLE, id="test.fronts", operation="cloudfront.ListDistributions")
IMAGES = replace(KEYS, id="test.images", operation="medical-imaging.ListDatastores")
NOWHERE, LATER = socket.EAI_NONAME, socket.EAI_AGAIN


@contextmanager
def names(monkeypatch: pytest.MonkeyPatch, number: int) -> Iterator[list[str]]:
    """The name service says this of every name."""
    asked: list[str] = []

    def getaddrinfo(host: str, *_: Any, **__: Any) -> Any:
        asked.append(host)
        raise socket.gaierror(number, "no")

    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield asked


def asked_of(row: Ask, region: str, item: Any = None, **said: Any) -> Answer:
    it = Target(id="aws:", scheme="aws", name="", options={"attempts": 3, **said})
    some = options(it)
    caller = Caller(Inquiry(it, frozenset(), lambda: NOW, str), Session(some, Connections(some, {})), "aws 1")
    caller._account = "123456789012"  # noqa: SLF001  # as if it had said who we are
    return caller.ask(row, Place(region, region, item))


@pytest.mark.parametrize(
    ("row", "region", "number", "outcome", "code"),
    [
        (LAKES, "eu-north-1", NOWHERE, "absent", "NotOffered"),
        (LAKES, "eu-north-1", LATER, "unreachable", "EndpointConnection"),
        (LAKES, "us-east-1", NOWHERE, "unreachable", "EndpointConnection"),
        (KEYS, "eu-north-1", NOWHERE, "unreachable", "EndpointConnection"),
        (LAKES, "eu-north-9", NOWHERE, "unreachable", "EndpointConnection"),
        (KEYS, "us-iso-east-1", NOWHERE, "unreachable", "EndpointConnection"),
        (PEOPLE, "us-east-1", NOWHERE, "unreachable", "EndpointConnection"),
        (PEOPLE, "eusc-de-east-1", NOWHERE, "unreachable", "EndpointConnection"),
        (FRONTS, "us-east-1", NOWHERE, "unreachable", "EndpointConnection"),
        (FRONTS, "us-gov-west-1", NOWHERE, "absent", "NotOffered"),
        (IMAGES, "us-east-1", NOWHERE, "unreachable", "EndpointConnection"),
        (IMAGES, "eu-north-1", NOWHERE, "absent", "NotOffered"),
    ],
    ids=[
        "not listed and no address",
        "the name service is away",
        "listed",
        "another service",
        "a region that is newer than the data",
        "another partition",
        "everywhere, and in no region",
        "everywhere, and the data know nothing of it",
        "in all regions of a partition",
        "in none of another",
        "known to us alone",
        "not there, as we alone know",
    ],
)
def test_a_service_that_a_region_does_not_have(  # noqa: PLR0913, PLR0917  # a column each
    monkeypatch: pytest.MonkeyPatch, row: Ask, region: str, number: int, outcome: str, code: str
) -> None:
    with names(monkeypatch, number) as looked_up:
        answer = asked_of(row, region)
    assert (answer.outcome, answer.code) == (outcome, code)
    assert answer.complete is (outcome == "absent")
    assert answer.body == ({"NotOffered": True} if outcome == "absent" else None)
    assert len(looked_up) == (3 if outcome == "unreachable" else 1), "what is not there is asked for once"


@pytest.mark.parametrize("kind", ["FIPS", "DUALSTACK"])
def test_of_another_name_for_the_same_service_nothing_is_taken_for_not_offered(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv(f"AWS_USE_{kind}_ENDPOINT", "true")
    with names(monkeypatch, NOWHERE) as looked_up:
        assert asked_of(LAKES, "eu-north-1").outcome == "unreachable"
    assert looked_up[0] != "healthlake.eu-north-1.amazonaws.com"


def test_of_an_endpoint_of_one_s_own_nothing_is_taken_for_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    with names(monkeypatch, NOWHERE):
        assert asked_of(LAKES, "eu-north-1", endpoint_url="https://lakes.example").outcome == "unreachable"
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://lakes.example")
    with names(monkeypatch, NOWHERE):
        assert asked_of(LAKES, "eu-north-1").outcome == "unreachable"


@pytest.mark.parametrize(
    ("question", "item", "fips", "host"),
    [
        ("kms.keys", None, "", "kms.us-east-1.amazonaws.com"),
        ("s3.policy", {"Name": "alder"}, "", "alder.s3.amazonaws.com"),
        ("s3.account_block", None, "", "123456789012.s3-control.us-east-1.amazonaws.com"),
        ("s3.policy", {"Name": "alder"}, "true", "alder.s3-fips.us-east-1.amazonaws.com"),
    ],
)
def test_the_host_that_was_asked_is_in_the_answer(
    monkeypatch: pytest.MonkeyPatch, question: str, item: Any, fips: str, host: str
) -> None:
    """The certificate beside it is that host's, and of no other."""
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", fips)
    row = next(q for q in QUESTIONS if q.id == question)
    with names(monkeypatch, LATER) as looked_up:
        answer = asked_of(row, "us-east-1", item, attempts=1)
    assert {answer.source.endpoint} == {f"{name}:443" for name in looked_up} == {f"{host}:443"}
    assert answer.source.standard
