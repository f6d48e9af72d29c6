"""Connections of VPN gateways: IKE, and which algorithms they take. Their shared keys are never asked for or kept."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.keeping import keeping
from collectors.asking.listing import listed
from collectors.azure.networks.groups import VERSION
from collectors.azure.question import SHARED, arm, everything
from collectors.azure.read import Subscription, canonical, properties
from collectors.azure.subscription import PERMISSIONS, may
from scanner.answers import Got, gaps, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import Channel, Fact

LINE: Final = "azure.network.vpn-connection"
_TYPE: Final = "Microsoft.Network/connections"
_RIGHT: Final = f"{_TYPE}/read"
_GIVES: Final = ((Channel, "ipsec"),)
_SET: Final = (
    "az network vpn-connection ipsec-policy add --connection-name CONNECTION --resource-group GROUP --ike-encryption "
    "AES256 --ike-integrity SHA384 --dh-group ECP384 --ipsec-encryption GCMAES256 --ipsec-integrity GCMAES256 "
    "--pfs-group ECP384 --sa-lifetime 27000 --sa-max-size 102400000; the other end must be set alike first"
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        LINE: Kind(
            title="VPN connection",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-in-transit.strong-algorithms": _SET,
                    "encryption-in-transit.plain-refused": _SET,
                    "encryption-in-transit.protocol-version": "az network vpn-connection create --name CONNECTION "
                    "--resource-group GROUP --vnet-gateway1 GATEWAY --local-gateway2 SITE --shared-key KEY, anew: "
                    "without another word it speaks IKEv2",
                }
            ),
            own={"CONNECTION": "name"},
        )
    }
)

_FIRST: Final = ("ikeEncryption", "ikeIntegrity", "dhGroup")
_SECOND: Final = ("ipsecEncryption", "ipsecIntegrity")
_AGAIN: Final = "pfsGroup"
_LISTED: Final = arm("network.connections", _TYPE, VERSION, (), feeds=_GIVES, bulk="")
QUESTIONS: Final = (
    # Azure lists connections by group of resources alone: all of a subscription stand only in its list of everything.
    replace(
        _LISTED,
        operation="GET Microsoft.Resources/resources",
        path=everything([_TYPE]),
        keep=f"{{value: value[].{keeping((*SHARED, 'type'))}}}",
    ),
    arm(
        "network.connection",
        _TYPE,
        VERSION,
        (
            "id",
            "properties.connectionType",
            "properties.connectionProtocol",
            *(f"properties.ipsecPolicies[].{name}" for name in (*_FIRST, *_SECOND, _AGAIN)),
        ),
        feeds=_GIVES,
        each="network.connections",
        one=True,
    ),
)
_TUNNELS: Final = frozenset({"ipsec", "vnet2vnet"})
_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "none": "none",
        "des": "des",
        "des3": "3des",
        "aes128": "aes128",
        "aes192": "aes192",
        "aes256": "aes256",
        "gcmaes128": "aes128-gcm",
        "gcmaes192": "aes192-gcm",
        "gcmaes256": "aes256-gcm",
        "md5": "md5",
        "sha1": "sha1",
        "sha256": "sha2-256",
        "sha384": "sha2-384",
        "dhgroup1": "group1",
        "dhgroup2": "group2",
        "dhgroup14": "group14",
        "dhgroup2048": "group14",
        "dhgroup24": "group24",
        "ecp256": "group19",
        "ecp384": "group20",
        "pfs1": "group1",
        "pfs2": "group2",
        "pfs14": "group14",
        "pfs2048": "group14",
        "pfs24": "group24",
    }
)
"""Azure's words, as all say them."""
_NO_OWN: Final = frozenset({"none", "pfsmm"})
"""Of the second exchange of keys: there is none, or it is as the first."""
_DEFAULT: Final = (
    *("3des", "aes128", "aes256", "aes256-gcm", "des", "group1", "group14", "group2", "group24", "sha1", "sha2-256"),
)
"""What a gateway takes where a connection has no policy of its own (learn.microsoft.com: vpn-gateway-about-vpn-devices,
offers of a route-based gateway; a policy-based one has no fewer weak ones)."""


def read(whole: Subscription) -> Iterator[Fact]:
    """Give the channels of all connections that are tunnels of IPsec."""
    if hidden := _hidden(whole):
        yield from gaps(whole.target, LINE, hidden, *_GIVES)
        return
    for found in listed(whole, "network.connections", LINE, *_GIVES):
        if isinstance(found, Fact):
            yield found
            continue
        got = whole.answers.one("network.connection", canonical(found[1]["id"]))
        kind = str(properties(got.body).get("connectionType", "")).lower()
        if kind not in {"expressroute", "vpnclient"}:
            yield _channel(whole.thing(LINE, found[1], found[0], got), got, kind)


def _hidden(whole: Subscription) -> Got | None:
    """The list of everything leaves out in silence what one may not read: it counts only where one may read all."""
    got, rights = whole.answers.one("network.connections"), whole.answers.one(PERMISSIONS)
    if not got.good or may(rights.body, _RIGHT):
        return None
    ask = f"GET {_TYPE} ({_RIGHT})"
    return Got("denied", ask, place=rests_on(got, rights)) if rights.good else rights


def _channel(thing: Mapping[str, Any], got: Got, kind: str) -> Channel:
    said = properties(got.body)
    policies = said.get("ipsecPolicies") or []
    words = [_words(policy) for policy in policies] if policies else [_DEFAULT]
    tunnel = kind in _TUNNELS
    known = tunnel and None not in words
    version = {"ikev1": "1", "ikev2": "2"}.get(str(said.get("connectionProtocol", "")).lower())
    bare = any(str(policy.get("ipsecEncryption", "")).lower() == "none" for policy in policies)
    odd = unclear(got, "it is told in a word that is not known") if got.good else got
    return Channel(
        **thing,
        protocol="ipsec",
        enabled=True if tunnel else None,
        encryption=("none" if bare else "required") if tunnel else None,
        min_version=version if tunnel else None,
        algorithms=tuple(sorted({word for some in words for word in some or ()})) if known else None,
        unread=unread(
            enabled=got if tunnel else odd,
            encryption=got if tunnel else odd,
            min_version=got if tunnel and version else odd,
            algorithms=got if known else odd,
        ),
    )


def _words(policy: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Both exchanges; None where a word of it is not known."""
    said = [str(policy.get(name, "")).lower() for name in (*_FIRST, *_SECOND)]
    later = str(policy.get(_AGAIN, "")).lower()
    said += [] if later in _NO_OWN else [later]
    return tuple(_WORDS[word] for word in said) if all(word in _WORDS for word in said) else None
