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
from tests.collectors.aws.scanning import ALL, NOW, ask, read, target
from tests.servers.aws_account import CANARY
from tests.servers.aws_canned import completed
from tests.servers.aws_proxy import Proxy
from tests.servers.moto import Moto


def _table(answers: list[Answer]) -> dict[str, str]:
    counts = Counter((a.question, a.outcome) for a in answers)
    items = Counter[tuple[str, str]]()
    for a in answers:
        items[a.question, a.outcome] += a.items
    rows: dict[str, str] = {}
    for (question, outcome), count in sorted(counts.items()):
        said = f"{count} {outcome}, {items[question, outcome]} items"
        rows[question] = f"{rows[question]}; {said}" if question in rows else said
    return rows


def test_every_question_is_asked_and_answered(whole: list[Answer]) -> None:
    assert _table(whole) == snapshot(
        {
            "account.security_contact": "1 ok, 0 items",
            "aws.identity": "1 ok, 0 items",
            "aws.regions": "1 ok, 38 items",
            "backup.points": "2 ok, 2 items",
            "backup.protected": "1 ok, 1 items",
            "backup.restores": "1 ok, 1 items",
            "backup.vault_policy": "1 ok, 0 items",
            "backup.vaults": "1 ok, 2 items",
            "cloudtrail.selectors": "1 ok, 1 items",
            "cloudtrail.status": "1 ok, 0 items",
            "cloudtrail.trails": "1 ok, 1 items",
            "ec2.ebs_default": "1 ok, 0 items",
            "ec2.flow_logs": "1 empty, 0 items",
            "ec2.groups": "1 ok, 3 items",
            "ec2.images": "1 empty, 0 items",
            "ec2.instances": "1 ok, 1 items",
            "ec2.interfaces": "1 ok, 1 items",
            "ec2.public_snapshots": "1 ok, 2 items",
            "ec2.snapshot_block": "1 ok, 0 items",
            "ec2.snapshots": "1 ok, 2 items",
            "ec2.volumes": "1 ok, 3 items",
            "ec2.vpcs": "1 ok, 1 items",
            "iam.certificates": "1 empty, 0 items",
            "iam.directories": "1 empty, 0 items",
            "iam.password_policy": "1 ok, 0 items",
            "iam.report": "1 ok, 5 items",
            "iam.report_made": "1 ok, 0 items",
            "iam.rights": "1 ok, 8 items",
            "iam.roles": "1 ok, 2 items",
            "iam.summary": "1 ok, 0 items",
            "kms.aliases": "1 ok, 15 items",
            "kms.key": "3 ok, 0 items",
            "kms.keys": "1 ok, 3 items",
            "kms.policy": "3 ok, 0 items",
            "kms.rotation": "2 ok, 0 items",
            "logs.alarms": "1 ok, 1 items",
            "logs.filters": "1 ok, 1 items",
            "logs.groups": "1 ok, 2 items",
            "logs.listeners": "1 ok, 1 items",
            "rds.automated": "1 ok, 2 items",
            "rds.cluster_snapshot_sharing": "1 ok, 1 items",
            "rds.cluster_snapshots": "1 ok, 2 items",
            "rds.clusters": "1 ok, 1 items",
            "rds.instances": "1 ok, 2 items",
            "rds.parameters": "1 empty, 0 items",
            "rds.proxies": "1 empty, 0 items",
            "rds.snapshot_sharing": "1 ok, 1 items",
            "rds.snapshots": "1 ok, 3 items",
            "s3.account_block": "1 absent, 0 items",
            "s3.acl": "4 ok, 5 items",
            "s3.block": "4 absent, 0 items",
            "s3.buckets": "1 ok, 4 items",
            "s3.encryption": "3 absent, 0 items; 1 ok, 1 items",
            "s3.lifecycle": "1 absent, 0 items; 1 ok, 1 items",
            "s3.location": "3 empty, 0 items; 1 ok, 0 items",
            "s3.lock": "1 absent, 0 items; 1 ok, 0 items",
            "s3.logging": "4 empty, 0 items",
            "s3.ownership": "3 absent, 0 items; 1 ok, 1 items",
            "s3.policy": "2 absent, 0 items; 2 ok, 0 items",
            "s3.policy_status": "2 ok, 0 items",
            "s3.replication": "2 absent, 0 items",
            "s3.tags": "3 absent, 0 items; 1 ok, 1 items",
            "s3.versioning": "2 empty, 0 items; 2 ok, 0 items",
        }
    )


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
        if promise not in came
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
            "aws.s3.bucket alder-charts exposure permission/data ephi=True audience=owner",
            "aws.s3.bucket alder-charts log-trail  ephi=True enabled=True",
            "aws.s3.bucket alder-charts backup versions ephi=True encrypted=True",
            "aws.s3.bucket alder-open asset store role=store",
            "aws.s3.bucket alder-open data-store  encrypted=False",
            "aws.s3.bucket alder-open channel tls encryption=offered enabled=True",
            "aws.s3.bucket alder-open exposure permission/data audience=everyone",
            "aws.s3.bucket alder-open log-trail  enabled=False",
            "aws.s3.bucket alder-open backup versions encrypted=False",
            "aws.s3.bucket alder-trail asset store role=store",
            "aws.s3.bucket alder-trail data-store  encrypted=False",
            "aws.s3.bucket alder-trail channel tls encryption=offered enabled=True",
            "aws.s3.bucket alder-trail exposure permission/data",
            "aws.s3.bucket alder-trail log-trail  enabled=False",
            "aws.s3.bucket alder-trail backup versions encrypted=False",
            "aws.s3.bucket alder-europe asset store role=store",
            "aws.s3.bucket alder-europe data-store  encrypted=False",
            "aws.s3.bucket alder-europe channel tls encryption=offered enabled=True",
            "aws.s3.bucket alder-europe exposure permission/data",
            "aws.s3.bucket alder-europe log-trail ",
            "aws.s3.bucket alder-europe backup versions encrypted=False",
            "aws.iam.user ana identity  enabled=True holder=person mfa=strong",
            "aws.iam.user robot identity  enabled=True holder=machine mfa=none",
            "aws.iam.user bob identity  enabled=True holder=person mfa=none",
            "aws.iam.user glass identity  enabled=True holder=break-glass mfa=strong",
            "aws.iam.user ana grant other right=other",
            "aws.iam.user bob grant everything right=everything",
            "aws.iam.user robot grant other right=other",
            "aws.iam.user glass grant other right=other",
            "aws.iam.role partner grant other right=other",
            "aws.iam.role partner session token",
            "aws.region us-east-1 guard unencrypted-stores in_force=True",
            "aws.region us-east-1 guard public-copies in_force=True",
            "aws.rds.instance charts exposure network/data ephi=True audience=owner",
            "aws.rds.instance charts release  ephi=True",
            "aws.rds.instance charts credential certificate ephi=True",
            "aws.rds.instance charts asset store ephi=True role=store",
            "aws.rds.instance charts data-store  ephi=True encrypted=True",
            "aws.rds.instance charts channel database ephi=True encryption=required enabled=True",
            "aws.rds.instance charts session database ephi=True",
            "aws.rds.instance charts sign-in machines ephi=True audience=machines",
            "aws.rds.instance charts log-trail  ephi=True enabled=False",
            "aws.rds.instance charts guard deletion ephi=True in_force=True",
            "aws.rds.instance charts backup point-in-time ephi=True encrypted=True",
            "aws.rds.instance legacy exposure network/data audience=owner",
            "aws.rds.instance legacy release ",
            "aws.rds.instance legacy credential certificate",
            "aws.rds.instance legacy asset store role=store",
            "aws.rds.instance legacy data-store  encrypted=False",
            "aws.rds.instance legacy channel database encryption=offered enabled=True",
            "aws.rds.instance legacy session database",
            "aws.rds.instance legacy sign-in machines audience=machines",
            "aws.rds.instance legacy log-trail  enabled=False",
            "aws.rds.instance legacy guard deletion in_force=False",
            "aws.rds.instance legacy backup point-in-time encrypted=False",
            "aws.region us-east-1 log-trail  enabled=True",
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


