"""A project that is well kept: what its double holds of rights and of logs, to be changed one setting at a time.

Each resource holds what nobody may keep, too: `hunter2`.
"""

import copy
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from scanner.facts import Fact, Gap, facet, tag
from tests.collectors.azure.settings import LEFT_OUT, changed
from tests.collectors.gcp.asking import left_out
from tests.servers.google.double import NUMBER, PROJECT, Google
from tests.servers.google.resources import Scope

JSON: TypeAlias = Any
Change: TypeAlias = tuple[str, str, JSON]
"""Which resource, the path in it (empty: all of it), and its new value."""
HERE: Final = f"//cloudresourcemanager.googleapis.com/projects/{PROJECT}"
LOGS: Final = "//storage.googleapis.com/alder-logs"
EMAIL: Final = f"scans@{PROJECT}.iam.gserviceaccount.com"
ACCOUNT: Final = f"//iam.googleapis.com/projects/{PROJECT}/serviceAccounts/{EMAIL}"
KEY: Final = f"{ACCOUNT}/keys/0a1b"
WARD: Final = f"//compute.googleapis.com/projects/{PROJECT}/global/networks/ward"
STORE: Final = f"//logging.googleapis.com/projects/{PROJECT}/locations/europe-west3/buckets/ward"
REQUIRED: Final = f"//logging.googleapis.com/projects/{PROJECT}/locations/global/buckets/_Required"
KEPT_THERE: Final = "projects/archive/locations/global/buckets/all"
POLICY: Final = f"projects/{PROJECT}/alertPolicies/"
CHANNEL: Final = f"projects/{PROJECT}/notificationChannels/1"
_DELTA: Final = "protoPayload.serviceData.policyDelta"
FILTERS: Final = {
    "owners": '(protoPayload.serviceName="cloudresourcemanager.googleapis.com") AND (ProjectOwnership OR '
    f'projectOwnerInvitee) OR ({_DELTA}.bindingDeltas.action="REMOVE" AND {_DELTA}.bindingDeltas.role="roles/owner") '
    f'OR ({_DELTA}.bindingDeltas.action="ADD" AND {_DELTA}.bindingDeltas.role="roles/owner")',
    "audit": f'protoPayload.methodName="SetIamPolicy" AND {_DELTA}.auditConfigDeltas:*',
    "roles": 'resource.type="iam_role" AND (protoPayload.methodName="google.iam.admin.v1.CreateRole" OR '
    'protoPayload.methodName="google.iam.admin.v1.DeleteRole" OR '
    'protoPayload.methodName="google.iam.admin.v1.UpdateRole")',
    "firewalls": 'resource.type="gce_firewall_rule" AND (protoPayload.methodName:"compute.firewalls.patch" OR '
    'protoPayload.methodName:"compute.firewalls.insert" OR protoPayload.methodName:"compute.firewalls.delete")',
    "routes": 'resource.type="gce_route" AND (protoPayload.methodName:"compute.routes.delete" OR '
    'protoPayload.methodName:"compute.routes.insert")',
    "networks": 'resource.type="gce_network"\nAND (protoPayload.methodName:"compute.networks.insert"\n'
    'OR protoPayload.methodName:"compute.networks.patch"\nOR protoPayload.methodName:"compute.networks.delete"\n'
    'OR protoPayload.methodName:"compute.networks.removePeering"\n'
    'OR protoPayload.methodName:"compute.networks.addPeering")',
    "buckets": 'resource.type="gcs_bucket" AND protoPayload.methodName="storage.setIamPermissions"',
    "sql": 'protoPayload.methodName="cloudsql.instances.update"',
}
"""As CIS Google Cloud Foundation writes them, 2.4 to 2.11."""
CONSTRAINTS: Final = {
    "creation": "iam.disableServiceAccountKeyCreation",
    "managed_creation": "iam.managed.disableServiceAccountKeyCreation",
    "upload": "iam.disableServiceAccountKeyUpload",
    "managed_upload": "iam.managed.disableServiceAccountKeyUpload",
    "public_storage": "storage.publicAccessPrevention",
    "public_sql": "sql.restrictPublicIp",
}
_TYPES: Final = {
    "sink": "logging.googleapis.com/LogSink",
    "default": "logging.googleapis.com/LogSink",
    "errors": "logging.googleapis.com/LogSink",
    "ward_logs": "logging.googleapis.com/LogBucket",
    "required": "logging.googleapis.com/LogBucket",
    "bucket": "storage.googleapis.com/Bucket",
    "channel": "monitoring.googleapis.com/NotificationChannel",
    "network": "compute.googleapis.com/Network",
    "dns": "dns.googleapis.com/Policy",
    "contact": "essentialcontacts.googleapis.com/Contact",
    "account": "iam.googleapis.com/ServiceAccount",
    "key": "iam.googleapis.com/ServiceAccountKey",
    **{f"metric_{name}": "logging.googleapis.com/LogMetric" for name in FILTERS},
    **{f"alert_{name}": "monitoring.googleapis.com/AlertPolicy" for name in FILTERS},
    **{f"must_{name}": "" for name in CONSTRAINTS},
}
POLICIES: Final = {"project": "", "folder": "folders/55", "organization": "organizations/77"}


