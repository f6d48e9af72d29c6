"""WAF: whether what web ACLs let through and block is written down."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.aws.networks.asked import nothing
from collectors.aws.question import Ask
from collectors.aws.read import Account, body
from scanner.answers import NOT_ASKED, Got, gaps, rests_on, unread
from scanner.collector import Kind
from scanner.facts import Asset, Fact, LogTrail

ACL: Final = "aws.wafv2.web-acl"
_GIVES: Final = (Asset, LogTrail)
_SCOPES: Final[Mapping[str, Literal["region", "account"]]] = MappingProxyType(
    {"REGIONAL": "region", "CLOUDFRONT": "account"}
)
"""Those of a region, and those at the edge, which are kept in one region."""

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        ACL: Kind(
            title="web ACL",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "audit-logging.recording": "aws wafv2 put-logging-configuration --logging-configuration "
                    "ResourceArn=ARN,LogDestinationConfigs=DESTINATION-ARN, whose name begins with aws-waf-logs-",
                    "audit-logging.nobody-exempt": "aws wafv2 put-logging-configuration --logging-configuration "
                    "ResourceArn=ARN,LogDestinationConfigs=DESTINATION-ARN, without a LoggingFilter that drops",
                }
            ),
        ),
    }
)


def _asks(scope: str) -> tuple[Ask, Ask]:
    """Two lists, of ACLs and of what logs; the second only where the first holds any."""
    name = scope.lower()
    common: dict[str, Any] = {
        "scope": _SCOPES[scope],
        "parameters": MappingProxyType({"Scope": scope, "Limit": 100}),
    }
    acls = Ask(
        id=f"wafv2.{name}_acls",
        operation="wafv2.ListWebACLs",
        needs="wafv2:ListWebACLs",
        feeds=(Asset, LogTrail),
        keep="{WebACLs: WebACLs[].{ARN: ARN, Name: Name}}",
        **common,
    )
    logs = Ask(
        id=f"wafv2.{name}_logs",
        operation="wafv2.ListLoggingConfigurations",
        needs="wafv2:ListLoggingConfigurations",
        feeds=(LogTrail,),
        keep="{LoggingConfigurations: LoggingConfigurations[].{ResourceArn: ResourceArn, "
        "Behaviors: [LoggingFilter.DefaultBehavior, LoggingFilter.Filters[].Behavior][]}}",
        after=(acls.id,),
        unless=nothing(acls.id),
        **common,
    )
    return acls, logs


QUESTIONS: Final = tuple(ask for scope in _SCOPES for ask in _asks(scope))


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all web ACLs."""
    for scope in _SCOPES:
        for listing in whole.every(f"wafv2.{scope.lower()}_acls"):
            if not listing.good:
                yield from gaps(whole.target, ACL, listing, *_GIVES, site=listing.about)
            logs = whole.one(f"wafv2.{scope.lower()}_logs", listing.about)
            for row in body(listing).get("WebACLs", []):
                name = f"{row.get('Name', '')} ({scope})" if scope != "REGIONAL" else row.get("Name", "")
                thing = whole.thing(ACL, row["ARN"], name=name, site=listing.about)
                yield Asset(**thing, answers=rests_on(listing), role="service")
                yield _trail(thing, listing, logs)


def _trail(thing: Mapping[str, Any], listing: Got, logs: Got) -> LogTrail:
    """Two whole lists: what the second does not name is not recorded. A filter that drops leaves requests out."""
    mine = [c for c in body(logs).get("LoggingConfigurations", []) if c.get("ResourceArn") == thing["resource"]]
    drops = any("DROP" in c.get("Behaviors", []) for c in mine)
    known = logs.good
    return LogTrail(
        **thing,
        answers=rests_on(listing, logs),
        enabled=bool(mine) if known else None,
        records=(("network",) if mine else ()) if known else None,
        exempt=(("requests that a filter drops",) if drops else ()) if known else None,
        silent_seconds=None,
        copies=int(bool(mine)) if known else None,
        unread=unread(
            enabled=logs, records=logs, exempt=logs, copies=logs, silent_seconds=NOT_ASKED if known else logs
        ),
    )
