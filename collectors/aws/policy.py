"""What a policy document says: whom it lets in, what it lets them do, whether it refuses plain HTTP. Pure.

Documents come as `keep` leaves them: `{"Version", "Statement": [...]}`, condition values partly taken out.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from scanner.words import few

Document: TypeAlias = Mapping[str, Any]
Statement: TypeAlias = Mapping[str, Any]

_ACCOUNT: Final = re.compile(r"(?:arn:[\w-]+:(?:iam|sts)::)?(\d{12})(?::.*)?")


def statements(policy: Document | None) -> list[Statement]:
    """Its statements; none where there is no policy."""
    return list((policy or {}).get("Statement", []))


def many(value: Any) -> list[str]:
    """One or many, as policies write it."""
    return [value] if isinstance(value, str) else [str(v) for v in value or ()]


def everyone(statement: Statement) -> bool:
    """It is about anybody at all."""
    principal = statement.get("Principal")
    return principal == "*" or (isinstance(principal, Mapping) and "*" in many(principal.get("AWS")))


def conditions(statement: Statement) -> Iterator[tuple[str, str, list[str]]]:
    """Operator, key and values, the first two in lower case."""
    for operator, keys in (statement.get("Condition") or {}).items():
        for key, values in keys.items():
            said = values if isinstance(values, list) else [values]
            yield operator.lower(), key.lower(), [str(v).lower() for v in said]


def matches(pattern: str, text: str) -> bool:
    """IAM's patterns: `*` is any run of characters, `?` any one, and nothing else is special."""
    parts = {"*": ".*", "?": "."}
    return bool(re.fullmatch("".join(parts.get(c, re.escape(c)) for c in pattern), text, re.DOTALL))


def tls_only(policy: Document | None, bucket: str) -> bool:
    """Every request to the bucket and its objects that comes without TLS is refused, whoever asks, for anything.

    A narrower denial (some action, some principal, another condition) leaves a way in: it does not count.
    """
    denies = [s for s in statements(policy) if _only_if(s) in _PLAIN]
    return _reaches([pattern for s in denies for pattern in many(s.get("Resource"))], bucket)


_PLAIN: Final = tuple((o, "aws:securetransport", ("false",)) for o in ("bool", "boolifexists"))


def tls_version(policy: Document | None, bucket: str) -> str | None:
    """The lowest version that a denial of all older ones leaves; None where no whole denial says so."""
    for statement in statements(policy):
        operator, key, values = _only_if(statement)
        older = (operator, key) == ("numericlessthan", "s3:tlsversion") and len(values) == 1
        if older and _reaches(many(statement.get("Resource")), bucket):
            return values[0]
    return None


def _only_if(statement: Statement) -> tuple[str, str, tuple[str, ...]]:
    """The one condition on which a statement denies everybody everything; blank where it does not, or has several."""
    said = list(conditions(statement))
    # Actions have no case.
    all_ = any(action.lower() in {"*", "s3:*"} for action in many(statement.get("Action")))
    if statement.get("Effect") == "Deny" and everyone(statement) and all_ and len(said) == 1:
        operator, key, values = said[0]
        return operator, key, tuple(values)
    return "", "", ()


def _reaches(patterns: list[str], bucket: str) -> bool:
    """The bucket and all of its objects: what ends in a star and fits the shortest name fits all longer ones."""
    objects = any(p.endswith("*") and matches(p, f"{bucket}/") for p in patterns)
    return objects and any(matches(p, bucket) for p in patterns)


def outsiders(policy: Document | None, account: str) -> tuple[str, ...]:
    """Whom it lets in from outside the account: account ids, organisations, networks, `*`, principals of no account."""
    found: set[str] = set()
    for statement in statements(policy):
        if statement.get("Effect") != "Allow":
            continue
        if "NotPrincipal" in statement or everyone(statement):
            found |= min((some - {account} for some in _tied(statement)), key=len, default=frozenset("*"))
        else:
            found.update(_strangers(statement, account))
    return tuple(sorted(found))


def weighed(policy: Document | None, account: str) -> tuple[str, ...]:
    """What `outsiders` considered, as clauses to be read aloud; none where nobody but the account is spoken of."""
    allowed = [s for s in statements(policy) if s.get("Effect") == "Allow"]
    wide = [s for s in allowed if "NotPrincipal" in s or everyone(s)]
    ties = [min(tied, key=lambda some: len(some - {account})) for s in wide if (tied := list(_tied(s)))]
    if len(ties) < len(wide):
        free = any(next(conditions(s), None) for s in wide if not any(_tied(s)))
        return ("its policy lets everybody in", *((_UNTIED,) if free else ()))
    named = sorted({who for s in allowed if s not in wide for who in _strangers(s, account)})
    to = sorted({"its own account" if who == account else who for some in ties for who in some})
    return (
        *((f"a condition ties everybody whom its policy lets in to {few(to)}",) if to else ()),
        *((f"its policy names {few(named)}",) if named else ()),
    )


_UNTIED: Final = "its conditions, which tie them to no account, organisation or VPC, do not count as a limit"
"""Of an address too: it says where a caller is, and not whose it is."""

Audience: TypeAlias = Literal["owner", "listed", "any-account", "everyone"]


def audience(
    policy: Document | None, account: str, *, widest: Literal["any-account", "everyone"] = "any-account"
) -> Audience:
    """To whom a policy opens a thing of the account.

    `widest`: who "everybody" is. Most services answer nobody who does not come with some account.
    """
    strangers = outsiders(policy, account)
    return widest if "*" in strangers else "listed" if strangers else "owner"


def _strangers(statement: Statement, account: str) -> Iterator[str]:
    principal = statement.get("Principal")
    for named in many(principal.get("AWS")) if isinstance(principal, Mapping) else ():
        match = _ACCOUNT.fullmatch(named)
        if match and match[1] != account:
            yield match[1]
        elif not match and named.startswith("arn:"):
            yield named
    if isinstance(principal, Mapping):
        yield from (f"canonical user {c[:12]}" for c in many(principal.get("CanonicalUser")))


_TIES: Final = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"})
"""Operators that a request without the key does not satisfy: `...IfExists` and `ForAllValues:` let it pass."""
_BY: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("aws:sourceaccount", "kms:calleraccount", "aws:principalaccount", "aws:sourceowner"),
            re.compile(r"(\d{12})"),
        ),
        **dict.fromkeys(("aws:principalorgid", "aws:sourceorgid"), re.compile(r"(o-[a-z0-9]+)")),
        **dict.fromkeys(("aws:sourcevpc", "aws:sourcevpce"), re.compile(r"(vpce?-[0-9a-f]+)")),
        "aws:principalorgpaths": re.compile(r"(o-[a-z0-9]+)/.*"),
        "aws:principalarn": re.compile(r"arn:[\w-]+:(?:iam|sts)::(\d{12}):.*"),
        # A bucket's name says nothing of its account, but nobody else can have it.
        "aws:sourcearn": re.compile(r"(arn:[\w-]+:s3:::[^*?/]+)|arn:[\w-]+:[\w-]+:[\w*-]*:(\d{12}):.*"),
    }
)
"""Condition keys that tie "everyone" to accounts, an organisation or a network, and how their values name these."""


def _tied(statement: Statement) -> Iterator[frozenset[str]]:
    """For each condition that ties it: to which accounts, organisations and networks."""
    for operator, key, values in conditions(statement):
        if operator.removeprefix("foranyvalue:") in _TIES and key in _BY and values:
            named = [_BY[key].fullmatch(value) for value in values]
            if all(named):
                yield frozenset(match[match.lastindex or 0] for match in named if match)
