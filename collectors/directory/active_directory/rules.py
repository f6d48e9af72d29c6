"""Rules of DISA that ask the same: its STIGs for Active Directory Domain and Forest and for Windows Server 2022."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "V-243466": "Membership to the Enterprise Admins group must be restricted to accounts used only to manage the "
        "Active Directory Forest.",
        "V-243467": "Membership to the Domain Admins group must be restricted to accounts used only to manage the "
        "Active Directory domain and domain controllers.",
        "V-243470": "Delegation of privileged accounts must be prohibited.",
        "V-243471": "Local administrator accounts on domain systems must not share the same password.",
        "V-243477": "User accounts with domain level administrative privileges must be members of the Protected Users "
        "group in domains with a domain functional level of Windows 2012 R2 or higher.",
        "V-243478": "Domain-joined systems (excluding domain controllers) must not be configured for unconstrained "
        "delegation.",
        "V-243480": "The domain functional level must be at a Windows Server version still supported by Microsoft.",
        "V-243484": "Security identifiers (SIDs) must be configured to use only authentication data of directly "
        "trusted external or forest trust.",
        "V-243493": "Active Directory data must be backed up daily for systems with a Risk Management Framework "
        "categorization for Availability of moderate or high.",
        "V-243494": "Each cross-directory authentication configuration must be documented.",
        "V-243496": "Accounts from outside directories that are not part of the same organization or are not subject "
        "to the same security policies must be removed from all highly privileged groups.",
        "V-243502": "Membership to the Schema Admins group must be limited.",
        "V-243503": "Anonymous Access to AD forest data above the rootDSE level must be disabled.",
        "V-254427": "The password for the krbtgt account on a domain must be reset at least every 180 days.",
    }
)


def rules(**by_check: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Of each check of a kind the rules as they are shown; a check's name has `__` for its dot and `_` for a hyphen."""
    return MappingProxyType(
        {
            check.replace("__", ".").replace("_", "-"): tuple(f"DISA STIG {one}: {_TITLES[one]}" for one in ids)
            for check, ids in by_check.items()
        }
    )
