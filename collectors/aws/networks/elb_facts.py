"""Reads classic load balancers: who reaches them, how their listeners encrypt, what is recorded. Pure."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.asking.offers import offers
from collectors.aws.networks.doors import Reached, private, public, single
from collectors.aws.networks.elb import BALANCER, KINDS, LISTENER
from collectors.aws.networks.reasons import reasons
from collectors.aws.networks.tls import ciphers, lowest
from collectors.aws.read import Account, body, listed
from collectors.aws.words import FACING
from scanner.answers import HIDDEN, Got, gaps, rests_on, unclear, unread
from scanner.facts import Asset, Channel, Exposure, Fact, LogTrail

_ENCRYPTION: Final[Mapping[str, Literal["required", "none"]]] = MappingProxyType(
    {"HTTPS": "required", "SSL": "required", "HTTP": "none"}
)
_VERSION: Final = "Protocol-"
_NO_CIPHERS: Final = ("Protocol-", "Server-Defined-Cipher-Order", "Reference-Security-Policy")
"""How attributes of a security policy begin that are no ciphers."""


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all classic balancers and their listeners."""
    for found in listed(whole, "elb.balancers", "LoadBalancerDescriptions", BALANCER, *KINDS[BALANCER].gives):
        if isinstance(found, Fact):
            yield found
            listing = whole.one("elb.balancers", found.site)
            yield from gaps(whole.target, LISTENER, listing, *KINDS[LISTENER].gives, site=found.site)
        else:
            yield from _balancer(whole, *found)


def _balancer(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    name = str(row["LoadBalancerName"])
    arn = whole.name("elasticloadbalancing", got.about, f"loadbalancer/{name}")
    thing = whole.thing(BALANCER, arn, name=name, site=got.about)
    yield Asset(**thing, answers=rests_on(got), role="service")
    yield _trail(thing, got, whole.one("elb.attributes", f"{got.about}/{name}"))
    yield _exposure(whole, thing, got, row)
    policies = whole.one("elb.policies", f"{got.about}/{name}")
    for listener in row.get("ListenerDescriptions", []):
        port = listener.get("LoadBalancerPort", "")
        said = f"{name} {listener.get('Protocol', '')} {port}"
        yield _channel(whole.thing(LISTENER, f"{arn}:{port}", name=said, site=got.about), got, policies, listener)


def _trail(thing: Mapping[str, Any], listing: Got, got: Got) -> LogTrail:
    on = bool(body(got).get("AccessLog", {}).get("Enabled")) if got.good else None
    return LogTrail(
        **thing,
        answers=rests_on(listing, got),
        of="network",
        enabled=on,
        records=None if on is None else ("network",) if on else (),
        exempt=None,
        unread=unread(enabled=got, records=got, exempt=HIDDEN),
    )


def _exposure(whole: Account, thing: Mapping[str, Any], got: Got, row: Mapping[str, Any]) -> Exposure:
    """What it offers is the worst of its own ports and of those of its instances."""
    listeners = row.get("ListenerDescriptions", [])
    ports = single(x["LoadBalancerPort"] for x in listeners if "LoadBalancerPort" in x)
    groups = row.get("SecurityGroups", [])
    if row.get("Scheme") == "internal":
        reached = private(whole, got.about, ports)
    elif row.get("Scheme") != "internet-facing":
        reached = Reached(None, ports, unclear(got, "it does not say whether it faces the internet"))
    elif groups:
        reached = public(whole, got.about, groups, ports).behind(FACING)
    else:
        reached = Reached(None, ports, unclear(got, "it names no security group"))
    behind = single(x["InstancePort"] for x in listeners if "InstancePort" in x)
    return Exposure(
        **thing,
        answers=rests_on(got, reached.got),
        way="network",
        offers=offers((*reached.ports, *behind)),
        **reached.said(),
    )


def _channel(thing: Mapping[str, Any], got: Got, policies: Got, row: Mapping[str, Any]) -> Channel:
    """TCP is passed on unseen. A plain listener of this generation cannot send anybody on to an encrypted one."""
    protocol = str(row.get("Protocol"))
    encryption = _ENCRYPTION.get(protocol)
    version, algorithms, told = _negotiates(policies, encryption, row.get("PolicyNames", []))
    return Channel(
        **thing,
        answers=rests_on(got, told),
        protocol="http" if protocol in {"HTTP", "HTTPS"} else "tls",
        enabled=True,
        encryption=encryption,
        min_version=version,
        algorithms=algorithms,
        unread=reasons(encryption=(encryption, HIDDEN), min_version=(version, told), algorithms=(algorithms, told)),
    )


def _negotiates(
    policies: Got, encryption: str | None, names: list[str]
) -> tuple[str | None, tuple[str, ...] | None, Got]:
    if encryption != "required":
        return (None, None, HIDDEN) if encryption is None else ("", (), Got("ok", ""))
    return _policy(policies, names)


def _policy(policies: Got, names: list[str]) -> tuple[str | None, tuple[str, ...] | None, Got]:
    """The lowest version and the ciphers of the one security policy among a listener's."""
    if not policies.good:
        return None, None, policies
    mine = [p.get("On", []) for p in body(policies).get("PolicyDescriptions", []) if p["PolicyName"] in names]
    if len(mine) != 1:
        return None, None, unclear(policies, "not one security policy is the listener's")
    (on,) = mine
    version = lowest(o.removeprefix(_VERSION) for o in on if o.startswith(_VERSION))
    known = policies if version else unclear(policies, "it names a version that is not known, or none")
    return version, ciphers(o for o in on if not o.startswith(_NO_CIPHERS)), known
