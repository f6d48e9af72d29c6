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
from tests.servers.aws_proxy import Proxy, Reply, Request
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
            "account.contact": "1 ok, 0 items",
            "account.security_contact": "1 ok, 0 items",
            "acm.certificates": "1 ok, 1 items",
            "analyzer.analyzers": "1 ok, 1 items",
            "analyzer.findings": "1 ok, 2 items",
            "apigateway.apis": "1 ok, 1 items",
            "apigateway.domains": "1 ok, 1 items",
            "apigateway.methods": "1 ok, 1 items",
            "apigateway.stages": "1 ok, 2 items",
            "apigatewayv2.apis": "1 ok, 1 items",
            "apigatewayv2.routes": "1 ok, 1 items",
            "apigatewayv2.stages": "1 ok, 2 items",
            "appstream.fleets": "1 ok, 2 items",
            "artifact.agreements": "1 ok, 1 items",
            "athena.workgroup": "2 ok, 0 items",
            "athena.workgroups": "1 ok, 2 items",
            "aws.identity": "1 ok, 0 items",
            "aws.regions": "1 ok, 38 items",
            "backup.copies": "1 ok, 1 items",
            "backup.jobs_aborted": "1 empty, 0 items",
            "backup.jobs_expired": "1 empty, 0 items",
            "backup.jobs_failed": "1 ok, 1 items",
            "backup.points": "2 ok, 2 items",
            "backup.protected": "1 ok, 1 items",
            "backup.restores": "1 ok, 1 items",
            "backup.vault_policy": "1 ok, 0 items",
            "backup.vaults": "1 ok, 2 items",
            "browser.portals": "1 ok, 2 items",
            "browser.settings": "1 ok, 2 items",
            "cloudfront.config": "2 ok, 0 items",
            "cloudfront.deliveries": "1 ok, 1 items",
            "cloudfront.distributions": "1 ok, 2 items",
            "cloudfront.sources": "1 ok, 1 items",
            "cloudtrail.selectors": "1 ok, 1 items",
            "cloudtrail.status": "1 ok, 0 items",
            "cloudtrail.store": "2 ok, 0 items",
            "cloudtrail.stores": "1 ok, 2 items",
            "cloudtrail.trails": "1 ok, 1 items",
            "codebuild.project": "1 ok, 2 items",
            "codebuild.projects": "1 ok, 2 items",
            "cognito.client": "2 ok, 0 items",
            "cognito.clients": "2 ok, 2 items",
            "cognito.identity_pool": "2 ok, 0 items",
            "cognito.identity_pools": "1 ok, 2 items",
            "cognito.pool": "2 ok, 0 items",
            "cognito.pools": "1 ok, 2 items",
            "cognito.risk": "1 ok, 0 items",
            "config.recorders": "1 ok, 1 items",
            "config.retention": "1 ok, 1 items",
            "config.status": "1 ok, 1 items",
            "datasync.task": "2 ok, 0 items",
            "datasync.tasks": "1 ok, 2 items",
            "dax.clusters": "1 ok, 2 items",
            "directconnect.connections": "1 ok, 2 items",
            "dms.endpoints": "1 ok, 2 items",
            "dms.instances": "1 ok, 2 items",
            "drs.jobs": "1 ok, 1 items",
            "drs.servers": "1 ok, 2 items",
            "ds.directories": "1 ok, 3 items",
            "ds.logs": "1 empty, 0 items; 1 ok, 1 items",
            "dynamodb.backups": "2 ok, 0 items",
            "dynamodb.table": "2 ok, 0 items",
            "dynamodb.tables": "1 ok, 2 items",
            "ec2.client_vpn": "1 ok, 2 items",
            "ec2.ebs_default": "1 ok, 0 items",
            "ec2.flow_logs": "1 empty, 0 items",
            "ec2.groups": "1 ok, 6 items",
            "ec2.image_block": "1 ok, 0 items",
            "ec2.images": "1 empty, 0 items",
            "ec2.instances": "1 ok, 3 items",
            "ec2.interfaces": "1 ok, 5 items",
            "ec2.metadata_defaults": "1 ok, 0 items",
            "ec2.prefix_list": "1 ok, 1 items",
            "ec2.prefix_lists": "1 ok, 7 items",
            "ec2.public_snapshots": "1 ok, 2 items",
            "ec2.serial_console": "1 ok, 0 items",
            "ec2.snapshot_block": "1 ok, 0 items",
            "ec2.snapshots": "1 ok, 2 items",
            "ec2.volumes": "1 ok, 5 items",
            "ec2.vpc_block": "1 ok, 0 items",
            "ec2.vpc_exclusions": "1 ok, 1 items",
            "ec2.vpcs": "1 ok, 1 items",
            "ec2.vpn": "1 ok, 2 items",
            "ecr.policy": "1 absent, 0 items; 1 ok, 0 items",
            "ecr.repositories": "1 ok, 2 items",
            "ecr.scanning": "1 ok, 2 items",
            "ecs.cluster": "1 ok, 2 items",
            "ecs.clusters": "1 ok, 2 items",
            "ecs.definition": "2 ok, 4 items",
            "ecs.families": "1 ok, 2 items",
            "efs.file_systems": "1 ok, 2 items",
            "efs.policy": "1 absent, 0 items; 1 ok, 0 items",
            "eks.cluster": "2 ok, 0 items",
            "eks.clusters": "1 ok, 2 items",
            "eks.versions": "1 ok, 2 items",
            "elasticache.clusters": "1 ok, 4 items",
            "elasticache.groups": "1 ok, 2 items",
            "elasticache.parameters": "1 ok, 1 items",
            "elasticache.serverless": "1 ok, 2 items",
            "elasticache.serverless_snapshots": "1 ok, 1 items",
            "elasticache.serverless_users": "1 ok, 2 items",
            "elasticache.snapshots": "1 ok, 1 items",
            "elasticache.users": "1 ok, 2 items",
            "elb.attributes": "1 ok, 0 items",
            "elb.balancers": "1 ok, 1 items",
            "elb.policies": "1 ok, 1 items",
            "elbv2.attributes": "3 ok, 5 items",
            "elbv2.balancers": "1 ok, 3 items",
            "elbv2.listeners": "2 ok, 3 items",
            "elbv2.rules": "2 ok, 3 items",
            "elbv2.ssl_policies": "1 ok, 1 items",
            "elbv2.targets": "1 ok, 2 items",
            "emr.block": "1 ok, 0 items",
            "emr.cluster": "2 ok, 0 items",
            "emr.clusters": "1 ok, 2 items",
            "emr.security": "1 ok, 0 items",
            "events.listeners": "1 ok, 1 items",
            "events.rules": "1 ok, 3 items",
            "events.targets": "1 empty, 0 items; 2 ok, 2 items",
            "firehose.stream": "3 ok, 0 items",
            "firehose.streams": "1 ok, 3 items",
            "fsx.backups": "1 ok, 2 items",
            "fsx.file_systems": "1 ok, 4 items",
            "fsx.volumes": "1 ok, 1 items",
            "glacier.lock": "1 absent, 0 items; 1 ok, 0 items",
            "glacier.policy": "1 absent, 0 items; 1 ok, 0 items",
            "glacier.vaults": "1 ok, 2 items",
            "glue.catalog": "1 ok, 0 items",
            "glue.connections": "1 ok, 2 items",
            "glue.databases": "1 ok, 1 items",
            "glue.sessions": "1 ok, 2 items",
            "guardduty.administrator": "1 ok, 0 items",
            "guardduty.detector": "1 ok, 1 items",
            "guardduty.detectors": "1 ok, 1 items",
            "guardduty.finding": "1 ok, 2 items",
            "guardduty.open": "1 ok, 2 items",
            "guardduty.plan": "2 ok, 0 items",
            "guardduty.plans": "1 ok, 2 items",
            "healthlake.datastores": "1 ok, 2 items",
            "iam.aliases": "1 empty, 0 items",
            "iam.certificates": "1 empty, 0 items",
            "iam.devices": "1 ok, 1 items",
            "iam.directories": "1 empty, 0 items",
            "iam.password_policy": "1 ok, 0 items",
            "iam.report": "1 ok, 5 items",
            "iam.report_made": "1 ok, 0 items",
            "iam.rights": "1 ok, 11 items",
            "iam.roles": "1 ok, 5 items",
            "iam.service_credentials": "1 ok, 2 items",
            "iam.summary": "1 ok, 0 items",
            "iam.virtual_devices": "1 ok, 1 items",
            "inspector.coverage": "1 ok, 4 items",
            "inspector.findings": "1 ok, 2 items",
            "inspector.status": "1 ok, 1 items",
            "kafka.clusters": "1 ok, 3 items",
            "kinesis.stream": "2 ok, 0 items",
            "kinesis.streams": "1 ok, 2 items",
            "kms.aliases": "1 ok, 15 items",
            "kms.key": "3 ok, 0 items",
            "kms.keys": "1 ok, 3 items",
            "kms.policy": "3 ok, 0 items",
            "kms.rotation": "2 ok, 0 items",
            "lambda.alias_policy": "1 absent, 0 items; 1 ok, 0 items",
            "lambda.aliases": "2 ok, 2 items",
            "lambda.functions": "1 ok, 4 items",
            "lambda.policy": "2 absent, 0 items; 1 ok, 0 items",
            "lambda.urls": "1 ok, 2 items",
            "logs.alarms": "1 ok, 1 items",
            "logs.filters": "1 ok, 1 items",
            "logs.groups": "1 ok, 3 items",
            "logs.listeners": "1 ok, 1 items",
            "macie.administrator": "1 empty, 0 items",
            "macie.discovery": "1 ok, 0 items",
            "macie.session": "1 ok, 0 items",
            "medical_imaging.datastore": "1 ok, 0 items",
            "medical_imaging.datastores": "1 ok, 1 items",
            "memorydb.clusters": "1 ok, 2 items",
            "memorydb.parameters": "1 ok, 1 items",
            "memorydb.snapshots": "1 ok, 1 items",
            "memorydb.users": "1 ok, 1 items",
            "mq.broker": "2 ok, 0 items",
            "mq.brokers": "1 ok, 2 items",
            "network-firewall.firewall": "1 ok, 0 items",
            "network-firewall.firewalls": "1 ok, 1 items",
            "network-firewall.logs": "1 ok, 2 items",
            "network-firewall.policy": "1 ok, 0 items",
            "opensearch.domains": "1 ok, 2 items",
            "opensearch.names": "1 ok, 2 items",
            "organizations.membership": "1 ok, 0 items",
            "organizations.root_features": "1 ok, 1 items",
            "rds.automated": "1 ok, 2 items",
            "rds.cluster_snapshot_sharing": "1 ok, 1 items",
            "rds.cluster_snapshots": "1 ok, 3 items",
            "rds.clusters": "1 ok, 2 items",
            "rds.instances": "1 ok, 2 items",
            "rds.parameters": "1 empty, 0 items",
            "rds.proxies": "1 empty, 0 items",
            "rds.snapshot_sharing": "1 ok, 1 items",
            "rds.snapshots": "1 ok, 3 items",
            "redshift-serverless.namespaces": "1 ok, 2 items",
            "redshift-serverless.points": "1 ok, 1 items",
            "redshift-serverless.workgroups": "1 ok, 2 items",
            "redshift.clusters": "1 ok, 2 items",
            "redshift.logging": "2 ok, 3 items",
            "redshift.parameters": "2 ok, 4 items",
            "redshift.snapshots": "1 ok, 1 items",
            "rolesanywhere.profiles": "1 ok, 2 items",
            "route53.query_logs": "1 ok, 1 items",
            "route53.zones": "1 ok, 2 items",
            "route53resolver.query_logs": "1 ok, 1 items",
            "s3.account_block": "1 absent, 0 items",
            "s3.acl": "3 ok, 4 items",
            "s3.block": "4 absent, 0 items",
            "s3.buckets": "1 ok, 4 items",
            "s3.encryption": "3 absent, 0 items; 1 ok, 1 items",
            "s3.lifecycle": "1 absent, 0 items; 1 ok, 1 items",
            "s3.location": "3 empty, 0 items; 1 ok, 0 items",
            "s3.lock": "1 absent, 0 items; 1 ok, 0 items",
            "s3.logging": "3 empty, 0 items",
            "s3.ownership": "3 absent, 0 items; 1 ok, 1 items",
            "s3.point": "1 ok, 0 items",
            "s3.point_policy": "2 ok, 0 items",
            "s3.point_status": "2 ok, 0 items",
            "s3.points": "1 ok, 2 items",
            "s3.policy": "2 absent, 0 items; 2 ok, 0 items",
            "s3.policy_status": "2 ok, 0 items",
            "s3.replication": "2 absent, 0 items",
            "s3.versioning": "2 empty, 0 items; 2 ok, 0 items",
            "sagemaker.domain": "2 ok, 0 items",
            "sagemaker.domains": "1 ok, 2 items",
            "sagemaker.notebook": "2 ok, 0 items",
            "sagemaker.notebooks": "1 ok, 2 items",
            "secretsmanager.policy": "2 ok, 0 items",
            "secretsmanager.secrets": "1 ok, 2 items",
            "secretsmanager.versions": "2 ok, 2 items",
            "securityhub.administrator": "1 empty, 0 items",
            "securityhub.aggregator": "1 ok, 0 items",
            "securityhub.aggregators": "1 ok, 1 items",
            "securityhub.hub": "1 ok, 0 items",
            "securityhub.standards": "1 ok, 1 items",
            "sns.subscriptions": "1 ok, 2 items",
            "sns.topic": "4 ok, 0 items",
            "sns.topics": "1 ok, 4 items",
            "sqs.queue": "2 ok, 0 items",
            "sqs.queues": "1 ok, 2 items",
            "ssm.document": "2 ok, 0 items",
            "ssm.documents": "1 ok, 2 items",
            "ssm.nodes": "1 ok, 3 items",
            "ssm.parameters": "1 ok, 3 items",
            "ssm.patches": "1 ok, 2 items",
            "ssm.sharing": "1 ok, 0 items",
            "sso.assignments": "2 ok, 2 items",
            "sso.instance": "1 ok, 0 items",
            "sso.instances": "1 ok, 1 items",
            "sso.set": "2 ok, 0 items",
            "sso.sets": "1 ok, 2 items",
            "sso.users": "1 ok, 2 items",
            "states.machine": "2 ok, 0 items",
            "states.machines": "1 ok, 2 items",
            "storagegateway.gateways": "1 ok, 1 items",
            "storagegateway.nfs": "1 ok, 1 items",
            "storagegateway.shares": "1 ok, 2 items",
            "storagegateway.smb": "1 ok, 1 items",
            "storagegateway.smb_settings": "1 ok, 0 items",
            "tags.located": "1 ok, 1 items",
            "tags.resources": "1 ok, 24 items",
            "transfer.policy": "2 ok, 0 items",
            "transfer.server": "2 ok, 0 items",
            "transfer.servers": "1 ok, 2 items",
            "wafv2.cloudfront_acls": "1 ok, 1 items",
            "wafv2.cloudfront_lake_logs": "1 empty, 0 items",
            "wafv2.cloudfront_logs": "1 empty, 0 items",
            "wafv2.cloudfront_rule_logs": "1 empty, 0 items",
            "wafv2.regional_acls": "1 ok, 3 items",
            "wafv2.regional_lake_logs": "1 ok, 1 items",
            "wafv2.regional_logs": "1 ok, 1 items",
            "wafv2.regional_rule_logs": "1 empty, 0 items",
            "workspaces.clients": "1 ok, 2 items",
            "workspaces.connections": "1 ok, 2 items",
            "workspaces.desktops": "1 empty, 0 items; 1 ok, 2 items",
            "workspaces.directories": "1 ok, 3 items",
            "workspaces.pools": "1 ok, 2 items",
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
            "aws.s3.bucket alder-charts exposure permission/data ephi=True audience=listed",
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


def test_the_completed_account_answers_all(whole: list[Answer]) -> None:
    assert {a.question for a in whole if a.outcome not in {"ok", "empty", "absent"}} == set()
    assert {a.question for a in whole} == ALL - {
        "rds.cluster_parameters",
        "backup.older",
        "tags.buckets",
        "tags.global",
    }
    assert completed() is not None
