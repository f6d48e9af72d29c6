"""Reads what Google says of load balancers that encrypt nothing themselves. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from collectors.asking.listing import listed, rows
from collectors.gcp.networks.balancers_facts import OWN, Ending, ending, leading, placed, within
from collectors.gcp.networks.plain import HTTP, KINDS, PASSING, TCP
from collectors.gcp.read import Project, compute
from scanner.answers import HIDDEN, Got, unclear, unread
from scanner.facts import Channel, Fact

Row = Mapping[str, Any]
_PASSING: Final = ("/targetPools/", "/targetInstances/")


def read(whole: Project) -> Iterator[Fact]:
    """Give the facts of proxies for HTTP and for TCP, and of all rules that pass on what comes to them."""
    for found in listed(whole, "compute.http_proxies", HTTP, *KINDS[HTTP].gives):
        yield found if isinstance(found, Fact) else _http(whole, *found)
    for found in listed(whole, "compute.tcp_proxies", TCP, *KINDS[TCP].gives):
        yield found if isinstance(found, Fact) else _tcp(whole, *found)
    for found in listed(whole, "compute.forwarding", PASSING, *KINDS[PASSING].gives):
        if isinstance(found, Fact):
            yield found
        elif _passes(found[1]):
            yield _unseen(placed(whole, PASSING, found[1], found[0]), enabled=True)


def _passes(rule: Row) -> bool:
    """It leads to machines, and to no proxy, gateway of a VPN or service of others."""
    target = str(rule.get("target", ""))
    return bool(rule.get("backendService")) or any(part in target for part in _PASSING)


def _tcp(whole: Project, got: Got, row: Row) -> Channel:
    forwarding = whole.answers.one("compute.forwarding")
    thing = placed(whole, TCP, row, got, forwarding)
    return _unseen(thing, enabled=bool(leading(forwarding, row)), forwarding=forwarding)


def _unseen(thing: Mapping[str, Any], *, enabled: bool, forwarding: Got = HIDDEN) -> Channel:
    """What is in the packets that it passes on it does not look at: whoever stands behind it encrypts, or nobody."""
    known = forwarding is HIDDEN or forwarding.good
    return Channel(
        **thing,
        protocol="tls",
        enabled=enabled if known else None,
        encryption=None,
        min_version=None,
        algorithms=None,
        unread=unread(
            **({} if known else {"enabled": forwarding}), encryption=HIDDEN, min_version=HIDDEN, algorithms=HIDDEN
        ),
    )


class Door(NamedTuple):
    """How one comes in by plain HTTP, and the answer that says so."""

    encryption: Literal["required", "none"] | None
    why: Got


def _http(whole: Project, got: Got, row: Row) -> Channel:
    """What no forwarding rule leads to takes no connections."""
    forwarding, maps = whole.answers.one("compute.forwarding"), whole.answers.one("compute.url_maps", "all")
    thing = placed(whole, HTTP, row, got, forwarding, maps)
    before = leading(forwarding, row)
    door = _door(maps, row, forwarding, before)
    told = _behind(whole, forwarding, before) if door.encryption == "required" else Ending.none(door.why)
    plain = door.encryption == "none"
    return Channel(
        **thing,
        protocol="http",
        enabled=bool(before) if forwarding.good else None,
        encryption=door.encryption,
        min_version="" if plain else told.version,
        algorithms=() if plain else told.algorithms,
        unread=unread(
            **({} if forwarding.good else {"enabled": forwarding}),
            **({} if door.encryption else {"encryption": door.why}),
            **({} if plain or told.version else {"min_version": told.of_version}),
            **({} if plain or told.algorithms else {"algorithms": told.of_algorithms}),
        ),
    )


def _door(maps: Got, row: Row, forwarding: Got, before: list[Row]) -> Door:
    """A plain door that only ever sends on to HTTPS counts as one that demands encryption."""
    if before and all(rule.get("loadBalancingScheme") == OWN for rule in before):
        return Door(None, unclear(forwarding, "it is for proxies of one's own (Cloud Service Mesh), set up elsewhere"))
    if not maps.good:
        return Door(None, maps)
    link = compute(str(row.get("urlMap", "")))
    found = next((one for one in rows(maps) if compute(str(one["selfLink"])) == link), None)
    if found is None:
        return Door(None, unclear(maps, "its URL map is not listed"))
    return Door("required" if all(map(_sent_on, _routes(found))) else "none", maps)


def _routes(found: Row) -> Iterator[Any]:
    """All that a request may meet: where no host fits, where one does and no path, and each path."""
    yield found.get("defaultUrlRedirect")
    for matcher in found.get("pathMatchers") or []:
        yield matcher.get("defaultUrlRedirect")
        for rule in (*(matcher.get("pathRules") or ()), *(matcher.get("routeRules") or ())):
            yield rule.get("urlRedirect")


def _sent_on(redirect: Row | None) -> bool:
    """Without that word a redirect keeps to the scheme that it came by (HttpRedirectAction.httpsRedirect)."""
    return (redirect or {}).get("httpsRedirect") is True


def _behind(whole: Project, forwarding: Got, before: list[Row]) -> Ending:
    """What the HTTPS proxy takes that stands at the same address: that is where a redirect leads."""
    proxies = whole.answers.one("compute.https_proxies")
    if not proxies.good or not forwarding.good:
        return Ending.none(forwarding if proxies.good else proxies)
    addresses = {rule["IPAddress"] for rule in before if rule.get("IPAddress")}
    beside = {within(rule.get("target")) for rule in rows(forwarding) if rule.get("IPAddress") in addresses}
    found = [row for row in rows(proxies) if within(row["selfLink"]) in beside]
    if len(found) != 1:
        return Ending.none(unclear(proxies, "which HTTPS proxy it leads to is not told"))
    return ending(whole, found[0])
