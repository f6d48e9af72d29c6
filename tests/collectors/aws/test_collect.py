"""The whole table against a real moto server."""

import logging
import subprocess
import sys
from collections import Counter
from typing import Any

import msgspec
import pytest
from inline_snapshot import snapshot

from collectors.aws import KINDS, QUESTIONS
from scanner.answers import Answer
from scanner.evidence import canonical
from scanner.facts import Gap, facet, tag
from tests.collectors.aws.conftest import unanswered
from tests.collectors.aws.scanning import NOW, ask, read, target
from tests.servers.aws_account import CANARY
from tests.servers.aws_proxy import Proxy, Reply, Request
from tests.servers.moto import Moto


@pytest.mark.sampled("scans of aws")
def test_all_answers_come_from_the_simulator_and_say_so(whole: list[Answer]) -> None:
    assert {a.source.standard for a in whole} == {False}
    assert {a.source.caller for a in whole} == {"arn:aws:sts::123456789012:user/moto"}
    assert all(a.source.endpoint.startswith("127.0.0.1:") for a in whole)
    # moto's EC2 has "request-id" for an id, and so none.
    assert {a.question.partition(".")[0] for a in whole if not a.source.request} <= {"aws", "ec2"}
    assert {a.asked for a in whole} == {NOW}


def test_every_kind_that_the_account_holds_gives_what_it_promises(whole: list[Answer]) -> None:
    facts = read(whole, target("http://127.0.0.1:1"))
    given: dict[tuple[str, str], set[object]] = {}
    for fact in facts:
        if not isinstance(fact, Gap):
            given.setdefault((fact.kind, fact.resource), set()).update({type(fact), (type(fact), facet(fact))})
    lacking = [
        (kind, resource, promise)
        for (kind, resource), came in given.items()
        for promise in KINDS[kind].gives
        if promise not in (*came, *KINDS[kind].may)
    ]
    assert lacking == []
    assert set(KINDS) - {kind for kind, _ in given} == {
        "aws.ec2.image",
        "aws.iam.server-certificate",
        "aws.rds.cluster-member",
        "aws.rds.proxy",
    }
    assert [f for f in facts if isinstance(f, Gap)] == []


def test_a_reason_is_given_for_what_is_unknown_and_for_nothing_else(whole: list[Answer]) -> None:
    facts = read(whole, target("http://127.0.0.1:1"))
    assert [(f.kind, u.field) for f in facts for u in f.unread if getattr(f, u.field) is not None] == []
    assert all(f.answers for f in facts)
    assert facts == read(whole, target("http://127.0.0.1:1"))


def test_tags_are_asked_for_only_where_some_may_enter(proxy: Proxy) -> None:
    it = target(proxy.url)
    options = {k: v for k, v in it.options.items() if k != "ephi_tags"}
    answers = ask(msgspec.structs.replace(it, options=options), {"tags.resources", "ec2.volumes"})
    assert "tags.resources" not in {a.question for a in answers}


def test_a_list_of_many_pages_is_read_to_its_end(account: Moto, proxy: Proxy) -> None:
    logs = account.client("logs", "eu-west-1")
    names = [f"/many/{n:03}" for n in range(120)]
    for name in names:
        logs.create_log_group(logGroupName=name)
    (groups,) = (a for a in ask(target(proxy.url, regions="eu-west-1"), {"logs.groups"}) if a.question == "logs.groups")
    assert (groups.pages, groups.items, groups.complete) == (3, 120, True)
    assert [g["logGroupName"] for g in groups.body["logGroups"]] == names


