"""Who may come in, what is asked of them, by which ways, and from where. Pure.

A way in by the socket that asks the machine who somebody is there (`peer`) is the machine's own door: it is judged
where the machine is.
"""

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from collectors.asking.listing import rows
from collectors.asking.tags import texts
from collectors.postgres.kinds import SERVER, SIGN_IN
from collectors.postgres.membership import members
from collectors.postgres.methods import central, doors, factors, phished, weak
from collectors.postgres.rules import Network, Rule
from collectors.postgres.statements import ACTIVITY, ROLES, RULES, SETTINGS
from collectors.postgres.whole import Whole, loopback
from scanner.answers import Got, gaps, unclear, unread
from scanner.facts import Channel, Exposure, Fact, SignIn

_Audience: TypeAlias = Literal["everyone", "administrators", "machines"]


def read(whole: Whole) -> Iterator[Fact]:
    """Give the ways in, the channel, and from where it can be reached."""
    found, got = whole.rules
    yield _channel(whole, found, got)
    yield _exposure(whole, found, got)
    if not got.good:
        yield from gaps(whole.target, SIGN_IN, got, SignIn)
        return
    ways = doors(found)
    programs = {*whole.machines, whole.ours}
    theirs = [rule for rule in ways.all if rule.users <= programs]
    yield from _sign_in(whole, "machines", theirs, got)
    yield from _sign_in(whole, "everyone", [rule for rule in ways.all if rule not in theirs], got)
    people = members(whole)
    if not people.got.good:
        yield from gaps(whole.target, SIGN_IN, people.got, (SignIn, "administrators"))
        return
    names = people.supers - programs
    great = {rule.number: rule for name in names for rule in ways.of(name, people.groups.get(name, ())).rules}
    yield from _sign_in(whole, "administrators", [great[number] for number in sorted(great)], got)


def _sign_in(whole: Whole, audience: _Audience, ways: Sequence[Rule], got: Got) -> Iterator[SignIn]:
    """What the weakest of all ways in asks for; where there is no way, there is nothing to say of it."""
    if not ways:
        return
    least = _least([factors(rule) for rule in ways])
    typed = {phished(rule) for rule in ways}
    safe = False if True in typed else True if typed == {False} else None
    servers = _directories(ways)
    others = ", ".join(sorted({rule.method for rule in ways if factors(rule) is None or rule.servers is None}))
    why = Got("not-asked", f"what {others} demands")
    questions = (RULES, ROLES) if audience == "administrators" else (RULES,)
    yield SignIn(
        **whole.thing(SIGN_IN, "/sign-in", "", *whole.rested(*questions)),
        stands=tuple(rule.said for rule in ways if factors(rule) == least)[:_SHOWN],
        audience=audience,
        factors=least,
        phishing_resistant=safe,
        bypass=tuple(f"{rule.method} ({rule.place})" for rule in ways if weak(rule)),
        individual=None,
        directories=servers,
        unread=unread(
            factors=why if least is None else got,
            phishing_resistant=why if safe is None else got,
            individual=Got("hidden", "whether several people share an account"),
            directories=why if servers is None else got,
        ),
    )


_SHOWN: Final = 5


def _least(asked: Sequence[int | None]) -> int | None:
    """The fewest; one that nobody knows is no fewer than one."""
    known = [count for count in asked if count is not None]
    if known and min(known) <= 1:
        return min(known)
    return None if None in asked or not known else min(known)


def _directories(ways: Sequence[Rule]) -> int | None:
    """Of the way that asks the fewest servers of a directory: none, where the server's own accounts are enough."""
    if any(not central(rule) for rule in ways):
        return 0
    counts = [rule.servers for rule in ways if rule.servers is not None]
    return min(counts) if counts and len(counts) == len(ways) else None


def _channel(whole: Whole, found: Sequence[Rule], got: Got) -> Channel:
    encryption, why, stands = _encryption(whole, found, got)
    version, unknown = _version(whole)
    return Channel(
        **whole.thing(SERVER, "", "", *whole.rested(SETTINGS, RULES, ACTIVITY)),
        stands=stands,
        protocol="database",
        enabled=True,
        encryption=encryption,
        min_version=version,
        algorithms=None,
        unread=unread(encryption=why, min_version=unknown, algorithms=_SUITES),
    )


