"""ECS: what containers may do and write down, how they mount, and who watches their shells."""

from typing import Any

import pytest

from scanner.facts import Channel, Delivery, Gap, Guard, LogTrail
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.possible import Odd

CLUSTER_ARN = f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/charts"
DEFINITION = "aws.ecs.task-definition"
SHELLS = "aws.ecs.shells"
FAMILIES = ("ecs.families", REGION, {"families": ["charts"]})
CLUSTERS = ("ecs.clusters", REGION, {"clusterArns": [CLUSTER_ARN]})
AWSLOGS = {"logDriver": "awslogs"}


def definition(*containers: dict[str, Any], **more: Any) -> tuple[str, str, Any]:
    return ("ecs.definition", f"{REGION}/charts", {"containers": list(containers), **more})


@pytest.mark.parametrize(
    ("body", "in_force"),
    [
        (definition(AWSLOGS), True),
        (definition({"privileged": False}), True),
        (definition(AWSLOGS, {"privileged": True}), False),
        (definition({"added": ["SYS_PTRACE"]}), True),
        (definition({"added": ["SYS_PTRACE", "SYS_ADMIN"]}), False),
        (definition({"added": ["ALL"]}), False),
        (definition(AWSLOGS, pidMode="host"), False),
        (definition(AWSLOGS, ipcMode="host"), False),
        (definition(AWSLOGS, pidMode="task", ipcMode="none"), True),
        (definition(), None),
        (("ecs.definition", f"{REGION}/charts", DENIED), None),
    ],
)
def test_what_containers_may_do(*, body: Any, in_force: bool | None) -> None:
    found = one(DEFINITION, Guard, FAMILIES, body)
    assert found.in_force is in_force
    assert found.resource == f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/charts"


@pytest.mark.parametrize(
    ("body", "enabled", "copies"),
    [
        (definition(AWSLOGS), True, 1),
        (definition(AWSLOGS, {}), False, None),
        (definition({"logDriver": "json-file"}), True, 0),
        (definition({"logDriver": "splunk"}, AWSLOGS), True, 1),
        (definition(), False, None),
        (("ecs.definition", f"{REGION}/charts", DENIED), None, None),
    ],
)
def test_what_containers_write_down(*, body: Any, enabled: bool | None, copies: int | None) -> None:
    assert one(DEFINITION, LogTrail, FAMILIES, body).enabled is enabled
    gone = [f.copies for f in facts(FAMILIES, body) if isinstance(f, Delivery)]
    assert gone == ([] if enabled is False else [copies])


@pytest.mark.parametrize(
    ("mounts", "encryption"),
    [
        ([{"transitEncryption": "ENABLED"}], "required"),
        ([{"transitEncryption": "ENABLED"}, {}], "none"),
        ([{"transitEncryption": "DISABLED"}], "none"),
    ],
)
def test_mounts(mounts: list[dict[str, str]], encryption: str) -> None:
    found = one("aws.ecs.efs-mount", Channel, FAMILIES, definition(mounts=mounts))
    assert (found.protocol, found.encryption) == ("nfs", encryption)


def test_a_task_without_mounts_has_no_such_channel_and_one_that_was_refused_may_have() -> None:
    assert not [f for f in facts(FAMILIES, definition(mounts=[])) if f.kind == "aws.ecs.efs-mount"]
    refused = ("ecs.definition", f"{REGION}/charts", DENIED)
    assert one("aws.ecs.efs-mount", Gap, FAMILIES, refused).outcome == DENIED
    assert one("aws.ecs.efs-mount", Gap, ("ecs.families", REGION, DENIED)).outcome == DENIED


def shells(row: dict[str, Any], *tasks: tuple[str, str, Any]) -> LogTrail:
    detail = ("ecs.cluster", CLUSTER_ARN, {"clusters": [{"clusterArn": CLUSTER_ARN, **row}]})
    return one(SHELLS, LogTrail, CLUSTERS, detail, *tasks)  # type: ignore[no-any-return]


TASK = (FAMILIES, definition(AWSLOGS))


@pytest.mark.parametrize(
    ("row", "tasks", "enabled"),
    [
        ({"logging": "OVERRIDE", "group": True, "bucket": False}, (), True),
        ({"logging": "OVERRIDE", "group": True, "bucket": True}, (), True),
        ({"logging": "OVERRIDE", "group": False, "bucket": False}, (), False),
        ({"logging": "NONE", "group": True}, (), False),
        ({"logging": "DEFAULT"}, TASK, True),
        ({}, TASK, True),
        ({}, (FAMILIES, definition(AWSLOGS, {"logDriver": "splunk"})), None),
        ({}, (FAMILIES, ("ecs.definition", f"{REGION}/charts", DENIED)), None),
        ({}, (("ecs.families", REGION, DENIED),), None),
        ({"logging": Odd("ELSEWHERE")}, TASK, None),
    ],
)
def test_shells(*, row: dict[str, Any], tasks: Any, enabled: bool | None) -> None:
    found = shells(row, *tasks)
    assert found.enabled is enabled
    assert found.records == {True: ("commands",), False: (), None: None}[enabled]


def test_shells_of_tasks_that_log_elsewhere_are_not_asked_after() -> None:
    found = shells({}, FAMILIES, definition({"logDriver": "awsfirelens"}))
    assert (found.enabled, why(found, "enabled")) == (None, "not-asked")


def test_where_no_task_can_run_there_is_no_shell() -> None:
    detail = ("ecs.cluster", CLUSTER_ARN, {"clusters": [{"clusterArn": CLUSTER_ARN}]})
    no_families: dict[str, Any] = {"families": []}
    given = (CLUSTERS, detail, ("ecs.families", REGION, no_families))
    assert not [f for f in facts(*given) if f.kind == SHELLS]


def test_a_cluster_that_was_not_described_is_open() -> None:
    refused = one(SHELLS, LogTrail, CLUSTERS, ("ecs.cluster", CLUSTER_ARN, DENIED))
    assert why(refused, "enabled") == DENIED
    other = ("ecs.cluster", CLUSTER_ARN, {"clusters": [{"clusterArn": f"{CLUSTER_ARN}-2"}]})
    assert why(one(SHELLS, LogTrail, CLUSTERS, other), "enabled") == "unclear"
    assert one(SHELLS, Gap, ("ecs.clusters", REGION, DENIED)).outcome == DENIED