def test_what_the_account_means(whole: list[Answer]) -> None:
    facts = read(whole, target("http://127.0.0.1:1"))
    own = ("ephi", "role", "encrypted", "encryption", "audience", "enabled", "holder", "mfa", "right", "in_force")
    said = [
        " ".join(
            [
                f"{f.kind} {f.name if not f.name.startswith(('vol-', 'snap-', 'i-', 'vpc-', 'rds:')) else '...'}",
                tag(type(f)),
                facet(f),
                *(f"{o}={getattr(f, o)}" for o in own if getattr(f, o, None) is not None),
            ]
        )
        for f in facts
        if f.kind in {"aws.s3.bucket", "aws.iam.user", "aws.iam.role", "aws.region", "aws.rds.instance"}
    ]
    assert said == snapshot(
        [
            "aws.s3.bucket alder-charts asset store ephi=True role=store",
            "aws.s3.bucket alder-charts data-store  ephi=True encrypted=True",
            "aws.s3.bucket alder-charts channel tls ephi=True encryption=required enabled=True",
            "aws.s3.bucket alder-charts exposure permission/data ephi=True audience=listed",
            "aws.s3.bucket alder-charts log-trail store ephi=True enabled=True",
            "aws.s3.bucket alder-charts delivery  ephi=True",
            "aws.s3.bucket alder-charts backup versions ephi=True encrypted=True",
            "aws.s3.bucket alder-open asset store role=store",
            "aws.s3.bucket alder-open data-store  encrypted=False",
            "aws.s3.bucket alder-open channel tls encryption=offered enabled=True",
            "aws.s3.bucket alder-open exposure permission/data audience=everyone",
            "aws.s3.bucket alder-open log-trail store enabled=False",
            "aws.s3.bucket alder-open backup versions encrypted=False",
            "aws.s3.bucket alder-trail asset store role=store",
            "aws.s3.bucket alder-trail data-store  encrypted=False",
            "aws.s3.bucket alder-trail channel tls encryption=offered enabled=True",
            "aws.s3.bucket alder-trail exposure permission/data",
            "aws.s3.bucket alder-trail log-trail store enabled=False",
            "aws.s3.bucket alder-trail backup versions encrypted=False",
            "aws.s3.bucket alder-europe asset store role=store",
            "aws.s3.bucket alder-europe data-store  encrypted=False",
            "aws.s3.bucket alder-europe channel tls encryption=offered enabled=True",
            "aws.s3.bucket alder-europe exposure permission/data",
            "aws.s3.bucket alder-europe log-trail store",
            "aws.s3.bucket alder-europe delivery ",
            "aws.s3.bucket alder-europe backup versions encrypted=False",
            "aws.iam.user ana identity  enabled=True holder=person mfa=strong",
            "aws.iam.user robot identity  enabled=True holder=machine mfa=none",
            "aws.iam.user bob identity  enabled=True holder=person mfa=none",
            "aws.iam.user glass identity  enabled=True holder=break-glass mfa=phishing-resistant",
            "aws.iam.user ana grant other right=other",
            "aws.iam.user bob grant everything right=everything",
            "aws.iam.user robot grant other right=other",
            "aws.iam.user glass grant other right=other",
            "aws.iam.role partner grant other right=other",
            "aws.iam.role glass grant other right=other",
            "aws.iam.role glass session token",
            "aws.iam.role partner session token",
            "aws.region us-east-1 guard unencrypted-stores in_force=True",
            "aws.region us-east-1 guard public-copies in_force=True",
            "aws.rds.instance charts exposure network/data ephi=True audience=owner",
            "aws.rds.instance charts release  ephi=True",
            "aws.rds.instance charts certificate  ephi=True",
            "aws.rds.instance charts asset store ephi=True role=store",
            "aws.rds.instance charts data-store  ephi=True encrypted=True",
            "aws.rds.instance charts channel database ephi=True encryption=required enabled=True",
            "aws.rds.instance charts session database ephi=True",
            "aws.rds.instance charts sign-in machines ephi=True audience=machines",
            "aws.rds.instance charts log-trail store ephi=True enabled=False",
            "aws.rds.instance charts guard deletion ephi=True in_force=True",
            "aws.rds.instance charts backup point-in-time ephi=True encrypted=True",
            "aws.rds.instance legacy exposure network/data audience=owner",
            "aws.rds.instance legacy release ",
            "aws.rds.instance legacy certificate ",
            "aws.rds.instance legacy asset store role=store",
            "aws.rds.instance legacy data-store  encrypted=False",
            "aws.rds.instance legacy channel database encryption=offered enabled=True",
            "aws.rds.instance legacy session database",
            "aws.rds.instance legacy sign-in machines audience=machines",
            "aws.rds.instance legacy log-trail store enabled=False",
            "aws.rds.instance legacy guard deletion in_force=False",
            "aws.rds.instance legacy backup point-in-time encrypted=False",
            "aws.region us-east-1 log-trail scope enabled=True",
            "aws.region us-east-1 delivery ",
        ]
    )


def test_two_runs_give_the_same_bytes_but_for_request_ids(proxy: Proxy) -> None:
    def bytes_() -> list[bytes]:
        answers = ask(target(proxy.url), {"s3.policy", "iam.rights", "ec2.groups", "kms.rotation"})
        alike = [msgspec.structs.replace(a, source=msgspec.structs.replace(a.source, request="")) for a in answers]
        return [canonical.dumps(msgspec.to_builtins(a)) for a in alike]

    assert bytes_() == bytes_()


def test_the_account_s_block_saves_three_questions_a_bucket(moto: Moto, account: Moto, proxy: Proxy) -> None:
    control = proxy_client(proxy, "s3control")
    every = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
    control.put_public_access_block(AccountId="123456789012", PublicAccessBlockConfiguration=every)
    try:
        answers = ask(target(proxy.url), {"s3.block", "s3.acl", "s3.policy_status"})
        facts = read(answers, target(proxy.url), {"s3.block", "s3.acl", "s3.policy_status", "s3.policy"})
    finally:
        control.delete_public_access_block(AccountId="123456789012")
    assert {a.question for a in answers if a.question.startswith("s3.")} == {
        "s3.account_block",
        "s3.buckets",
        "s3.policy",
    }
    exposed = {f.name: f.audience for f in facts if tag(type(f)) == "exposure" and f.kind == "aws.s3.bucket"}  # type: ignore[attr-defined]
    assert exposed["alder-open"] == "owner"


