"""Which keys Kerberos may use: of controllers, of services, of trusts, and of the account that all tickets hang on."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from collectors.directory.active_directory import versions, words
from collectors.directory.active_directory.expected import some, there
from collectors.directory.active_directory.grant import ANY
from collectors.directory.active_directory.rules import rules
from collectors.directory.active_directory.words import days_left, sid
from collectors.directory.question import Search
from collectors.directory.read import Directory, Entry
from collectors.directory.read import whole as number
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Channel, Credential, Fact, Promise, Release, SignIn

KEYS: Final[Promise] = (Channel, "kerberos")
_SECRET: Final[Promise] = (Credential, "secret")
CONTROLLER: Final = "ad.controller"
CONTROLLERS: Final = "ad.controllers"
KRBTGT: Final = "ad.krbtgt"
TYPES: Final = "msDS-SupportedEncryptionTypes"
# MS-KILE 2.2.7.
_BITS: Final[Mapping[int, str]] = MappingProxyType(
    {
        0x1: "des-cbc-crc",
        0x2: "des-cbc-md5",
        0x4: "rc4-hmac",
        0x8: "aes128-cts-hmac-sha1-96",
        0x10: "aes256-cts-hmac-sha1-96",
    }
)
_DES: Final = ("des-cbc-crc", "des-cbc-md5")
_DEFAULT: Final = replace(HIDDEN, ask="DefaultDomainSupportedEncTypes, in the registry of the controllers")
"""What holds where an account names none, and has changed over the years: support.microsoft.com KB5021131."""
_RULES: Final = rules(password_policy__credential_age=("V-254427",))
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        CONTROLLER: Kind(
            title="domain controller",
            gives=(Release, KEYS),
            always=True,
            fix=MappingProxyType(
                {
                    "patching.supported-release": "add a controller that runs a newer Windows Server, move the "
                    "roles to it, and demote this one: Uninstall-ADDSDomainController",
                    "encryption-in-transit.strong-algorithms": "in a policy of Domain Controllers: Security Options "
                    "> Network security: Configure encryption types allowed for Kerberos: AES128_HMAC_SHA1, "
                    "AES256_HMAC_SHA1, Future encryption types",
                }
            ),
        ),
        KRBTGT: Kind(
            title="account krbtgt, which signs all tickets",
            gives=(_SECRET,),
            always=True,
            fix=MappingProxyType(
                {
                    "password-policy.credential-age": "reset the password of krbtgt twice, with a day between: "
                    "Set-ADAccountPassword -Identity krbtgt -Reset"
                }
            ),
            asked_by=lambda check: _RULES.get(check, ()),
        ),
    }
)
QUESTIONS: Final = (
    Search(
        id=CONTROLLERS,
        operation="LDAP search of the domain controllers",
        needs=ANY,
        base="{defaultNamingContext}",
        # SERVER_TRUST_ACCOUNT, or PARTIAL_SECRETS_ACCOUNT of those that only read: MS-ADTS 2.2.16.
        filter="(&(objectCategory=computer)(userAccountControl:1.2.840.113556.1.4.804:=67117056))",
        attributes=("sAMAccountName", "dNSHostName", "operatingSystem", "operatingSystemVersion", TYPES),
        feeds=(Release, KEYS, SignIn),
        untried=True,
    ),
    Search(
        id=KRBTGT,
        operation="LDAP search of krbtgt",
        needs=ANY,
        base="{defaultNamingContext}",
        filter="(&(sAMAccountType=805306368)(sAMAccountName=krbtgt))",
        attributes=("sAMAccountName", "objectSid", "pwdLastSet", "whenChanged"),
        reduce={"objectsid": sid},
        feeds=(_SECRET,),
        untried=True,
    ),
)


def read(whole: Directory) -> Iterator[Fact]:
    """Give the controllers, and krbtgt."""
    if not (got := some(whole, CONTROLLERS, "no controller came")).good:
        yield from gaps(whole.target, CONTROLLER, got, Release, KEYS)
    for part, entries in whole.parts(CONTROLLERS):
        for entry in entries:
            yield from _controller(whole, part, entry)
    yield from _krbtgt(whole)


def _controller(whole: Directory, got: Got, entry: Entry) -> Iterator[Fact]:
    thing = whole.thing(CONTROLLER, entry.dn, entry.one("dnshostname") or entry.one("samaccountname"), got)
    system = entry.one("operatingsystem")
    year = versions.year(system)
    lacks = f"until when {'this system' if system else 'it'} is supported is not known here"
    why = got if year else unclear(got, lacks if system else "operatingSystem did not come")
    yield Release(
        **thing,
        version=f"{system} {entry.one('operatingsystemversion')}".strip() or None,
        support_days_left=days_left(got, versions.ENDS[year]) if year else None,
        auto_update=None,
        unread=unread(version=why, support_days_left=why, auto_update=HIDDEN),
    )
    yield keys(thing, got, entry, 0)


def keys(thing: dict[str, Any], got: Got, entry: Entry, said: int) -> Channel:
    """Which keys a thing may be talked to with: USE_DES_KEY_ONLY, or the types that it names itself."""
    named = entry.one(TYPES.lower())
    types, why = number(got, named, TYPES) if named else (0, got)
    known = tuple(name for bit, name in _BITS.items() if types and types & bit)
    algorithms = _DES if said & words.DES_ALONE else known or None
    if why.good and not algorithms:
        why = _DEFAULT
    return Channel(
        **thing,
        protocol="kerberos",
        enabled=True,
        encryption="required",
        min_version="5",
        algorithms=algorithms,
        unread=unread(algorithms=why),
    )


def _krbtgt(whole: Directory) -> Iterator[Fact]:
    found, got = there(whole, KRBTGT)
    if not found:
        yield from gaps(whole.target, KRBTGT, got, _SECRET)
        return
    set_ = found.one("pwdlastset")
    why = got if set_ else unclear(got, "when its password was set did not come: it takes read on Account Restrictions")
    yield Credential(
        **whole.thing(KRBTGT, found.dn, found.one("samaccountname"), got),
        form="secret",
        age_days=words.since(got, set_) if set_ else None,
        days_left=None,
        stored=None,
        unread=unread(age_days=why, days_left=HIDDEN, stored=_HASHES),
    )


_HASHES: Final = replace(HIDDEN, ask="how the controllers keep its keys")
