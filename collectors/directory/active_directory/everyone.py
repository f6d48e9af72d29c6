"""All accounts of a domain at once: the groups that rule, what is declared of some, and which policy governs whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from collectors.directory.active_directory import passwords
from collectors.directory.active_directory.groups import Groups
from collectors.directory.read import Directory, Entry
from scanner.answers import Got, unclear

ACCOUNT: Final = "ad.account"
ACCOUNTS: Final = "ad.accounts"


@dataclass(frozen=True)
class People:
    """All accounts, and what is asked of them."""

    whole: Directory
    groups: Groups

    @cached_property
    def break_glass(self) -> frozenset[str]:
        """The accounts that are declared as kept for emergencies."""
        return self.whole.declared("break_glass")

    @cached_property
    def carded(self) -> str:
        """Of whom a smart card is demanded, as the target says."""
        return str(self.whole.answers.options.get("smart_card", "privileged"))

    @cached_property
    def policies(self) -> Mapping[str, passwords.Policy]:
        """The finer policies by name."""
        return passwords.finer(self.whole)

    @cached_property
    def policy(self) -> passwords.Policy:
        """That of all others."""
        return passwords.of_domain(self.whole)

    @cached_property
    def unseen(self) -> Got | None:
        """Why there may be finer policies that nobody here sees."""
        return passwords.unseen(self.whole)

    def thing(self, got: Got, entry: Entry) -> dict[str, Any]:
        """The fields that all facts about an account share."""
        return self.whole.thing(ACCOUNT, entry.dn, entry.one("samaccountname"), got)

    def rules(self, entry: Entry) -> bool | None:
        """It is in a group that rules; None where that is not known."""
        return self.groups.privileged(entry.dn) if self.groups.listing.good else None

    def governing(self, got: Got, entry: Entry) -> passwords.Policy:
        """What its password must be: msDS-ResultantPSO names the finer policy that holds (MS-ADTS 3.1.1.4.5.36)."""
        if finer := entry.one("msds-resultantpso"):
            lacks = unclear(got, "the policy that holds for it may not be read")
            return self.policies.get(finer) or passwords.unknown(lacks)
        # Who may not read the finer policies may not be told that one holds either.
        return passwords.unknown(self.unseen) if self.unseen else self.policy
