"""Reads API Gateway's REST APIs: who calls them, how that is encrypted, what is recorded and what cached. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.aws.networks.apigateway import API, CACHE, DOMAIN, KINDS, METHODS, STAGE
from collectors.aws.networks.callers import Way, asking, sign_in
from collectors.aws.read import Account, body, listed
from scanner.answers import HIDDEN, Got, gaps, rests_on, unclear, unread
from scanner.facts import Asset, Channel, DataStore, Fact, LogTrail

# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
_POLICIES: Final = (
    ("TLS_1_0", "1.0"),
    ("TLS_1_2", "1.2"),
    ("SecurityPolicy_TLS13_1_3_", "1.3"),
    ("SecurityPolicy_TLS13_", "1.2"),
    ("SecurityPolicy_TLS12_", "1.2"),
)
"""How the names of policies begin, and the oldest version that each lets in."""
_PRIVATE: Final = "TLS_1_2"
_PUBLIC: Final = "TLS_1_0"
"""The policies of an API's own endpoint where it names none."""


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all REST APIs, and of the domain names of all APIs."""
    for found in listed(whole, "apigateway.apis", "items", API, *KINDS[API].gives):
        if isinstance(found, Fact):
            yield found
            for kind in (METHODS, STAGE, CACHE):
                listing = whole.one("apigateway.apis", found.site)
                yield from gaps(whole.target, kind, listing, *KINDS[kind].gives, site=found.site)
        else:
            yield from _api(whole, *found)
    for found in listed(whole, "apigateway.domains", "items", DOMAIN, *KINDS[DOMAIN].gives):
        yield found if isinstance(found, Fact) else _domain(whole, *found)


def arn(whole: Account, region: str, path: str) -> str:
    """API Gateway names no account in its ARNs."""
    return f"arn:{whole.partition}:apigateway:{region}::/{path}"


def _api(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    about, own = f"{got.about}/{row['id']}", arn(whole, got.about, f"restapis/{row['id']}")
    thing = whole.thing(API, own, name=row.get("name", row["id"]), site=got.about)
    yield Asset(**thing, answers=rests_on(got), role="service")
    policy = row.get("securityPolicy") or (_PRIVATE if row.get("types") == ["PRIVATE"] else _PUBLIC)
    yield _channel(thing, got, policy, enabled=not row.get("disableExecuteApiEndpoint"))
    stages, methods = (whole.one(f"apigateway.{question}", about) for question in ("stages", "methods"))
    if stages.outcome != "empty":
        yield from _methods(thing, got, methods)
    if not stages.good:
        for kind in (STAGE, CACHE):
            yield from gaps(whole.target, kind, stages, *KINDS[kind].gives, site=got.about)
    for stage in body(stages).get("item", []):
        yield from _stage(whole, thing, rests_on(got, stages), stage)


def _domain(whole: Account, got: Got, row: Mapping[str, Any]) -> Channel:
    # Private domain names may be alike: their own ids tell them apart.
    path = "+".join(x for x in (row["domainName"], row.get("domainNameId")) if x)
    resource = arn(whole, got.about, f"domainnames/{path}")
    thing = whole.thing(DOMAIN, resource, name=row["domainName"], site=got.about)
    return _channel(thing, got, row.get("securityPolicy", ""), enabled=True)


def _channel(thing: Mapping[str, Any], got: Got, policy: str, *, enabled: bool) -> Channel:
    """It speaks HTTPS and nothing else."""
    version = next((v for begins, v in _POLICIES if policy.startswith(begins)), None)
    return Channel(
        **thing,
        answers=rests_on(got),
        protocol="http",
        enabled=enabled,
        encryption="required",
        min_version=version,
        algorithms=None,
        unread=unread(
            min_version=got if version else unclear(got, "it names no security policy that is known"),
            algorithms=HIDDEN,
        ),
    )


def _methods(thing: Mapping[str, Any], listing: Got, got: Got) -> Iterator[Fact]:
    """An API of which nothing can be called has no door."""
    ways = asking(
        Way(
            f"{method.get('httpMethod', '')} {resource.get('path', '')}",
            method.get("authorizationType", ""),
            bool(method.get("apiKeyRequired")),
        )
        for resource in body(got).get("items", [])
        for method in resource.get("methods", [])
    )
    if ways or not got.good:
        named = {"kind": METHODS, "resource": f"{thing['resource']}/resources"}
        yield sign_in({**thing, **named}, listing, got, ways)


def _stage(whole: Account, api: Mapping[str, Any], places: tuple[int, ...], row: Mapping[str, Any]) -> Iterator[Fact]:
    own = f"{api['resource']}/stages/{row['stageName']}"
    thing = {"name": f"{api['name']} {row['stageName']}", "site": api["site"], "answers": places}
    yield trail(whole.thing(STAGE, own, within=(api["resource"],), **thing), on=_recorded(row))
    if row.get("cacheClusterEnabled"):
        yield _cache(whole.thing(CACHE, f"{own}/cache", **thing), row)


def _recorded(row: Mapping[str, Any]) -> bool:
    """Each request is written down: to an access log, or, of every method, at a level that tells more than errors."""
    return bool(row.get("AccessLog")) or {row.get("Level"), *row.get("Levels", [])} == {"INFO"}


def trail(thing: Mapping[str, Any], *, on: bool) -> LogTrail:
    """What is recorded of the requests to a stage; CloudWatch and Firehose lie outside it."""
    return LogTrail(
        **thing,
        of="network",
        enabled=on,
        records=("network",) if on else (),
        exempt=(),
    )


def _cache(thing: Mapping[str, Any], row: Mapping[str, Any]) -> DataStore:
    """Plain unless every method that caches says otherwise."""
    caching = [c for c in row.get("Caching", []) if c.get("cachingEnabled")]
    safe = bool(caching) and all(c.get("cacheDataEncrypted") for c in caching)
    return DataStore(
        **thing,
        encrypted=safe,
        customer_key=False,
        cipher=None if safe else "",
        documented=True,
        unread=unread(cipher=HIDDEN) if safe else (),
    )
