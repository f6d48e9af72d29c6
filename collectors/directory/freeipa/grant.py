"""What an account needs that reads FreeIPA: permissions that only read, by a role of its own."""

from collections.abc import Collection
from typing import Final

ANY: Final = "freeipa:account"
POLICIES: Final = "freeipa:Read-Group-Password-Policy"
REALM: Final = "freeipa:Read-Default-Kerberos-Ticket-Policy"
LOGINS: Final = "freeipa:Read-User-Kerberos-Login-Attributes"
ROLES: Final = "freeipa:Read-Roles"
TOKENS: Final = "freeipa:Read-OTP-token-owners"
CONFIG: Final = "freeipa:cn=config"
_PERMISSIONS: Final = (POLICIES, REALM, LOGINS, ROLES)
_CONFIG: Final = """
# Settings of each server, which nobody but cn=Directory Manager reads otherwise:
ldapmodify -H ldapi://%2Frun%2Fslapd-REALM.socket -Y EXTERNAL <<EOF
dn: cn=config
changetype: modify
add: aci
aci: (targetattr = "cn || nsslapd-minssf || nsslapd-accesslog-logging-enabled || nsslapd-auditlog-logging-enabled || \
nsslapd-accesslog-level || sslVersionMin")(version 3.0; acl "safeguard reads settings"; allow (read, search, compare) \
userdn = "ldap:///uid=safeguard,cn=users,cn=accounts,SUFFIX";)
EOF
"""
_TOKENS: Final = """\
ipa permission-add "Read OTP token owners" --right=read --right=search --right=compare --subtree=cn=otp,SUFFIX \\
  --filter="(objectClass=ipaToken)" --attrs=objectClass --attrs=ipatokenOwner --attrs=ipatokenDisabled \\
  --attrs=ipatokenNotBefore --attrs=ipatokenNotAfter
ipa privilege-add-permission safeguard --permissions="Read OTP token owners"
"""


def grant(rights: Collection[str]) -> str:
    """What to type as an administrator of the realm, once."""
    some = [right.partition(":")[2].replace("-", " ") for right in _PERMISSIONS if right in rights]
    return (
        "# FreeIPA: any account reads accounts and groups; the role lets it read policies, roles and last sign-ins.\n"
        "ipa user-add safeguard --first=safe --last=guard --random\n"
        "ipa privilege-add safeguard\n"
        f"{''.join(_permission(one) for one in some)}"
        f"{_TOKENS if TOKENS in rights else ''}"
        "ipa role-add safeguard\n"
        "ipa role-add-privilege safeguard --privileges=safeguard\n"
        "ipa role-add-member safeguard --users=safeguard\n"
        f"{_CONFIG if CONFIG in rights else ''}"
    )


def _permission(name: str) -> str:
    return f'ipa privilege-add-permission safeguard --permissions="System: {name}"\n'
