"""How one comes in: what is demanded of everybody and of administrators, over which lines, and from where. Pure."""

from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import Final, Literal

from collectors.mysql.accounts import ADMINISTERS, DIRECTORIES, HERE, RESISTANT, Account, Rights, told
from collectors.mysql.accounts import accounts as every
from collectors.mysql.server import Server
from collectors.mysql.statements import OURS
from scanner.answers import HIDDEN, Got, unclear, unread
from scanner.facts import FOREVER, Channel, Exposure, Fact, Guard, Promise, Session, SignIn

GIVES: Final[tuple[Promise, ...]] = (
    *(
        (SignIn, "everyone"),
        (SignIn, "administrators"),
        (SignIn, "machines"),
        (Channel, "database"),
        (Exposure, "network/data"),
    ),
    *((Guard, "unlisted-traffic"), (Session, "database")),
)
_PORT: Final = 3306
_OUTSIDE: Final = Got("hidden", "what the directory asks for that plugins turn to")
_BEFORE_IT: Final = Got("hidden", "a firewall before it, which the server cannot see")
_TLS13: Final = ("tls_aes_256_gcm_sha384", "tls_chacha20_poly1305_sha256", "tls_aes_128_gcm_sha256")
"""Suites of TLS 1.3 where nobody names others (OpenSSL, SSL_CTX_set_ciphersuites)."""


def read(it: Server) -> Iterator[Fact]:
    """Give the doors, the channel, who can reach it, and the sessions."""
    got = told(it)
    some = [one for one in every(it) if one.comes_in] if got.good else []
    declared = {*it.machines, it.ours}
    programs = [one for one in some if one.among(declared)]
    # A declared way in for emergencies is no way round; what programs come in by is a door of its own.
    people = [one for one in some if not one.among(declared | it.break_glass)]
    yield _door(it, got, "everyone", people)
    yield from _administrators(it, got, people)
    if programs:
        yield _door(it, got, "machines", programs)
    yield _channel(it, got, some)
    yield _exposure(it, got, some)
    yield _listed(it, got, some)
    yield _session(it)


def _administrators(it: Server, got: Got, some: Sequence[Account]) -> Iterator[SignIn]:
    """Administrators as their accounts tell; where it is not told who has which role, any might be one."""
    rights = Rights(it, every(it)) if got.good else None
    if rights and not rights.got.good:
        yield _door(it, rights.got, "administrators", [])
    elif not rights:
        yield _door(it, got, "administrators", [])
    elif admins := [one for one in some if rights.all(one) & ADMINISTERS]:
        yield _door(it, got, "administrators", admins, rights.got)


def _door(
    it: Server,
    got: Got,
    audience: Literal["everyone", "administrators", "machines"],
    some: Sequence[Account],
    *more: Got,
) -> SignIn:
    open_wide = it.settings.on("skip_grant_tables")
    told_of = [one.factors for one in some if one.factors is not None]
    # Whom somebody else lets in, by what that asks for, counts where no other account asks for less.
    sure = len(told_of) == len(some) or min(told_of, default=2) <= 1
    known = open_wide or (got.good and bool(some) and sure)
    factors = 0 if open_wide else min(told_of) if known else None
    why = got if not got.good else _OUTSIDE if some else unclear(got, "nobody can sign in")
    nameless = open_wide or any(not one.user for one in some)
    local, asked = _directories(some)
    return SignIn(
        **{**it.thing(got, *more), "stands": _loosest(some, open_wide=open_wide)},
        audience=audience,
        factors=factors,
        phishing_resistant=bool(some) and not open_wide and all(map(_resists, some)) if known else None,
        bypass=() if known else None,
        individual=False if nameless else None,
        directories=0 if local else None,
        unread=unread(
            **dict.fromkeys(() if known else ("factors", "phishing_resistant", "bypass"), why),
            # Whether several people share a name no server sees.
            **({} if nameless else {"individual": HIDDEN if known else why}),
            **({} if local else {"directories": asked if some else why}),
        ),
    )


def _loosest(some: Sequence[Account], *, open_wide: bool) -> tuple[str, ...]:
    if open_wide:
        return ("skip_grant_tables is on: nobody is asked who they are",)
    count = sum(one.factors == 0 for one in some)
    return (f"accounts that need no password: {count}",) if count else ()


def _resists(one: Account) -> bool:
    """A certificate's key, or a security key, signs for this server alone."""
    return (one.factors or 0) > 1 and (
        one.certificate or any(word in plugin for plugin in one.more for word in RESISTANT)
    )


def _directories(some: Sequence[Account]) -> tuple[bool, Got]:
    """No account comes in by a directory; and why it is not known how many servers of one are asked."""
    central = any(word in way.plugin for one in some for way in one.ways for word in DIRECTORIES)
    return bool(some) and not central, Got("hidden", "how many servers a plugin asks is set outside the database")


