"""Tunnels of Cloud VPN. Their shared secrets are never kept."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.listing import listed
from collectors.gcp.networks.balancers_facts import placed
from collectors.gcp.question import gcp
from collectors.gcp.read import Project
from scanner.answers import NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Channel, Fact

TUNNEL: Final = "gcp.compute.vpn-tunnel"
_GIVES: Final = ((Channel, "ipsec"),)
_VERSIONS: Final[Mapping[int, str]] = {1: "1", 2: "2"}
_DEFAULT: Final = 2
"""Of a tunnel that says no version (Compute Engine API: VpnTunnel)."""
_GOING: Final = "DEPROVISIONING"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        TUNNEL: Kind(
            title="Cloud VPN tunnel",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-in-transit.protocol-version": "gcloud compute vpn-tunnels create NEW --region REGION "
                    "--ike-version 2 and all else as TUNNEL has it, once the other side is set alike; then gcloud "
                    "compute vpn-tunnels delete TUNNEL --region REGION",
                }
            ),
            own={"TUNNEL": "name", "REGION": "site"},
        )
    }
)
QUESTIONS: Final = (
    gcp(
        "compute.tunnels",
        "compute.vpnTunnels.aggregatedList",
        "/compute/v1/projects/{project}/aggregated/vpnTunnels?maxResults=500",
        ("selfLink", "name", "status", "ikeVersion"),
        needs="compute.vpnTunnels.list",
        feeds=_GIVES,
        list="items",
        items="items.*.vpnTunnels[]",
        asset="compute.googleapis.com/VpnTunnel",
    ),
)


def read(whole: Project) -> Iterator[Fact]:
    """Give the channels of all tunnels."""
    for found in listed(whole, "compute.tunnels", TUNNEL, *_GIVES):
        if isinstance(found, Fact):
            yield found
        elif found[1].get("status") != _GOING:
            yield _tunnel(whole, *found)


def _tunnel(whole: Project, got: Got, row: Mapping[str, Any]) -> Channel:
    """Its ciphers are not asked for: only of a tunnel that names its own are they told, in words we have not seen."""
    version = _VERSIONS.get(row.get("ikeVersion", _DEFAULT))
    why = {} if version else {"min_version": unclear(got, "a version of IKE that is not known")}
    return Channel(
        **placed(whole, TUNNEL, row, got),
        protocol="ipsec",
        enabled=True,
        encryption="required",
        min_version=version,
        algorithms=None,
        unread=unread(algorithms=NOT_ASKED, **why),
    )
