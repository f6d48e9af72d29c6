"""Reads CloudFront: how viewers and origins are spoken to, what is recorded. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from collectors.aws.networks.cloudfront import DISTRIBUTION, KINDS, ORIGIN
from collectors.aws.networks.tls import VERSIONS, lowest
from collectors.aws.read import Account, body, first_bad
from scanner.answers import HIDDEN, Got, gaps, rests_on, unclear, unread
from scanner.facts import Asset, Channel, Fact, LogTrail

_ENCRYPTED: Final = frozenset({"https-only", "redirect-to-https"})
_LISTING: Final = "cloudfront.distributions"


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all distributions and their origins."""
    listing = whole.one(_LISTING)
    if not listing.good:
        for kind in (DISTRIBUTION, ORIGIN):
            yield from gaps(whole.target, kind, listing, *KINDS[kind].gives)
    for row in body(listing).get("Distributions", []):
        yield from _distribution(whole, listing, row)


def _distribution(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    thing = whole.thing(DISTRIBUTION, row["ARN"], name=row["Id"])
    yield Asset(**thing, answers=rests_on(got), role="service")
    yield _viewers(thing, got, row)
    yield _trail(whole, thing, got, row)
    for origin in row.get("Origins", []):
        one = whole.thing(ORIGIN, f"{row['ARN']}/origin/{origin['Id']}", name=f"{row['Id']} {origin['Id']}")
        yield _origin(one, got, row, origin)


def _behaviors(row: Mapping[str, Any], origin: str = "") -> list[Mapping[str, Any]]:
    """All, or those that lead to an origin; an origin that only a group leads to gets what comes from anywhere."""
    all_ = [row.get("DefaultCacheBehavior", {}), *row.get("CacheBehaviors", [])]
    return [b for b in all_ if b.get("TargetOriginId") == origin] or all_


def _by_viewers(behaviors: list[Mapping[str, Any]]) -> Literal["required", "offered"]:
    whole = all(b.get("ViewerProtocolPolicy") in _ENCRYPTED for b in behaviors)
    return "required" if whole else "offered"


def _viewers(thing: Mapping[str, Any], got: Got, row: Mapping[str, Any]) -> Channel:
    said = str(row.get("MinimumProtocolVersion", "")).partition("_")[0]
    # Under the name that CloudFront gave it, whatever is said, the policy is the oldest.
    version = "1.0" if row.get("OwnName") else VERSIONS.get(said)
    return Channel(
        **thing,
        answers=rests_on(got),
        protocol="http",
        enabled=bool(row.get("Enabled")),
        encryption=_by_viewers(_behaviors(row)),
        min_version=version,
        algorithms=None,
        unread=unread(
            min_version=got if version else unclear(got, "it names no policy that is known"), algorithms=HIDDEN
        ),
    )


_VPC_ORIGIN: Final = Got("not-asked", "cloudfront:GetVpcOrigin")


def _origin(thing: Mapping[str, Any], got: Got, row: Mapping[str, Any], origin: Mapping[str, Any]) -> Channel:
    """A bucket is spoken to as the viewer speaks; how one in a private network is, its own settings say."""
    policy, private = origin.get("OriginProtocolPolicy"), "VpcOriginId" in origin
    encryption: Literal["required", "offered", "none"] | None
    if policy in {"https-only", "http-only"}:
        encryption = "required" if policy == "https-only" else "none"
    else:
        encryption = None if private else _by_viewers(_behaviors(row, origin["Id"]))
    plain = encryption == "none"
    version = "" if plain else lowest(origin.get("OriginSslProtocols", []))
    return Channel(
        **thing,
        answers=rests_on(got),
        protocol="http",
        enabled=bool(row.get("Enabled")),
        encryption=encryption,
        min_version=version,
        algorithms=() if plain else None,
        unread=unread(
            encryption=_VPC_ORIGIN if private else got,
            min_version=_unversioned(got, origin, private=private) if version is None else got,
            algorithms=got if plain else HIDDEN,
        ),
    )


def _unversioned(got: Got, origin: Mapping[str, Any], *, private: bool) -> Got:
    """Why no version is known: a bucket's cannot be set and is not told."""
    if private:
        return _VPC_ORIGIN
    return unclear(got, "it names no version that is known") if "OriginProtocolPolicy" in origin else HIDDEN


def _trail(whole: Account, thing: Mapping[str, Any], listing: Got, row: Mapping[str, Any]) -> LogTrail:
    """By its own setting, or by a delivery of CloudWatch Logs; real-time logs may leave out what they like."""
    config = whole.one("cloudfront.config", row["ARN"])
    sources, deliveries = whole.one("cloudfront.sources"), whole.one("cloudfront.deliveries")
    on: bool | None = bool(body(config).get("Logging", {}).get("Enabled"))
    known, why = [config], config
    if not on:
        known = [config, sources, deliveries]
        on, why = _delivered(sources, deliveries, row["ARN"]), first_bad(*known) or config
        if not on and any(b.get("RealtimeLogConfigArn") for b in _behaviors(row)):
            why = first_bad(*known) or Got("not-asked", "cloudfront:GetRealtimeLogConfig")
        on = on or (None if not why.good else False)
    return LogTrail(
        **thing,
        answers=rests_on(listing, *known),
        of="network",
        enabled=on,
        records=None if on is None else ("network",) if on else (),
        exempt=None,
        unread=unread(enabled=why, records=why, exempt=HIDDEN) if on is None else unread(exempt=HIDDEN),
    )


def _delivered(sources: Got, deliveries: Got, arn: str) -> bool:
    mine = {s["name"] for s in body(sources).get("deliverySources", []) if arn in s.get("resourceArns", [])}
    return any(d.get("deliverySourceName") in mine for d in body(deliveries).get("deliveries", []))
