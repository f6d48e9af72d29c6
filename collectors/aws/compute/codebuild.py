"""CodeBuild: projects, what they write down, and secrets in their environment. Values of variables are never kept."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.compute.batches import batches
from collectors.aws.keys.secret_names import SECRET
from collectors.aws.question import Ask
from collectors.aws.read import Account, body
from collectors.aws.store import Store
from scanner.answers import HIDDEN, Got, gaps, unread
from scanner.collector import Kind
from scanner.facts import Asset, Credential, Fact, LogTrail

PROJECT: Final = "aws.codebuild.project"
VARIABLES: Final = "aws.codebuild.secret-variables"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        PROJECT: Kind(
            title="CodeBuild project",
            gives=((Asset, "service"), (LogTrail, "service")),
            fix=MappingProxyType(
                {
                    "audit-logging.recording": "aws codebuild update-project --name PROJECT "
                    "--logs-config 'cloudWatchLogs={status=ENABLED}'",
                }
            ),
            own={"PROJECT": "name"},
        ),
        VARIABLES: Kind(
            title="variables of a CodeBuild project that are secrets by their names",
            gives=((Credential, "secret"),),
            fix=MappingProxyType(
                {
                    "password-policy.stored-safely": "aws codebuild update-project --name PROJECT "
                    "--environment file://FILE, with the type SECRETS_MANAGER for each of these variables, "
                    "and the secrets replaced",
                }
            ),
            own={"PROJECT": "id"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="codebuild.projects",
        operation="codebuild.ListProjects",
        needs="codebuild:ListProjects",
        feeds=(Asset, (LogTrail, "service"), (Credential, "secret")),
        scope="region",
        keep="{projects: projects}",
    ),
    Ask(
        id="codebuild.project",
        operation="codebuild.BatchGetProjects",
        needs="codebuild:BatchGetProjects",
        feeds=((LogTrail, "service"), (Credential, "secret")),
        each="codebuild.projects",
        of="projects",
        batch=100,
        given=MappingProxyType({"names": "item"}),
        keep="{projects: projects[].{name: name, cloudWatchLogs: logsConfig.cloudWatchLogs.status, "
        "s3Logs: logsConfig.s3Logs.status, variables: environment.environmentVariables[].{name: name, type: type}}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all projects."""
    for got in whole.every("codebuild.projects"):
        if not got.good:
            for kind, row in KINDS.items():
                yield from gaps(whole.target, kind, got, *row.gives, site=got.about)
        known = batches(whole, "codebuild.project", got.about, "projects", "name")
        for name in body(got).get("projects", []):
            yield from _project(whole, got, name, *known.find(name))


def _project(whole: Account, listing: Got, name: str, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    it = Store(whole, PROJECT, whole.name("codebuild", listing.about, f"project/{name}"), name, row, listing)
    yield it.asset("service")
    yield _trail(it, got)
    if not got.good:
        yield from gaps(whole.target, VARIABLES, got, *KINDS[VARIABLES].gives, site=listing.about)
    yield from _variables(it, got)


def _trail(it: Store, got: Got) -> LogTrail:
    """What a build writes goes to CloudWatch unless that is switched off, and to S3 if that is switched on."""
    on = it.row.get("cloudWatchLogs") != "DISABLED" or it.row.get("s3Logs") == "ENABLED"
    return LogTrail(
        **it.thing(got),
        of="service",
        enabled=on if got.good else None,
        records=None,
        exempt=None,
        unread=unread(enabled=got, records=HIDDEN, exempt=HIDDEN),
    )


def _variables(it: Store, got: Got) -> Iterator[Credential]:
    """One for all that by their names are secrets: one in plain is enough. A type that is not said is plain."""
    secrets = [v for v in it.row.get("variables", []) if SECRET.search(v.get("name", ""))]
    plain = [v["name"] for v in secrets if v.get("type", "PLAINTEXT") == "PLAINTEXT"]
    if secrets:
        named = ", ".join(plain or [v["name"] for v in secrets])
        yield Credential(
            **Store(it.whole, VARIABLES, it.arn, f"{it.name}: {named}", it.row, it.got).thing(got),
            form="secret",
            age_days=None,
            days_left=None,
            stored="plain" if plain else "vault",
            unread=unread(age_days=HIDDEN, days_left=HIDDEN),
        )
