"""Who comes to a Cloud SQL instance from where: its authorised networks, added up, and who may connect to it. Pure."""

from collections.abc import Mapping, Sequence
from ipaddress import ip_network
from typing import Any, Final, Literal, TypeAlias

from collectors.gcp.networks.ports import everyone
from scanner.answers import Got, unclear, unread
from scanner.facts import Exposure

Audience: TypeAlias = Literal["owner", "listed", "everyone"]
UNTOLD: Final = "it tells nothing of how one connects to it"
_SAID: Final[Mapping[str, str]] = {
    "owner": "no network is authorised",
    "listed": "named networks are authorised",
    "everyone": "so many addresses are authorised that it is as good as all",
}


def whom(blocks: Sequence[str]) -> Audience:
    """The widest that networks let in, added up as those of a firewall's rules are. Raises ValueError."""
    networks = [ip_network(block, strict=False) for block in blocks]
    if any(everyone(networks, version) for version in (4, 6)):
        return "everyone"
    return "listed" if networks else "owner"


def exposure(
    thing: Mapping[str, Any], got: Got, settings: Mapping[str, Any], ports: tuple[int, int], own: set[str]
) -> Exposure:
    """Who gets to these ports. own: what the project is called."""
    said = settings.get("ipConfiguration") or {}
    private = _partners(said, own)
    audience: Audience | None
    if not said:
        audience, considered, why = None, "", unclear(got, UNTOLD)
    elif said.get("ipv4Enabled") is False:
        audience, considered, why = private, "it has no public address", got
    elif settings.get("connectorEnforcement") == "REQUIRED":
        # "Note that using REQUIRED disables all existing authorized networks" (Settings.connectorEnforcement).
        audience, considered, why = private, "only Cloud SQL's connectors are let in, which ask IAM", got
    else:
        audience, considered, why = _public(got, said, private)
    if audience == private == "listed":
        considered = f"{considered}; other projects may connect to it by Private Service Connect"
    return Exposure(
        **thing,
        way="network",
        offers="data",
        audience=audience,
        ports=None if audience is None else () if audience == "owner" else (ports,),
        considered=(considered,) if audience else (),
        unread=unread(audience=why, ports=why),
    )


def _public(got: Got, said: Mapping[str, Any], private: Audience) -> tuple[Audience | None, str, Got]:
    try:
        audience = whom([str(one["value"]) for one in said.get("authorizedNetworks") or []])
    except (ValueError, LookupError):
        return None, "", unclear(got, "an authorised network is no network")
    seen = f"it has a public address, and {_SAID[audience]}"
    return private if audience == "owner" else audience, seen, got


def _partners(said: Mapping[str, Any], own: set[str]) -> Audience:
    """Other projects may come in by an endpoint of theirs."""
    psc = said.get("pscConfig") or {}
    others = {str(name) for name in psc.get("allowedConsumerProjects") or []} - own
    return "listed" if psc.get("pscEnabled") is True and others else "owner"
