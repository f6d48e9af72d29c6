"""Site-to-Site VPN and Direct Connect: the lines between AWS and buildings. Shared keys of tunnels are never kept."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.aws.networks.reasons import reasons
from collectors.aws.question import Ask
from collectors.aws.read import Account, listed
from scanner.answers import HIDDEN, Got, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import Channel, Fact

VPN: Final = "aws.ec2.vpn-connection"
LINE: Final = "aws.directconnect.connection"
_TUNNEL: Final = (
    "aws ec2 modify-vpn-tunnel-options --vpn-connection-id VPN --vpn-tunnel-outside-ip-address ADDRESS "
    "--tunnel-options '"
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        VPN: Kind(
            title="Site-to-Site VPN connection",
            gives=((Channel, "ipsec"),),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.protocol-version": f'{_TUNNEL}{{"IKEVersions":[{{"Value":"ikev2"}}]}}\', '
                    "once for each tunnel; the customer's gateway must be set alike first",
                    "encryption-in-transit.strong-algorithms": f"{_TUNNEL}"
                    '{"Phase1IntegrityAlgorithms":[{"Value":"SHA2-256"}],'
                    '"Phase2IntegrityAlgorithms":[{"Value":"SHA2-256"}],'
                    '"Phase1DHGroupNumbers":[{"Value":20}],"Phase2DHGroupNumbers":[{"Value":20}]}\', '
                    "once for each tunnel; the customer's gateway must be set alike first",
                }
            ),
            own={"VPN": "id"},
        ),
        LINE: Kind(
            title="Direct Connect connection",
            gives=((Channel, "link"),),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.plain-refused": "aws directconnect associate-mac-sec-key --connection-id "
                    "CONNECTION --ckn NAME --cak KEY; aws directconnect update-connection --connection-id CONNECTION "
                    "--encryption-mode must_encrypt; where the line cannot, run a VPN over it; here the line goes on "
                    "failing",
                }
            ),
            own={"CONNECTION": "id"},
        ),
    }
)

_PHASES: Final = ("Phase1", "Phase2")
_OPTIONS: Final = "IkeVersions: IkeVersions[].Value, " + ", ".join(
    f"{phase}{what}: {phase}{what}[].Value"
    for phase in _PHASES
    for what in ("EncryptionAlgorithms", "IntegrityAlgorithms", "DHGroupNumbers")
)

QUESTIONS: Final = (
    Ask(
        id="ec2.vpn",
        operation="ec2.DescribeVpnConnections",
        needs="ec2:DescribeVpnConnections",
        feeds=((Channel, "ipsec"),),
        scope="region",
        keep="{VpnConnections: VpnConnections[].{VpnConnectionId: VpnConnectionId, State: State, "
        f"TunnelOptions: Options.TunnelOptions[].{{{_OPTIONS}}}}}}}",
    ),
    Ask(
        id="directconnect.connections",
        operation="directconnect.DescribeConnections",
        needs="directconnect:DescribeConnections",
        feeds=((Channel, "link"),),
        scope="region",
        keep="{connections: connections[].{connectionId: connectionId, connectionState: connectionState, "
        "encryptionMode: encryptionMode}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the channels of all connections that carry something."""
    for found in listed(whole, "ec2.vpn", "VpnConnections", VPN, *KINDS[VPN].gives):
        if isinstance(found, Fact):
            yield found
        elif found[1].get("State") not in {"deleting", "deleted"}:
            yield _vpn(whole, *found)
    for found in listed(whole, "directconnect.connections", "connections", LINE, *KINDS[LINE].gives):
        if isinstance(found, Fact):
            yield found
        elif found[1].get("connectionState") not in _UNUSED:
            yield _line(whole, *found)


_ANY: Final[Mapping[str, tuple[Any, ...]]] = MappingProxyType(
    {
        "EncryptionAlgorithms": ("AES128", "AES256", "AES128-GCM-16", "AES256-GCM-16"),
        "IntegrityAlgorithms": ("SHA1", "SHA2-256", "SHA2-384", "SHA2-512"),
        "Phase1DHGroupNumbers": (2, *range(14, 25)),
        "Phase2DHGroupNumbers": (2, 5, *range(14, 25)),
        "IkeVersions": ("ikev1", "ikev2"),
    }
)
"""What a tunnel takes where no list is said: everything (Site-to-Site VPN User Guide, tunnel options)."""


def _vpn(whole: Account, got: Got, row: Mapping[str, Any]) -> Channel:
    """Of two tunnels the weaker counts."""
    tunnels = row.get("TunnelOptions", [])
    known = got if tunnels else unclear(got, "it tells of no tunnel")
    versions = {v for tunnel in tunnels for v in tunnel.get("IkeVersions") or _ANY["IkeVersions"]}
    named = {"ikev1": "1", "ikev2": "2"}
    version = min((named.get(v, "1") for v in versions), default=None)
    name = row["VpnConnectionId"]
    return Channel(
        **whole.thing(VPN, whole.name("ec2", got.about, f"vpn-connection/{name}"), name=name, site=got.about),
        answers=rests_on(got),
        protocol="ipsec",
        enabled=True,
        encryption="required",
        min_version=version,
        algorithms=tuple(sorted({a for t in tunnels for a in _algorithms(t)})) if tunnels else None,
        unread=unread(min_version=known, algorithms=known),
    )


def _algorithms(tunnel: Mapping[str, Any]) -> Iterator[str]:
    for phase in _PHASES:
        for what in ("EncryptionAlgorithms", "IntegrityAlgorithms"):
            yield from (str(a).lower() for a in tunnel.get(f"{phase}{what}") or _ANY[what])
        groups = f"{phase}DHGroupNumbers"
        yield from (f"group{n}" for n in tunnel.get(groups) or _ANY[groups])


_UNUSED: Final = frozenset({"ordering", "requested", "pending", "deleting", "deleted", "rejected"})
_MACSEC: Final[Mapping[str, Literal["required", "offered", "none"]]] = MappingProxyType(
    {"must_encrypt": "required", "should_encrypt": "offered", "no_encrypt": "none"}
)


def _line(whole: Account, got: Got, row: Mapping[str, Any]) -> Channel:
    """What cannot encrypt says nothing of it. A VPN that somebody runs over the line is not looked for."""
    mode = row.get("encryptionMode", "no_encrypt")
    encryption, name = _MACSEC.get(mode), row["connectionId"]
    known = got if encryption else unclear(got, "an encryption mode that is not known")
    version, algorithms = ("", ()) if encryption == "none" else (None, None)
    return Channel(
        **whole.thing(LINE, whole.name("directconnect", got.about, f"dxcon/{name}"), name=name, site=got.about),
        answers=rests_on(got),
        protocol="link",
        enabled=True,
        encryption=encryption,
        min_version=version,
        algorithms=algorithms,
        unread=reasons(encryption=(encryption, known), min_version=(version, HIDDEN), algorithms=(algorithms, HIDDEN)),
    )
