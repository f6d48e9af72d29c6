"""Reads EMR's answers. A cluster without a security configuration encrypts nothing by itself. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.aws.analytics.emr import BLOCK, CLUSTER, KINDS
from collectors.aws.keys.custody import custody
from collectors.aws.networks.doors import Reached, public
from collectors.aws.networks.reach import attached, by_group
from collectors.aws.read import Account, body, listed
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, rests_on, unclear, unread
from scanner.facts import Asset, Channel, DataStore, Exposure, Fact, Guard

_SSH: Final = (22, 22)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of clusters that run, and of the block in each region."""
    for found in listed(whole, "emr.clusters", "Clusters", CLUSTER, *KINDS[CLUSTER].gives):
        yield from (found,) if isinstance(found, Fact) else _cluster(whole, *found)
    for got in whole.every("emr.block"):
        if not got.about:
            yield from gaps(whole.target, BLOCK, got, *KINDS[BLOCK].gives)
        elif got.outcome != "absent":  # the region has no EMR
            yield _block(whole, got)


def _cluster(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    arn = row["ClusterArn"]
    thing = whole.thing(CLUSTER, arn, name=row["Id"], site=got.about)
    detail = whole.one("emr.cluster", arn)
    security = _security(whole, got.about, detail)
    yield Asset(**thing, answers=rests_on(got), role="service")
    yield _store(whole, thing, detail, security)
    yield _channel(thing, detail, security)
    yield _exposure(whole, thing, got.about, detail)


def _security(whole: Account, region: str, detail: Got) -> Got:
    """The answer that tells what is encrypted: the configuration, or the cluster where that names none."""
    name = body(detail).get("Cluster", {}).get("SecurityConfiguration")
    return whole.one("emr.security", f"{region}/{name}") if name else detail


def _store(whole: Account, thing: Mapping[str, Any], detail: Got, security: Got) -> DataStore:
    """The disks of its machines; what it keeps in S3 the buckets tell themselves."""
    said = body(security)
    disk: Mapping[str, Any] = said.get("LocalDisk", {}) if said.get("AtRest") is True else {}
    encrypted = bool(disk)
    customer, held = (False, security) if security.good else (None, security)
    if disk.get("EncryptionKeyProviderType") == "AwsKms":
        customer, held = custody(whole, disk.get("AwsKmsKey"), thing["site"], security)
    elif disk:
        customer, held = None, unclear(security, "whose key it is only its own key provider knows")
    return DataStore(
        **thing,
        answers=rests_on(detail, security, held),
        encrypted=encrypted if security.good else None,
        customer_key=customer,
        cipher=("aes-256-xts" if encrypted else "") if security.good else None,
        documented=True,
        unread=unread(encrypted=security, customer_key=held, cipher=security),
    )


def _channel(thing: Mapping[str, Any], detail: Got, security: Got) -> Channel:
    """What its machines say to each other."""
    on = body(security).get("InTransit") is True
    return Channel(
        **thing,
        answers=rests_on(detail, security),
        protocol="link",
        enabled=True,
        encryption=("required" if on else "none") if security.good else None,
        min_version=None,
        algorithms=None,
        unread=unread(encryption=security, min_version=NOT_ASKED, algorithms=HIDDEN),
    )


def _exposure(whole: Account, thing: Mapping[str, Any], region: str, detail: Got) -> Exposure:
    audience, ports, why, considered = _reached(whole, region, detail)
    return Exposure(
        **thing,
        answers=rests_on(detail, why, whole.one("ec2.interfaces", region)),
        way="network",
        offers="administration",
        audience=audience,
        ports=ports if audience else None,
        considered=considered,
        unread=unread(audience=why, ports=why) if audience is None else (),
    )


def _reached(whole: Account, region: str, detail: Got) -> Reached:
    """Who reaches its first machine. A public name is no reach: the security groups decide.

    In a network without names a public address has a private one: then the interfaces tell.
    """
    cluster = body(detail).get("Cluster", {})
    name, groups = cluster.get("MasterPublicDnsName"), cluster.get("Groups", [])
    if not detail.good or not name or not groups:
        return Reached(None, (), detail if not detail.good else unclear(detail, "its first machine is not there yet"))
    if name.startswith("ec2-"):
        return public(whole, region, groups, None).behind("its first machine has a public name")
    interfaces = whole.one("ec2.interfaces", region)
    if not interfaces.good:
        return Reached(None, (), interfaces)
    found = whole.once(interfaces, by_group)
    families = {family for group in groups for family in attached(found, group).families}
    if not families:
        return Reached("owner", (), interfaces, ("nothing behind its security groups has a public address",))
    reached = public(whole, region, groups, None, sorted(families))
    return reached.behind("something behind its security groups has a public address")


def _block(whole: Account, got: Got) -> Guard:
    """On, and open to the internet for SSH at most: with that exception AWS delivers it."""
    said = body(got).get("BlockPublicAccessConfiguration", {})
    ranges = [(r.get("MinRange"), r.get("MaxRange")) for r in said.get("PermittedPublicSecurityGroupRuleRanges", [])]
    # A range may have one end only: then it is that port.
    wide = [r for r in ranges if r not in (_SSH, (22, None))]
    return Guard(
        **whole.thing(BLOCK, whole.name("elasticmapreduce", got.about, "block-public-access"), name=got.about),
        site=got.about,
        answers=rests_on(got),
        prevents="public-services",
        in_force=said.get("BlockPublicSecurityGroupRules") is True and not wide if got.good else None,
        unread=unread(in_force=got),
    )