def good() -> dict[str, JSON]:
    """All that it holds."""
    return copy.deepcopy(
        {
            "sink": {
                "name": "all",
                "destination": "bigquery.googleapis.com/projects/archive/datasets/logs",
                "description": "hunter2",
                "writerIdentity": "serviceAccount:hunter2@gcp-sa-logging.iam.gserviceaccount.com",
            },
            "default": {
                "name": "_Default",
                "destination": f"logging.googleapis.com/projects/{PROJECT}/locations/global/buckets/_Default",
                "filter": 'NOT LOG_ID("cloudaudit.googleapis.com/activity")',
            },
            "errors": {
                "name": "errors",
                "destination": "storage.googleapis.com/alder-logs",
                "filter": "severity>=ERROR",
            },
            "ward_logs": {
                "name": f"projects/{PROJECT}/locations/europe-west3/buckets/ward",
                "retentionDays": 400,
                "locked": True,
                "lifecycleState": "ACTIVE",
                "description": "hunter2",
            },
            "required": {
                "name": f"projects/{PROJECT}/locations/global/buckets/_Required",
                "retentionDays": 400,
                "locked": True,
                "lifecycleState": "ACTIVE",
            },
            "bucket": {
                "name": "alder-logs",
                "location": "EUROPE-WEST3",
                "retentionPolicy": {"isLocked": True, "retentionPeriod": "31536000"},
                "lifecycle": {"rule": [{"action": {"type": "Delete"}, "condition": {"age": 800}}]},
                "softDeletePolicy": {"retentionDurationSeconds": "0"},
            },
            "channel": {
                "name": CHANNEL,
                "type": "email",
                "enabled": True,
                "displayName": "hunter2",
                "labels": {"email_address": "hunter2@alder.example"},
                "userLabels": {"hunter": "hunter2"},
                "description": "hunter2",
            },
            "network": {"name": "ward", "description": "hunter2"},
            "dns": {
                "name": "ward",
                "enableLogging": True,
                "networks": [{"networkUrl": f"https://www.googleapis.com/compute/v1{WARD.partition('.com')[2]}"}],
                "description": "hunter2",
            },
            "contact": {
                "name": f"projects/{PROJECT}/contacts/1",
                "email": "hunter2@alder.example",
                "languageTag": "de",
                "notificationCategorySubscriptions": ["SECURITY"],
                "validationState": "VALID",
            },
            "account": {
                "name": f"projects/{PROJECT}/serviceAccounts/{EMAIL}",
                "email": EMAIL,
                "uniqueId": "104000000000000000001",
                "projectId": PROJECT,
                "displayName": "hunter2",
                "description": "hunter2",
            },
            "key": {
                "name": f"projects/{PROJECT}/serviceAccounts/{EMAIL}/keys/0a1b",
                "keyType": "USER_MANAGED",
                "validAfterTime": "2026-11-01T12:00:00Z",
                "validBeforeTime": "2026-12-25T12:00:00Z",
                "publicKeyData": "aHVudGVyMg==hunter2",
            },
            **{f"metric_{name}": _metric(name, written) for name, written in FILTERS.items()},
            **{f"alert_{name}": _alert(name) for name in FILTERS},
            **{f"must_{name}": _rule(constraint) for name, constraint in CONSTRAINTS.items()},
            "project": {
                "bindings": [
                    {"role": "roles/owner", "members": ["group:emergency@alder.example"]},
                    {"role": "roles/storage.objectViewer", "members": [f"serviceAccount:{EMAIL}"]},
                ],
                "auditConfigs": [
                    {
                        "service": "allServices",
                        "auditLogConfigs": [{"logType": word} for word in ("ADMIN_READ", "DATA_READ", "DATA_WRITE")],
                    }
                ],
            },
            "folder": {"bindings": []},
            "organization": {"bindings": []},
            "domain": {"name": "organizations/77", "displayName": "alder.example", "state": "ACTIVE"},
        }
    )


