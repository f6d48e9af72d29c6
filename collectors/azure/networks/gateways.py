"""Application gateways: which versions of TLS and which suites their listeners take, and whether plain HTTP goes in."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.asking.listing import listed
from collectors.azure.networks.groups import VERSION
from collectors.azure.networks.listeners import FIELDS, exposures
from collectors.azure.networks.policies import PREDEFINED, Policy, custom, together
from collectors.azure.question import arm
from collectors.azure.read import Subscription, canonical, properties
from scanner.answers import Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Asset, Channel, Exposure, Fact

GATEWAY: Final = "azure.network.application-gateway"
_GIVES: Final = ((Asset, "service"), (Channel, "tls"), Exposure)
_POLICY: Final = ("policyType", "policyName", "minProtocolVersion", "cipherSuites", "disabledSslProtocols")
_NEW: Final = (
    "az network application-gateway ssl-policy set --gateway-name GATEWAY --resource-group GROUP --policy-type "
    "Predefined --name AppGwSslPolicy20220101S"
)
_NARROW: Final = (
    "az network application-gateway routing-rule delete --gateway-name GATEWAY --resource-group GROUP --name RULE, or "
    "az network nsg rule update --source-address-prefixes ADDRESSES of the group of its subnet"
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        GATEWAY: Kind(
            title="application gateway",
            gives=_GIVES,
            may=(Exposure,),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.protocol-version": _NEW,
                    "encryption-in-transit.strong-algorithms": _NEW,
                    "network-segmentation.no-open-ports": _NARROW,
                    "public-exposure.not-on-the-internet": _NARROW,
                    "encryption-in-transit.plain-refused": "az network application-gateway redirect-config create "
                    "--gateway-name GATEWAY --resource-group GROUP --name NAME --type Permanent --target-listener "
                    "HTTPS-LISTENER, and the rule of the plain listener to it: az network application-gateway rule "
                    "update --redirect-config NAME",
                }
            ),
            own={"GATEWAY": "name"},
        )
    }
)

QUESTIONS: Final = (
    arm(
        "network.gateways",
        "Microsoft.Network/applicationGateways",
        VERSION,
        (
            *(f"properties.sslPolicy.{name}" for name in _POLICY),
            "properties.defaultPredefinedSslPolicy",
            "properties.sslProfiles[].id",
            *(f"properties.sslProfiles[].properties.sslPolicy.{name}" for name in _POLICY),
            *(f"properties.{kind}[].id" for kind in ("httpListeners", "listeners", "redirectConfigurations")),
            *(f"properties.{kind}[].properties.protocol" for kind in ("httpListeners", "listeners")),
            *(f"properties.{kind}[].properties.sslProfile.id" for kind in ("httpListeners", "listeners")),
            "properties.requestRoutingRules[].properties.httpListener.id",
            "properties.requestRoutingRules[].properties.redirectConfiguration.id",
            "properties.requestRoutingRules[].properties.urlPathMap.id",
            "properties.redirectConfigurations[].properties.targetListener.id",
            *FIELDS,
        ),
        feeds=_GIVES,
    ),
)
_ENCRYPTED: Final = frozenset({"https", "tls"})
_PLAIN: Final = frozenset({"http"})
"""What TCP carries through, encrypted or not, nobody here can tell."""


def read(whole: Subscription) -> Iterator[Fact]:
    """Give the gateways and how they are talked to."""
    for found in listed(whole, "network.gateways", GATEWAY, *_GIVES):
        if isinstance(found, Fact):
            yield found
        else:
            thing = whole.thing(GATEWAY, found[1], found[0])
            yield Asset(**thing, role="service")
            yield _channel(thing, found[0], properties(found[1]))
            yield from exposures(whole, thing, found[0], properties(found[1]))


def _channel(thing: Mapping[str, Any], got: Got, said: Mapping[str, Any]) -> Channel:
    """Of several policies in use the weakest counts. What no listener encrypts has none."""
    listeners = [one for kind in ("httpListeners", "listeners") for one in said.get(kind) or []]
    encrypted = [one for one in listeners if _protocol(one) in _ENCRYPTED]
    encryption, policy = _encryption(said, listeners), _policy(said, encrypted)
    plain = encryption == "none"
    return Channel(
        **thing,
        protocol="tls",
        enabled=bool(listeners),
        encryption=encryption,
        min_version="" if plain else policy.version if policy else None,
        algorithms=() if plain else policy.suites if policy else None,
        unread=unread(
            encryption=got if encryption else unclear(got, "where a plain listener leads is not followed"),
            **dict.fromkeys(
                ("min_version", "algorithms"),
                got if plain or policy else unclear(got, "it names no TLS policy that is known"),
            ),
        ),
    )


def _encryption(said: Mapping[str, Any], listeners: list[Any]) -> Literal["required", "offered", "none"] | None:
    """Of plain listeners each leads to an encrypted one, or not all do. None: that is not known."""
    plain = [one for one in listeners if _protocol(one) in _PLAIN]
    odd = [one for one in listeners if _protocol(one) not in _PLAIN | _ENCRYPTED]
    secure = {canonical(one["id"]) for one in listeners if _protocol(one) in _ENCRYPTED}
    if len(plain) == len(listeners):
        return "none"
    led = [_led(said, canonical(one["id"]), secure) for one in plain]
    if False in led:
        return "offered"
    return None if None in led or odd else "required"


def _led(said: Mapping[str, Any], listener: str, secure: set[str]) -> bool | None:
    """The rules of a plain listener redirect to an encrypted one; None where they go by paths, or there are none."""
    targets = {
        canonical(row["id"]): _id(properties(row).get("targetListener"))
        for row in said.get("redirectConfigurations") or []
    }
    rules = [properties(row) for row in said.get("requestRoutingRules") or []]
    mine = [rule for rule in rules if _id(rule.get("httpListener")) == listener]
    if not mine or any(rule.get("urlPathMap") for rule in mine):
        return None
    where = [targets.get(_id(rule.get("redirectConfiguration")), "") for rule in mine]
    # To an address elsewhere it may lead too: which that is, is not kept.
    if any(rule.get("redirectConfiguration") for rule in mine) and "" in where:
        return None
    return secure.issuperset(where)


def _policy(said: Mapping[str, Any], encrypted: list[Any]) -> Policy | None:
    """A listener's profile goes before the gateway's policy. None where one of them is not known."""
    profiles = {canonical(row["id"]): properties(row).get("sslPolicy") for row in said.get("sslProfiles") or []}
    named = [_id(properties(one).get("sslProfile")) for one in encrypted] or [""]
    known = [_of(said, profiles, name) for name in named]
    return together(policy for policy in known if policy) if all(known) else None


def _of(said: Mapping[str, Any], profiles: Mapping[str, Any], name: str) -> Policy | None:
    """That of a listener with this profile: one that has no policy leaves it to the gateway's."""
    if name and name not in profiles:
        return None
    own = profiles.get(name)
    return _known(own) if own else _whole(said)


