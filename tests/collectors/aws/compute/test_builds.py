"""SageMaker, CodeBuild, Step Functions: whose key, what is recorded, what users and variables hold."""

from typing import Any

import pytest

from scanner.facts import Asset, Credential, DataStore, Fact, Gap, Guard, LogTrail, SignIn
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.compute.test_functions import KEY, KEYS

NOTEBOOK, DOMAIN = "aws.sagemaker.notebook", "aws.sagemaker.domain"
PROJECT, VARIABLES, MACHINE = "aws.codebuild.project", "aws.codebuild.secret-variables", "aws.states.state-machine"
NOTEBOOK_ARN = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:notebook-instance/charts"
DOMAIN_ARN = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:domain/d-1"
MACHINE_ARN = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:charts"

_NOTEBOOK = {"NotebookInstanceArn": NOTEBOOK_ARN, "NotebookInstanceName": "charts"}
NOTEBOOKS = ("sagemaker.notebooks", REGION, {"NotebookInstances": [_NOTEBOOK]})
DOMAINS = ("sagemaker.domains", REGION, {"Domains": [{"DomainArn": DOMAIN_ARN, "DomainId": "d-1"}]})
MACHINES = ("states.machines", REGION, {"stateMachines": [{"stateMachineArn": MACHINE_ARN, "name": "charts"}]})
PROJECTS = ("codebuild.projects", REGION, {"projects": ["charts"]})


_NAMED = {
    "sagemaker.notebook": "NotebookInstanceArn",
    "sagemaker.domain": "DomainArn",
    "states.machine": "stateMachineArn",
}
"""What its own answer calls it, where it says nothing else."""


