"""Route 53: whether somebody writes down which names are asked for, of public zones and from within networks."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.row import Known
from collectors.aws.networks.asked import nothing, spared
from collectors.aws.networks.network import ours
from collectors.aws.question import Ask, Place
from collectors.aws.read import Account, body, first_bad
from scanner.answers import Got, gaps, rests_on, unread
from scanner.collector import Kind
from scanner.facts import Asset, Fact, LogTrail

ZONE: Final = "aws.route53.zone"
RESOLVER: Final = "aws.route53resolver.vpc"
_GIVES: Final = ((Asset, "service"), (LogTrail, "service"))

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        ZONE: Kind(
            title="public hosted zone",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "audit-logging.recording": "aws route53 create-query-logging-config --hosted-zone-id ZONE "
                    "--cloud-watch-logs-log-group-arn GROUP-ARN, a group in us-east-1",
                }
            ),
            own={"ZONE": "id"},
        ),
        RESOLVER: Kind(
            title="name service of a VPC",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "audit-logging.recording": "aws route53resolver create-resolver-query-log-config --name NAME "
                    "--destination-arn BUCKET-ARN --creator-request-id ID; aws route53resolver "
                    "associate-resolver-query-log-config --resolver-query-log-config-id CONFIG --resource-id VPC",
                }
            ),
            own={"VPC": "name"},
        ),
    }
)


def _none_public(known: Known, place: Place) -> bool:
    """Only of public zones queries are recorded."""
    body = known.body("route53.zones", place.about)
    zones = [] if body is None else body.get("HostedZones", [])
    return body is not None and all(zone.get("PrivateZone") for zone in zones)


QUESTIONS: Final = (
    Ask(
        id="route53.zones",
        operation="route53.ListHostedZones",
        needs="route53:ListHostedZones",
        feeds=((Asset, "service"), (LogTrail, "service")),
        scope="account",
        keep="{HostedZones: HostedZones[].{Id: Id, Name: Name, PrivateZone: Config.PrivateZone}}",
    ),
    Ask(
        id="route53.query_logs",
        operation="route53.ListQueryLoggingConfigs",
        needs="route53:ListQueryLoggingConfigs",
        feeds=((LogTrail, "service"),),
        scope="account",
        keep="{QueryLoggingConfigs: QueryLoggingConfigs[].{HostedZoneId: HostedZoneId}}",
        after=("route53.zones",),
        unless=_none_public,
    ),
    Ask(
        id="route53resolver.query_logs",
        operation="route53resolver.ListResolverQueryLogConfigAssociations",
        needs="route53resolver:ListResolverQueryLogConfigAssociations",
        feeds=((Asset, "service"), (LogTrail, "service")),
        scope="region",
        parameters=MappingProxyType({"MaxResults": 100}),
        keep="{ResolverQueryLogConfigAssociations: ResolverQueryLogConfigAssociations[].{ResourceId: ResourceId, "
        "Status: Status, Error: Error}}",
        after=("ec2.interfaces",),
        unless=nothing("ec2.interfaces"),
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the trails of public zones, and of each network of the account."""
    zones = whole.one("route53.zones")
    if not zones.good:
        yield from gaps(whole.target, ZONE, zones, *_GIVES)
    for row in body(zones).get("HostedZones", []):
        if not row.get("PrivateZone"):
            yield from _zone(whole, zones, row)
    if spared(whole, "ec2.vpcs", "ec2.interfaces"):
        return
    for vpcs in whole.every("ec2.vpcs"):
        if not vpcs.good:
            yield from gaps(whole.target, RESOLVER, vpcs, *_GIVES, site=vpcs.about)
        for row in body(vpcs).get("Vpcs", []):
            if ours(whole, vpcs, row):
                yield from _network(whole, vpcs, row["VpcId"])


def _zone(whole: Account, zones: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    number = row["Id"].rpartition("/")[2]
    thing = whole.thing(ZONE, f"arn:{whole.partition}:route53:::hostedzone/{number}", name=row.get("Name", number))
    logs = whole.one("route53.query_logs")
    on = any(c.get("HostedZoneId") == number for c in body(logs).get("QueryLoggingConfigs", []))
    yield from _recorded(thing, zones, logs, on=on)


def _network(whole: Account, vpcs: Got, vpc: str) -> Iterator[Fact]:
    resource = f"{whole.name('ec2', vpcs.about, f'vpc/{vpc}')}/name-service"
    thing = whole.thing(RESOLVER, resource, name=vpc, site=vpcs.about)
    logs = whole.one("route53resolver.query_logs", vpcs.about)
    if logs.outcome == "absent":  # it does not exist there
        return
    rows = (r for r in body(logs).get("ResolverQueryLogConfigAssociations", []) if r.get("ResourceId") == vpc)
    on = any(r.get("Status") == "ACTIVE" and r.get("Error", "NONE") == "NONE" for r in rows)
    yield from _recorded(thing, vpcs, logs, on=on)


def _recorded(thing: Mapping[str, Any], listing: Got, logs: Got, *, on: bool) -> Iterator[Fact]:
    """Two whole lists: what the second does not name is not recorded."""
    bad = first_bad(logs)
    yield Asset(**thing, answers=rests_on(listing), role="service")
    yield LogTrail(
        **thing,
        answers=rests_on(listing, logs),
        of="service",
        enabled=None if bad else on,
        records=None if bad else ("dns",) if on else (),
        exempt=None if bad else (),
        unread=unread(enabled=logs, records=logs, exempt=logs),
    )
