"""The profiles that come with the scanner: the law is whole, the mapping is honest, every value has its authority."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scanner import plugins
from scanner.check import Check
from scanner.profile import Profile, Requirement
from scanner.profile.layers import load_profile, profile_names, schema
from scanner.profile.limits import keys
from scanner.written.yamlfile import load
from scanner.written.yamlschema import violations

Checks = Mapping[str, Check[Any, Any]]
PROFILES = Path(__file__).parents[2] / "profiles"
NAMES = ("hipaa-security-rule", "hipaa-nprm-2025")


@pytest.fixture(scope="module")
def checks() -> Checks:
    return plugins.load().checks


@pytest.fixture(scope="module")
def rule(checks: Checks) -> Profile:
    return load_profile("hipaa-security-rule", checks)


@pytest.fixture(scope="module")
def proposal(checks: Checks) -> Profile:
    return load_profile("hipaa-nprm-2025", checks)


@pytest.fixture(params=NAMES)
def profile(request: pytest.FixtureRequest, checks: Checks) -> Profile:
    return load_profile(request.param, checks)


def test_names() -> None:
    assert profile_names() == list(NAMES)


def count(rows: list[Requirement]) -> dict[str | None, int]:
    return dict(Counter(row.designation for row in rows))


def test_the_rule_is_whole(rule: Profile) -> None:
    assert len(rule.requirements) == len({row.cite for row in rule.requirements}) == 80
    assert len({row.id for row in rule.requirements}) == 80
    core = [row for row in rule.requirements if row.core]
    assert count(core) == {"standard": 19, "required": 14, "addressable": 22}


@pytest.mark.parametrize(
    ("safeguard", "designations"),
    [
        ("general", {None: 5}),
        ("administrative", {"standard": 10, "required": 10, "addressable": 11}),
        ("physical", {"standard": 4, "required": 2, "addressable": 6}),
        ("technical", {"standard": 5, "required": 2, "addressable": 5}),
        ("organizational", {"standard": 2, "required": 11}),
        ("documentation", {"standard": 4, "required": 3}),
    ],
)
def test_the_rule_by_safeguard(rule: Profile, safeguard: str, designations: dict[str | None, int]) -> None:
    assert count([row for row in rule.requirements if row.safeguard == safeguard]) == designations


SECTION = {
    "164.306": "general",
    "164.308": "administrative",
    "164.310": "physical",
    "164.312": "technical",
    "164.314": "organizational",
    "164.316": "documentation",
}


def test_each_row_stands_under_its_section(rule: Profile) -> None:
    assert [row.safeguard for row in rule.requirements] == [SECTION[row.cite[:7]] for row in rule.requirements]
    assert all(row.citation == f"45 CFR {row.cite}" for row in rule.requirements)
    assert all(row.id == "hipaa-" + re.sub(r"[()]+", ".", row.cite[4:]).rstrip(".") for row in rule.requirements)
    assert all(row.cite.startswith((row.parent or "164").rpartition("(")[0] or "164") for row in rule.requirements)


def test_the_words_of_the_law(rule: Profile) -> None:
    assert rule.requirement("164.312(a)(2)(iii)").text == (
        "Implement electronic procedures that terminate an electronic session after a predetermined time of inactivity."
    )
    words = "\n".join(row.cite + row.text for row in rule.requirements)
    # Of the reprint that the words were taken from, not of our file.
    digest = "09c22b9228ed3b5d915c0a215ec94ea81706ab14fa50ed9b38799441f67217a9"
    assert hashlib.sha256(words.encode()).hexdigest() == digest
    assert not any(row.summary for row in rule.requirements)


def test_the_texts_have_their_hash(profile: Profile) -> None:
    for row in profile.requirements:
        assert hashlib.sha256(row.text.encode()).hexdigest() == row.sha256, row.cite
        assert row.text == " ".join(row.text.split()), row.cite


def test_what_no_machine_sees_is_attested(profile: Profile) -> None:
    for row in profile.requirements:
        strengths = {strength for _, strength in profile.supporters(row.cite)}
        if row.evidence.mode == "automatic":
            assert "direct" in strengths, row.cite
        if row.evidence.mode == "attestation":
            assert not row.evidence.automatic, row.cite
            assert row.evidence.attestation, row.cite
        else:
            assert strengths, row.cite
            assert row.evidence.automatic, row.cite


def test_the_controls(profile: Profile) -> None:
    assert len(profile.controls) == 28
    for name, control in profile.controls.items():
        cites = [support.cite for support in control.supports]
        assert cites, name
        assert len(set(cites)) == len(cites), name
        assert 1 <= control.likelihood <= 5
        assert all(len(text) > 20 for text in (control.why, control.proves, control.does_not_prove))
        # It stands behind "Does not show:".
        assert not re.match(r"(Not|No|Nothing|Only)\b", control.does_not_prove), name


DENIED = {"asset-inventory", "incident-response"}
"""Their own words say that what they see is no part of what the row asks for."""


def test_each_control_but_those_supports_something_directly(rule: Profile) -> None:
    for name in rule.controls:
        assert (rule.citations(name)[0].strength == "direct") == (name not in DENIED), name


@pytest.mark.parametrize(
    ("control", "cite"),
    [
        ("asset-inventory", "164.308(a)(1)(ii)(A)"),
        ("incident-response", "164.308(a)(6)(ii)"),
        ("workstation-lock", "164.310(c)"),
    ],
)
def test_what_is_no_failure_of_a_row_is_not_direct(rule: Profile, control: str, cite: str) -> None:
    """A missing entry in an inventory is no failure to conduct a risk analysis, and a lock no physical safeguard."""
    assert rule.control(control).strength(cite) == "supporting"


def test_what_waits_for_a_record_is_not_seen_by_a_machine_alone(profile: Profile) -> None:
    assert [r.cite for r in profile.requirements if r.evidence.attestation and r.evidence.mode == "automatic"] == []


def test_a_lock_is_no_logoff_and_a_backup_no_emergency_access(rule: Profile) -> None:
    assert rule.control("workstation-lock").strength("164.312(a)(2)(iii)") == "supporting"
    assert rule.control("backup").strength("164.312(a)(2)(ii)") is None
    assert rule.control("threat-detection").strength("164.308(a)(8)") is None
    assert rule.control("encryption-at-rest").strength("164.312(e)(2)(ii)") is None


def test_every_check_has_a_control(rule: Profile, checks: Checks) -> None:
    assert {check.control for check in checks.values() if not rule.maps(check.control)} == set()


def test_every_setting_has_an_authority(rule: Profile, checks: Checks) -> None:
    for check in checks.values():
        for name, setting in check.settings.items():
            for key in keys(setting.type, setting.default):
                assert rule.deciding(check.id, name, key), f"{check.id} {name} {key} is set by no threshold"


def test_no_setting_is_decided_twice(rule: Profile) -> None:
    slots = Counter(slot for threshold in rule.thresholds.values() for slot in threshold.sets)
    assert [slot for slot, times in slots.items() if times > 1] == []


def test_the_code_agrees_with_the_profile(rule: Profile, checks: Checks) -> None:
    for check in checks.values():
        assert rule.settings(check) == {name: setting.default for name, setting in check.settings.items()}, check.id


def test_an_authority_stands_in_one_place(rule: Profile) -> None:
    """The code names the threshold, the threshold whose number it is: they cannot say two things."""
    checks = Path(__file__).parents[2] / "checks"
    for line in "\n".join(file.read_text() for file in checks.glob("*.py")).splitlines():
        if "Final = " in line and "  # " in line:
            assert line.partition("  # ")[2] in rule.thresholds, line
        if line.lstrip().startswith("#") or "  # " in line:
            assert not re.search(r"\b(CIS|DISA|NIST|STIG|AWS)\b", line.partition("#")[2]), line


def test_the_rule_names_one_number(rule: Profile) -> None:
    assert [name for name, t in rule.thresholds.items() if t.is_regulatory] == ["documentation.retention"]


def test_what_the_rule_says_is_quoted_from_it(rule: Profile) -> None:
    quoted = 0
    for name, threshold in rule.thresholds.items():
        cited = re.match(r"164\.\d+(\(\w+\))+", threshold.rule_says)
        for quote in re.findall("“(.*?)”", threshold.rule_says):
            assert cited, name
            for part in quote.split(" … "):
                assert part in rule.requirement(cited[0]).text, name
                quoted += 1
    assert quoted > 20


def test_every_authority_was_seen(profile: Profile) -> None:
    for name, threshold in profile.thresholds.items():
        assert threshold.authority.strip(), name
        assert "memory" not in threshold.authority, name
        assert all(other.seen for other in threshold.others), name
        if not threshold.is_regulatory:
            assert "HIPAA requires" not in threshold.authority + threshold.rule_says, name


def test_the_proposal_is_no_law(rule: Profile, proposal: Profile) -> None:
    assert (proposal.status, proposal.label) == ("proposed", "proposed, not law")
    assert (rule.status, rule.label) == ("in-force", "")
    assert all(row.summary and row.source and row.checked for row in proposal.requirements)
    assert {row.designation for row in proposal.requirements} == {None}
    assert not {row.id for row in rule.requirements} & {row.id for row in proposal.requirements}
    assert {row.citation[:8] for row in proposal.requirements} == {"proposed"}


def test_the_proposal_replaces_what_there_is(rule: Profile, proposal: Profile) -> None:
    there = {row.cite for row in rule.requirements} | {"164.304", "164.318"}
    assert {cite for row in proposal.requirements for cite in row.replaces} - there == set()


def test_the_proposal_has_its_own_numbers(proposal: Profile, rule: Profile) -> None:
    assert proposal.thresholds["backup.rpo"].value == 48 * 3600
    assert proposal.thresholds["backup.rpo"].is_regulatory
    assert proposal.thresholds["session.idle.server_shell"].value == 600
    assert proposal.thresholds["session.idle.server_shell"].rule_says == "no number"
    assert not proposal.thresholds["session.idle.server_shell"].is_regulatory
    assert {t.rule_says for t in proposal.thresholds.values()} & {t.rule_says for t in rule.thresholds.values()} == {
        "no number"
    }


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_takes_our_own(name: str) -> None:
    assert not list(violations(load(PROFILES / f"{name}.yaml"), schema()))


def parts(part: Any) -> Any:
    if isinstance(part, dict):
        yield part
        for inner in part.values():
            yield from parts(inner)
    if isinstance(part, list):
        for inner in part:
            yield from parts(inner)


def test_the_schema_tells_an_editor_what_each_key_is() -> None:
    definitions = schema()["$defs"]
    for part in parts(definitions):
        for name, known in part.get("properties", {}).items():
            if isinstance(known, dict) and known:
                told = definitions[known["$ref"].split("/")[-1]] if "$ref" in known else known
                assert told.get("description", "").endswith((".", "...")) or name == "properties", name
        if "properties" in part and part.get("type") == "object":
            assert part["additionalProperties"] is False
