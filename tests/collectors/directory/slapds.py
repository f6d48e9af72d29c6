"""Two real directories: one that is kept well, and one as it comes, each with the same people in it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.servers.slapd import BASE, PASSWORD, READER, Slapd, configuration, slapd

HASH: Final = "{SSHA}c4n4ryc4n4ryc4n4ryc4n4ryc4n4ry"
ROOT_PASSWORD: Final = "c4n4ryR00tPassw0rd"  # noqa: S105  # that is what it plays
SYNC: Final = "c4n4ryReplica"
POLICY: Final = f"cn=default,ou=policies,{BASE}"
ADMINS: Final = f"cn=admins,ou=groups,{BASE}"
EVE: Final = f"uid=eve,ou=people,{BASE}"

_KEPT_WELL: Final = """\
olcSecurity: ssf=128
olcRequires: authc
olcDisallows: bind_anon
olcIdleTimeout: 900
olcLogLevel: stats"""
_ITS_DATABASE: Final = f"""\
olcRootDN: cn=manager,{BASE}
olcRootPW: {{ARGON2}}$argon2id$v=19$m=7168,t=5,p=1$c4n4ry
olcLastBind: TRUE
olcLimits: dn.exact="{READER}" size=unlimited time=unlimited
olcAccess: {{0}}to attrs=userPassword,pwdHistory by dn.exact="{READER}" none by * break
olcAccess: {{1}}to * by dn.exact="{READER}" read by * break
olcAccess: {{2}}to attrs=userPassword by self write by anonymous auth by * none
olcAccess: {{3}}to * by users read by * none"""
_ITS_OVERLAYS: Final = f"""\
dn: olcOverlay={{0}}ppolicy,olcDatabase={{2}}mdb,cn=config
objectClass: olcOverlayConfig
objectClass: olcPPolicyConfig
olcOverlay: {{0}}ppolicy
olcPPolicyDefault: {POLICY}"""

_LEFT_ALONE: Final = "olcLogLevel: none"
_ITS_ROOT: Final = f"""\
olcRootDN: cn=manager,{BASE}
olcRootPW: {ROOT_PASSWORD}
olcSyncrepl: {{0}}rid=1 provider=ldap://127.0.0.1:9 bindmethod=simple binddn="cn=r"
  credentials={SYNC} searchbase="{BASE}" retry="3600 +"
olcLimits: dn.exact="{READER}" size=unlimited"""


def ago(days: int) -> str:
    """A time so many days ago, as directories write it."""
    return (dt.datetime.now(dt.UTC) - dt.timedelta(days=days, hours=1)).strftime("%Y%m%d%H%M%SZ")


def _person(name: str, *more: str, made: int = 400) -> str:
    lines = (
        f"dn: uid={name},ou=people,{BASE}",
        "objectClass: inetOrgPerson",
        f"uid: {name}",
        f"cn: {name}",
        "sn: c4n4rySurname",
        f"userPassword: {HASH}",
        f"createTimestamp: {ago(made)}",
        *more,
    )
    return "\n".join(lines)


def _machine(name: str, *more: str) -> str:
    kind = "objectClass: applicationProcess\nobjectClass: simpleSecurityObject"
    return "\n".join([f"dn: cn={name},{BASE}\n{kind}\ncn: {name}", *more])


def _group(name: str, *members: str) -> str:
    lines = [f"dn: cn={name},ou=groups,{BASE}", "objectClass: groupOfNames", f"cn: {name}"]
    return "\n".join([*lines, *(f"member: {one}" for one in members)])


def entries(*more: str) -> str:
    """Everybody: ana came in yesterday, ben is locked, eve was never seen; the pump of a ward, and who scans."""
    return "\n\n".join(
        [
            f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: alder\ndc: alder",
            *(f"dn: ou={name},{BASE}\nobjectClass: organizationalUnit\nou: {name}" for name in _UNITS),
            _machine("safeguard", f"userPassword: {PASSWORD}"),
            _machine("pump", f"userPassword: {HASH}", f"createTimestamp: {ago(10)}"),
            _person("ana", f"pwdLastSuccess: {ago(1)}"),
            _person("ben", "pwdAccountLockedTime: 000001010000Z", f"pwdLastSuccess: {ago(300)}"),
            _person("eve"),
            _group("admins", f"cn=more,ou=groups,{BASE}", f"uid=ana,ou=people,{BASE}"),
            _group("more", EVE, ADMINS),
            *more,
        ]
    )


_UNITS: Final = ("people", "groups", "policies")
_POLICY: Final = f"""\
dn: {POLICY}
objectClass: device
objectClass: pwdPolicy
cn: default
pwdAttribute: userPassword
pwdMinLength: 14
pwdCheckQuality: 2
pwdInHistory: 5
pwdLockout: TRUE
pwdMaxFailure: 5
pwdLockoutDuration: 900
pwdFailureCountInterval: 900"""
_WEAK: Final = f"""\
dn: cn=services,ou=policies,{BASE}
objectClass: device
objectClass: pwdPolicy
cn: services
pwdAttribute: userPassword
pwdMinLength: 20
pwdMaxAge: 8640000
pwdLockout: FALSE"""


@contextmanager
def kept_well(folder: Path, *, access: str = "", config: str = "") -> Iterator[Slapd]:
    """One with a policy, a log, a limit for idle connections, and nothing for whoever has no name.

    access: lines in place of those of its database; config: the one of its settings.
    """
    database = "\n".join([*_ITS_DATABASE.splitlines()[:3], access]) if access else _ITS_DATABASE
    settings = configuration(folder, _KEPT_WELL, database, _ITS_OVERLAYS, config=config)
    with slapd(folder, settings, entries(_POLICY, _WEAK)) as it:
        yield it


@contextmanager
def left_alone(folder: Path) -> Iterator[Slapd]:
    """One with what slapd does where nobody says anything."""
    with slapd(folder, configuration(folder, _LEFT_ALONE, _ITS_ROOT), entries()) as it:
        yield it
