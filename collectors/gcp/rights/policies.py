"""The policies of IAM of the project and of all that stands above it: rights and audit logs are the sum of them."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.gcp.project import ANCESTRY
from collectors.gcp.question import Gcp, gcp
from collectors.gcp.read import Project
from scanner.answers import Got
from scanner.facts import Grant, Identity, LogTrail, Promise

OWN: Final = "iam.policy"
FOLDER: Final = "iam.policy.folder"
ORGANIZATION: Final = "iam.policy.organization"
_FEEDS: Final[tuple[Promise, ...]] = (Grant, LogTrail, Identity)
_KEPT: Final = (
    "bindings[].role",
    "bindings[].members[]",
    "bindings[].condition.title",
    "auditConfigs[].service",
    "auditConfigs[].auditLogConfigs[].logType",
    "auditConfigs[].auditLogConfigs[].exemptedMembers[]",
    "etag",
)
"""Every policy has an etag, the empty one too."""
_VERSION: Final[Mapping[str, Any]] = MappingProxyType({"options": {"requestedPolicyVersion": 3}})
"""Only who asks for version 3 is told of conditions (cloud.google.com/iam/docs/policies: specifying a version)."""


def _above(id: str, kind: str) -> Gcp:
    return gcp(
        id,
        f"cloudresourcemanager.{kind}s.getIamPolicy",
        f"/v3/{kind}s/{{id}}:getIamPolicy",
        _KEPT,
        needs=f"resourcemanager.{kind}s.getIamPolicy",
        feeds=_FEEDS,
        method="POST",
        post=_VERSION,
        each=ANCESTRY,
        of=f"value[?type=='{kind}']",
        about="id",
    )


QUESTIONS: Final = (
    gcp(
        OWN,
        "cloudresourcemanager.projects.getIamPolicy",
        "/v3/projects/{project}:getIamPolicy",
        _KEPT,
        needs="resourcemanager.projects.getIamPolicy",
        feeds=_FEEDS,
        method="POST",
        post=_VERSION,
    ),
    _above(FOLDER, "folder"),
    _above(ORGANIZATION, "organization"),
)


def scopes(whole: Project) -> Iterator[tuple[str, Got]]:
    """What each policy is of, and the answer: the project's own first. What stands above may not be known either."""
    yield f"projects/{whole.id}", whole.answers.one(OWN)
    above = whole.answers.one(ANCESTRY)
    if not above.good:
        yield "above", above
    for scope in whole.above:
        kind, _, number = scope.partition("/")
        yield scope, whole.answers.one(FOLDER if kind == "folders" else ORGANIZATION, number)


def policies(whole: Project) -> Iterator[Got]:
    """The answers of all that hold here."""
    yield from (got for _, got in scopes(whole))


def bindings(got: Got) -> list[Mapping[str, Any]]:
    """Who is given which role; nothing where the policy was not read."""
    return (got.body or {}).get("bindings") or []
