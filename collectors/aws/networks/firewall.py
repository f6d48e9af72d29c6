"""Network Firewall: what passes that no rule lists, what is recorded, what a deletion takes."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from scanner.answers import Got, rests_on, unread
from scanner.collector import Kind
from scanner.facts import Asset, Fact, Guard, LogTrail

FIREWALL: Final = "aws.network-firewall.firewall"
_GIVES: Final = ((Asset, "service"), (LogTrail, "network"), (Guard, "deletion"), (Guard, "unlisted-traffic"))
_WANTED: Final = frozenset({"FLOW", "ALERT"})

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        FIREWALL: Kind(
            title="network firewall",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "audit-logging.recording": "aws network-firewall update-logging-configuration --firewall-arn ARN "
                    "--logging-configuration file://FILE, with destinations for FLOW and for ALERT (one more a call)",
                    "backup.deletion-guarded": "aws network-firewall update-firewall-delete-protection "
                    "--firewall-arn ARN --delete-protection",
                    "network-segmentation.deny-by-default": "aws network-firewall update-firewall-policy "
                    "--firewall-policy-arn POLICY-ARN --update-token TOKEN --firewall-policy file://FILE, with "
                    "aws:drop, or aws:forward_to_sfe and the stateful default aws:drop_established",
                }
            ),
            own={"ARN": "resource"},
        ),
    }
)

_OF_FIREWALL: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "each": "network-firewall.firewalls",
        "of": "Firewalls",
        "about": "FirewallArn",
        "given": MappingProxyType({"FirewallArn": "item.FirewallArn"}),
    }
)

QUESTIONS: Final = (
    Ask(
        id="network-firewall.firewalls",
        operation="network-firewall.ListFirewalls",
        needs="network-firewall:ListFirewalls",
        feeds=_GIVES,
        scope="region",
        parameters=MappingProxyType({"MaxResults": 100}),
        keep="{Firewalls: Firewalls[].{FirewallArn: FirewallArn, FirewallName: FirewallName}}",
    ),
    Ask(
        id="network-firewall.firewall",
        operation="network-firewall.DescribeFirewall",
        needs="network-firewall:DescribeFirewall",
        feeds=((Guard, "deletion"), (Guard, "unlisted-traffic")),
        keep="{Firewall: Firewall.{FirewallPolicyArn: FirewallPolicyArn, DeleteProtection: DeleteProtection}}",
        **_OF_FIREWALL,
    ),
    Ask(
        id="network-firewall.logs",
        operation="network-firewall.DescribeLoggingConfiguration",
        needs="network-firewall:DescribeLoggingConfiguration",
        feeds=((LogTrail, "network"),),
        # A firewall that logs nothing has no configuration.
        keep="{Types: FirewallArn && (LoggingConfiguration.LogDestinationConfigs[].LogType || `[]`)}",
        **_OF_FIREWALL,
    ),
    Ask(
        id="network-firewall.policy",
        operation="network-firewall.DescribeFirewallPolicy",
        needs="network-firewall:DescribeFirewallPolicy",
        feeds=((Guard, "unlisted-traffic"),),
        each="network-firewall.firewall",
        of="Firewall.FirewallPolicyArn",
        given=MappingProxyType({"FirewallPolicyArn": "item"}),
        keep="{FirewallPolicy: FirewallPolicy.{Stateless: StatelessDefaultActions, "
        "Fragments: StatelessFragmentDefaultActions, Stateful: StatefulDefaultActions, "
        "RuleOrder: StatefulEngineOptions.RuleOrder}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all firewalls."""
    for found in listed(whole, "network-firewall.firewalls", "Firewalls", FIREWALL, *_GIVES):
        yield from (found,) if isinstance(found, Fact) else _firewall(whole, *found)


def _firewall(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    arn = row["FirewallArn"]
    thing = whole.thing(FIREWALL, arn, name=row.get("FirewallName", ""), site=got.about)
    yield Asset(**thing, answers=rests_on(got), role="service")
    yield _trail(thing, got, whole.one("network-firewall.logs", arn))
    detail = whole.one("network-firewall.firewall", arn)
    said = body(detail).get("Firewall", {})
    yield Guard(
        **thing,
        answers=rests_on(got, detail),
        prevents="deletion",
        in_force=bool(said.get("DeleteProtection")) if detail.good else None,
        unread=unread(in_force=detail),
    )
    policy = whole.one("network-firewall.policy", said.get("FirewallPolicyArn", "")) if detail.good else detail
    yield Guard(
        **thing,
        answers=rests_on(got, detail, policy),
        prevents="unlisted-traffic",
        in_force=_refuses(body(policy).get("FirewallPolicy", {})) if policy.good else None,
        unread=unread(in_force=policy),
    )


def _trail(thing: Mapping[str, Any], listing: Got, logs: Got) -> LogTrail:
    """Flows without alerts do not tell what was stopped, alerts without flows not what passed."""
    on = set(body(logs).get("Types", [])) >= _WANTED
    known = logs.good
    return LogTrail(
        **thing,
        answers=rests_on(listing, logs),
        of="network",
        enabled=on if known else None,
        records=(("network",) if on else ()) if known else None,
        exempt=() if known else None,
        unread=unread(enabled=logs, records=logs, exempt=logs),
    )


_DROP: Final = "aws:drop"
_STRICT: Final = frozenset({"aws:drop_strict", "aws:drop_established", "aws:drop_established_app_layer"})


def _refuses(policy: Mapping[str, Any]) -> bool:
    """What no rule lists is dropped: at once, or by the second engine, which does so only where order is strict."""
    second = policy.get("RuleOrder") == "STRICT_ORDER" and not _STRICT.isdisjoint(policy.get("Stateful", []))
    enough = {_DROP, "aws:forward_to_sfe"} if second else {_DROP}
    defaults = (policy.get("Stateless", []), policy.get("Fragments", []))
    return all(not enough.isdisjoint(actions) for actions in defaults)
