"""What a firewall does with traffic that no rule names: nftables and iptables, walked to the end. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from collectors.host.kept import rows
from scanner.answers import JSON

Verdict: TypeAlias = Literal["accept", "refuse", "return", "jump", "goto", "doubtful", ""]
Width: TypeAlias = Literal["all", "wide", "narrow"]
"""What comes to a rule: everything; all of an interface, of a protocol, all that is new; or what is named closely."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, as far as it decides on traffic that nobody named."""

    width: Width
    verdict: Verdict
    target: str = ""


Chains: TypeAlias = Mapping[str, list[Rule]]
_DEEPEST = 20
"""Neither program lets chains call each other further than 16."""


class Walk:
    """The chains of one table, each walked once, however many lead there."""

    def __init__(self, chains: Chains) -> None:
        self._chains = chains
        self._ends: dict[tuple[str, int], tuple[str, bool]] = {}

    def refuses(self, name: str, *, policy: str) -> bool | None:
        """A chain at the hook of incoming traffic refuses what no rule names; None: a wide rule lets some of it in."""
        end, doubtful = self._end(name, 0)
        refused = policy == "drop" if end == "" else end == "refuse"
        return None if refused and doubtful else refused

    def _end(self, name: str, depth: int) -> tuple[str, bool]:
        """How a chain ends for what comes through, empty: with its last rule; and may some have gone in before."""
        if (name, depth) not in self._ends:
            self._ends[name, depth] = self._walked(name, depth)
        return self._ends[name, depth]

    def _walked(self, name: str, depth: int) -> tuple[str, bool]:
        doubtful = depth > _DEEPEST
        for rule in self._chains.get(name, ()) if depth <= _DEEPEST else ():
            if rule.width == "narrow":
                continue
            end, doubt = self._step(rule, depth)
            doubtful |= doubt or (rule.width == "wide" and end == "accept")
            if rule.width == "all" and (end in {"accept", "refuse"} or rule.verdict in {"return", "goto"}):
                return end, doubtful
        return "", doubtful

    def _step(self, rule: Rule, depth: int) -> tuple[str, bool]:
        if rule.verdict in {"jump", "goto"}:
            return self._end(rule.target, depth + 1)
        return (rule.verdict if rule.verdict in {"accept", "refuse"} else ""), rule.verdict == "doubtful"


def nftables(text: str, *, told: set[str]) -> Iterator[JSON]:
    """Each base chain of incoming traffic, from `nft -j list ruleset`; `told`: families whose iptables told it all."""
    said = json.loads(text) if text.strip() else {}
    items = rows(said.get("nftables")) if isinstance(said, dict) else []
    tables: dict[tuple[str, str], dict[str, list[Rule]]] = {}
    for rule in (r for item in items if isinstance(r := item.get("rule"), dict)):
        table = tables.setdefault((str(rule.get("family")), str(rule.get("table"))), {})
        table.setdefault(str(rule.get("chain")), []).extend(_nft(rows(rule.get("expr"))))
    walks = {table: Walk(chains) for table, chains in tables.items()}
    for chain in (c for item in items if isinstance(c := item.get("chain"), dict)):
        family, table_name, name = (str(chain.get(key)) for key in ("family", "table", "name"))
        by_iptables = family in told and (table_name, name) == ("filter", "INPUT")
        if chain.get("hook") == "input" and chain.get("type", "filter") == "filter" and not by_iptables:
            policy = str(chain.get("policy", "accept"))
            found = walks.get((family, table_name), Walk({})).refuses(name, policy=policy)
            yield {"family": family, "policy": policy, "refuses": found}


def _nft(expr: list[dict[str, JSON]]) -> Iterator[Rule]:
    width: Width = "all"
    for kind, said in ((k, v) for step in expr for k, v in step.items()):
        if kind in _VERDICTS:
            yield Rule(width, _VERDICTS[kind], str(said.get("target")) if isinstance(said, dict) else "")
        elif kind == "vmap" and isinstance(said, dict):
            yield from _vmap(said, width)
        elif kind == "match" and isinstance(said, dict):
            width = _narrower(width, _match(said.get("left"), said.get("right"), str(said.get("op"))))
        elif kind == "xt":
            width = _narrower(width, "wide")  # a match of iptables, whose words are not told here
        elif kind not in _NO_MATCH:
            width = "narrow"