def _metric(name: str, written: str) -> JSON:
    return {"name": f"cis/{name}", "filter": written, "description": "hunter2"}


def _alert(name: str) -> JSON:
    compared = {
        "filter": f'metric.type="logging.googleapis.com/user/cis/{name}" AND resource.type="global"',
        "comparison": "COMPARISON_GT",
        "thresholdValue": 0,
        "duration": "0s",
        "aggregations": [{"alignmentPeriod": "60s", "perSeriesAligner": "ALIGN_COUNT"}],
    }
    return {
        "name": f"{POLICY}{name}",
        "displayName": "hunter2",
        "enabled": True,
        "combiner": "OR",
        "conditions": [{"name": f"{POLICY}{name}/conditions/1", "conditionThreshold": compared}],
        "notificationChannels": [CHANNEL],
        "documentation": {"content": "hunter2"},
    }


def _rule(constraint: str) -> JSON:
    return {"name": f"projects/{NUMBER}/policies/{constraint}", "spec": {"rules": [{"enforce": True}]}}


def put(it: Google, *changes: Change) -> None:
    """Have the double hold all that, changed."""
    held = good()
    archive(it)
    it.held.put("compute.googleapis.com/Project", {"name": PROJECT})
    for name, path, value in changes:
        held[name] = changed(held[name], path, value)
    for name, where in _TYPES.items():
        if held[name] is not LEFT_OUT:
            it.held.put(where or _effective(name), held[name])
    for name, scope in POLICIES.items():
        (it.scopes[scope] if scope else it.held).policy("", held[name])
    if held["domain"] is not LEFT_OUT:
        it.scopes["organizations/77"].put("cloudresourcemanager.googleapis.com/Organization", held["domain"])


def archive(it: Google) -> Scope:
    """Another project, which keeps what is sent to it: a dataset, a log bucket, and a bucket for files."""
    if "projects/archive" not in it.scopes:
        it.add("projects/archive", "471100000999", "folders/55")
    scope = it.scopes["projects/archive"]
    scope.put("bigquery.googleapis.com/Dataset", {"datasetReference": {"projectId": "archive", "datasetId": "logs"}})
    scope.put("logging.googleapis.com/LogBucket", {"name": KEPT_THERE, "lifecycleState": "ACTIVE"})
    scope.put("storage.googleapis.com/Bucket", {"name": "archive-of-another", "labels": {"hunter": "hunter2"}})
    return scope


def _effective(name: str) -> str:
    constraint = CONSTRAINTS[name.removeprefix("must_")]
    return f"orgpolicy.googleapis.com/v2/projects/{PROJECT}/policies/{constraint}:getEffectivePolicy"


def the(found: Iterable[Fact], cls: type[Fact], which: str, at: str) -> Fact:
    """The fact of a class and a facet about a resource."""
    hits = [f for f in found if type(f) is cls and facet(f) == which and f.resource == at]
    assert len(hits) == 1, hits
    return hits[0]


def gaps_of(found: Iterable[Fact], kind: str) -> set[tuple[str, str, str]]:
    """What may be missing of a kind: class, facet, and why."""
    return {(f.missing, f.which, f.outcome) for f in found if isinstance(f, Gap) and f.kind == kind}


def said(found: Iterable[Fact]) -> list[str]:
    """Facts without what differs by the way that was asked: places, operations, and what one of them leaves out."""
    return sorted(_plain(f) for f in found if not left_out(f))


def _plain(fact: Fact) -> str:
    told = {name: getattr(fact, name) for name in fact.__struct_fields__ if name not in {"answers", "unread", "ask"}}
    return f"{tag(type(fact))} {told} {[(why.field, why.outcome) for why in fact.unread]}"
