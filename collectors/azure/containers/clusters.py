"""AKS: clusters, who comes in by what, and who reaches their API."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.listing import listed
from collectors.azure.databases.doors import exposure, networks
from collectors.azure.question import arm
from collectors.azure.read import Subscription, properties
from scanner.answers import HIDDEN, NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import DataStore, Exposure, Fact, Grant, SignIn

CLUSTER: Final = "azure.aks.cluster"
_EVERYTHING: Final = (Grant, "everything")
_GIVES: Final = (DataStore, (Exposure, "network/administration"), (SignIn, "everyone"), _EVERYTHING)
_UPDATE: Final = "az aks update --name CLUSTER --resource-group GROUP"
_OWN: Final = f"{_UPDATE} --enable-aad --disable-local-accounts"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        CLUSTER: Kind(
            title="AKS cluster",
            gives=_GIVES,
            may=(_EVERYTHING,),
            fix=MappingProxyType(
                {
                    "mfa.no-way-round": _OWN,
                    "unique-user-identification.own-name": _OWN,
                    "encryption-at-rest.customer-key": f"{_UPDATE} --enable-azure-keyvault-kms "
                    "--azure-keyvault-kms-key-id KEY-URI",
                    "public-exposure.not-on-the-internet": f"{_UPDATE} --api-server-authorized-ip-ranges NETWORK",
                    "network-segmentation.no-open-ports": f"{_UPDATE} --api-server-authorized-ip-ranges NETWORK",
                    "least-privilege.no-everything": "it stays as it was made: az aks create --enable-azure-rbac, and "
                    "move there",
                }
            ),
            own={"CLUSTER": "name"},
        )
    }
)

QUESTIONS: Final = (
    arm(
        "aks.clusters",
        "Microsoft.ContainerService/managedClusters",
        "2026-08-01",
        (
            "properties.enableRBAC",
            "properties.nodeResourceGroup",
            "properties.disableLocalAccounts",
            "properties.aadProfile.managed",
            "properties.aadProfile.tenantID",
            "properties.apiServerAccessProfile.enablePrivateCluster",
            "properties.apiServerAccessProfile.authorizedIPRanges",
            "properties.securityProfile.azureKeyVaultKms.enabled",
        ),
        feeds=_GIVES,
    ),
)
_API: Final = 443


def read(whole: Subscription) -> Iterator[Fact]:
    """Give the facts of all clusters. No asset: a cluster is a scope of what runs in it, as on other platforms."""
    for found in listed(whole, "aks.clusters", CLUSTER, *_GIVES):
        if isinstance(found, Fact):
            yield found
            continue
        got, row = found
        thing, said = whole.thing(CLUSTER, row, got), properties(row)
        yield DataStore(  # etcd lies on encrypted disks always (learn.microsoft.com: use-kms-etcd-encryption)
            **thing,
            encrypted=True,
            customer_key=((said.get("securityProfile") or {}).get("azureKeyVaultKms") or {}).get("enabled") is True,
            cipher="aes-256",
            documented=True,
        )
        yield _exposure(thing, got, said)
        yield _door(thing, said)
        yield from _everything(thing, got, said)


def _exposure(thing: Mapping[str, Any], got: Got, said: Mapping[str, Any]) -> Exposure:
    """Where no network is named, everybody reaches the API."""
    profile = said.get("apiServerAccessProfile") or {}
    # 0.0.0.0/32 is nobody but the cluster itself (learn.microsoft.com: api-server-authorized-ip-ranges).
    named = [one for one in profile.get("authorizedIPRanges") or ["0.0.0.0/0"] if one != "0.0.0.0/32"]
    shut = profile.get("enablePrivateCluster") is True
    return exposure(thing, [networks(got, named)], _API, shut=shut, offers="administration")


def _door(thing: Mapping[str, Any], said: Mapping[str, Any]) -> SignIn:
    """Certificates of local accounts are nobody's own, and no directory is asked. They are given out unless barred."""
    directory = bool(said.get("aadProfile"))
    local = said.get("disableLocalAccounts") is not True or not directory
    return SignIn(
        **thing,
        audience="everyone",
        factors=None,
        phishing_resistant=None,
        bypass=("local-accounts",) if local else (),
        individual=not local,
        directories=2 if directory else 0,
        unread=unread(factors=_ENTRA, phishing_resistant=_ENTRA),
    )


_ENTRA: Final = Got("not-asked", "what Entra ID demands is asked of it, as in entra://TENANT")


def _everything(thing: Mapping[str, Any], got: Got, said: Mapping[str, Any]) -> Iterator[Grant]:
    """Without roles of Kubernetes whoever comes in may do everything. Whom they name no answer tells."""
    if (roles := said.get("enableRBAC")) is True:
        return
    whom = ("system:authenticated",) if roles is False else None
    yield Grant(
        **thing,
        right="everything",
        holders=whom,
        outsiders=None,
        direct=False,
        activation="standing",
        unused_days=None,
        unread=unread(
            holders=got if whom else unclear(got, "it does not say whether it has roles"),
            outsiders=HIDDEN,
            unused_days=NOT_ASKED,
        ),
    )
