"""Who can reach it from outside: 164.312(a)(1), 164.312(e)(1)."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from checks.judgements import because, in_force, listed, supposing
from scanner.check import Verdict, check, failed, passed, unknown
from scanner.facts import Exposure, Guard

_OPEN_TO: Final[Mapping[str, str]] = MappingProxyType(
    {
        "owner": "its owner only",
        "listed": "its owner and named outsiders only",
        "provider": "every customer of the provider",
        "any-account": "any account of the provider",
        "everyone": "everyone",
    }
)
_STRANGERS: Final = ("provider", "any-account", "everyone")

_SERVICES: Final[Mapping[int, str]] = MappingProxyType(
    {
        22: "SSH",
        23: "Telnet",
        104: "DICOM",
        135: "RPC",
        445: "SMB",
        1433: "SQL Server",
        1521: "Oracle",
        2575: "HL7",
        3306: "MySQL",
        3389: "RDP",
        5432: "PostgreSQL",
        5439: "Redshift",
        5985: "WinRM",
        6379: "Redis",
        8182: "Neptune",
        9042: "Cassandra",
        **dict.fromkeys((9092, 9094, 9096, 9098, 9194, 9196, 9198), "Kafka"),
        9200: "Elasticsearch",
        11112: "DICOM",
        11211: "Memcached",
        27017: "MongoDB",
    }
)
# exposure.closed_ports
CLOSED: Final = tuple(_SERVICES)


@check(
    id="public-exposure.not-public", title="Strangers cannot read it", control="public-exposure", severity="critical"
)
def not_public(exposure: Exposure) -> Iterator[Verdict]:
    """What anyone may read is a breach already.

    Rule: only of permissions, not of networks. Fails where every customer of the provider, any account of it, or
    everyone is let in; passes where its owner only is, or named outsiders too.

    Fix: take the public grant away; block public access for the whole account.
    """
    if exposure.way != "permission":
        return
    match exposure.audience:
        case None:
            yield unknown(exposure, "audience")
        case audience if audience in _STRANGERS:
            yield failed(because(f"open to {_OPEN_TO[audience]}", exposure))
        case audience:
            yield passed(because(f"open to {_OPEN_TO[audience]}", exposure))


@check(
    id="public-exposure.not-on-the-internet",
    title="Data and administration are not on the internet",
    control="public-exposure",
    severity="critical",
)
def not_on_the_internet(exposure: Exposure, *, allowed: tuple[str, ...] = ()) -> Iterator[Verdict]:
    """What everyone can reach is tried by everyone, every day.

    Rule: only of ways through a network, and of those to data or administration, not to services. Fails where every
    customer of the provider, any account of it, or everyone gets through, unless its id or name is written in allowed;
    passes where its owner only does, or named outsiders too.

    Fix: put it into a private network, and let people in through a VPN or a bastion.
    """
    if exposure.way != "network" or exposure.offers == "service":
        return
    match exposure.audience:
        case None:
            yield unknown(exposure, "audience")
        case audience if audience not in _STRANGERS:
            yield passed(because(f"{exposure.offers} can be reached by {_OPEN_TO[audience]}", exposure))
        case audience if listed(exposure, allowed):
            said = f"{exposure.offers} can be reached by {_OPEN_TO[audience]}, as the profile allows"
            yield passed(because(said, exposure))
        case audience:
            yield failed(because(f"{exposure.offers} can be reached by {_OPEN_TO[audience]}", exposure))


@check(
    id="public-exposure.blocked-in-scope",
    title="Publishing by mistake is blocked",
    control="public-exposure",
    severity="medium",
)
def blocked_in_scope(guard: Guard) -> Iterator[Verdict]:
    """One wrong click must not publish a record.

    Rule: only of the guards against public storage, public copies and public services. Passes where the guard is in
    force, fails where it is not.

    Fix: block public access for the whole account, in every region.
    """
    if what := _PUBLISHED.get(guard.prevents):
        yield in_force(guard, on=f"{what} cannot be made public", off=f"{what} can be made public")


_PUBLISHED: Final[Mapping[str, str]] = MappingProxyType(
    {"public-storage": "storage", "public-copies": "copies and snapshots", "public-services": "services"}
)


@check(
    id="network-segmentation.no-open-ports",
    title="Ports of data and administration are closed to strangers",
    control="network-segmentation",
    severity="critical",
)
def no_open_ports(exposure: Exposure, *, closed: tuple[int, ...] = CLOSED) -> Iterator[Verdict]:
    """Databases and remote logins are the first doors that are tried.

    Rule: only of ways through a network. Passes where its owner only, or named outsiders too, get through. Where every
    customer of the provider, any account of it, or everyone does: fails where it offers data or administration, at
    whatever port, or where a port in closed is among those open to them; else passes.

    Fix: open these ports to named networks only.
    """
    if exposure.way != "network":
        return
    audience, ports = exposure.audience, exposure.ports
    whom = _OPEN_TO[audience or "everyone"]
    reached = [port for port in closed if any(low <= port <= high for low, high in ports or ())]
    if audience is not None and audience not in _STRANGERS:
        yield passed(because(f"open to {whom}", exposure))
    elif reached:
        yield supposing(exposure, failed(because(f"open to {whom}: {_said(reached, closed)}", exposure)), "audience")
    elif exposure.offers != "service":
        # Behind whatever port: what listens there is no mere front.
        said = f"{exposure.offers} open to {whom}{_ranges(ports or ())}"
        yield supposing(exposure, failed(because(said, exposure)), "audience")
    elif ports is None:
        yield unknown(exposure, "audience", "ports")
    else:
        yield passed(because("no port of data or administration is open to strangers", exposure))


def _said(reached: Iterable[int], closed: tuple[int, ...]) -> str:
    names = [f"{_SERVICES[port]} ({port})" if port in _SERVICES else str(port) for port in reached]
    return f"all {len(closed)} ports that should be closed" if len(names) == len(closed) > 1 else ", ".join(names)


def _ranges(ports: Iterable[tuple[int, int]]) -> str:
    said = ", ".join(str(low) if low == high else f"{low} to {high}" for low, high in ports)
    return f": {said}" if said else ""


@check(
    id="network-segmentation.deny-by-default",
    title="What is not allowed is refused",
    control="network-segmentation",
    severity="high",
)
def deny_by_default(guard: Guard) -> Iterator[Verdict]:
    """A door that nobody thought of should be a closed one.

    Rule: only of the guard against unlisted traffic. Passes where it is in force, fails where it is not.

    Fix: refuse incoming traffic by default, and list what may come in.
    """
    if guard.prevents == "unlisted-traffic":
        yield in_force(guard, on="traffic that is not listed is refused", off="traffic that is not listed passes")
