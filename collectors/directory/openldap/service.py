"""The server itself: whom it lets in, what it shows to nobody, how long it keeps a connection, and what it records."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.directory.openldap.config import Config
from collectors.directory.openldap.recording import recorded
from collectors.directory.openldap.secrets import stored
from collectors.directory.question import Search
from collectors.directory.read import Directory, Entry, normal
from collectors.directory.read import whole as number
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import (
    FOREVER,
    Channel,
    Credential,
    Exposure,
    Fact,
    LogTrail,
    Promise,
    Release,
    Session,
    SignIn,
)

ANONYMOUS: Final = "openldap.anonymous"
HASHES: Final = "openldap.anonymous.hashes"
MONITOR: Final = "openldap.monitor"
SERVER: Final = "openldap.server"
ROOT: Final = "openldap.root"
_EVERYONE: Final[Promise] = (SignIn, "everyone")
_SHOWN: Final[Promise] = (Exposure, "permission/data")
_CHANNEL: Final[Promise] = (Channel, "tls")
_SESSION: Final[Promise] = (Session, "database")
_TRAIL: Final[Promise] = (LogTrail, "scope")
_PASSWORD: Final[Promise] = (Credential, "password")
QUESTIONS: Final = (
    Search(
        id=ANONYMOUS,
        operation="search by nobody",
        needs="",
        feeds=(_EVERYONE, _SHOWN),
        # Who may not search by objectClass is shown nothing by it, and may be shown all the rest.
        filter="(|(objectClass=*)(cn=*)(uid=*)(sn=*)(mail=*)(ou=*))",
        attributes=("objectClass",),
        anonymous=True,
        outside=True,
        most=2,  # the base itself may be shown, so that clients find it
    ),
    Search(
        id=HASHES,
        operation="search by nobody for passwords",
        needs="",
        feeds=(_SHOWN,),
        filter="(userPassword=*)",
        attributes=("userPassword",),
        types=True,
        anonymous=True,
        outside=True,
        most=1,
    ),
    Search(
        id=MONITOR,
        operation="read of cn=Monitor",
        needs="openldap:cn=Monitor",
        feeds=(Release,),
        base="{monitorContext}",
        scope="base",
        attributes=("monitoredInfo",),
        paged=False,
        there=True,
    ),
)
_BIND: Final = "olcAccess: to * by anonymous auth by users read (in place of by * read), and olcRequires: authc"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        SERVER: Kind(
            title="OpenLDAP server",
            gives=(_EVERYONE, _SHOWN, _CHANNEL, _SESSION, _TRAIL, Release),
            fix=MappingProxyType(
                {
                    "unique-user-identification.own-name": f"ldapmodify of cn=config: {_BIND}",
                    "public-exposure.not-public": f"ldapmodify of cn=config: {_BIND}; no one but the account itself"
                    " reads userPassword: to attrs=userPassword by self write by anonymous auth by * none",
                    "mfa.demanded": "put olcOverlay: otp (slapo-otp) on the database and give its accounts tokens; or"
                    " let people sign in to what asks this directory with a second factor there, and let services"
                    " alone bind here",
                    "automatic-logoff.idle-ends": "ldapmodify of cn=config: olcIdleTimeout: 900",
                    "encryption-in-transit.plain-refused": "ldapmodify of cn=config: olcSecurity: ssf=128",
                    "audit-logging.recording": "ldapmodify of cn=config: olcLogLevel: stats; or put olcOverlay:"
                    " accesslog on the database with olcAccessLogOps: writes session",
                    "audit-logging.events-complete": "ldapmodify of cn=config: olcLogLevel: stats; or"
                    " olcAccessLogOps: writes session",
                }
            ),
            always=True,
        ),
        ROOT: Kind(
            title="OpenLDAP root account",
            gives=(_PASSWORD,),
            fix=MappingProxyType(
                {
                    "password-policy.stored-safely": "slappasswd -h '{ARGON2}' -o module-load=argon2, and ldapmodify"
                    " of the database in cn=config: olcRootPW: the line that it prints; better none at all: an account"
                    " with a password policy can be given the right"
                }
            ),
        ),
    }
)
_STRENGTH: Final = 128
"""Bits that a cipher must have to count (slapd-config(5), olcSecurity): NIST SP 800-131A Rev. 2 allows none below 112,
and no cipher of TLS lies between."""


def read(whole: Directory) -> Iterator[Fact]:
    """Give the server."""
    config = Config(whole)
    yield from _shown(whole, config)
    yield _release(whole)
    if not config.good:
        yield from gaps(whole.target, SERVER, config.got, _CHANNEL, _SESSION, _TRAIL)
        yield from gaps(whole.target, ROOT, config.got, _PASSWORD)
        return
    yield _channel(whole, config)
    yield _session(whole, config)
    yield LogTrail(**whole.thing(SERVER, "", whole.host, config.got), **recorded(config))
    yield from _roots(whole, config)


def _shown(whole: Directory, config: Config) -> Iterator[Fact]:
    """What whoever reaches it is told without a name."""
    got, hashes = whole.one(ANONYMOUS), whole.one(HASHES)
    if not got.good:
        yield from gaps(whole.target, SERVER, got, _EVERYONE, _SHOWN)
        return
    below = {*map(normal, whole.bases)}
    some = any(normal(entry.dn) not in below for one in (ANONYMOUS, HASHES) for entry in whole.entries(one))
    seen = ["a search without a name gives entries"] if some else []
    if any("userpassword" in entry.attributes for entry in whole.entries(HASHES)):
        seen.append("hashes of passwords may be read without a name")
    hidden = not some and not hashes.good
    yield Exposure(
        **whole.thing(SERVER, "", whole.host, got, hashes),
        way="permission",
        offers="data",
        audience=None if hidden else "everyone" if seen else "owner",
        ports=(),
        considered=tuple(seen) or ("a search without a name gives nothing below the base",),
        unread=unread(audience=hashes) if hidden else (),
    )
    factors, why = _factors(config, some=bool(seen), got=got)
    yield SignIn(
        **whole.thing(SERVER, "", whole.host, got, config.got),
        audience="everyone",
        factors=factors,
        phishing_resistant=False,
        bypass=None if factors is None else (),
        individual=True,
        directories=None,
        unread=unread(directories=HIDDEN, **(dict.fromkeys(("factors", "bypass"), why) if factors is None else {})),
    )


def _factors(config: Config, *, some: bool, got: Got) -> tuple[int | None, Got]:
    """A name and a password are one; the overlay otp may ask some accounts for a second."""
    if some:
        return 0, got
    if not config.good:
        return None, config.got
    if any(one.overlay("otp") for one in config.databases.values()):
        return None, unclear(got, "which accounts the overlay otp asks for a second factor is not read")
    asks = {word.lower() for one in _global(config) for value in one.all("olcrequires") for word in value.split()}
    off = {word.lower() for value in config.server.all("olcdisallows") for word in value.split()}
    if asks & {"sasl", "strong"} or "bind_simple" in off:
        return None, unclear(got, "how strong the ways to sign in by SASL are is not read")
    return 1, got


def _global(config: Config) -> Iterator[Entry]:
    """Where settings for all of it stand."""
    yield config.server
    if frontend := config.named("frontend"):
        yield frontend.entry


def _release(whole: Directory) -> Release:
    entry, got = whole.only(MONITOR)
    words = entry.one("monitoredinfo").split() if entry else []
    version = words[2] if words[:2] == ["OpenLDAP:", "slapd"] and len(words) > 2 else None  # noqa: PLR2004  # its place
    why = unclear(got, "it names no version") if got.good else got
    return Release(
        **whole.thing(SERVER, "", whole.host, got),
        version=version,
        support_days_left=None,
        auto_update=None,
        unread=unread(support_days_left=HIDDEN, auto_update=HIDDEN, **({} if version else {"version": why})),
    )


def _channel(whole: Directory, config: Config) -> Channel:
    """Whether anything is taken without TLS. Versions and ciphers a scan of tls:// sees as they are."""
    required = any(_demands(value) for value in config.server.all("olcsecurity"))
    return Channel(
        **whole.thing(SERVER, "", whole.host, config.got),
        protocol="tls",
        enabled=True,
        encryption="required" if required else "offered",
        min_version=None,
        algorithms=None,
        unread=unread(min_version=NOT_ASKED, algorithms=NOT_ASKED),
    )