def proxy_client(proxy: Proxy, service: str) -> Any:
    """A client that stays at the proxy whatever host the model wants."""
    import botocore.session

    client = botocore.session.get_session().create_client(service, region_name="us-east-1", endpoint_url=proxy.url)

    def stay(request: Any, **_: Any) -> None:
        request.url = request.url.replace("123456789012.127.0.0.1", "127.0.0.1")

    client.meta.events.register("before-sign", stay)
    return client


def test_calls_a_bucket_are_few(whole: list[Answer]) -> None:
    each = {q.id for q in QUESTIONS if q.each == "s3.buckets"}
    (buckets,) = (a.items for a in whole if a.question == "s3.buckets")
    assert sum(a.question in each for a in whole) <= 11 * buckets


def test_a_question_brings_only_what_it_needs(proxy: Proxy) -> None:
    answers = ask(target(proxy.url), {"kms.rotation"})
    assert {a.question for a in answers} == {
        "aws.identity",
        "aws.regions",
        "kms.aliases",
        "kms.keys",
        "kms.key",
        "kms.rotation",
    }


def test_no_regions_named_means_all_that_are_enabled(proxy: Proxy) -> None:
    it = target(proxy.url)
    options = {k: v for k, v in it.options.items() if k != "regions"}
    answers = ask(msgspec.structs.replace(it, options=options), {"ec2.ebs_default"})
    regions = next(a for a in answers if a.question == "aws.regions").body["Regions"]
    enabled = sorted(r["RegionName"] for r in regions if r["OptInStatus"] != "not-opted-in")
    assert [a.about for a in answers if a.question == "ec2.ebs_default"] == enabled
    assert len(regions) > len(enabled) > 5


def test_stopped_asks_nothing_more(proxy: Proxy) -> None:
    heard: list[str] = []

    def listen(request: Request) -> None:
        heard.append(request.operation)

    proxy.fault = listen
    assert ask(target(proxy.url), stopped=lambda: True) == []
    assert heard == []

    asked = ask(target(proxy.url, threads=1), stopped=lambda: len(heard) > 2)
    assert heard[:2] == ["GetCallerIdentity", "DescribeRegions"]
    assert len(heard) == 3  # what is on its way when it stops, and no more
    assert [a.question for a in asked][:2] == ["aws.identity", "aws.regions"]


def test_an_error_of_s3_s_that_comes_as_if_all_were_well_is_asked_again(proxy: Proxy) -> None:
    """Its body alone tells; of what was not read nothing may be said, above all not that it is off."""
    tried: Counter[str] = Counter()

    def fault(request: Request) -> Reply | None:
        if not request.path.endswith("?versioning"):
            return None
        tried[request.path] += 1
        return Reply(200, b"<Error><Code>InternalError</Code><Message>again</Message></Error>")

    proxy.fault = fault
    answers = ask(target(proxy.url, attempts=2), ["s3.buckets", "s3.versioning"])
    told = {a.outcome for a in answers if a.question == "s3.versioning"}
    assert (told, {*tried.values()}) == ({"error"}, {2})


def test_no_canary_in_any_byte_of_evidence_or_logs(proxy: Proxy, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answers = ask(target(proxy.url))
    evidence = b"".join(canonical.dumps(msgspec.to_builtins(a)) for a in answers)
    logged = "\n".join(r.getMessage() for r in caplog.records)
    for hidden in (
        CANARY,
        CANARY.replace("-", ""),
        "Tr0ub4dor",
        "officer@alder.example",
        "+1 555 0100",
        "123456,654321",
    ):
        assert hidden.encode() not in evidence
        assert hidden not in logged
    assert {d for a in answers for d in a.dropped} == {
        "tags outside the allow-list",
        "values of policy conditions that may hold a secret",
    }


def test_importing_the_collector_loads_no_sdk() -> None:
    code = (
        "import sys, collectors.aws, pkgutil, importlib\n"
        "names = [m.name for m in pkgutil.walk_packages(collectors.aws.__path__, 'collectors.aws.')]\n"
        "late = {f'collectors.aws.asking.{n}' for n in ('reply', 'signature', 'transport', 'wire')}  # loaded with it\n"
        "[importlib.import_module(n) for n in names if n not in late]\n"
        "print([m for m in ('boto3', 'botocore', 'jmespath', 'urllib3') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "[]"


def test_what_the_account_lacks_is_told_with_the_file_to_answer_it_in(whole: list[Answer]) -> None:
    answers = [
        msgspec.structs.replace(a, outcome="error") if a.question == "dax.clusters" else a
        for a in whole
        if a.question != "cognito.client"
    ]
    assert [*unanswered(whole)] == []
    folder = "tests/servers/aws_groups"
    assert [*unanswered(answers)] == [
        f"cognito.client is never asked: cognito.clients lists nothing. Add that to {folder}/identity.py",
        f"dax.clusters: error. moto lacks dax.DescribeClusters: answer it in CANNED of {folder}/databases.py",
    ]
