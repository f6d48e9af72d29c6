"""Whether the names that a network asks for are recorded: by a DNS policy of it. Pure but for its rows."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.listing import listed, rows
from collectors.gcp.question import gcp
from collectors.gcp.read import Project, compute
from collectors.gcp.records.logs import NAMES, switched, written
from collectors.gcp.records.sinks import Sent
from scanner.answers import Got, unread
from scanner.collector import Kind
from scanner.facts import Fact, LogTrail

NETWORK: Final = "gcp.dns.network"
_NETWORKS: Final = "compute.networks"
"""Asked where the rules of networks are."""
_POLICIES: Final = "dns.policies"
_FEEDS: Final = ((LogTrail, "service"),)
_SAID: Final = ("enabled", "records", "exempt")

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        NETWORK: Kind(
            title="DNS queries of a VPC network",
            gives=_FEEDS,
            fix=MappingProxyType(
                {
                    "audit-logging.recording": "gcloud dns policies create NAME --networks NETWORK --enable-logging "
                    "--description TEXT; where it has a policy: gcloud dns policies update NAME --enable-logging",
                }
            ),
            own={"NETWORK": "name"},
        )
    }
)
QUESTIONS: Final = (
    gcp(
        _POLICIES,
        "dns.policies.list",
        "/dns/v1/projects/{project}/policies?maxResults=100",
        ("enableLogging", "networks[].networkUrl"),
        needs="dns.policies.list",
        feeds=_FEEDS,
        list="policies",
        asset="dns.googleapis.com/Policy",
    ),
)


def read(whole: Project) -> Iterator[Fact]:
    """Give the record of each network; one without a policy has none (cloud.google.com/dns/docs/monitoring)."""
    policies, kept = whole.answers.one(_POLICIES), written(whole, NAMES)
    on = {
        _named(whole, network.get("networkUrl"))
        for policy in (rows(policies) if policies.good else ())
        for network in policy.get("networks") or []
        if policy.get("enableLogging") is True
    }
    for found in listed(whole, _NETWORKS, NETWORK, *_FEEDS):
        yield found if isinstance(found, Fact) else _network(whole, *found, policies, kept, on)


def _network(  # noqa: PLR0913, PLR0917  # what was asked of all, beside the thing
    whole: Project, got: Got, row: Mapping[str, Any], policies: Got, kept: Sent, on: set[str]
) -> LogTrail:
    full = _named(whole, row["selfLink"])
    state = switched(kept, ("dns",), on=full in on)
    told = (
        {**state.fields, "exempt": ()}
        if policies.good
        else {**dict.fromkeys(_SAID), "unread": unread(**dict.fromkeys(_SAID, policies))}
    )
    return LogTrail(**whole.thing(NETWORK, full, str(row["name"]), got, policies, *state.gots), of="service", **told)


def _named(whole: Project, link: Any) -> str:
    """A link may have the number of the project in it."""
    return compute(str(link)).replace(f"/projects/{whole.number}/", f"/projects/{whole.id}/", 1)
