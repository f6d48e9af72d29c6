"""One copy as a fact: what is known of it, and why not what is not. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from collectors.azure.backup.covered import disks
from collectors.azure.read import Subscription, canonical, properties
from scanner.answers import Got, unclear, unread
from scanner.facts import FOREVER, Backup

Said: TypeAlias = tuple[Any, Got]
"""A value, and the answer that says so, or why there is none."""
Row: TypeAlias = Mapping[str, Any]
_LISTS: Final[Mapping[str, str]] = {
    "microsoft.compute/virtualmachines": "compute.vms",
    "microsoft.compute/disks": "compute.disks",
    "microsoft.storage/storageaccounts": "storage.accounts",
    "microsoft.dbforpostgresql/flexibleservers": "postgres.servers",
    "microsoft.dbformysql/flexibleservers": "mysql.servers",
    "microsoft.documentdb/databaseaccounts": "cosmos.accounts",
    "microsoft.containerservice/managedclusters": "aks.clusters",
}
"""By the type in an id: which question lists all of these."""
_PARTS: Final = 9
"""Of the id of a thing of its own, from the first slash on."""


def backup(  # noqa: PLR0913  # as many as the fact has fields
    thing: Mapping[str, Any],
    *,
    newest_seconds: Said,
    succeeded: Said,
    retention_days: Said,
    offsite: Said,
    immutable: Said,
) -> Backup:
    """A copy in a vault, where everything is encrypted (learn.microsoft.com: backup-encryption)."""
    said = {
        "newest_seconds": newest_seconds,
        "succeeded": succeeded,
        "retention_days": retention_days,
        "offsite": offsite,
        "immutable": immutable,
    }
    return Backup(
        **thing,
        mechanism="copy",
        encrypted=True,
        **{name: value for name, (value, _) in said.items()},
        unread=unread(**{name: why for name, (value, why) in said.items() if value is None}),
    )


def unknown(thing: Mapping[str, Any], why: Got) -> Backup:
    """A copy of which nothing is known."""
    return Backup(
        **thing,
        mechanism="copy",
        newest_seconds=None,
        succeeded=None,
        retention_days=None,
        encrypted=None,
        offsite=None,
        immutable=None,
        unread=unread(newest_seconds=why, succeeded=why, retention_days=why, encrypted=why, offsite=why, immutable=why),
    )


def best(found: Iterable[Backup]) -> Iterator[Backup]:
    """Of several copies of one thing the one whose newest is youngest: fields of two would make one that is nowhere."""
    by: dict[str, Backup] = {}
    for one in found:
        other = by.get(one.resource)
        if other is None or _rank(one) < _rank(other):
            by[one.resource] = one
    yield from by.values()


def _rank(one: Backup) -> tuple[int, int]:
    """What is not known comes before "never", for it may be a good one."""
    age = one.newest_seconds
    if age is None:
        return 1, 0
    return (2, age) if age == FOREVER else (0, age)


class There:
    """What there is to copy, listed once: a vault may hold thousands of things."""

    def __init__(self, whole: Subscription) -> None:
        self.whole = whole
        self._ids: dict[str, frozenset[str] | None] = {}
        machines = (whole.answers.one("compute.vms").body or {}).get("value", [])
        self.disks = {canonical(row["id"]): tuple(disks(row)) for row in machines}
        """By the id of a machine: its disks."""

    def gone(self, name: str) -> bool:
        """It was deleted: the list of its type does not hold it.

        What nobody lists, or is of another subscription, is not called gone.
        """
        parts = name.split("/")
        if len(parts) != _PARTS or not name.startswith(f"{self.whole.arm}/"):
            return False
        ids = self._listed(_LISTS.get(f"{parts[6]}/{parts[7]}", ""))
        return ids is not None and name not in ids

    def _listed(self, question: str) -> frozenset[str] | None:
        if question not in self._ids:
            got = self.whole.answers.one(question)
            rows = (got.body or {}).get("value", [])
            self._ids[question] = frozenset(canonical(row["id"]) for row in rows) if got.good else None
        return self._ids[question]


def state(got: Got, word: Any, yes: Iterable[str], no: Iterable[str], what: str) -> Said:
    """A word as yes or no; one that is neither is not known."""
    if word in yes:
        return True, got
    return (False, got) if word in no else (None, unclear(got, f"it does not say {what}"))


def locked(got: Got, vault: Row) -> Said:
    """Only a locked vault stays so: "Unlocked" any administrator takes back.

    Where nothing is said it is off, as by default (learn.microsoft.com: backup-azure-immutable-vault-concept).
    """
    said = ((properties(vault).get("securitySettings") or {}).get("immutabilitySettings") or {}).get("state")
    return state(got, said or "Disabled", ("Locked",), ("Disabled", "Unlocked"), "whether its vault is locked")
