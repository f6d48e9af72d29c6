"""A system that nothing here reads: declared, it is in the coverage of every run, by name, and never passes."""

import json
from pathlib import Path
from typing import Any

import pytest

from collectors import uncovered
from scanner import plugins
from scanner.check import Check
from scanner.facts import tag
from scanner.facts.classes import promised
from tests.cli.conftest import Safeguard

DECLARED = """\
targets:
  - target: "vsphere://vc1.clinic.example"
    ephi: true
  - target: "kubernetes:pacs"
  - target: "ehr://chart"
    what: Chart, hosted by its vendor
  - target: "mobile:nurses"
  - target: "other:veeam-1"
    what: Veeam backup server
"""


@pytest.fixture
def clinic(home: Path) -> Path:
    (home / "safeguard.yaml").write_text(DECLARED)
    return home


def findings(safeguard: Safeguard) -> list[dict[str, Any]]:
    return [json.loads(line) for line in safeguard("findings", "--each", "--json").out.splitlines()]


def test_every_run_names_them(clinic: Path, safeguard: Safeguard) -> None:
    ran = safeguard("scan", "--make-key")
    rows = [" ".join(line.split()) for line in ran.screen.splitlines() if "leaves all of it open" in line]
    told = "? error leaves all of it open"
    assert ran.code == 2
    assert {row.removeprefix(told).removesuffix("(NothingReadsIt)").strip() for row in rows} == {
        "chart (Chart, hosted by its vendor) nothing here reads the own settings of an EHR system yet",
        "kubernetes:pacs nothing here reads what is set inside a Kubernetes cluster yet",
        "vsphere:vc1.clinic.example nothing here reads what is set in vSphere yet",
        "veeam-1 (Veeam backup server) nothing here reads such a system yet",
        "mobile:nurses nothing here reads mobile devices outside Google Workspace and Entra ID yet",
    }


def test_no_finding_of_them_passes_and_each_check_that_would_judge_them_is_open(
    clinic: Path, safeguard: Safeguard
) -> None:
    assert safeguard("scan", "--make-key").code == 2
    found = findings(safeguard)
    assert {one["status"] for one in found} == {"not_assessed"}
    checks: dict[str, Check] = dict(plugins.load().checks)  # type: ignore[type-arg]
    for system in uncovered.SYSTEMS:
        judged = {one["check"] for one in found if one["target"].startswith(f"{system.scheme}:")}
        given = {tag(promised(one)) for one in system.gives}
        assert judged
        assert {tag(checks[name].fact) for name in judged} == given


def test_a_list_of_them(home: Path, safeguard: Safeguard) -> None:
    (home / "centers.csv").write_text("name,owner\nvc1,Ana\nvc2,Ben\n")
    (home / "safeguard.yaml").write_text("targets:\n  - inventory: centers.csv\n    scheme: vsphere\n")
    assert safeguard("scan", "--make-key").code == 2
    found = findings(safeguard)
    assert {(one["target"], one["owner"]) for one in found} == {("vsphere:vc1", "Ana"), ("vsphere:vc2", "Ben")}