@pytest.mark.parametrize(
    ("kind", "listing", "asked", "named"),
    [
        (NOTEBOOK, NOTEBOOKS, ("sagemaker.notebook", NOTEBOOK_ARN), {"KmsKeyId": KEY}),
        (DOMAIN, DOMAINS, ("sagemaker.domain", DOMAIN_ARN), {"KmsKeyId": KEY}),
        (DOMAIN, DOMAINS, ("sagemaker.domain", DOMAIN_ARN), {"HomeEfsFileSystemKmsKeyId": KEY}),
        (
            MACHINE,
            MACHINES,
            ("states.machine", MACHINE_ARN),
            {"encryption": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": KEY},
        ),
    ],
)
def test_whose_key_it_is(kind: str, listing: Any, asked: tuple[str, str], named: dict[str, str]) -> None:
    for said, encrypted, customer in (
        ({_NAMED[asked[0]]: asked[1]}, True, False),
        (named, True, True),
        (DENIED, None, None),
    ):
        store = one(kind, DataStore, listing, (*asked, said), *KEYS)
        assert (store.encrypted, store.customer_key) == (encrypted, customer)
        if said == DENIED:
            assert {why(store, field) for field in ("encrypted", "customer_key", "cipher")} == {DENIED}


def test_a_key_that_is_not_in_use_counts_for_nothing() -> None:
    said = ("states.machine", MACHINE_ARN, {"encryption": "AWS_OWNED_KEY", "kmsKeyId": KEY})
    assert one(MACHINE, DataStore, MACHINES, said, *KEYS).customer_key is False


@pytest.mark.parametrize(
    ("said", "in_force"),
    [
        ({"RootAccess": "Disabled"}, True),
        ({"RootAccess": "Enabled"}, False),
        ({"NotebookInstanceArn": NOTEBOOK_ARN}, False),
        (DENIED, None),
    ],
)
def test_users_of_a_notebook_who_are_root(*, said: Any, in_force: bool | None) -> None:
    assert one(NOTEBOOK, Guard, NOTEBOOKS, ("sagemaker.notebook", NOTEBOOK_ARN, said)).in_force is in_force


@pytest.mark.parametrize(
    ("said", "individual", "directories", "reason"),
    [
        ({"AuthMode": "SSO"}, True, 2, ""),
        ({"AuthMode": "IAM"}, None, None, "not-asked"),
        ({"DomainArn": DOMAIN_ARN}, None, None, "not-asked"),
        (DENIED, None, None, DENIED),
    ],
)
def test_users_of_a_domain(*, said: Any, individual: bool | None, directories: int | None, reason: str) -> None:
    found = one(DOMAIN, SignIn, DOMAINS, ("sagemaker.domain", DOMAIN_ARN, said))
    assert (found.individual, found.directories) == (individual, directories)
    if reason:
        assert {why(found, "individual"), why(found, "directories")} == {reason}


def project(said: Any) -> tuple[str, str, Any]:
    body = {"projects": [{"name": "charts", **said}]} if isinstance(said, dict) else said
    return ("codebuild.project", f"{REGION}/charts", body)


@pytest.mark.parametrize(
    ("said", "enabled"),
    [
        ({}, True),
        ({"cloudWatchLogs": "ENABLED", "s3Logs": "DISABLED"}, True),
        ({"cloudWatchLogs": "DISABLED"}, False),
        ({"cloudWatchLogs": "DISABLED", "s3Logs": "ENABLED"}, True),
        ({"s3Logs": "ENABLED"}, True),
        (DENIED, None),
        ({"name": "another"}, None),
    ],
)
def test_what_a_build_writes_down(*, said: Any, enabled: bool | None) -> None:
    found = one(PROJECT, LogTrail, PROJECTS, project(said))
    assert found.enabled is enabled
    assert found.resource == f"arn:aws:codebuild:{REGION}:{ACCOUNT}:project/charts"


def variable(name: str, kind: str = "") -> dict[str, str]:
    return {"name": name, **({"type": kind} if kind else {})}


@pytest.mark.parametrize(
    ("variables", "stored", "name"),
    [
        ([variable("DB_PASSWORD", "PLAINTEXT"), variable("CITY")], "plain", "charts: DB_PASSWORD"),
        (
            [variable("AWS_SECRET_ACCESS_KEY"), variable("API_TOKEN", "PARAMETER_STORE")],
            "plain",
            "charts: AWS_SECRET_ACCESS_KEY",
        ),
        (
            [variable("API_TOKEN", "PARAMETER_STORE"), variable("A_SECRET", "SECRETS_MANAGER")],
            "vault",
            "charts: API_TOKEN, A_SECRET",
        ),
        ([variable("CITY", "PLAINTEXT")], None, ""),
        # Where one lies, or how long it lasts, is no secret.
        ([variable("DB_SECRET_ARN"), variable("TOKEN_TTL"), variable("PasswordLength")], None, ""),
        ([variable("DB_SECRET_ARNS"), variable("TOKEN_IDENTITY")], "plain", "charts: DB_SECRET_ARNS, TOKEN_IDENTITY"),
        ([], None, ""),
    ],
)
def test_secrets_in_variables(variables: list[dict[str, str]], stored: str | None, name: str) -> None:
    given = (PROJECTS, project({"variables": variables}))
    if stored is None:
        assert not [f for f in facts(*given) if f.kind == VARIABLES]
    else:
        found = one(VARIABLES, Credential, *given)
        assert (found.stored, found.name) == (stored, name)


def test_variables_that_were_not_read_may_hold_secrets() -> None:
    assert one(VARIABLES, Gap, PROJECTS, project(DENIED)).outcome == DENIED
    assert one(VARIABLES, Gap, ("codebuild.projects", REGION, DENIED)).outcome == DENIED


@pytest.mark.parametrize(
    ("said", "enabled"),
    [
        ({"level": "ALL"}, True),
        ({"level": "ERROR"}, True),
        ({"level": "FATAL"}, False),
        ({"level": "OFF"}, False),
        ({"stateMachineArn": MACHINE_ARN}, False),
        (DENIED, None),
    ],
)
def test_what_is_recorded_of_runs(*, said: Any, enabled: bool | None) -> None:
    assert one(MACHINE, LogTrail, MACHINES, ("states.machine", MACHINE_ARN, said)).enabled is enabled


@pytest.mark.parametrize(
    ("question", "kind", "classes"),
    [
        ("sagemaker.notebooks", NOTEBOOK, (Asset, DataStore, Guard)),
        ("sagemaker.domains", DOMAIN, (Asset, DataStore, SignIn)),
        ("codebuild.projects", PROJECT, (Asset, LogTrail)),
        ("states.machines", MACHINE, (Asset, DataStore, LogTrail)),
    ],
)
def test_what_was_not_listed_is_missing(question: str, kind: str, classes: tuple[type[Fact], ...]) -> None:
    gaps = [f for f in facts((question, REGION, DENIED)) if isinstance(f, Gap) and f.kind == kind]
    assert [f.outcome for f in gaps] == [DENIED] * len(classes)
    assert not [f for f in facts((question, REGION, ABSENT)) if f.kind == kind]
