"""WAF: whether what web ACLs let through and block is written down."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.asking.row import Known
from collectors.aws.networks.asked import nothing
from collectors.aws.question import Ask, Place
from collectors.aws.read import Account, body, first_bad
from scanner.answers import Got, gaps, rests_on, unread
from scanner.collector import Kind
from scanner.facts import Asset, Fact, LogTrail

ACL: Final = "aws.wafv2.web-acl"
_GIVES: Final = ((Asset, "service"), (LogTrail, "network"))
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
            own={"ARN": "resource"},
        ),
    }
)


_KEEPERS: Final[Mapping[str, str]] = MappingProxyType(
    {"logs": "CUSTOMER", "lake_logs": "SECURITY_LAKE", "rule_logs": "CLOUDWATCH_TELEMETRY_RULE_MANAGED"}
)
"""Who keeps a logging configuration: we, Security Lake, or a rule of CloudWatch's. One is listed at a time."""


def _all_logged(scope: str) -> Callable[[Known, Place], bool]:
    """Leave out who else may keep the logs of ACLs where we do so of all, or where there are none."""
    acls, logs = f"wafv2.{scope}_acls", f"wafv2.{scope}_logs"

    def rule(known: Known, place: Place) -> bool:
        ours = (known.body(logs, place.about) or {}).get("LoggingConfigurations", [])
        rows = (known.body(acls, place.about) or {}).get("WebACLs", [])
        return {row["ARN"] for row in rows} <= {row["ResourceArn"] for row in ours}

    return rule


def _asks(scope: str) -> Iterator[Ask]:
    """Lists of ACLs and of what logs; the others only where the first hold any that are not logged yet."""
    name = scope.lower()
    where: dict[str, Any] = {"Scope": scope, "Limit": 100}
    acls = f"wafv2.{name}_acls"
    yield Ask(
        id=acls,
        operation="wafv2.ListWebACLs",
        needs="wafv2:ListWebACLs",
        feeds=((Asset, "service"), (LogTrail, "network")),
        scope=_SCOPES[scope],
        parameters=MappingProxyType(where),
        keep="{WebACLs: WebACLs[].{ARN: ARN, Name: Name}}",
    )
    for which, keeper in _KEEPERS.items():
        ours = which == "logs"
        yield Ask(
            id=f"wafv2.{name}_{which}",
            operation="wafv2.ListLoggingConfigurations",
            needs="wafv2:ListLoggingConfigurations",
            feeds=((LogTrail, "network"),),
            scope=_SCOPES[scope],
            parameters=MappingProxyType({**where, "LogScope": keeper}),
            keep="{LoggingConfigurations: LoggingConfigurations[].{ResourceArn: ResourceArn, "
            "Behaviors: [LoggingFilter.DefaultBehavior, LoggingFilter.Filters[].Behavior][]}}",
            after=(acls,) if ours else (acls, f"wafv2.{name}_logs"),
            unless=nothing(acls) if ours else _all_logged(name),
            # Not everywhere are there others: where ours are listed, nothing else of the question can be wrong.
            absent=() if ours else ("WAFInvalidParameterException",),
        )


QUESTIONS: Final = tuple(ask for scope in _SCOPES for ask in _asks(scope))


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all web ACLs."""
    for scope in _SCOPES:
        for listing in whole.every(f"wafv2.{scope.lower()}_acls"):
            if not listing.good:
                yield from gaps(whole.target, ACL, listing, *_GIVES, site=listing.about)
            for row in body(listing).get("WebACLs", []):
                name = f"{row.get('Name', '')} ({scope})" if scope != "REGIONAL" else row.get("Name", "")
                thing = whole.thing(ACL, row["ARN"], name=name, site=listing.about)
                yield Asset(**thing, answers=rests_on(listing), role="service")
                yield _trail(thing, listing, [whole.one(f"wafv2.{scope.lower()}_{w}", listing.about) for w in _KEEPERS])


def _trail(thing: Mapping[str, Any], listing: Got, lists: list[Got]) -> LogTrail:
    """Whole lists: what none of them names is not recorded. A filter that drops leaves requests out."""
    mine = [(got, c) for got in lists for c in body(got).get("LoggingConfigurations", [])]
    mine = [(got, c) for got, c in mine if c.get("ResourceArn") == thing["resource"]]
    drops = bool(mine) and all("DROP" in c.get("Behaviors", []) for _, c in mine)
    told = mine[0][0] if mine else first_bad(*lists) or lists[0]
    known = told.good
    return LogTrail(
        **thing,
        answers=rests_on(listing, told) if mine else rests_on(listing, *lists),
        of="network",
        enabled=bool(mine) if known else None,
        records=(("network",) if mine else ()) if known else None,
        exempt=(("requests that a filter drops",) if drops else ()) if known else None,
        unread=unread(enabled=told, records=told, exempt=told),
    )
