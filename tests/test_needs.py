"""What only a check that is mute would look at is not asked, until a profile makes it speak."""

from pathlib import Path

import pytest

from collectors.aws import AWS
from scanner import plugins
from scanner.layers import load_profile
from scanner.scope import declare, needs
from scanner.targets import Target

REGISTRY = plugins.load()
RULE = load_profile("hipaa-security-rule", REGISTRY.checks)
SERVING = {q.id: q.serves for q in AWS.questions if q.serves}


def asked(profile: object) -> set[str]:
    (one,) = declare([Target(id="aws:", scheme="aws", name="")], REGISTRY, profile).targets  # type: ignore[arg-type]  # a profile
    return set(one.questions)


def test_questions_name_checks_that_exist() -> None:
    assert {"s3.lock", "s3.replication", "rds.automated"} <= set(SERVING)
    assert {name for names in SERVING.values() for name in names} <= set(REGISTRY.checks)


def test_a_mute_check_has_nothing_asked() -> None:
    mute = needs(REGISTRY.checks, RULE).mute
    assert {"backup.off-site", "backup.unalterable"} <= mute
    assert "backup.kept" not in mute
    assert asked(RULE).isdisjoint(name for name, checks in SERVING.items() if set(checks) <= mute)


@pytest.mark.parametrize(
    ("setting", "question"), [("backup.unalterable", "s3.lock"), ("backup.off_site", "s3.replication")]
)
def test_a_profile_that_makes_it_speak_has_it_asked(setting: str, question: str, tmp_path: Path) -> None:
    path = tmp_path / "clinic.yaml"
    path.write_text(
        f"extends: hipaa-security-rule\nthresholds:\n  {setting}: {{ value: true, authority: our own choice }}\n"
    )
    assert question in asked(load_profile(path, REGISTRY.checks))