def _whole(said: Mapping[str, Any]) -> Policy | None:
    """Where none is chosen, the one that was the default when the gateway was made, which Azure names."""
    if said.get("sslPolicy"):
        return _known(said["sslPolicy"])
    return PREDEFINED.get(str(said.get("defaultPredefinedSslPolicy", "")).lower())


def _known(said: Mapping[str, Any]) -> Policy | None:
    """An older way of saying it lists what is off; what it leaves on has the suites of the oldest policy."""
    kind = str(said.get("policyType", "")).lower()
    if kind in {"custom", "customv2"}:
        return custom(
            str(said.get("minProtocolVersion", "")), said.get("cipherSuites") or (), newest=kind == "customv2"
        )
    if said.get("policyName"):
        return PREDEFINED.get(str(said["policyName"]).lower())
    off = {str(version).lower() for version in said.get("disabledSslProtocols") or []}
    left = [v for word, v in (("tlsv1_0", "1.0"), ("tlsv1_1", "1.1"), ("tlsv1_2", "1.2")) if word not in off]
    return Policy(left[0], PREDEFINED["appgwsslpolicy20150501"].suites) if off and left else None


def _protocol(listener: Any) -> str:
    return str(properties(listener).get("protocol", "")).lower()


def _id(part: Any) -> str:
    return canonical(str((part or {}).get("id", "")))
