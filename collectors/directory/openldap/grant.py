"""Writes the rights as what `ldapmodify` takes: an account that reads everything but hashes of passwords."""

from collections.abc import Collection
from typing import Final

_HEAD: Final = """\
# OpenLDAP: ldapmodify -Y EXTERNAL -H ldapi:/// -f FILE, on the server. SUFFIX is the base of the directory
# (ldapsearch -x -s base -b '' namingContexts), {N} the number of its database (ldapsearch -b cn=config olcSuffix).
# The account cn=safeguard,SUFFIX needs an objectClass applicationProcess and simpleSecurityObject, and a password that
# only the scan knows."""
_READER: Final = 'by dn.exact="cn=safeguard,SUFFIX"'
_ENTRIES: Final = f"""\
dn: olcDatabase={{N}}mdb,cn=config
changetype: modify
add: olcAccess
olcAccess: {{0}}to attrs=userPassword,pwdHistory {_READER} none by * break
-
add: olcAccess
olcAccess: {{1}}to * {_READER} read by * break
-
add: olcLimits
olcLimits: dn.exact="cn=safeguard,SUFFIX" size=unlimited time=unlimited"""
_CONFIG: Final = f"""\
dn: olcDatabase={{0}}config,cn=config
changetype: modify
add: olcAccess
olcAccess: {{0}}to attrs=olcSyncrepl {_READER} none by * break
-
add: olcAccess
olcAccess: {{1}}to * {_READER} read by * break"""
_MONITOR: Final = f"""\
dn: olcDatabase={{1}}monitor,cn=config
changetype: modify
add: olcAccess
olcAccess: {{0}}to * {_READER} read by * break"""
_BY_RIGHT: Final = {"openldap:entries": _ENTRIES, "openldap:cn=config": _CONFIG, "openldap:cn=Monitor": _MONITOR}


def grant(rights: Collection[str]) -> str:
    """What to paste, one change after the other."""
    return "\n\n".join([_HEAD, *(said for right, said in _BY_RIGHT.items() if right in rights)])
