"""Who comes in from where: the rules of a database's firewall, added up. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Final, Literal, TypeAlias

from collectors.azure.addresses import FAMILIES, everyone
from collectors.azure.networks.perimeters import BY_PERIMETER, OTHERS, Perimeter
from collectors.azure.read import properties
from scanner.answers import Got, unread
from scanner.facts import Exposure

_Range: TypeAlias = tuple[IPv4Address | IPv6Address, IPv4Address | IPv6Address]
_Offers: TypeAlias = Literal["data", "administration"]
_Audience: TypeAlias = Literal["owner", "listed", "provider", "everyone"]
_ALL_AZURE: Final = (IPv4Address(0), IPv4Address(0))
"""What Azure writes for "all services of Azure"."""
_SAID: Final = {
    "owner": "public network access is enabled, and no rule lets anybody in",
    "listed": "rules let in named addresses",
    "provider": "a rule lets in all services of Azure, those of other customers too",
    "everyone": "rules let in so many addresses that they are as good as all",
}


def networks(got: Got, some: Iterable[str]) -> Got:
    """Networks that another answer names, as an answer that holds rules.

    Raises:
        ValueError: one is none.
    """
    known = [ip_network(name.strip(), strict=False) for name in some]
    ends = [{"startIpAddress": str(one[0]), "endIpAddress": str(one[-1])} for one in known]
    return replace(got, outcome="ok", body={"value": [{"properties": end} for end in ends]})


def exposure(  # noqa: PLR0913  # what a door is made of
    thing: Mapping[str, Any],
    lists: Sequence[Got],
    port: int,
    *,
    shut: bool,
    offers: _Offers = "data",
    beside: Got | None = None,
    near: Perimeter | None = None,
) -> Exposure:
    """Whom the rules let in. lists: the answers that hold them. shut: nobody comes from outside, whatever they say.

    beside: why nobody knows of other rules, which may let in more. near: the perimeter that it is in.
    """
    if near:
        own = [] if near.alone else [*lists]
        lists = [*own, near.bad if near.bad and near.alone else networks(near.asked[-1], near.prefixes)]
        shut, beside = False, near.bad or (None if near.alone else beside)
    bad = None if shut else next((rules for rules in lists if not rules.good), None)
    ranges = [_range(properties(rule)) for rules in lists for rule in (rules.body or {}).get("value") or []]
    audience: _Audience = "owner" if shut else _audience(ranges, others=bool(near and near.others))
    why = bad or (beside if not shut and audience in {"owner", "listed"} else None)
    said = ("public network access is disabled",) if shut else _said(audience, near, named=bool(ranges))
    return Exposure(
        **thing,
        way="network",
        offers=offers,
        audience=None if why else audience,
        ports=None if why else () if audience == "owner" else ((port, port),),
        considered=() if why else said,
        unread=unread(audience=why, ports=why) if why else (),
    )


def _said(audience: _Audience, near: Perimeter | None, *, named: bool) -> tuple[str, ...]:
    """named: rules name addresses."""
    by = (BY_PERIMETER,) if near and near.alone else ()
    also = (OTHERS,) if near and near.others else ()
    if also and not named:
        return (*by, *also)
    said = "no rule lets anybody in" if by and audience == "owner" else _SAID[audience]
    return (*by, said, *also)


def _audience(ranges: Iterable[_Range], *, others: bool) -> _Audience:
    """The widest that rules let in: they are added up, for many parts are the whole."""
    some = set(ranges)
    listed = some - {_ALL_AZURE}
    for family in FAMILIES:
        if everyone([(int(start), int(end)) for start, end in listed if start.version == family], family):
            return "everyone"
    return "provider" if _ALL_AZURE in some else "listed" if listed or others else "owner"


def _range(rule: Mapping[str, Any]) -> _Range:
    """The first and the last address of a rule."""
    start, end = (rule.get(f"{at}IpAddress") or rule[f"{at}IPv6Address"] for at in ("start", "end"))
    return ip_address(start), ip_address(end)
