"""Logs beside those of audits: whether what is switched on is kept. Pure.

Names and resources: cloud.google.com/logging/docs/api/platform-logs, and where it is not complete the page of the
service on its logs.
"""

from typing import Any, Final, NamedTuple

from collectors.gcp.read import Project
from collectors.gcp.records.filters import Event
from collectors.gcp.records.kept import kept
from collectors.gcp.records.samples import named
from collectors.gcp.records.sinks import Sent
from scanner.answers import Got, unread

TEXT: Final = "textpayload"
REQUEST: Final = "httprequest"
LOST: Final = "its log is on, and no sink keeps it"


class Log(NamedTuple):
    """One, as its entries name it."""

    id: str
    """`compute.googleapis.com/vpc_flows`."""
    resource: str
    lacks: tuple[str, ...] = ()
    """What no entry of it has, beside what those of audits alone have."""
    namespace: str = ""
    """Of Kubernetes, where all stand for what is in one; nothing else has any."""


FLOWS: Final = Log("compute.googleapis.com/vpc_flows", "gce_subnetwork", (TEXT, REQUEST))
FIREWALL: Final = Log("compute.googleapis.com/firewall", "gce_subnetwork", (TEXT, REQUEST))
NAMES: Final = Log("dns.googleapis.com/dns_queries", "dns_query", (TEXT, REQUEST))
POSTGRES: Final = Log("cloudsql.googleapis.com/postgres.log", "cloudsql_database", (REQUEST,))
MYSQL: Final = Log("cloudsql.googleapis.com/mysql-general.log", "cloudsql_database", (REQUEST,))
CLUSTER: Final = (
    Log("kubelet", "k8s_node", (REQUEST,)),
    Log("events", "k8s_node", (REQUEST,)),
    Log("events", "k8s_pod", (REQUEST,), "kube-system"),
    Log("stdout", "k8s_container", (REQUEST,), "kube-system"),
    Log("stderr", "k8s_container", (REQUEST,), "kube-system"),
)
"""Some of the logs of a cluster's own parts (cloud.google.com/kubernetes-engine/docs/concepts/about-logs: system logs):
they stand for all. What runs in the cluster has other namespaces."""


class Switched(NamedTuple):
    """What is to be said of a log that is on or off."""

    fields: dict[str, Any]
    """Of a `LogTrail`: `enabled`, `records` and why."""
    gots: tuple[Got, ...]
    """What says it."""


def written(whole: Project, *logs: Log) -> Sent:
    """Whether some sink keeps each of these."""
    return kept(whole, [_entry(whole, log) for log in logs])


def _entry(whole: Project, log: Log) -> Event:
    lacking: Event = dict.fromkeys(("protopayload", *log.lacks), frozenset())
    place: Event = {"resource.labels.namespacename": frozenset({log.namespace} - {""})}
    return {**lacking, **named(whole, log.id, log.resource), **place}


def switched(sent: Sent, records: tuple[str, ...], *, on: bool, lost: str = LOST) -> Switched:
    """What is off records nothing, and neither does what no sink keeps. records: what it does where it is on."""
    if not on:
        return Switched({"enabled": False, "records": ()}, ())
    why = sent.why
    if sent.it_does is None:
        return Switched({"enabled": None, "records": None, "unread": unread(enabled=why, records=why)}, (why,))
    if not sent.it_does:
        return Switched({"enabled": False, "records": (), "stands": (lost,)}, (why,))
    return Switched({"enabled": True, "records": records}, (why,))
