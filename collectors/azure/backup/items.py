"""Reads what Recovery Services vaults protect: machines with their disks, file shares, databases. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from collectors.asking.ages import seconds
from collectors.azure.backup.copies import Row, Said, There, backup, locked, state, unknown
from collectors.azure.backup.covered import along, source
from collectors.azure.backup.vaults import PROTECTED
from collectors.azure.read import canonical, properties
from collectors.azure.storage.accounts_facts import undone
from scanner.answers import Got, unclear
from scanner.facts import FOREVER, Backup

_DONE: Final = frozenset({"completed", "healthy"})
_FAILED: Final = frozenset({"failed", "unhealthy"})
_STOPPED: Final = frozenset({"ProtectionStopped", "ProtectionPaused"})
_DAYS: Final[Mapping[str, int]] = {"Days": 1, "Weeks": 7, "Months": 30, "Years": 365}
_TERMS: Final = ("dailySchedule", "weeklySchedule", "monthlySchedule", "yearlySchedule")
_NEVER: Final = "0001"
"""The year of what never was."""


@dataclass(frozen=True, slots=True)
class _Held:
    """An item, with the vault that holds it and the answers that tell of it."""

    there: There
    vaults: Got
    vault: Row
    got: Got
    policies: Got
    row: Row

    def thing(self, id: str, name: str, within: tuple[str, ...] = ()) -> dict[str, Any]:
        """The fields of what is copied."""
        row = {"id": id, "name": name, "location": self.vault.get("location", "")}
        return self.there.whole.thing(PROTECTED, row, self.vaults, self.got, self.policies) | {"within": within}

    def copy(self, thing: Mapping[str, Any]) -> Backup:
        """The copy of a thing."""
        newest, succeeded = _newest(self.got, properties(self.row)), _succeeded(self.got, properties(self.row))
        inside, why = self._inside()
        return backup(
            thing,
            newest_seconds=newest,
            succeeded=succeeded,
            retention_days=self._kept(),
            offsite=_away(self.vaults, self.vault) if inside else (inside, why),
            immutable=locked(self.vaults, self.vault) if inside else (inside, why),
        )

    def _inside(self) -> Said:
        """Whether copies lie in the vault: of a share they are snapshots beside it, but where its policy says so.

        learn.microsoft.com: azure-file-share-backup-overview; what is not in it no lock holds (backup-azure-
        immutable-vault-concept).
        """
        if properties(self.row).get("backupManagementType") != "AzureStorage":
            return True, self.got
        if not self.policies.good:
            return None, self.policies
        if not (policy := self._policy()):
            return None, unclear(self.policies, "no policy of it that says where copies lie")
        return bool((policy.get("vaultRetentionPolicy") or {}).get("vaultRetention")), self.policies

    def _policy(self) -> Mapping[str, Any]:
        name = canonical(str(properties(self.row).get("policyId") or ""))
        rows = (self.policies.body or {}).get("value", [])
        return next((properties(row) for row in rows if canonical(row["id"]) == name), {})

    def _kept(self) -> Said:
        if properties(self.row).get("protectionState") in _STOPPED:
            return None, unclear(self.got, "it is protected no more, so no policy says how long its copies stay")
        if not self.policies.good:
            return None, self.policies
        kept = retention(self._policy())
        return kept, self.policies if kept is not None else unclear(self.policies, "no policy of it that names days")


def items(there: There, vaults: Got, vault: Row) -> Iterator[Backup]:
    """The copies that a vault holds. An item that is on its way out is none."""
    about = canonical(vault["id"])
    got, policies = (there.whole.answers.one(f"backup.{name}", about) for name in ("items", "policies"))
    for row in (got.body or {}).get("value", []):
        if properties(row).get("isScheduledForDeferredDelete") is not True and not there.gone(source(row)):
            yield from _item(_Held(there, vaults, vault, got, policies, row))


def _item(held: _Held) -> Iterator[Backup]:
    said, of = properties(held.row), source(held.row)
    kind, name = said.get("backupManagementType"), str(said.get("friendlyName") or "")
    if kind == "AzureIaasVM" and of:
        yield held.copy(held.thing(of, name))
        yield from _disks(held, of)
    elif kind == "AzureStorage" and of and name:
        yield held.copy(held.thing(f"{of}/fileservices/default/shares/{name}", name, (of,)))
        if not undone(held.there.whole, of):  # it has more than a share: whether all of it is copied nobody is asked
            why = unclear(held.got, "shares of it are copied, all or some")
            yield unknown(held.thing(of, of.rpartition("/")[2]), why)
    elif kind == "AzureSql" and of:
        yield held.copy(held.thing(of, name))
    else:  # a part of a machine: its copy brings back no more than that
        yield held.copy(held.thing(held.row["id"], name or held.row.get("name", ""), (of,) if of else ()))


def _disks(held: _Held, machine: str) -> Iterator[Backup]:
    """The disks that come along: all of them, where none is left out."""
    for disk, lun in held.there.disks.get(machine, ()):
        thing = held.thing(disk, disk.rpartition("/")[2])
        match along(held.row, lun):
            case True:
                yield held.copy(thing)
            case None:
                yield unknown(thing, unclear(held.got, "some disks of its machine are left out"))


def _newest(got: Got, said: Mapping[str, Any]) -> Said:
    """The time of the last run is that of a copy only where the run went well."""
    for when in (said.get("lastRecoveryPoint"), said.get("lastBackupTime") if _went(said) else None):
        if when and not str(when).startswith(_NEVER):
            return seconds(got, when), got
    if said.get("protectionState") == "IRPending":
        return FOREVER, got
    return None, unclear(got, "it does not say when its newest copy was made")


def _succeeded(got: Got, said: Mapping[str, Any]) -> Said:
    went = _went(said)
    return went, got if went is not None else unclear(got, "it does not say how the last run ended")


def _went(said: Mapping[str, Any]) -> bool | None:
    word = str(said.get("lastBackupStatus") or "").lower()
    return True if word in _DONE else False if word in _FAILED else None


def _away(got: Got, vault: Row) -> Said:
    said = (properties(vault).get("redundancySettings") or {}).get("standardTierStorageRedundancy")
    return state(got, said, ("GeoRedundant",), ("LocallyRedundant", "ZoneRedundant"), "where its vault keeps copies")


def retention(policy: Mapping[str, Any]) -> int | None:
    """Days that a copy of every day is kept, or of every week where there is none of every day; None: it names none.

    Of a policy with parts the full copies count: without them nothing that lies between can be used.
    """
    parts = policy.get("subProtectionPolicy") or []
    terms = next((p.get("retentionPolicy") for p in parts if p.get("policyType") in {"Full", "SnapshotFull"}), None)
    terms = terms or policy.get("retentionPolicy") or (policy.get("vaultRetentionPolicy") or {}).get("vaultRetention")
    for part in (terms or {}, *((terms or {}).get(name) or {} for name in _TERMS)):
        if (duration := part.get("retentionDuration")) and duration.get("durationType") in _DAYS:
            return int(duration["count"]) * _DAYS[duration["durationType"]]
    return None
