"""Where a service is not offered there is nothing of it, and nothing is missing."""

import pytest

from collectors.aws import KINDS
from tests.collectors.aws.answering import ABSENT, REGION, ROWS, facts

GATES = [
    "efs.file_systems",
    "fsx.file_systems",
    "glacier.vaults",
    "storagegateway.gateways",
    "datasync.tasks",
    "transfer.servers",
    "drs.servers",
    "glue.databases",
    "glue.connections",
    "athena.workgroups",
    "emr.clusters",
    "emr.block",
]


@pytest.mark.parametrize("gate", GATES)
def test_a_service_that_a_region_has_not(gate: str) -> None:
    service = gate.partition(".")[0]
    others = [(g, REGION, ABSENT) for g in GATES if g.partition(".")[0] == service]
    kinds = {kind for kind in KINDS if kind.startswith(f"aws.{service}.")}
    assert kinds
    assert [f for f in facts(*others) if f.kind in kinds] == []


@pytest.mark.parametrize("gate", GATES)
def test_a_gate_costs_one_call_a_region(gate: str) -> None:
    assert ROWS[gate].scope == "region"
    service = f"{gate.partition('.')[0]}."
    assert {q for q, row in ROWS.items() if q.startswith(service) and row.scope != "item"} <= set(GATES)