def test_calls_a_resource_are_few(proxy: Proxy, whole: list[Answer]) -> None:
    fixed = sum(q.scope != "item" for q in QUESTIONS)
    things = {f.resource for f in read(whole, target(proxy.url)) if f.kind.startswith(("aws.s3", "aws.iam.user"))}
    calls = len(whole)
    buckets = sum(r.startswith("arn:aws:s3:::") for r in things)
    assert (calls - fixed, buckets) == snapshot((61, 4))
    assert calls <= fixed + 13 * buckets + 3 * 4 + 10


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
    assert ask(target(proxy.url), stopped=lambda: True) == []
    calls = iter([False, False, True])
    some = ask(target(proxy.url), stopped=lambda: next(calls, True))
    assert [a.question for a in some] == ["aws.identity", "aws.regions"]


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
        "[importlib.import_module(m.name) for m in pkgutil.walk_packages(collectors.aws.__path__, 'collectors.aws.')]\n"
        "print([m for m in ('boto3', 'botocore', 'jmespath', 'urllib3') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "[]"


def test_the_completed_account_answers_all(whole: list[Answer]) -> None:
    assert {a.question for a in whole if a.outcome not in {"ok", "empty", "absent"}} == set()
    assert {a.question for a in whole} == ALL - {"rds.cluster_parameters", "backup.older"}
    assert completed() is not None
