"""Reads Backup and DR's answers: copies of what is protected, and the vaults that they lie in. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from collectors.asking.ages import DAY, days_until, seconds
from collectors.asking.listing import listed, rows
from collectors.gcp.backup.backupdr import KINDS, PROTECTED, VAULT
from collectors.gcp.backup.protected import ASSOCIATIONS, protected
from collectors.gcp.read import Project, last, lasting
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.facts import Backup, DataStore, Fact, Guard

Row: TypeAlias = Mapping[str, Any]
_COPY_DAYS: Final = 35  # backup.retention
"""A lock has to hold a copy as long as this before it counts."""
_OFTEN: Final = frozenset({"HOURLY", "DAILY"})


def read(whole: Project) -> Iterator[Fact]:
    """Give the copies of each thing that has a plan, and the vaults."""
    got = whole.answers.one(ASSOCIATIONS)
    if not got.good:
        yield from gaps(whole.target, PROTECTED, got, *KINDS[PROTECTED].gives)
    plans, vaults = (_by_name(whole, f"backupdr.{name}") for name in ("plans", "vaults"))
    for full, some in protected(whole).items():
        yield _copies(whole, full, some, plans, vaults)
    for found in listed(whole, "backupdr.vaults", VAULT, *KINDS[VAULT].gives):
        yield from (found,) if isinstance(found, Fact) else _vault(whole, *found)


def _by_name(whole: Project, question: str) -> dict[str, Row]:
    """By their names, in which a project may stand by its number."""
    return {_named(whole, str(row["name"])): row for row in rows(whole.answers.one(question))}


def _named(whole: Project, name: str) -> str:
    before = f"projects/{whole.number}/"
    return f"projects/{whole.id}/{name.removeprefix(before)}" if whole.number and name.startswith(before) else name


def _copies(
    whole: Project, full: str, some: Sequence[Row], plans: Mapping[str, Row], vaults: Mapping[str, Row]
) -> Backup:
    """Of a thing with several plans what the best of them does that has made a copy; runs count of all of them."""
    listing, planned, vaulted = (
        whole.answers.one(name) for name in (ASSOCIATIONS, "backupdr.plans", "backupdr.vaults")
    )
    counts = [row for row in some if _good(row)] or some
    chosen = [(row, plans.get(_named(whole, str(row.get("backupPlan", ""))))) for row in counts]
    known = [(row, plan) for row, plan in chosen if plan]
    lies = [(row, _named(whole, str(plan.get("backupVault", "")))) for row, plan in known]
    succeeded = _succeeded([info for row in some for info in row.get("rulesConfigInfo") or []])
    good = [info["lastSuccessfulBackupConsistencyTime"] for row in some for info in _good(row)]
    held = [vaults[name] for _, name in lies if name in vaults]
    no_plan = planned if not planned.good else unclear(planned, "it does not hold the plan: another project's")
    no_vault = vaulted if not vaulted.good else unclear(vaulted, "it does not hold the vault: another project's")
    site = str(some[0]["name"]).split("/")[3]
    return Backup(
        **whole.thing(PROTECTED, full, last(full), listing, planned, vaulted, site=site),
        mechanism="copy",
        newest_seconds=seconds(listing, max(good, default=None)),
        succeeded=succeeded,
        retention_days=max((_kept(row, plan) for row, plan in known), default=None),
        encrypted=True,
        offsite=any(_away(whole, row, vault) for row, vault in lies) if lies else None,
        immutable=any(_locked(vaulted, vault) for vault in held) if held else None,
        unread=unread(
            succeeded=HIDDEN if succeeded is None else listing,
            retention_days=listing if known else no_plan,
            offsite=listing if lies else no_plan,
            immutable=listing if held else no_vault if lies else no_plan,
        ),
    )


def _good(row: Row) -> list[Row]:
    """The rules of a plan by which a copy was made."""
    return [info for info in row.get("rulesConfigInfo") or [] if info.get("lastSuccessfulBackupConsistencyTime")]


_ENDED: Final[Mapping[Any, bool]] = {"SUCCEEDED": True, "FAILED": False, "PERMISSION_DENIED": False}
"""How the last run of a rule went; of one that waits for its first nobody can say it."""


def _succeeded(infos: Sequence[Row]) -> bool | None:
    ended = [_ENDED[info["lastBackupState"]] for info in infos if info.get("lastBackupState") in _ENDED]
    return all(ended) if ended else None


def _kept(row: Row, plan: Row) -> int:
    """How long a copy of every day is kept: a rule beside it may keep few for longer. Of rules that made one."""
    made, every = {info.get("ruleId") for info in _good(row)}, plan.get("backupRules") or []
    rules = [rule for rule in every if rule.get("ruleId") in made] or every
    often = [r for r in rules if (r.get("standardSchedule") or {}).get("recurrenceType") in _OFTEN]
    if often:
        return max(int(rule.get("backupRetentionDays") or 0) for rule in often)
    return min((int(rule.get("backupRetentionDays") or 0) for rule in rules), default=0)


def _away(whole: Project, row: Row, vault: str) -> bool:
    """The vault lies in another region than what is protected, beside which the plan lies, or in another project."""
    _, project, _, region, *_ = [*vault.split("/"), "", "", "", ""]
    return region != str(row["name"]).split("/")[3] or project != whole.id


def _locked(got: Got, vault: Row) -> bool:
    """Nobody can shorten any more for how long it keeps what it holds, and that is long enough."""
    since = vault.get("effectiveTime")
    kept = lasting(vault.get("backupMinimumEnforcedRetentionDuration")) or 0
    return bool(since) and days_until(got, since) < 0 and kept >= _COPY_DAYS * DAY


def _vault(whole: Project, got: Got, row: Row) -> Iterator[Fact]:
    name = _named(whole, str(row["name"]))
    full = f"//backupdr.googleapis.com/{name}"
    thing = whole.thing(VAULT, full, last(name), got, site=name.split("/")[3], labels=row.get("labels"))
    key = (row.get("encryptionConfig") or {}).get("kmsKeyName")
    # Every vault is encrypted (cloud.google.com/docs/security/encryption/default-encryption).
    yield DataStore(**thing, encrypted=True, customer_key=bool(key), cipher="aes-256", documented=True)
    kept = lasting(row.get("backupMinimumEnforcedRetentionDuration"))
    why = got if kept is not None else unclear(got, "it does not say for how long a backup cannot be deleted")
    yield Guard(
        **thing, prevents="deletion", in_force=None if kept is None else _locked(got, row), unread=unread(in_force=why)
    )
