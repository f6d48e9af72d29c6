"""Only what some check of the profile asks about is asked: facet by facet, and with the settings of the profile."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from collectors.aws import AWS
from collectors.host.here import LOCAL
from scanner import plugins
from scanner.check import Check, Verdict, check, failed, unknown
from scanner.collector import Collector, Question
from scanner.facts import Asset, Backup, Channel, DataStore, Detector, Exposure, Guard, Promise, Routine, facets, spread
from scanner.profile import Profile
from scanner.profile.layers import load_profile
from scanner.scope import declare, needs
from scanner.targets import Target

REGISTRY = plugins.load()
RULE = load_profile("hipaa-security-rule", REGISTRY.checks)
SERVING = {q.id: q.serves for q in AWS.questions if q.serves}
MUTE = set(REGISTRY.checks).difference(needs(REGISTRY.checks, RULE).heard or ())


def asked(profile: object) -> set[str]:
    (one,) = declare([Target(id="aws:", scheme="aws", name="")], REGISTRY, profile).targets  # type: ignore[arg-type]  # a profile
    return set(one.questions)


def wanted(collector: Collector, checks: dict[str, Check[Any, Any]], profile: Profile = RULE) -> set[str]:
    needed = needs(checks, profile)
    return set(collector.wanted(needed.facts, heard=needed.heard))


def alone(check: str, collector: Collector = AWS) -> set[str]:
    """What a profile with only this check asks, but for what every profile does."""
    everywhere = {q.id for q in collector.questions if set(chain(*map(spread, q.feeds))) >= set(spread(Channel))}
    return wanted(collector, {check: REGISTRY.checks[check]}) - everywhere


def without(*checks: str) -> set[str]:
    return wanted(AWS, {name: check for name, check in REGISTRY.checks.items() if name not in checks})


def test_questions_name_checks_that_exist() -> None:
    assert {"s3.lock", "s3.replication", "rds.automated"} <= set(SERVING)
    assert {name for names in SERVING.values() for name in names} <= set(REGISTRY.checks)


def test_a_mute_check_has_nothing_asked() -> None:
    assert {"backup.off-site", "backup.unalterable"} <= MUTE
    assert "backup.kept" not in MUTE
    assert asked(RULE).isdisjoint(name for name, checks in SERVING.items() if set(checks) <= MUTE)


@pytest.mark.parametrize(
    ("setting", "question"), [("backup.unalterable", "s3.lock"), ("backup.off_site", "s3.replication")]
)
def test_a_profile_that_makes_it_speak_has_it_asked(setting: str, question: str, tmp_path: Path) -> None:
    path = tmp_path / "clinic.yaml"
    path.write_text(
        f"extends: hipaa-security-rule\nthresholds:\n  {setting}: {{ value: true, authority: our own choice }}\n"
    )
    assert question in asked(load_profile(path, REGISTRY.checks))


@pytest.mark.parametrize(
    ("check", "questions"),
    [
        ("incident-response.contact", {"account.security_contact", "account.contact"}),
        ("business-associates.agreement", {"artifact.agreements", "organizations.membership"}),
        ("encryption-at-rest.default-on", {"ec2.ebs_default"}),
    ],
)
def test_a_profile_of_one_check_asks_what_that_looks_at(check: str, questions: set[str]) -> None:
    assert alone(check) == questions


@pytest.mark.parametrize("check", sorted(REGISTRY.checks))
def test_a_check_that_is_disabled_adds_no_question(check: str) -> None:
    assert without(check) <= without()


@pytest.mark.parametrize(
    ("check", "questions"),
    [
        ("incident-response.contact", {"account.security_contact", "account.contact"}),
        ("encryption-at-rest.default-on", {"ec2.ebs_default"}),
        ("threat-detection.on-and-heard", {"securityhub.standards"}),
    ],
)
def test_what_only_a_disabled_check_looks_at_is_not_asked(check: str, questions: set[str]) -> None:
    assert without() - without(check) >= questions


def test_what_a_check_joins_is_needed_in_all_its_facets() -> None:
    joining = needs({"backup.exists": REGISTRY.checks["backup.exists"]}, RULE).facts
    assert set(spread(Backup)) <= joining
    assert (Asset, "store") in joining
    assert joining.isdisjoint(spread(DataStore))


@check(id="acme.public", title="Nobody reads it", control="access", severity="high")
def speaks_of_what_was_read(exposure: Exposure) -> Iterator[Verdict]:
    """Why.

    Fix: it.
    """
    if exposure.audience == "everyone":
        yield failed("everybody can")


@check(id="acme.logs", title="Nobody writes it", control="access", severity="high")
def speaks_of_some(exposure: Exposure) -> Iterator[Verdict]:
    """Why.

    Fix: it.
    """
    if exposure.way == "network":
        yield unknown(exposure, "audience")


@pytest.mark.parametrize(
    ("check", "needed"),
    [
        (speaks_of_what_was_read, set(spread(Exposure))),
        (speaks_of_some, {one for one in spread(Exposure) if one[1].startswith("network/")}),
    ],
    ids=lambda given: getattr(given, "id", ""),
)
def test_a_check_that_is_mute_of_what_is_not_known_has_all_of_its_class_asked(
    check: Check[Any, Any], needed: set[Promise]
) -> None:
    """Else it would be silent for want of anything to judge."""
    assert needs({check.id: check}, RULE).facts == needed
    assert wanted(AWS, {check.id: check}) == set(AWS.wanted(needed))


@pytest.mark.parametrize(
    ("needed", "feeds", "is_asked"),
    [
        ((Detector, "vulnerabilities"), (Detector,), True),
        ((Detector, "vulnerabilities"), ((Detector, "vulnerabilities"), DataStore), True),
        ((Detector, "vulnerabilities"), ((Detector, "malware"), DataStore), False),
        ((Detector, "vulnerabilities"), ((Guard, "deletion"),), False),
        (Detector, ((Detector, "malware"),), True),
        (DataStore, ((Detector, "malware"), DataStore), True),
        (DataStore, ((DataStore, ""),), True),
    ],
)
def test_a_class_stands_for_all_its_facets(needed: Promise, feeds: tuple[Promise, ...], *, is_asked: bool) -> None:
    row = Question(id="one", operation="", needs="", feeds=feeds)
    collector = replace(LOCAL, questions=(row,))
    assert bool(collector.wanted({needed})) is is_asked


@pytest.mark.parametrize("collector", [AWS, LOCAL], ids=lambda c: c.scheme)
def test_feeds_name_facets_that_there_are(collector: Collector) -> None:
    for question in collector.questions:
        for promise in question.feeds:
            assert not isinstance(promise, tuple) or promise[1] in facets(promise[0]), (question.id, promise)


def test_a_profile_with_all_checks_asks_all_but_what_nobody_looks_at() -> None:
    """Some habits only people can tell of."""
    unasked = {one for one in spread(Routine) if one not in needs(REGISTRY.checks, RULE).facts}
    assert {which for _, which in unasked} == {
        *("access-review", "leaver-check", "media-disposal", "facility-access", "evaluation")
    }
    serving_mute = {name for name, checks in SERVING.items() if set(checks) <= MUTE}
    assert wanted(AWS, dict(REGISTRY.checks)) == {q.id for q in AWS.questions if q.asked_of != "lists"} - serving_mute
