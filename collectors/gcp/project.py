"""The project itself: that it is there, what it is called, and what stands above it. Pure but for its rows."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.gcp.question import gcp
from scanner.answers import Answers, rests_on
from scanner.collector import Kind
from scanner.facts import CLASSES, Alarm, Asset, Delivery, Fact, Guard, LogTrail, Promise

PROJECT: Final = "gcp.project"
ANCESTRY: Final = "gcp.ancestry"
KIND: Final = "gcp.project"
_GIVES: Final[tuple[Promise, ...]] = (
    (Asset, "service"),
    (LogTrail, "service"),
    (LogTrail, "store"),
    Delivery,
    (Alarm, "config-changes"),
    (Alarm, "provider-notices"),
    (Guard, "long-lived-keys"),
    (Guard, "public-storage"),
    (Guard, "public-services"),
)
_AUDIT: Final = (
    "gcloud projects get-iam-policy PROJECT > FILE; write DATA_READ and DATA_WRITE of allServices into auditConfigs, "
    "without exemptedMembers; gcloud projects set-iam-policy PROJECT FILE"
)
_ENFORCE: Final = "gcloud resource-manager org-policies enable-enforce --project PROJECT"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        KIND: Kind(
            title="Google Cloud project",
            gives=_GIVES,
            always=True,
            fix=MappingProxyType(
                {
                    "audit-logging.recording": _AUDIT,
                    "audit-logging.events-complete": _AUDIT,
                    "audit-logging.nobody-exempt": _AUDIT,
                    "audit-logging.copied-away": "gcloud logging sinks create NAME logging.googleapis.com/projects/"
                    "ARCHIVE/locations/LOCATION/buckets/BUCKET --project PROJECT; then let its writer in there",
                    "threat-detection.on-and-heard": "gcloud logging metrics create NAME --project PROJECT "
                    "--log-filter FILTER, and gcloud monitoring policies create --project PROJECT "
                    "--policy-from-file FILE with a notification channel, for each of CIS Google Cloud 2.4 to 2.11",
                    "incident-response.contact": "gcloud essential-contacts create --project PROJECT --email ADDRESS "
                    "--notification-categories security --language en",
                    "least-privilege.guarded": f"{_ENFORCE} iam.disableServiceAccountKeyCreation; {_ENFORCE} "
                    "iam.disableServiceAccountKeyUpload",
                    "public-exposure.blocked-in-scope": f"{_ENFORCE} storage.publicAccessPrevention; {_ENFORCE} "
                    "sql.restrictPublicIp",
                }
            ),
            own={"PROJECT": "id"},
        )
    }
)
QUESTIONS: Final = (
    gcp(
        PROJECT,
        "cloudresourcemanager.projects.get",
        "/v3/projects/{project}",
        ("name", "projectId", "displayName", "state", "parent", "labels"),
        needs="resourcemanager.projects.get",
        feeds=CLASSES,
    ),
    gcp(
        ANCESTRY,
        "cloudresourcemanager.projects.getAncestry",
        "/v1/projects/{project}:getAncestry",
        ("type", "id"),
        needs="resourcemanager.projects.get",
        feeds=CLASSES,
        method="POST",
        list="ancestor",
        items="ancestor[].resourceId",
    ),
)


def read(answers: Answers, resource: str) -> Iterator[Fact]:
    """Give the project itself. It is no scope with accounts of its own: those are Google's or Workspace's."""
    got = answers.one(PROJECT)
    name = called(answers)
    yield Asset(target=answers.target, resource=resource, kind=KIND, name=name, answers=rests_on(got), role="service")


def called(answers: Answers) -> str:
    """What people call it."""
    said = answers.one(PROJECT).body or {}
    return str(said.get("displayName") or said.get("projectId", ""))