_VERDICTS: Mapping[str, Verdict] = {
    "accept": "accept",
    "drop": "refuse",
    "reject": "refuse",
    "return": "return",
    "jump": "jump",
    "goto": "goto",
    "queue": "doubtful",
}
_NO_MATCH = ("counter", "log", "comment", "mangle", "ct helper", "notrack", "set")


def _narrower(one: Width, other: Width) -> Width:
    return max(one, other, key=("all", "wide", "narrow").index)


def _vmap(said: Mapping[str, JSON], width: Width) -> Iterator[Rule]:
    """`iifname vmap { eth0: jump in }`: a rule for each pair; a map by a name of its own is not told."""
    found = said.get("data")
    pairs = found.get("set") if isinstance(found, dict) else None
    if not isinstance(pairs, list):
        yield Rule(width, "doubtful")
        return
    for key, verdict in (p for p in pairs if isinstance(p, list) and len(p) == 2):  # noqa: PLR2004  # key and verdict
        for rule in _nft([verdict] if isinstance(verdict, dict) else []):
            match = _match(said.get("key"), key, "==")
            yield Rule(_narrower(width, match), rule.verdict, rule.target)


def _match(left: JSON, right: JSON, sign: str) -> Width:
    words = json.dumps(right)
    left = left if isinstance(left, dict) else {}
    if sign == "!=" or "fib" in left or _ANY.search(words):
        return "wide"
    of = next((v for v in left.values() if isinstance(v, dict)), {})
    field = of.get("key") or of.get("field")
    if field in ("iif", "iifname"):
        return "narrow" if words == '"lo"' else "wide"
    named = _WIDE_WORDS.get(field) if isinstance(field, str) else None
    return "wide" if named and named.search(words) else "narrow"


_ANY = re.compile(r'"len": 0\b|\[[01], 65535\]')
"""All addresses, all ports."""
_PROTOCOLS = re.compile(r'"(?:tcp|udp|ipv?[46]?)"')
_WIDE_WORDS: Mapping[str, "re.Pattern[str]"] = {
    "state": re.compile(r'"new"'),
    **dict.fromkeys(("l4proto", "nfproto", "protocol", "nexthdr"), _PROTOCOLS),
}


def iptables(text: str, family: str) -> Iterator[JSON]:
    """The chain of incoming traffic, from `iptables -S`."""
    chains: dict[str, list[Rule]] = {}
    for words in (_COMMENT.sub("", line).split() for line in text.splitlines() if line.startswith("-A ")):
        chains.setdefault(words[1], []).append(_iptables(words[2:]))
    if policy := re.search(r"(?m)^-P INPUT (\w+)$", text):
        found = Walk(chains).refuses("INPUT", policy=policy[1].lower())
        yield {"family": family, "policy": policy[1].lower(), "refuses": found}


_TARGETS: Mapping[str, Verdict] = {
    "ACCEPT": "accept",
    "DROP": "refuse",
    "REJECT": "refuse",
    "RETURN": "return",
    "QUEUE": "doubtful",
    "NFQUEUE": "doubtful",
}
_GO_ON = ("LOG", "NFLOG", "ULOG", "MARK", "CONNMARK", "CLASSIFY", "CT", "TRACE", "AUDIT", "SET", "TCPMSS", "SECMARK")


def _iptables(words: list[str]) -> Rule:
    """Options of a target come after it, those of matches before."""
    at = next((n for n, w in enumerate(words) if w in {"-j", "-g"}), len(words))
    target = words[at + 1] if at + 1 < len(words) else ""
    verdict = _TARGETS.get(target, "" if target in _GO_ON or not target else "goto" if words[at] == "-g" else "jump")
    return Rule(_width(" ".join(words[:at])), verdict, target)


_COMMENT = re.compile(r'--comment (?:"(?:[^"\\]|\\.)*"|\S+)')
_SAYS_NOTHING = re.compile(r"-m (?:comment|tcp|udp|conntrack|state|addrtype)\b")
_WIDE = re.compile(
    r"! -\S+ \S+|-i (?!lo(?:\s|$))\S+|-p (?:tcp|udp|all)\b|--(?:ctstate|state) \S*NEW\S*|--dst-type \S+"
    r"|--dports? [01]?:(?:65535)?(?:\s|$)|-[sd] 0\.0\.0\.0/0|-[sd] ::/0"
)


def _width(matches: str) -> Width:
    said = _SAYS_NOTHING.sub("", matches).strip()
    return "all" if not said else "narrow" if _WIDE.sub("", said).strip() else "wide"
