"""Glacier's own vaults, from before S3 had storage classes for archives: whom they open to, and whether they lock.

What lies in them is encrypted by AWS, with keys of its own.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.policy import Statement, audience, conditions, everyone, many, matches, statements, weighed
from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from scanner.answers import Got, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import DataStore, Exposure, Fact, Guard, Promise

VAULT: Final = "aws.glacier.vault"
_GIVES: Final = (DataStore, (Exposure, "permission/data"), (Guard, "deletion"))
_LOCK_DAYS: Final = 35  # backup.retention
"""A lock that ends sooner is waited out."""

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        VAULT: Kind(
            title="Glacier vault",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "public-exposure.not-public": "aws glacier set-vault-access-policy --account-id - "
                    "--vault-name VAULT --policy file://FILE, without a statement for everybody",
                    "backup.deletion-guarded": "aws glacier initiate-vault-lock --account-id - --vault-name VAULT "
                    "--policy file://FILE, which denies glacier:DeleteArchive to everybody, "
                    "then aws glacier complete-vault-lock --account-id - --vault-name VAULT --lock-id LOCK",
                    "encryption-at-rest.customer-key": "copy the archives to a bucket with a key of yours and the "
                    "storage class GLACIER or DEEP_ARCHIVE",
                }
            ),
            own={"VAULT": "name"},
        ),
    }
)


def _vault(id: str, call: str, keep: str, feeds: tuple[Promise, ...]) -> Ask:
    """A question about one vault."""
    return Ask(
        id=f"glacier.{id}",
        operation=f"glacier.{call}",
        needs=f"glacier:{call}",
        feeds=feeds,
        each="glacier.vaults",
        of="VaultList",
        about="VaultARN",
        given=MappingProxyType({"accountId": "account", "vaultName": "item.VaultName"}),
        keep=keep,
        absent=("ResourceNotFoundException",),
    )


QUESTIONS: Final = (
    Ask(
        id="glacier.vaults",
        operation="glacier.ListVaults",
        needs="glacier:ListVaults",
        feeds=(DataStore, (Exposure, "permission/data"), (Guard, "deletion")),
        scope="region",
        given=MappingProxyType({"accountId": "account"}),
        keep="{VaultList: VaultList[].{VaultName: VaultName, VaultARN: VaultARN}}",
    ),
    _vault("policy", "GetVaultAccessPolicy", "{Policy: policy.Policy}", _GIVES[1:]),
    _vault("lock", "GetVaultLock", "{State: State, Policy: Policy}", ((Guard, "deletion"),)),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all vaults."""
    for found in listed(whole, "glacier.vaults", "VaultList", VAULT, *_GIVES):
        yield from (found,) if isinstance(found, Fact) else _facts(whole, *found)


def _facts(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    arn = row["VaultARN"]
    thing = whole.thing(VAULT, arn, name=row["VaultName"], site=got.about)
    policy, lock = whole.one("glacier.policy", arn), whole.one("glacier.lock", arn)
    yield DataStore(
        **thing,
        answers=rests_on(got),
        encrypted=True,
        customer_key=False,
        cipher="aes-256",
        documented=True,
    )
    yield Exposure(
        **thing,
        answers=rests_on(got, policy),
        way="permission",
        offers="data",
        audience=audience(body(policy).get("Policy"), whole.id) if policy.good else None,
        ports=(),
        considered=weighed(body(policy).get("Policy"), whole.id),
        unread=unread(audience=policy),
    )
    on, why = _guarded(lock, policy)
    yield Guard(
        **thing, answers=rests_on(got, lock, policy), prevents="deletion", in_force=on, unread=unread(in_force=why)
    )


def _guarded(lock: Got, policy: Got) -> tuple[bool | None, Got]:
    """A lock holds for ever; a policy that denies the same must be taken away first."""
    on, why = _locked(lock)
    if on is not False:
        return on, why
    if not policy.good:
        return None, policy
    return any(_holds(statement) for statement in statements(body(policy).get("Policy"))), lock


def _locked(lock: Got) -> tuple[bool | None, Got]:
    """Nobody can delete an archive for as long as a copy is to be kept. A lock in progress can still be given up."""
    if not lock.good:
        return None, lock
    said = body(lock)
    if said.get("State") != "Locked":
        return False, lock
    held = [_holds(statement) for statement in statements(said.get("Policy"))]
    if True not in held and None in held:
        return None, unclear(lock, "for how many days it is locked was not kept")
    return True in held, lock


def _holds(statement: Statement) -> bool | None:
    """It denies everybody to delete archives of any age, or younger than so many days; None where it does not say."""
    denies = any(matches(action.lower(), "glacier:deletearchive") for action in many(statement.get("Action")))
    if statement.get("Effect") != "Deny" or not everyone(statement) or not denies:
        return False
    said = list(conditions(statement))
    if not said:
        return True
    operator, key, values = said[0]
    if len(said) > 1 or key != _AGE or operator not in _YOUNGER:
        return False
    return all(int(value) >= _LOCK_DAYS for value in values) if values else None


_AGE: Final = "glacier:archiveageindays"
_YOUNGER: Final = frozenset({"numericlessthan", "numericlessthanequals"})
