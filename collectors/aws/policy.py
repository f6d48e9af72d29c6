"""What a policy document says: whom it lets in, what it lets them do, whether it refuses plain HTTP. Pure.

Documents come as `keep` leaves them: `{"Version", "Statement": [...]}`, condition values partly taken out.
"""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final, TypeAlias

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


def tls_only(policy: Document | None, bucket: str) -> bool:
    """Every request to the bucket and its objects that comes without TLS is refused, whoever asks, for anything.

    A narrower denial (some action, some principal, another condition) leaves a way in: it does not count.
    """
    denies = [s for s in statements(policy) if _refuses_plain(s)]
    reached = [pattern for s in denies for pattern in many(s.get("Resource"))]
    # Both names are wanted: `bucket*` covers them, `bucket/*` alone leaves the listing of the bucket open.
    return all(any(fnmatchcase(name, p) for p in reached) for name in (bucket, f"{bucket}/*"))


def _refuses_plain(statement: Statement) -> bool:
    plain = [(o, k, v) for o, k, v in conditions(statement)]
    return (
        statement.get("Effect") == "Deny"
        and everyone(statement)
        and any(action in {"*", "s3:*"} for action in many(statement.get("Action")))
        and len(plain) == 1
        and plain[0][0] in {"bool", "boolifexists"}
        and plain[0][1:] == ("aws:securetransport", ["false"])
    )


def tls_version(policy: Document | None, bucket: str) -> str | None:
    """The lowest version that a denial of all older ones leaves; None where no whole denial says so."""
    for statement in statements(policy):
        said = list(conditions(statement))
        whole = {bucket, f"{bucket}/*"} <= set(many(statement.get("Resource")))
        if statement.get("Effect") == "Deny" and everyone(statement) and whole and len(said) == 1:
            operator, key, values = said[0]
            if operator == "numericlessthan" and key == "s3:tlsversion" and len(values) == 1:
                return values[0]
    return None


def outsiders(policy: Document | None, account: str) -> tuple[str, ...]:
    """Whom it lets in from outside the account: account ids, `*`, or the names of identity providers elsewhere."""
    found: set[str] = set()
    for statement in statements(policy):
        if statement.get("Effect") != "Allow":
            continue
        if "NotPrincipal" in statement or (everyone(statement) and not owner_only(statement, account)):
            found.add("*")
        elif not everyone(statement):
            found.update(_strangers(statement, account))
    return tuple(sorted(found))


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


def owner_only(statement: Statement, account: str) -> bool:
    """A condition ties "everyone" to the account itself."""
    tied = {"aws:sourceaccount", "kms:calleraccount", "aws:principalaccount", "aws:sourceowner"}
    return any(
        operator in {"stringequals", "stringlike"} and key in tied and values == [account]
        for operator, key, values in conditions(statement)
    )


def allows_everything(policy: Document | None) -> bool:
    """Some statement allows every action on every resource, if only under a condition.

    `NotAction` is everything but a few: whoever holds it can mostly take the rest.
    """
    return any(
        s.get("Effect") == "Allow"
        and ("*" in many(s.get("Resource")) or "NotResource" in s)
        and (any(a in {"*", "*:*"} for a in many(s.get("Action"))) or "NotAction" in s)
        for s in statements(policy)
    )


_ESCALATE: Final = ("iam:*", "iam:Put*", "iam:Attach*", "iam:CreatePolicyVersion", "iam:PutUserPolicy")


def administers(policy: Document | None) -> bool:
    """Some statement allows to change who may do what, on everything."""
    return any(
        s.get("Effect") == "Allow"
        and "*" in many(s.get("Resource"))
        and any(a.lower() == e.lower() for a in many(s.get("Action")) for e in _ESCALATE)
        for s in statements(policy)
    )
