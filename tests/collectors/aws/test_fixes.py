"""Commands in the fixes: operations that there are, with all that they demand and nothing that they do not know."""

import re
from collections.abc import Iterator
from functools import cache

import botocore.session
import pytest
from botocore import xform_name
from botocore.model import OperationModel

from collectors.aws import AWS
from scanner import plugins

SERVICES = {"s3api": "s3", "configservice": "config"}
"""What the command line calls otherwise than botocore."""
OWN = {
    ("emr", "create-cluster"): {"release-label", "use-default-roles", "instance-type"},
    ("eks", "update-cluster-version"): {"name", "kubernetes-version"},
}
"""What the command line demands where it has words of its own."""
KNOWN = {
    ("emr", "create-cluster"): {"instance-count", "security-configuration", "ec2-attributes"},
    ("configservice", "put-configuration-recorder"): {"recording-group"},
    ("ec2", "revoke-security-group-ingress"): {"protocol", "port", "cidr"},
    ("sns", "subscribe"): {"notification-endpoint"},
}
"""What else it knows there."""
GENERAL = {"region", "cli-input-json"}


@cache
def operations(service: str) -> dict[str, OperationModel]:
    model = botocore.session.get_session().get_service_model(SERVICES.get(service, service))
    return {xform_name(name, "-"): model.operation_model(name) for name in model.operation_names}


def commands() -> Iterator[tuple[str, str, str, frozenset[str]]]:
    for kind, one in AWS.kinds.items():
        for check, fix in one.fix.items():
            for part in re.split(r"(?=\baws [a-z0-9-]+ [a-z])|;", fix):
                if found := re.match(r"aws ([a-z0-9-]+) ([a-z0-9-]+)", part):
                    where = f"{kind} {check}"
                    yield where, found[1], found[2], frozenset(re.findall(r"(?<!\S)--([a-z0-9-]+)", part))


@pytest.mark.parametrize("service", sorted({service for _, service, _, _ in commands()}))
def test_commands_can_be_typed(service: str) -> None:
    wrong = []
    for where, its, name, options in commands():
        if its != service:
            continue
        demands, knows = words(service, name)
        given = {option.removeprefix("no-") if option not in knows else option for option in options} - GENERAL
        lacks = set() if "cli-input-json" in options else demands - given
        if lacks or given - knows:
            wrong.append(f"{where}: {name} lacks {sorted(lacks)}, does not know {sorted(given - knows)}")
    assert wrong == []


def words(service: str, name: str) -> tuple[set[str], set[str]]:
    """What an operation demands, and all that it knows; what the SDK makes up by itself nobody types."""
    if (service, name) in OWN:
        return OWN[service, name], OWN[service, name] | KNOWN.get((service, name), set())
    shape = operations(service)[name].input_shape
    members = shape.members if shape else {}
    needed = [m for m in (shape.required_members if shape else ()) if not members[m].metadata.get("idempotencyToken")]
    demands = {xform_name(member, "-") for member in needed}
    return demands, {xform_name(member, "-") for member in members} | KNOWN.get((service, name), set())


def test_a_cluster_gets_the_operations_of_clusters() -> None:
    fixes = AWS.kinds["aws.rds.cluster"].fix
    assert not [check for check, fix in fixes.items() if "modify-db-instance" in fix or "modify-db-parameter" in fix]


@pytest.mark.parametrize("kind", ["aws.rds.instance", "aws.rds.cluster"])
def test_what_waits_for_a_window_or_a_group_says_so(kind: str) -> None:
    fix = AWS.kinds[kind].fix
    assert "--apply-immediately" in fix["backup.exists"]
    assert "default group cannot be changed" in fix["encryption-in-transit.plain-refused"]


def test_no_fix_sends_people_to_what_there_is_not() -> None:
    assert not [
        (kind, check) for kind, one in AWS.kinds.items() for check, fix in one.fix.items() if "by a decision" in fix
    ]


def test_every_fix_is_of_a_check_that_judges_what_the_kind_gives() -> None:
    registry = plugins.load()
    for collector in registry.collectors.values():
        for name, kind in collector.kinds.items():
            given = {promise[0] if isinstance(promise, tuple) else promise for promise in kind.gives}
            assert [check for check in kind.fix if registry.checks[check].fact not in given] == [], name
