"""What an account needs that reads Active Directory: next to nothing beyond being one."""

from collections.abc import Collection
from typing import Final

PASSWORDS: Final = "ad:Password-Settings-Container"
METADATA: Final = "ad:replPropertyMetaData"
ANY: Final = "ad:account"
_PLAIN: Final = """\
# Active Directory: any account of the domain reads nearly all of it, where Pre-Windows 2000 Compatible Access has its
# default member, Authenticated Users. Nothing here makes it an administrator; it must be in no privileged group.
New-ADUser -Name safeguard -AccountPassword (Read-Host -AsSecureString) -Enabled $true -AccountNotDelegated $true
"""
_PASSWORDS: Final = """
# Fine-grained password policies; without it they are not assessed:
dsacls "CN=Password Settings Container,CN=System,DC=DOMAIN,DC=EXAMPLE" /I:T /G "DOMAIN\\safeguard:GR"
"""
_METADATA: Final = """
# When a backup last marked the domain; without it the age of the newest backup is not assessed:
dsacls "DC=DOMAIN,DC=EXAMPLE" /G "DOMAIN\\safeguard:RP;replPropertyMetaData"
"""
_NEVER: Final = """
# Not asked for, since it takes an administrator: what is audited (SACL), and the registry of the controllers (LDAP
# signing and channel binding, default encryption types). The script for hosts reads a controller's own settings.
"""


def grant(rights: Collection[str]) -> str:
    """What to paste into PowerShell as an administrator, once."""
    some = (_PLAIN, _PASSWORDS if PASSWORDS in rights else "", _METADATA if METADATA in rights else "", _NEVER)
    return "".join(some)
