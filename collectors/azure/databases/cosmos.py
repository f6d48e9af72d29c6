"""Cosmos DB: accounts, who comes in and by what, and how far back they can be brought."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.listing import listed
from collectors.azure.databases.doors import exposure, networks
from collectors.azure.networks.perimeters import perimeter
from collectors.azure.question import arm
from collectors.azure.read import Subscription, properties
from scanner.answers import HIDDEN, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Asset, Backup, Channel, DataStore, Exposure, Fact, SignIn

ACCOUNT: Final = "azure.cosmos.account"
_WAYS_BACK: Final = ((Backup, "copy"), (Backup, "point-in-time"))
_GIVES: Final = (
    (Asset, "store"),
    DataStore,
    (Channel, "database"),
    (Exposure, "network/data"),
    (SignIn, "everyone"),
    *_WAYS_BACK,
)
_UPDATE: Final = "az cosmosdb update --name ACCOUNT --resource-group GROUP"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        ACCOUNT: Kind(
            title="Cosmos DB account",
            gives=_GIVES,
            may=_WAYS_BACK,
            fix=MappingProxyType(
                {
                    "mfa.no-way-round": "az resource update --ids RESOURCE --set properties.disableLocalAuth=true, "
                    "once those who use a key have roles of their own: az cosmosdb sql role assignment create",
                    "unique-user-identification.own-name": "az resource update --ids RESOURCE --set "
                    "properties.disableLocalAuth=true, once those who use a key have roles of their own",
                    "encryption-in-transit.protocol-version": f"{_UPDATE} --minimal-tls-version Tls12",
                    "encryption-at-rest.customer-key": "it stays as it was made: az cosmosdb create --key-uri KEY-URI",
                    "public-exposure.not-on-the-internet": f"{_UPDATE} --public-network-access DISABLED, or "
                    "--ip-range-filter NETWORKS",
                    "backup.kept": f"{_UPDATE} --backup-retention 840, or --backup-policy-type Continuous and a vault "
                    "of Azure Backup",
                    "backup.fresh": f"{_UPDATE} --backup-policy-type Continuous",
                    "backup.off-site": f"{_UPDATE} --backup-redundancy Geo",
                }
            ),
            own={"RESOURCE": "resource", "ACCOUNT": "name"},
        )
    }
)

_PERIODIC: Final = "properties.backupPolicy.periodicModeProperties"
QUESTIONS: Final = (
    arm(
        "cosmos.accounts",
        "Microsoft.DocumentDB/databaseAccounts",
        "2026-03-15",
        (
            "properties.disableLocalAuth",
            "properties.minimalTlsVersion",
            "properties.keyVaultKeyUri",
            "properties.publicNetworkAccess",
            "properties.isVirtualNetworkFilterEnabled",
            "properties.ipRules[].ipAddressOrRange",
            "properties.locations[].locationName",
            "properties.backupPolicy.type",
            "properties.backupPolicy.continuousModeProperties.tier",
            f"{_PERIODIC}.backupIntervalInMinutes",
            f"{_PERIODIC}.backupRetentionIntervalInHours",
            f"{_PERIODIC}.backupStorageRedundancy",
        ),
        feeds=_GIVES,
    ),
)
_TLS: Final[Mapping[str, str]] = {"Tls": "1.0", "Tls11": "1.1", "Tls12": "1.2"}
_PORT: Final = 443
_EVERY: Final = 100
"""Seconds after which a change is copied in continuous mode (learn.microsoft.com: continuous-backup-restore)."""
_TIERS: Final[Mapping[str, int]] = {"Continuous7Days": 7, "Continuous30Days": 30}
_AWAY: Final[Mapping[str, bool]] = {"Geo": True, "Zone": False, "Local": False}


def read(whole: Subscription) -> Iterator[Fact]:
    """Give the facts of all accounts."""
    for found in listed(whole, "cosmos.accounts", ACCOUNT, *_GIVES):
        if isinstance(found, Fact):
            yield found
            continue
        got, row = found
        thing, said = whole.thing(ACCOUNT, row, got), properties(row)
        yield Asset(**thing, role="store")
        yield DataStore(  # encrypted always (learn.microsoft.com: database-encryption-at-rest)
            **thing,
            encrypted=True,
            customer_key=bool(said.get("keyVaultKeyUri")),
            cipher="aes-256",
            documented=True,
        )
        yield _channel(thing, got, said)
        yield _exposure(whole, row, got)
        yield _door(thing, said)
        yield _way_back(thing, got, said)


def _channel(thing: Mapping[str, Any], got: Got, said: Mapping[str, Any]) -> Channel:
    """What is not encrypted is refused always."""
    least = _TLS.get(str(said.get("minimalTlsVersion")))
    return Channel(
        **thing,
        protocol="database",
        enabled=True,
        encryption="required",
        min_version=least,
        algorithms=None,
        unread=unread(min_version=got if least else unclear(got, "no version of TLS that is known"), algorithms=HIDDEN),
    )


def _exposure(whole: Subscription, row: Mapping[str, Any], got: Got) -> Exposure:
    """Where no address is named, and no network is either, everybody is let in."""
    said, near = properties(row), perimeter(whole, row, got)
    named = [str(rule.get("ipAddressOrRange")) for rule in said.get("ipRules") or []]
    open_ = not named and said.get("isVirtualNetworkFilterEnabled") is not True
    rules = networks(got, ["0.0.0.0/0"] if open_ else named)
    thing = whole.thing(ACCOUNT, row, got, *(near.asked if near else ()))
    return exposure(thing, [rules], _PORT, shut=said.get("publicNetworkAccess") == "Disabled", near=near)


def _door(thing: Mapping[str, Any], said: Mapping[str, Any]) -> SignIn:
    """A key of the account is nobody's own, and a way round Entra ID; where nothing is said it is taken."""
    key = said.get("disableLocalAuth") is not True
    return SignIn(
        **thing,
        audience="everyone",
        factors=None,
        phishing_resistant=None,
        bypass=("shared-key",) if key else (),
        individual=not key,
        directories=2,
        unread=unread(factors=_ENTRA, phishing_resistant=_ENTRA),
    )


