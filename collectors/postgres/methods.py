"""What ways to sign in ask for, and which of them are open to whom. Pure.

https://www.postgresql.org/docs/current/auth-methods.html
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Final, NamedTuple

from collectors.postgres.rules import Rule, narrowed


class Method(NamedTuple):
    """What one way to sign in asks for."""

    factors: int | None
    """None: somebody else decides."""
    phished: bool | None
    """What it asks for can be typed into a forged page."""
    central: bool
    """A directory is asked."""


_LOCAL: Final = Method(1, True, False)
_ELSEWHERE: Final = Method(None, None, True)
METHODS: Final[Mapping[str, Method]] = MappingProxyType(
    {
        "trust": Method(0, True, False),
        "ident": Method(0, True, False),  # the other machine is believed
        **dict.fromkeys(("password", "md5", "scram-sha-256"), _LOCAL),
        "cert": Method(1, False, False),
        "peer": Method(None, False, False),
        **dict.fromkeys(("ldap", "radius", "pam", "bsd", "gss", "sspi", "oauth"), _ELSEWHERE),
    }
)
OWN: Final = frozenset({"password", "md5", "scram-sha-256"})
"""Ask for the password that the server itself keeps."""
TYPED: Final = OWN | {"ldap", "radius", "pam", "bsd"}
"""Ask for some password."""
WEAK: Final = frozenset({"trust", "ident"})
"""Ask for nothing: whoever connects, or the machine they connect from, is believed."""
_UNKNOWN: Final = Method(None, None, False)
VERIFIED: Final = "clientcert=verify-full"
"""Beside the method a certificate of that very account (https://www.postgresql.org/docs/current/ssl-tcp.html)."""


def factors(rule: Rule) -> int | None:
    """How many are asked for."""
    asked = _of(rule).factors
    return asked if asked is None or VERIFIED not in rule.options or method(rule) == "cert" else asked + 1


def phished(rule: Rule) -> bool | None:
    """What is enough here can be typed into a forged page."""
    return False if VERIFIED in rule.options else _of(rule).phished


def central(rule: Rule) -> bool:
    """A directory is asked."""
    return _of(rule).central


def weak(rule: Rule) -> bool:
    """Nothing is asked for."""
    return method(rule) in WEAK


def method(rule: Rule) -> str:
    """What it comes to: `cert` is "effectively trust authentication with clientcert=verify-full" (docs, auth-cert)."""
    return "cert" if rule.method == "trust" and VERIFIED in rule.options else rule.method


def _of(rule: Rule) -> Method:
    return METHODS.get(method(rule), _UNKNOWN)


@dataclass(frozen=True)
class Ways:
    """The rules about some roles: many roles share them, and what they come to is looked at once."""

    rules: tuple[Rule, ...]

    @cached_property
    def methods(self) -> frozenset[str]:
        """By which they may come in."""
        return frozenset(map(method, self.rules))

    @cached_property
    def asked(self) -> frozenset[int | None]:
        """How many factors each asks for, but those that no forged page gets and that are one by themselves."""
        return frozenset(factors(rule) for rule in self.rules if phished(rule) is not False or factors(rule) != 1)

    @cached_property
    def others(self) -> str:
        """The methods by which somebody else decides."""
        return ", ".join(sorted({rule.method for rule in self.rules if factors(rule) is None}))


@dataclass(frozen=True)
class Doors:
    """The rules, found by whom they are about."""

    all: Sequence[Rule]
    """Those that let somebody in."""
    _by: Mapping[str, Sequence[Rule]]
    """`all`, a name, a group with its `+`; an expression is `/`, and taken to fit everybody."""
    _found: dict[frozenset[str], Ways] = field(default_factory=dict)

    def of(self, name: str, groups: Iterable[str]) -> Ways:
        """Those that let a role in."""
        words = ("all", "/", name, f"+{name}", *(f"+{group}" for group in groups))
        known = frozenset(word for word in words if word in self._by)
        if known not in self._found:
            rules = {rule.number: rule for word in known for rule in self._by[word]}
            theirs = narrowed([rules[number] for number in sorted(rules)], known - {"/"})
            self._found[known] = Ways(tuple(rule for rule in theirs if _door(rule)))
        return self._found[known]


def doors(rules: Iterable[Rule]) -> Doors:
    """Without the socket's own way of asking the machine who somebody is there (`peer`): that door is the machine's."""
    some = [rule for rule in rules if rule.open]
    by: dict[str, list[Rule]] = defaultdict(list)
    for rule in some:
        for user in rule.users:
            by["/" if user.startswith("/") else user].append(rule)
    return Doors([rule for rule in some if _door(rule)], by)


def _door(rule: Rule) -> bool:
    return rule.lets_in and not (rule.type == "local" and rule.method == "peer")
