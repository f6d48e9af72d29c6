"""How one comes in: whether a name is needed at all, what is enough, and how many controllers answer."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.directory.active_directory import kerberos
from collectors.directory.active_directory.expected import some
from collectors.directory.active_directory.grant import ANY
from collectors.directory.active_directory.rules import rules
from collectors.directory.question import Search
from collectors.directory.read import Directory
from scanner.answers import Got, unread
from scanner.collector import Kind
from scanner.facts import Fact, Promise, SignIn

DOOR: Final = "ad.door"
SETTINGS: Final = "ad.settings"
ANONYMOUS: Final = "ad.anonymous"
_EVERYONE: Final[Promise] = (SignIn, "everyone")
_ANONYMOUS_AT: Final = 6
"""fLDAPBlockAnonOps, the seventh character of dSHeuristics: MS-ADTS 6.1.1.2.4.1.2. `2` lets anybody search."""
_RULES: Final = rules(unique_user_identification__own_name=("V-243503",))
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        DOOR: Kind(
            title="sign-in to Active Directory",
            gives=(_EVERYONE,),
            always=True,
            fix=MappingProxyType(
                {
                    "unique-user-identification.own-name": "set the 7th character of dSHeuristics to 0: adsiedit.msc "
                    "> Configuration > Services > Windows NT > Directory Service",
                    "mfa.demanded": "Set-ADUser -Identity NAME -SmartcardLogonRequired $true for each account of a "
                    "person; the directory itself asks for no other second factor",
                    "unique-user-identification.central-directory": "add a second domain controller",
                }
            ),
            asked_by=lambda check: _RULES.get(check, ()),
        )
    }
)
QUESTIONS: Final = (
    Search(
        id=SETTINGS,
        operation="LDAP search of CN=Directory Service of the configuration",
        needs=ANY,
        base="CN=Directory Service,CN=Windows NT,CN=Services,{configurationNamingContext}",
        scope="base",
        attributes=("cn", "dSHeuristics"),
        feeds=(_EVERYONE,),
        paged=False,
        there=True,
        untried=True,
    ),
    Search(
        id=ANONYMOUS,
        operation="LDAP search of an account by nobody",
        needs=ANY,
        base="{defaultNamingContext}",
        filter="(objectCategory=person)",
        attributes=("objectClass",),
        feeds=(_EVERYONE,),
        anonymous=True,
        most=1,
        paged=False,
        untried=True,
    ),
)


def read(whole: Directory) -> Iterator[Fact]:
    """Give the way in."""
    factors, why = _factors(whole)
    controllers = some(whole, kerberos.CONTROLLERS, "no controller came")
    count = sum(1 for _ in whole.entries(kerberos.CONTROLLERS)) if controllers.good else None
    yield SignIn(
        **whole.thing(DOOR, "", whole.host, whole.one(SETTINGS), whole.one(ANONYMOUS), controllers),
        audience="everyone",
        factors=factors,
        phishing_resistant=None if factors is None else False,
        bypass=None if factors is None else (),
        individual=True,
        directories=count,
        unread=unread(factors=why, bypass=why, phishing_resistant=why, directories=controllers),
    )


def _factors(whole: Directory) -> tuple[int | None, Got]:
    """None where accounts are shown to nobody in particular; else one: a name and its password are enough to bind.

    The setting alone says that anybody is let in; that it did not come says nothing.
    """
    settings, got = whole.only(SETTINGS)
    tried = whole.one(ANONYMOUS)
    if tried.ok:
        return 0, tried
    if settings is None:
        return None, got
    if settings.one("dsheuristics")[_ANONYMOUS_AT : _ANONYMOUS_AT + 1] == "2":
        return 0, got
    return (1, got) if tried.good else (None, tried)