_ENTRA: Final = Got("not-asked", "what Entra ID demands is asked of it, as in entra://TENANT")


def _way_back(thing: Mapping[str, Any], got: Got, said: Mapping[str, Any]) -> Backup:
    policy = said.get("backupPolicy") or {}
    if policy.get("type") == "Continuous":
        # To any moment; a copy lies in each region of the account. Without a tier it is the one of 30 days.
        tier = (policy.get("continuousModeProperties") or {}).get("tier") or "Continuous30Days"
        regions = {place.get("locationName") for place in said.get("locations") or []}
        return _backup(
            thing, got, "point-in-time", _EVERY, _TIERS.get(tier), away=len(regions) > 1 if regions else None
        )
    if policy.get("type") == "Periodic":
        # Without a word every 4 hours, kept for 8 (learn.microsoft.com: periodic-backup-restore-introduction).
        terms = policy.get("periodicModeProperties") or {}
        every, hours = terms.get("backupIntervalInMinutes", 240), terms.get("backupRetentionIntervalInHours", 8)
        return _backup(
            thing, got, "copy", every * 60, hours // 24, away=_AWAY.get(str(terms.get("backupStorageRedundancy")))
        )
    return _backup(thing, unclear(got, "no kind of backup that is known"), "copy", None, None, away=None)


def _backup(  # noqa: PLR0913  # as many as the fact has fields
    thing: Mapping[str, Any], got: Got, mechanism: Any, every: int | None, kept: int | None, *, away: bool | None
) -> Backup:
    """They are made by themselves, and nobody can switch them off; how a run ended nobody is told."""
    return Backup(
        **thing,
        mechanism=mechanism,
        newest_seconds=every,
        succeeded=None,
        retention_days=kept,
        encrypted=True,
        offsite=away,
        immutable=False,
        unread=unread(
            newest_seconds=got,
            succeeded=HIDDEN,
            retention_days=got if kept is not None or not got.good else unclear(got, "no tier that is known"),
            offsite=got if away is not None or not got.good else unclear(got, "it does not say where copies lie"),
        ),
    )
