"""The server and its realm: what it tells nobody in particular, what it records, and which keys Kerberos may use."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from collectors.directory.freeipa import policies
from collectors.directory.freeipa.factors import Factors
from collectors.directory.freeipa.grant import ANY, CONFIG, REALM
from collectors.directory.freeipa.people import ACCOUNTS, enabled
from collectors.directory.question import Search
from collectors.directory.read import Directory
from scanner.answers import NOT_ASKED, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Channel, Exposure, Fact, LogTrail, Promise, SignIn

SERVER: Final = "freeipa.server"
KDC: Final = "freeipa.realm"
ANONYMOUS: Final = "freeipa.anonymous"
SETTINGS: Final = "freeipa.config"
TLS: Final = "freeipa.encryption"
_EVERYONE: Final[Promise] = (SignIn, "everyone")
_SHOWN: Final[Promise] = (Exposure, "permission/data")
_CHANNEL: Final[Promise] = (Channel, "tls")
_KEYS: Final[Promise] = (Channel, "kerberos")
_TRAIL: Final[Promise] = (LogTrail, "scope")
_SSF: Final = 56
"""Bits below which a connection counts as none: Red Hat Directory Server 12, nsslapd-minssf."""
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        SERVER: Kind(
            title="directory server of FreeIPA",
            gives=(_EVERYONE, _SHOWN, _CHANNEL, _TRAIL),
            always=True,
            fix=MappingProxyType(
                {
                    "unique-user-identification.own-name": "dsconf INSTANCE config replace "
                    "nsslapd-allow-anonymous-access=rootdse",
                    "public-exposure.not-public": "dsconf INSTANCE config replace "
                    "nsslapd-allow-anonymous-access=rootdse",
                    "mfa.demanded": "ipa config-mod --user-auth-type=otp, once everybody has a token",
                    "encryption-in-transit.plain-refused": "dsconf INSTANCE config replace nsslapd-minssf=56",
                    "encryption-in-transit.protocol-version": "dsconf INSTANCE security set --tls-protocol-min=TLS1.2",
                    "audit-logging.recording": "dsconf INSTANCE config replace nsslapd-auditlog-logging-enabled=on",
                    "audit-logging.events-complete": "dsconf INSTANCE config replace "
                    "nsslapd-auditlog-logging-enabled=on nsslapd-accesslog-logging-enabled=on",
                }
            ),
        ),
        KDC: Kind(
            title="realm of FreeIPA",
            gives=(_KEYS,),
            always=True,
            fix=MappingProxyType(
                {
                    "encryption-in-transit.strong-algorithms": "take arcfour-hmac, des3-hmac-sha1 and des out of "
                    "krbSupportedEncSaltTypes and krbDefaultEncSaltTypes of cn=REALM,cn=kerberos,SUFFIX, and have "
                    "passwords and keytabs changed that were made before"
                }
            ),
        ),
    }
)
QUESTIONS: Final = (
    Search(
        id=ANONYMOUS,
        operation="LDAP search of an account by nobody",
        needs=ANY,
        base="cn=users,cn=accounts,{defaultNamingContext}",
        filter="(|(objectClass=posixAccount)(uid=*))",  # who may not search by the one may search by the other
        attributes=("objectClass",),
        feeds=(_EVERYONE, _SHOWN),
        anonymous=True,
        outside=True,
        most=1,
        paged=False,
        untried=True,
    ),
    Search(
        id=KDC,
        operation="LDAP search of the realm",
        needs=REALM,
        base="cn=kerberos,{defaultNamingContext}",
        scope="one",
        filter="(objectClass=krbRealmContainer)",
        attributes=("cn", "krbSupportedEncSaltTypes"),
        feeds=(_KEYS,),
        paged=False,
        there=True,
        untried=True,
    ),
    Search(
        id=SETTINGS,
        operation="LDAP search of cn=config",
        needs=CONFIG,
        base="cn=config",
        scope="base",
        attributes=(
            *("cn", "nsslapd-minssf", "nsslapd-accesslog-logging-enabled", "nsslapd-auditlog-logging-enabled"),
            "nsslapd-accesslog-level",
        ),
        feeds=(_CHANNEL, _TRAIL),
        paged=False,
        there=True,
        untried=True,
    ),
    Search(
        id=TLS,
        operation="LDAP search of cn=encryption,cn=config",
        needs=CONFIG,
        base="cn=encryption,cn=config",
        scope="base",
        attributes=("cn", "sslVersionMin"),
        feeds=(_CHANNEL,),
        paged=False,
        there=True,
        untried=True,
    ),
)
_OPERATIONS: Final = 256
"""Of nsslapd-accesslog-level: connections, operations and their results; the default of Red Hat Directory Server 12."""
_VERSIONS: Final[Mapping[str, str]] = MappingProxyType(
    {"ssl3": "0", "tls1.0": "1.0", "tls1.1": "1.1", "tls1.2": "1.2", "tls1.3": "1.3"}
)


def read(whole: Directory) -> Iterator[Fact]:
    """Give the server and its realm."""
    yield from _shown(whole)
    yield _channel(whole)
    yield _trail(whole)
    yield from _keys(whole)


def _thing(whole: Directory, *gots: Got) -> dict[str, Any]:
    return whole.thing(SERVER, "", whole.host, *gots)


def _shown(whole: Directory) -> Iterator[Fact]:
    """Whether accounts are shown without a name, as they are by default; and what is enough to sign in."""
    got = whole.one(ANONYMOUS)
    some = got.outcome == "ok"
    yield Exposure(
        **_thing(whole, got),
        way="permission",
        offers="data",
        audience=("everyone" if some else "owner") if got.good else None,
        ports=(),
        considered=((_GIVES if some else _GIVES_NOT),) if got.good else (),
        unread=unread(audience=got),
    )
    factors, unsaid = (0, got) if some else (None, got) if not got.good else _factors(whole)
    types, why = policies.words(whole, "ipauserauthtype")
    yield SignIn(
        **_thing(whole, got, why),
        audience="everyone",
        factors=factors,
        phishing_resistant=None if types is None else bool(types) and types <= {"pkinit", "passkey"} and not some,
        bypass=None if factors is None else (),
        individual=True,
        directories=None,
        unread=unread(factors=unsaid, bypass=unsaid, phishing_resistant=why, directories=_MASTERS),
    )


_GIVES: Final = "a search without a name gives accounts"
_GIVES_NOT: Final = "a search without a name gives no account"
_MASTERS: Final = replace(NOT_ASKED, ask="cn=masters: how many servers there are")


def _factors(whole: Directory) -> tuple[int | None, Got]:
    """Two where no account that is on comes in with less; one where any does."""
    listing, least = whole.one(ACCOUNTS), Factors(whole)
    unsaid = None if listing.good else listing
    for part, entries in whole.parts(ACCOUNTS):
        for entry in entries:
            if enabled(part, entry)[0] is not False:
                how, why = least.strength(part, entry)
                if how == "none":
                    return 1, part
                unsaid = unsaid or (why if how is None else None)
    return (None, unsaid) if unsaid else (2, listing)


def _channel(whole: Directory) -> Channel:
    """A least strength refuses what is plain (nsslapd-minssf); without one it is taken."""
    entry, got = whole.only(SETTINGS)
    tls, why = whole.only(TLS)
    least = entry.one("nsslapd-minssf") if entry else ""
    unsaid = got if least.isdecimal() or not got.good else unclear(got, "nsslapd-minssf did not come")
    version = _VERSIONS.get(tls.one("sslversionmin").lower()) if tls else None
    no_version = why if version or not why.good else unclear(why, "it names no least version of TLS")
    return Channel(
        **_thing(whole, got, why),
        protocol="tls",
        enabled=True,
        encryption=("required" if int(least) >= _SSF else "offered") if least.isdecimal() else None,
        min_version=version,
        algorithms=None,
        unread=unread(encryption=unsaid, min_version=no_version, algorithms=NOT_ASKED),
    )


def _trail(whole: Directory) -> LogTrail:
    """The access log has who signs in and searches, the audit log what is changed."""
    entry, got = whole.only(SETTINGS)
    said = [entry.one(f"nsslapd-{log}log-logging-enabled").lower() if entry else "" for log in ("access", "audit")]
    why = got if not got.good or all(said) else unclear(got, "which logs are on did not come")
    access, audit = (one == "on" for one in said)
    level = entry.one("nsslapd-accesslog-level") if entry else ""
    access = access and (not level.isdecimal() or bool(int(level) & _OPERATIONS))
    known = why.good
    records = (*(("sign-in", "data-read") if access else ()), *(("admin", "data-write") if audit else ()))
    return LogTrail(
        **_thing(whole, got),
        of="scope",
        enabled=(access or audit) if known else None,
        records=records if known else None,
        exempt=() if known else None,
        unread=unread(enabled=why, records=why, exempt=why),
    )


def _keys(whole: Directory) -> Iterator[Fact]:
    """Names as MIT Kerberos has them, each with its salt: `aes256-sha2:special`."""
    entry, got = whole.only(KDC)
    if entry is None:
        yield from gaps(whole.target, KDC, unclear(got, "no realm came") if got.good else got, _KEYS)
        return
    types = tuple(sorted({one.partition(":")[0].lower() for one in entry.all("krbsupportedencsalttypes")}))
    why = got if types else unclear(got, "krbSupportedEncSaltTypes did not come")
    yield Channel(
        **whole.thing(KDC, entry.dn, entry.one("cn"), got),
        protocol="kerberos",
        enabled=True,
        encryption="required",
        min_version="5",
        algorithms=types or None,
        unread=unread(algorithms=why),
    )