def _channel(it: Server, got: Got, some: Sequence[Account]) -> Channel:
    """TLS is demanded by the server of all, or of each account that may come from elsewhere by the account."""
    ours, said = it.ask(OURS), it.status
    encryption: Literal["required", "offered"] | None
    why = got
    if it.settings.on("require_secure_transport"):
        encryption = "required"
    elif got.good:
        remote = [one for one in some if not one.from_here_alone]
        encryption = "required" if remote and all(one.tls for one in remote) else "offered"
    else:
        encryption = None
    if ours.good and not said.get("ssl_cipher"):
        # We came over TLS, and it sees none: something before it takes TLS off, and what lies between is plain.
        encryption, why = None, unclear(ours, "our session came over TLS, and the server says it did not")
    version, algorithms = _version(it), _algorithms(it)
    stands = (f"our own session: {said['ssl_version']}, {said['ssl_cipher']}",) if said.get("ssl_cipher") else ()
    return Channel(
        **{**it.thing(got, ours), "stands": stands},
        protocol="database",
        enabled=not it.settings.on("skip_networking"),
        encryption=encryption,
        min_version=version,
        algorithms=algorithms,
        unread=unread(
            **({"encryption": why} if encryption is None else {}),
            **({} if version else {"min_version": unclear(it.settings.got, "it names no version of TLS")}),
            **({} if algorithms else {"algorithms": HIDDEN}),
        ),
    )


def _version(it: Server) -> str | None:
    """The oldest that it takes: of `TLSv1.2,TLSv1.3` 1.2."""
    numbers = [word.removeprefix("tlsv") for word in it.settings.words("tls_version")]
    return min((number if "." in number else f"{number}.0" for number in numbers), default=None)


def _algorithms(it: Server) -> tuple[str, ...] | None:
    """Where single suites are named; a word of OpenSSL's own, as HIGH, means other ones with each of its releases."""
    named = [word.lower() for word in it.settings.text("ssl_cipher").split(":") if word]
    if not named or not all(word[0].isalpha() and "-" in word.replace("_", "-") for word in named):
        return None
    newer = [word.lower() for word in it.settings.text("tls_ciphersuites").split(":") if word] or [*_TLS13]
    return tuple(dict.fromkeys([*named, *(newer if "tlsv1.3" in it.settings.words("tls_version") else ())]))


def _exposure(it: Server, got: Got, some: Sequence[Account]) -> Exposure:
    """Who gets to it, as far as it says so itself: what stands before it, it cannot see."""
    audience: Literal["owner"] | None
    if it.settings.on("skip_networking"):
        audience, considered = "owner", "it takes no connections from a network"
    elif _bound_inside(it.settings.words("bind_address")):
        audience, considered = "owner", "it listens at private addresses alone"
    elif got.good and some and all(one.from_here_alone for one in some):
        audience, considered = "owner", "no account may come from another machine"
    else:
        audience, considered = None, ""
    port = it.settings.number("port") or _PORT
    return Exposure(
        **it.thing(got),
        way="network",
        offers="data",
        audience=audience,
        ports=() if audience else ((port, port),),
        considered=(considered,) if considered else (),
        unread=unread(**({} if audience else {"audience": _BEFORE_IT})),
    )


def _bound_inside(words: Sequence[str]) -> bool:
    """Each address that it listens at is this machine's own, or one that the internet does not route (RFC 1918)."""
    return bool(words) and all(word in HERE or _inside(word) for word in words)


def _inside(word: str) -> bool:
    try:
        address = ip_address(word)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_private and not address.is_unspecified


def _listed(it: Server, got: Got, some: Sequence[Account]) -> Guard:
    """An account may come from listed places alone: CIS MySQL 5.7, 7.7; `%` is any (dev.mysql.com, account-names)."""
    wide = sum(one.from_anywhere for one in some)
    known = got.good
    listed = "each account names where it comes from"
    considered = f"accounts that may come from any address: {wide}" if wide else listed
    return Guard(
        **it.thing(got),
        prevents="unlisted-traffic",
        in_force=wide == 0 if known else None,
        considered=(considered,) if known else (),
        unread=unread(in_force=got),
    )


def _session(it: Server) -> Session:
    """The later of two limits, for who connects chooses which one holds; and may set another for itself.

    dev.mysql.com and mariadb.com, wait_timeout and interactive_timeout: scope global and session. No setting of either
    make ends a session that is busy.
    """
    limits = [it.settings.number(name) for name in ("wait_timeout", "interactive_timeout")]
    idle = max((limit for limit in limits if limit is not None), default=None)
    return Session(
        **it.thing(),
        surface="database",
        idle_seconds=idle,
        on_idle="ends",
        max_seconds=FOREVER,
        enforced=False,
        reauth_seconds=0,  # it has ended: who comes back signs in
        unread=unread(**({} if idle else {"idle_seconds": unclear(it.settings.got, "it names no idle limit")})),
    )
