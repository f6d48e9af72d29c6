"""Reads what the account watches in its own trail: metric filters with alarms that somebody hears. Pure.

A pattern counts when it lets through what it should. It is parsed: a substring would take `!=` for `=` and `&&` for
`||`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from collectors.aws.account import ACCOUNT
from collectors.aws.read import Account, body
from collectors.aws.trails import trails
from scanner.answers import HIDDEN, Got, gaps, rests_on, unread
from scanner.facts import Detector, Fact

_TOKEN: Final = re.compile(r"""\s*(\(|\)|\{|\}|&&|\|\||!=|>=|<=|=|<|>|"[^"]*"|[^\s(){}=!<>&|"]+)""")
_Event = Mapping[str, str]
_FAILED_SIGN_IN: Final = {
    "$.eventName": "ConsoleLogin",
    "$.eventSource": "signin.amazonaws.com",
    "$.errorMessage": "Failed authentication",
    "$.userIdentity.type": "IAMUser",
    "$.eventType": "AwsConsoleSignIn",
}
_ROOT_USE: Final = {
    "$.eventName": "ConsoleLogin",
    "$.eventSource": "signin.amazonaws.com",
    "$.userIdentity.type": "Root",
    "$.eventType": "AwsConsoleSignIn",
}
_CHANGES: Final = tuple(
    {"$.eventSource": "ec2.amazonaws.com", "$.eventName": name, "$.eventType": "AwsApiCall"}
    for name in (
        "AuthorizeSecurityGroupIngress",
        "CreateNetworkAclEntry",
        "CreateRoute",
        "AttachInternetGateway",
        "CreateVpc",
    )
)
"""One of each kind that CIS asks to watch: groups, access lists, routes, gateways, networks."""
Watched = Literal["sign-ins", "privileged-use", "config-changes"]
_WATCHED: Final[Mapping[Watched, tuple[_Event, ...]]] = {
    "sign-ins": (_FAILED_SIGN_IN,),
    "privileged-use": (_ROOT_USE,),
    "config-changes": _CHANGES,
}


def lets_through(pattern: str, event: _Event) -> bool | None:
    """Whether a filter pattern lets an event through; None where it is written in a way we do not follow."""
    tokens = _TOKEN.findall(pattern)
    if "".join(tokens) != re.sub(r'\s+(?=(?:[^"]*"[^"]*")*[^"]*$)', "", pattern) or tokens[:1] != ["{"]:
        return None
    try:
        return _Pattern(tokens[1:-1], event).whole() if tokens[-1] == "}" else None
    except (IndexError, ValueError):
        return None


@dataclass
class _Pattern:
    """A recursive descent through `a || b && (c)`; the terms compare one field with one word."""

    tokens: list[str]
    event: _Event
    at: int = 0

    def whole(self) -> bool:
        found = self._any()
        if self.at != len(self.tokens):
            raise ValueError("something follows the pattern")
        return found

    def _next(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _any(self) -> bool:
        found = self._all()
        while self._peek() == "||":
            self._next()
            found = self._all() or found
        return found

    def _all(self) -> bool:
        found = self._term()
        while self._peek() == "&&":
            self._next()
            found = self._term() and found
        return found

    def _term(self) -> bool:
        if self._peek() == "(":
            self._next()
            found = self._any()
            if self._next() != ")":
                raise ValueError("a parenthesis is not closed")
            return found
        field, operator = self._next(), self._next()
        if operator not in {"=", "!=", "NOT", "IS", "EXISTS"} or not field.startswith("$."):
            raise ValueError("no comparison that is followed")
        value = self.event.get(field)
        if operator == "NOT":
            if self._next() != "EXISTS":
                raise ValueError("only NOT EXISTS is followed")
            return value is None
        if operator in {"IS", "EXISTS"}:
            raise ValueError("not followed")
        said = re.escape(self._next().strip('"')).replace(r"\*", ".*")
        # A field that an event does not have meets no equality and every inequality.
        return (value is not None and re.fullmatch(said, value) is not None) == (operator == "=")


def read(whole: Account) -> Iterator[Fact]:
    """Give what is watched, once for the account: an alarm in one region is enough, for it hears the trail of all."""
    filters, alarms = whole.every("logs.filters"), whole.every("logs.alarms")
    listings = whole.every("cloudtrail.trails")
    statuses = [t.status for g in listings for t in trails(whole, g)]
    gots = (*filters, *alarms, *listings, *statuses)
    bad = next((g for g in gots if not g.good), None)
    heard = [_heard(whole, f, whole.one("logs.alarms", f.about)) for f in filters if f.good]
    patterns = [p for some in heard for p in some]
    for watched, events in _WATCHED.items():
        found = all(any(lets_through(p, e) for p, _ in patterns) for e in events)
        told = all(any(lets_through(p, e) and alarmed for p, alarmed in patterns) for e in events)
        unsure = bad if not told else None
        if unsure is not None and not unsure.place:
            yield from gaps(whole.target, ACCOUNT, unsure, Detector)
            return
        yield Detector(
            **whole.thing(ACCOUNT, whole.arn, name=whole.id, answers=rests_on(*gots)),
            watches=watched,
            enabled=True if found else None if unsure else False,
            notifies=True if told else None if unsure else False,
            definitions_days=0,
            oldest_open_days=None,
            unread=unread(
                oldest_open_days=HIDDEN, **({"enabled": unsure, "notifies": unsure} if unsure is not None else {})
            ),
        )


def _heard(whole: Account, filters: Got, alarms: Got) -> Iterator[tuple[str, bool]]:
    """Patterns on groups that a trail which is on writes to, and whether an alarm with an action stands behind each."""
    groups = set(_trail_groups(whole, filters.about))
    acting = {
        (a.get("Namespace"), a.get("MetricName"))
        for a in body(alarms).get("MetricAlarms", [])
        if a.get("ActionsEnabled") and a.get("AlarmActions")
    }
    for row in body(filters).get("metricFilters", []):
        if row.get("logGroupName") in groups:
            made = [(m.get("metricNamespace"), m.get("metricName")) for m in row.get("metricTransformations", [])]
            yield row.get("filterPattern", ""), any(m in acting for m in made)


def _trail_groups(whole: Account, region: str) -> Iterator[Any]:
    for trail in trails(whole, whole.one("cloudtrail.trails", region)):
        if trail.on:
            yield str(trail.row.get("CloudWatchLogsLogGroupArn", "")).removesuffix(":*").rpartition(":log-group:")[2]