def _demands(value: str) -> bool:
    """Of all that is done, and not of updates alone: `ssf`, `tls` or `transport`."""
    said = dict(word.partition("=")[::2] for word in value.lower().split())
    strengths = [said.get(name, "0") for name in ("ssf", "tls", "transport")]
    return any(one.isdecimal() and int(one) >= _STRENGTH for one in strengths)


def _session(whole: Directory, config: Config) -> Session:
    """A connection of a client, which stays signed in as long as it is open."""
    written = config.server.one("olcidletimeout")
    idle, why = number(config.got, written or "0", "olcIdleTimeout")
    ends = None if idle is None else idle or FOREVER
    return Session(
        **whole.thing(SERVER, "", whole.host, config.got),
        surface="database",
        idle_seconds=ends,
        on_idle="ends",
        max_seconds=FOREVER,
        enforced=True,
        reauth_seconds=ends,
        unread=unread(idle_seconds=why, reauth_seconds=why),
    )


def _roots(whole: Directory, config: Config) -> Iterator[Fact]:
    """The passwords that stand in the settings themselves: no password policy is about them."""
    if not config.shows_passwords:
        why = unclear(config.got, "the access list keeps olcRootPW from us")
        yield from gaps(whole.target, ROOT, why, _PASSWORD)
    for one in config.databases.values():
        if not (kept := one.entry.one("olcrootpw")):
            continue
        how = stored(kept)
        name = one.entry.one("olcrootdn") or one.entry.dn
        why = unclear(config.got, f"how good {kept} is nobody here knows")
        yield Credential(
            **whole.thing(ROOT, one.entry.dn, name, config.got),
            form="password",
            age_days=None,
            days_left=FOREVER,
            stored=how,
            unread=unread(age_days=HIDDEN, **({} if how else {"stored": why})),
        )