_SUITES: Final = Got("not-asked", "its cipher suites: tls://HOST:5432?starttls=postgres shows them")
_Encryption: TypeAlias = Literal["required", "offered", "none"] | None


def _encryption(whole: Whole, found: Sequence[Rule], got: Got) -> tuple[_Encryption, Got, tuple[str, ...]]:
    """By the rules, and by who is there without: of those that come from other machines."""
    if whole.row.get("tls") is False:
        why = unclear(whole.answers.one(SETTINGS), "our own session's TLS ends before the server: a proxy stands there")
        return None, why, ()
    activity = whole.answers.one(ACTIVITY)
    there = next((int(row.get("plain", 0)) for row in rows(activity)), 0)
    if there:
        return "offered", activity, (f"pg_stat_ssl: {there} from other machines without encryption",)
    if not got.good:
        return None, got, ()
    plain = [rule for rule in found if rule.lets_in and any(kind == "plain" for kind, _ in rule.remote)]
    if whole.forwarded and not plain:
        return None, _forwarded(got), ()
    return ("offered" if plain else "required"), got, tuple(rule.said for rule in plain)[:_SHOWN]


def _forwarded(got: Got) -> Got:
    why = "it takes us for somebody on its own machine: whom the program lets in that stands there is not known"
    return unclear(got, why) if got.good else got


def _version(whole: Whole) -> tuple[str | None, Got]:
    """Versions of TLS before 1.0 no supported server speaks."""
    said = whole.setting("ssl_min_protocol_version")
    known = {"TLSv1": "1.0", "TLSv1.1": "1.1", "TLSv1.2": "1.2", "TLSv1.3": "1.3"}.get(said.value or "")
    if known or not said.got.good:
        return known, said.got
    return None, unclear(said.got, "ssl_min_protocol_version is not set, so OpenSSL's own settings decide")


def _exposure(whole: Whole, found: Sequence[Rule], got: Got) -> Exposure:
    audience, why, considered = _audience(whole, found, got)
    port = whole.setting("port")
    ports = ((int(port.value), int(port.value)),) if port.value and port.value.isdigit() else None
    return Exposure(
        **whole.thing(SERVER, "", "", *whole.rested(SETTINGS, RULES)),
        way="network",
        offers="data",
        audience=audience,
        ports=ports,
        considered=considered if audience else (),
        unread=unread(audience=why, ports=port.got if ports or not port.got.good else unclear(port.got, "no port")),
    )


_Whom: TypeAlias = Literal["owner", "listed", "everyone"] | None


def _audience(whole: Whole, found: Sequence[Rule], got: Got) -> tuple[_Whom, Got, tuple[str, ...]]:
    """Whom the server itself lets through. What stands before it, it cannot know: so that nothing does is not said."""
    listens = whole.setting("listen_addresses")
    if whole.forwarded:
        return None, _forwarded(listens.got), ()
    if listens.value is not None and all(map(loopback, texts(listens.value))):
        return "owner", listens.got, ("it listens on its own machine alone",)
    if not got.good or listens.value is None:
        return None, got if listens.value is not None else listens.got, ()
    parts = {part for rule in found if rule.lets_in for _, part in rule.remote}
    wide = [part for part in parts if not isinstance(part, str) and part.prefixlen < _WIDE[part.version]]
    if wide:
        if _public(whole.row.get("address")):
            return "everyone", got, ("it has a public address", "pg_hba.conf lets any address in")
        why = unclear(
            got, "pg_hba.conf lets any address in, and what of the internet reaches it only its network knows"
        )
        return None, why, ()
    if any(isinstance(part, str) or _outside(part) for part in parts):
        return "listed", got, ("pg_hba.conf names networks or hosts",)
    return "owner", got, ("pg_hba.conf lets in addresses of private networks alone",)


_WIDE: Final[Mapping[int, int]] = MappingProxyType({4: 8, 6: 16})
"""Larger networks than these belong to no single house (our own choice; the largest that were given out are /8)."""


def _public(address: Any) -> bool:
    return isinstance(address, str) and ipaddress.ip_address(address).is_global


def _outside(network: Network) -> bool:
    return not network.is_private
