"""Rules of DISA's guide that ask the same as a check of ours, by kind. Pure.

From "MS SQL Server 2016 Instance Security Technical Implementation Guide", version 2, release 10: each id and title was
looked up there.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_GUIDE: Final = "DISA STIG MS SQL Server 2016 Instance"
_XP: Final = "V-213957: Access to xp_cmdshell must be disabled, unless specifically required and approved."
_REST: Final = "V-213972: SQL Server must protect the confidentiality and integrity of all information at rest."
_PASSWORDS: Final = (
    "V-213964: If DBMS authentication using passwords is employed, SQL Server must enforce the DoD standards for "
    "password complexity and lifetime."
)
_SA: Final = "V-214028: The SQL Server default account [sa] must be disabled."
_LOGONS: Final = (
    "V-214014: SQL Server must generate audit records when successful and unsuccessful logons or connection attempts "
    "occur."
)
_ACCESSES: Final = (
    "V-214020: SQL Server must generate audit records when successful and unsuccessful accesses to objects occur."
)
_DIRECT: Final = "V-214021: SQL Server must generate audit records for all direct access to the database(s)."
_RULES: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("server", "least-privilege.guarded"): _XP,
        ("login", "unique-user-identification.built-in-idle"): _SA,
        ("login", "password-policy.long-enough"): _PASSWORDS,
        ("login", "password-policy.history-and-age"): _PASSWORDS,
        ("trail", "audit-logging.events-complete"): _LOGONS,
        ("trail", "audit-logging.nobody-exempt"): _DIRECT,
        ("database", "audit-logging.events-complete"): _ACCESSES,
        ("database", "audit-logging.nobody-exempt"): _DIRECT,
        ("database", "encryption-at-rest.encrypted"): _REST,
    }
)


def rules(kind: str, check: str) -> tuple[str, ...]:
    """What DISA asks of such a thing, as it names it."""
    rule = _RULES.get((kind, check))
    return (f"{_GUIDE} {rule}",) if rule else ()
