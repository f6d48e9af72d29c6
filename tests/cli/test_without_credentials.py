"""What a person sees who scans AWS and is not signed in, and that the night stays provable."""

import os
import re
from pathlib import Path
from textwrap import wrap

import pytest
from inline_snapshot import snapshot

from tests.cli.conftest import Safeguard

CONFIG = """
[profile clinic-prod]
sso_start_url = https://alder.example/start
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = Audit
[profile keys]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
"""


@pytest.fixture(autouse=True)
def nowhere(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of AWS in the environment; a configuration with two profiles in the home."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    (home.parent / ".aws").mkdir()
    (home.parent / ".aws" / "config").write_text(CONFIG)


@pytest.mark.parametrize(
    ("target", "seen"),
    [
        (
            "aws:",
            snapshot(
                [
                    "  ? denied  leaves all of it open  there are no AWS credentials to ask with",
                    "(NoCredentials)",
                    "  Looked in: environment (AWS_ACCESS_KEY_ID is not set), ~/.aws (no profile default, but 2",
                    "others), cache of IAM Identity Center (no profile to sign in with), role of a container",
                    "(none), role of an EC2 machine (switched off).",
                    "  Next: safeguard scan aws://PROFILE",
                    "  aws configure list-profiles names them",
                ]
            ),
        ),
        (
            "aws://clinic-pord",
            snapshot(
                [
                    "  ? denied  leaves all of it open  there is no AWS profile clinic-pord (ProfileNotFound)",
                    "  Looked in: ~/.aws/config, ~/.aws/credentials; the nearest name there is clinic-prod.",
                    "  Next: safeguard scan aws://clinic-prod",
                ]
            ),
        ),
        (
            "aws://clinic-prod",
            snapshot(
                [
                    "  ? denied  leaves all of it open  nobody has signed in through IAM Identity Center",
                    "(SSOTokenLoad)",
                    "  The profile clinic-prod takes its credentials from there.",
                    "  Next: aws sso login --profile clinic-prod",
                ]
            ),
        ),
        (
            "aws://keys",
            snapshot(
                [
                    "  ? denied  leaves all of it open  the AWS credentials are half there (PartialCredentials)",
                    "  A key id and its secret belong together: the profile keys in ~/.aws holds a part.",
                    "  Next: aws configure --profile keys",
                ]
            ),
        ),
    ],
)
def test_where_it_was_looked_and_what_to_type(target: str, seen: list[str], safeguard: Safeguard, home: Path) -> None:
    ran = safeguard("scan", target, "--make-key")
    assert ran.code == 2
    block = re.sub(r"\d+ open", "N open", ran.out.partition("Not seen")[2].partition("By safeguard")[0])
    assert [short for line in block.splitlines()[1:-1] for short in wrap(line, 90)] == seen
    assert "AKIAIOSFODNN7EXAMPLE" not in ran.screen
    assert safeguard("verify", str(home / "evidence")).code == 5  # intact, by a key nobody has vouched for
    assert "byte for byte" in safeguard("verify", str(home / "evidence")).out


def test_a_profile_of_the_environment(safeguard: Safeguard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "clinic-pord")
    ran = safeguard("scan", "aws:", "--make-key")
    assert "there is no AWS profile clinic-pord, which AWS_PROFILE names" in ran.out
    assert "Next: export AWS_PROFILE=clinic-prod" in ran.out
