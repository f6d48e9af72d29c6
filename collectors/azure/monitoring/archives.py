"""Containers that Azure Monitor writes logs to: whether anybody can delete them early.

They are known by their names, which Azure Monitor gives them itself. So logs whose setting is gone count too, and no
setting that could not be read hides one.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.listing import listed
from collectors.azure.read import Subscription, canonical, properties
from scanner.answers import NOT_ASKED, Got, gaps, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, LogStore

ARCHIVE: Final = "azure.storage.log-container"
_LOGS: Final = ("insights-logs-", "insights-activity-logs", "insights-operational-logs")
_FLOWS: Final = ("insights-logs-flowlogflowevent", "insights-logs-networksecuritygroupflowevent")
"""Flow logs are block blobs; all other logs are append blobs, which a rule has to name."""
LOG_DAYS: Final = 365  # logs.retention
_AGES: Final = (
    "daysAfterCreationGreaterThan",
    "daysAfterModificationGreaterThan",
    "daysAfterLastAccessTimeGreaterThan",
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        ARCHIVE: Kind(
            title="container of logs",
            gives=(LogStore,),
            fix=MappingProxyType(
                {
                    "log-retention.long-enough": "az storage account management-policy create --account-name ACCOUNT "
                    "--resource-group GROUP --policy FILE, with more days",
                    "log-retention.tamper-evident": (
                        _LOCK := "az storage container immutability-policy create --account-name ACCOUNT "
                        "--container-name CONTAINER --period 365 --allow-protected-append-writes true; az storage "
                        "container immutability-policy lock --account-name ACCOUNT --container-name CONTAINER "
                        "--if-match ETAG, which nobody can take back"
                    ),
                    "log-retention.immutable": _LOCK,
                }
            ),
            own={"CONTAINER": "name"},
        )
    }
)


def read(whole: Subscription) -> Iterator[Fact]:
    """Give the containers of logs of all accounts."""
    for found in listed(whole, "storage.accounts", ARCHIVE, LogStore):
        if isinstance(found, Fact):
            yield found
            continue
        account = canonical(found[1]["id"])
        containers, life = (whole.answers.one(f"storage.{q}", account) for q in ("containers", "lifecycle"))
        if not containers.good:
            yield from gaps(whole.target, ARCHIVE, containers, LogStore)
        for row in (containers.body or {}).get("value", []):
            if str(row.get("name", "")).startswith(_LOGS):
                yield _store(whole, {**row, "location": found[1].get("location", "")}, containers, life)


def _store(whole: Subscription, row: Mapping[str, Any], got: Got, life: Got) -> LogStore:
    policy = (properties(row).get("immutabilityPolicy") or {}).get("properties") or {}
    return LogStore(
        **whole.thing(ARCHIVE, row, got, life),
        # Nothing is deleted but by a rule.
        retention_days=min(_ends(life, str(row["name"])), default=FOREVER) if life.good else None,
        tamper_evident=None,
        immutable=_locked(policy),
        unread=unread(retention_days=life, tamper_evident=NOT_ASKED),
    )


def _locked(policy: Mapping[str, Any]) -> bool:
    """Nobody can delete a new log for as many days at least. A shorter lock is waited out."""
    days = policy.get("immutabilityPeriodSinceCreationInDays") or 0
    return str(policy.get("state", "")).lower() == "locked" and days >= LOG_DAYS


def _ends(life: Got, container: str) -> Iterator[int]:
    """Days after which each rule that concerns logs of the container deletes some."""
    for rule in (properties(life.body).get("policy") or {}).get("rules") or []:
        said = rule.get("definition") or {}
        filters, actions = said.get("filters") or {}, said.get("actions") or {}
        if rule.get("enabled") is not False and _concerns(filters, container):
            delete = (actions.get("baseBlob") or {}).get("delete") or {}
            yield from (int(float(delete[age])) for age in _AGES if delete.get(age) is not None)


def _concerns(filters: Mapping[str, Any], container: str) -> bool:
    """No prefix is every blob; one may lead into the container. What an index tag narrows may be ours all the same."""
    kind = "blockblob" if container in _FLOWS else "appendblob"
    prefixes = filters.get("prefixMatch") or [container]
    return kind in {str(k).lower() for k in filters.get("blobTypes") or [kind]} and any(
        container.startswith(prefix) or prefix.startswith(f"{container}/") for prefix in prefixes
    )
