"""Who comes into an OpenSearch domain: its access policy, its place, and what it asks of people. Pure."""

from typing import Any, Final, Literal

from collectors.aws.networks.reach import opening
from collectors.aws.policy import Statement, conditions, everyone, outsiders, statements, weighed
from collectors.aws.store import Store
from collectors.aws.words import PRIVATE, PUBLIC
from scanner.answers import HIDDEN, Got, unread
from scanner.facts import Exposure, SignIn

_PORT: Final = 443
_LOCAL: Final = ("local-accounts",)


def permission(domain: Store) -> Exposure:
    """Say whom its policy lets in.

    "Everybody" is, in a network, whoever is in it; with fine-grained access, whoever has a name there.
    """
    allowed = _allowed(domain)
    named = set(outsiders({"Statement": allowed}, domain.whole.id)) - {"*"}
    audience = "listed" if named else "owner"
    if not domain.row.get("VPCId") and not _fine_grained(domain):
        open_ = [s for s in allowed if "*" in outsiders({"Statement": [s]}, domain.whole.id)]
        audience = max((audience, *map(_anybody, open_)), key=_WIDER.index)
    return Exposure(
        **domain.thing(),
        way="permission",
        offers="data",
        audience=audience,  # type: ignore[arg-type]  # words of the vocabulary
        ports=(),
        considered=_weighed(domain),
    )


def _weighed(domain: Store) -> tuple[str, ...]:
    """Whom the policy lets in, and what else stands before those that it does not name."""
    said = weighed(domain.row.get("Policy"), domain.whole.id)
    if not any(everyone(s) or "NotPrincipal" in s for s in _allowed(domain)):
        return said
    inside = ("who calls must be in its network",) if domain.row.get("VPCId") else ()
    return (*said, *inside, *(("the domain itself asks everybody for a name",) if _fine_grained(domain) else ()))


_WIDER: Final = ("owner", "listed", "any-account", "everyone")


def _anybody(statement: Statement) -> str:
    """Whom a statement lets in that names nobody; who must have signed the request has some account at least."""
    addressed = _addressed(statement)
    return "any-account" if addressed == "everyone" and not _nameless(statement) else addressed


def reach(domain: Store) -> Exposure:
    """Say who can knock. In a network: who is in it. Else everybody, unless the policy hears certain addresses only."""
    allowed = _allowed(domain)
    public = not domain.row.get("VPCId")
    heard = max((_addressed(s) for s in allowed), key=_WIDER.index, default="everyone")
    said = (PUBLIC, _HEARD[heard] if allowed else "no policy turns an address away")
    return Exposure(
        **domain.thing(),
        way="network",
        offers="data",
        audience=heard if public else "owner",  # type: ignore[arg-type]  # words of the vocabulary
        ports=((_PORT, _PORT),),
        considered=said if public else (PRIVATE,),
    )


_HEARD: Final = {
    "everyone": "its policy hears every address",
    "listed": "its policy hears only some addresses from outside",
    "owner": "its policy hears no address from outside",
}


def sign_in(domain: Store) -> SignIn:
    """Say what people must show. What IAM or another directory asks of them it tells itself."""
    row = domain.row
    single = any(row.get(way) for way in ("SAML", "Cognito", "IdentityCenter"))
    local = _fine_grained(domain) and bool(row.get("InternalUsers"))
    anonymous = not _fine_grained(domain) and any(map(_nameless, _allowed(domain)))
    said: dict[str, Any] = {
        "factors": 0 if anonymous else 1 if local else None,
        "phishing_resistant": False if anonymous or local else None,
        "bypass": _LOCAL if single and local else () if single or local or anonymous else None,
        "individual": False if anonymous else True if single and not local else None,
        "directories": 2 if single else 0 if local or anonymous else None,
    }
    hidden: dict[str, Got] = {field: HIDDEN for field, value in said.items() if value is None}
    return SignIn(**domain.thing(), audience="everyone", **said, unread=unread(**hidden))


def _fine_grained(domain: Store) -> bool:
    """The domain itself asks everybody for a name."""
    return bool(domain.row.get("FineGrained")) and not domain.row.get("Anonymous")


def _allowed(domain: Store) -> list[Statement]:
    return [s for s in statements(domain.row.get("Policy")) if s.get("Effect") == "Allow"]


def _nameless(statement: Statement) -> bool:
    """It lets in a request that nobody has signed: everybody's, without a condition on who it is."""
    signed = any(op in _TIES and key.startswith(("aws:principal", "aws:user")) for op, key, _ in conditions(statement))
    return (everyone(statement) or "NotPrincipal" in statement) and not signed


_TIES: Final = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"})
"""Operators that a request without the key does not satisfy."""


def _addressed(statement: Statement) -> Literal["owner", "listed", "everyone"]:
    """The addresses from which it lets anybody in."""
    said = [
        v for op, key, values in conditions(statement) if (op, key) == ("ipaddress", "aws:sourceip") for v in values
    ]
    ranges = [{"CidrIpv6" if ":" in v else "CidrIp": v} for v in said]
    rule = {
        "IpProtocol": "-1",
        "IpRanges": [r for r in ranges if "CidrIp" in r],
        "Ipv6Ranges": [r for r in ranges if "CidrIpv6" in r],
    }
    opened = opening({"IpPermissions": [rule]})
    if not said or opened.to_world() or opened.lists:
        return "everyone"
    return "listed" if opened.to_some() else "owner"
