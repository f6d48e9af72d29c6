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
    yield {**policy, **_delta("auditconfig", action="REMOVE", service=ALL), **_delta("binding")}


def _delta(kind: str, **said: str) -> Event:
    """What a change of a policy says of its rights or of its audit configuration; nothing of what it left alone."""
    at = f"protopayload.servicedata.policydelta.{kind}deltas"
    values = {name: frozenset({said[name]} if name in said else ()) for name in ("action", "role", "service")}
    return {f"{at}.{name}": value for name, value in values.items()} if said else {at: frozenset()}


def entries(whole: Project) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """Of what was changed; and of what somebody tried to change, and of data: a copy of the record has all."""
    done, failed = (_shared(whole, "activity", _ANY, _ANY, level) for level in ("NOTICE", _FAILED))
    changed = (
        _event(whole, "activity", "gce_firewall_rule", "compute.googleapis.com", "v1.compute.firewalls.insert"),
        _event(whole, "activity", "project", _MANAGER, "SetIamPolicy"),
        done,
    )
    return changed, (failed, *data(whole, ALL))


ALL: Final = "allServices"
"""All of them, as audit configurations call them."""
_KUBERNETES: Final = "k8s.io"
_FAILED: Final = "ERROR"
"""How grave it is that something was refused, or went wrong."""
_ANY: Final = ""
"""Where an entry may say one thing or another."""
_HOLDING: Final = {
    "storage.googleapis.com": ("gcs_bucket",),
    "bigquery.googleapis.com": ("bigquery_dataset", "bigquery_project", _ANY),
    "cloudsql.googleapis.com": ("cloudsql_database",),
    "healthcare.googleapis.com": ("healthcare_fhir_store", "healthcare_dicom_store", "healthcare_hl7v2_store", _ANY),
    "spanner.googleapis.com": ("spanner_instance",),
    "pubsub.googleapis.com": ("pubsub_topic",),
    "secretmanager.googleapis.com": ("audited_resource",),
    _KUBERNETES: ("k8s_cluster",),
    _ANY: (_ANY,),
}
"""Services that hold data, and of what resources their entries are (cloud.google.com/logging/docs/api/v2/
resource-list); last whatever other service: what a filter that names one means for all nobody knows."""
_BESIDE: Final = {"container.googleapis.com": (_KUBERNETES,)}
"""By a service, what else its entries may name as theirs: the API of clusters is configured together with that which
makes them (cloud.google.com/kubernetes-engine/docs/how-to/audit-logging)."""


def data(whole: Project, service: str) -> tuple[Event, ...]:
    """What all entries of data that a service reads or writes have in common; of all services one of each.

    A filter that looks at more, as at a method, lets some of them through and others not.
    """
    named = [*_HOLDING] if service == ALL else [service, *_BESIDE.get(service, ())]
    return tuple(
        _shared(whole, "data_access", resource, one, level)
        for one in named
        for resource in _HOLDING.get(one, (_ANY,))
        for level in ("INFO", _FAILED)
    )


def _shared(whole: Project, log: str, resource: str, service: str, severity: str) -> Event:
    said = _event(whole, log, resource, service, _ANY, severity)
    return {name: value for name, value in said.items() if value != {_ANY}}


_LACKING: Final[Event] = {
    **dict.fromkeys(
        ("textpayload", "jsonpayload", "httprequest", "trace", "tracesampled", "spanid", "labels.k8s-pod"), frozenset()
    ),
    "resource.type!": frozenset({"k8s_container", "k8s_pod", "k8s_node", "http_load_balancer", "dns_query"}),
}
"""What entries of audit logs do not have, and of what they are not: these have logs of their own alone."""


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
