"""Reads what Google says of firewall rules, networks and subnetworks. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.listing import listed, rows
from collectors.gcp.networks import reach
from collectors.gcp.networks.balancers_facts import placed
from collectors.gcp.networks.firewalls import KINDS, NETWORK, RULE, SUBNETWORK
from collectors.gcp.networks.ports import offers
from collectors.gcp.networks.rules import incoming, named
from collectors.gcp.read import Project, compute
from collectors.gcp.records.logs import FIREWALL, FLOWS, switched, written
from collectors.gcp.records.sinks import Sent
from scanner.answers import Got, unclear, unread
from scanner.facts import Exposure, Fact, Guard, LogTrail

_DEFAULT: Final = "default"
_MADE: Final = "default-allow-"
"""How the rules are called that Google makes together with the network of that name (cloud.google.com/firewall)."""
_PROXIES: Final = frozenset({"REGIONAL_MANAGED_PROXY", "GLOBAL_MANAGED_PROXY", "INTERNAL_HTTPS_LOAD_BALANCER"})
"""Subnetworks of proxies alone, which have no flow logs (Compute Engine API: Subnetwork.enableFlowLogs)."""


def read(whole: Project) -> Iterator[Fact]:
    """Give the facts of all rules, networks and subnetworks."""
    kept, flows = written(whole, FIREWALL), written(whole, FLOWS)
    for found in listed(whole, "compute.firewalls", RULE, *KINDS[RULE].gives):
        if isinstance(found, Fact):
            yield found
        elif found[1].get("disabled") is not True:
            yield from _rule(whole, *found, kept)
    for found in listed(whole, "compute.networks", NETWORK, *KINDS[NETWORK].gives):
        yield found if isinstance(found, Fact) else _network(whole, *found)
    for found in listed(whole, "compute.subnetworks", SUBNETWORK, *KINDS[SUBNETWORK].gives):
        if isinstance(found, Fact):
            yield found
        elif found[1].get("purpose") not in _PROXIES:
            yield _flows(whole, *found, flows)


def _rule(whole: Project, got: Got, row: Mapping[str, Any], kept: Sent) -> Iterator[Fact]:
    """What is for traffic that goes out, or refuses, lets nobody in."""
    state = switched(kept, ("network",), on=(row.get("logConfig") or {}).get("enable") is True)
    yield LogTrail(**placed(whole, RULE, row, got, *state.gots), of="network", **state.fields, exempt=())
    if incoming(row) and not row.get("denied"):
        reached = reach.by_rule(whole, row, got)
        ports = reached.ports or named(row)
        yield Exposure(**placed(whole, RULE, row, *reached.gots), way="network", offers=offers(ports), **reached.said())


def _network(whole: Project, got: Got, row: Mapping[str, Any]) -> Guard:
    """What no rule lets in is refused everywhere; only the default network has rules that nobody wrote."""
    rules, link = whole.answers.one("compute.firewalls"), compute(row["selfLink"])
    first = row["name"] == _DEFAULT
    made = any(
        compute(str(rule.get("network", ""))) == link
        and str(rule.get("name", "")).startswith(_MADE)
        and rule.get("disabled") is not True
        for rule in rows(rules)
    )
    known = rules.good or not first
    open_ = first and made
    return Guard(
        **placed(whole, NETWORK, row, got, *((rules,) if first else ())),
        prevents="unlisted-traffic",
        in_force=not open_ if known else None,
        considered=() if not known else (_OPEN,) if open_ else (_SHUT,),
        unread=() if known else unread(in_force=rules),
    )


_OPEN: Final = "it is the default network, and the rules that it was made with let traffic in"
_SHUT: Final = "what none of its rules lets in is refused"


def _flows(whole: Project, got: Got, row: Mapping[str, Any], kept: Sent) -> LogTrail:
    """A rate of nothing records nothing; what a filter leaves out is not recorded, and it may leave out anything.

    Flow logs that are set up for a whole network or an organisation (Network Management API) are not asked for.
    """
    said = row.get("logConfig") or {}
    on = (said.get("enable") is True or row.get("enableFlowLogs") is True) and float(said.get("flowSampling", 1)) > 0
    state = switched(kept, ("network",), on=on)
    if state.fields["records"] and str(said.get("filterExpr", "true")).strip().lower() not in {"", "true"}:
        why = unclear(got, "a filter says which flows are recorded")
        state.fields.update(records=None, unread=unread(records=why))
    return LogTrail(**placed(whole, SUBNETWORK, row, got, *state.gots), of="network", **state.fields, exempt=())
