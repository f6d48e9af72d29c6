"""Entries as Cloud Audit Logs write them, which a filter worth its name lets through. Pure.

Most are of what CIS asks to watch (Google Cloud Foundation, 2.4 to 2.11): owners, the audit configuration, roles of
one's own, firewall rules, routes, networks, who may read buckets, and settings of Cloud SQL.
"""

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

from collectors.gcp.read import Project
from collectors.gcp.records.filters import Event

_MANAGER: Final = "cloudresourcemanager.googleapis.com"
_PLAIN: Final = (
    *(("iam_role", "iam.googleapis.com", f"google.iam.admin.v1.{verb}Role") for verb in ("Create", "Delete", "Update")),
    *(
        ("gce_firewall_rule", "compute.googleapis.com", f"v1.compute.firewalls.{verb}")
        for verb in ("insert", "patch", "delete")
    ),
    *(("gce_route", "compute.googleapis.com", f"v1.compute.routes.{verb}") for verb in ("insert", "delete")),
    *(
        ("gce_network", "compute.googleapis.com", f"v1.compute.networks.{verb}")
        for verb in ("insert", "patch", "delete", "removePeering", "addPeering")
    ),
    ("gcs_bucket", "storage.googleapis.com", "storage.setIamPermissions"),
    ("cloudsql_database", "cloudsql.googleapis.com", "cloudsql.instances.update"),
)


def changes(whole: Project) -> tuple[Event, ...]:
    """One of each kind of change."""
    return tuple(_changes(whole))


def _changes(whole: Project) -> Iterator[Event]:
    for resource, service, method in _PLAIN:
        yield _event(whole, "activity", resource, service, method)
    policy = _event(whole, "activity", "project", _MANAGER, "SetIamPolicy")
    for action in ("ADD", "REMOVE"):
        yield {**policy, **_delta("binding", action=action, role="roles/owner"), **_delta("auditconfig")}
    yield {**policy, **_delta("auditconfig", action="REMOVE", service="allServices"), **_delta("binding")}


def _delta(kind: str, **said: str) -> Event:
    """What a change of a policy says of its rights or of its audit configuration; nothing of what it left alone."""
    at = f"protopayload.servicedata.policydelta.{kind}deltas"
    values = {name: frozenset({said[name]} if name in said else ()) for name in ("action", "role", "service")}
    return {f"{at}.{name}": value for name, value in values.items()} if said else {at: frozenset()}


def entries(whole: Project) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """Of what was changed, and of what was looked at: a copy of the record has both."""
    return (
        (
            _event(whole, "activity", "gce_firewall_rule", "compute.googleapis.com", "v1.compute.firewalls.insert"),
            _event(whole, "activity", "project", _MANAGER, "SetIamPolicy"),
        ),
        (
            _event(whole, "data_access", "gcs_bucket", "storage.googleapis.com", "storage.objects.get", "INFO"),
            _event(whole, "data_access", "bigquery_dataset", "bigquery.googleapis.com", "google.cloud.query", "INFO"),
        ),
    )


_HOLDING: Final = {
    "storage.googleapis.com": "gcs_bucket",
    "bigquery.googleapis.com": "bigquery_dataset",
    "cloudsql.googleapis.com": "cloudsql_database",
    "healthcare.googleapis.com": "healthcare_fhir_store",
    "spanner.googleapis.com": "spanner_instance",
    "pubsub.googleapis.com": "pubsub_topic",
    "secretmanager.googleapis.com": "audited_resource",
}
"""Services that hold data, and of what resource their entries are: they stand for all (cloud.google.com/logging/docs/
api/v2/resource-list)."""


def data(whole: Project, service: str) -> tuple[Event, ...]:
    """What all entries of data that a service reads or writes have in common; of all services one of each.

    A filter that looks at more, as at a method, lets some of them through and others not.
    """
    named = [service] if service.endswith(".googleapis.com") else [*_HOLDING]
    return tuple(_shared(whole, one) for one in named)


def _shared(whole: Project, service: str) -> Event:
    said = _event(whole, "data_access", _HOLDING.get(service, ""), service, "", "INFO")
    lacking = {"protopayload.methodname", *(() if service in _HOLDING else ("resource.type",))}
    return {name: value for name, value in said.items() if name not in lacking}


_LACKING: Final[Event] = dict.fromkeys(
    ("textpayload", "jsonpayload", "httprequest", "trace", "tracesampled", "spanid", "labels.k8s"), frozenset()
)
"""What entries of audit logs do not have."""


def _event(  # noqa: PLR0913, PLR0917  # an entry has so many fields
    whole: Project, log: str, resource: str, service: str, method: str, severity: str = "NOTICE"
) -> Event:
    said = {
        "severity": severity,
        "protopayload.@type": "type.googleapis.com/google.cloud.audit.AuditLog",
        "protopayload.servicename": service,
        "protopayload.methodname": method,
    }
    return {**_LACKING, **named(whole, f"cloudaudit.googleapis.com/{log}", resource), **_values(said)}


def named(whole: Project, log: str, resource: str) -> Event:
    """What says of which log an entry is, and of what."""
    said = {
        "logname": f"projects/{whole.id}/logs/{quote(log, safe='')}",
        "logid": log,
        "resource.type": resource,
        "resource.labels.projectid": whole.id,
    }
    return _values(said)


def _values(said: Mapping[str, str]) -> Event:
    return {name: frozenset({value}) for name, value in said.items()}
