"""The server itself: its release, its way in, how one talks to it, and what it lets programs do. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Final, Literal

from collectors.asking.listing import rows
from collectors.mssql.instance import Instance, flag, known
from collectors.mssql.statements import CONNECTIONS, SERVER, SETTINGS
from collectors.mssql.stig import rules
from collectors.mssql.support import ENDS, called, release
from scanner.answers import HIDDEN, Got, unclear, unread
from scanner.collector import Kind
from scanner.ends import days
from scanner.facts import FOREVER, Asset, Channel, Fact, Guard, Release, Session, SignIn

KIND: Final = "mssql.server"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        KIND: Kind(
            title="SQL Server",
            gives=(
                *((Asset, "service"), Release, (Channel, "database"), (Guard, "privileged-workload")),
                *((SignIn, "everyone"), (Session, "database")),
            ),
            always=True,
            fix=MappingProxyType(
                {
                    "encryption-in-transit.plain-refused": "SQL Server Configuration Manager > SQL Server Network "
                    "Configuration > Protocols > Properties > Flags: Force Encryption, Yes; with a certificate that "
                    "clients know; then restart the service",
                    "least-privilege.guarded": "EXEC sp_configure 'show advanced options', 1; RECONFIGURE; "
                    "EXEC sp_configure 'xp_cmdshell', 0; EXEC sp_configure 'Ole Automation Procedures', 0; RECONFIGURE",
                    "mfa.demanded": "sign people in with Windows or Entra ID, which can ask for a second factor: "
                    "Server Properties > Security: Windows Authentication mode",
                    "mfa.no-way-round": "Server Properties > Security: Windows Authentication mode, once no "
                    "application signs in with a login of SQL Server's own",
                    "unique-user-identification.central-directory": "Server Properties > Security: Windows "
                    "Authentication mode, with the server in a domain",
                    "patching.supported-release": "move to a release that Microsoft still fixes: "
                    "learn.microsoft.com/lifecycle/products/?terms=SQL%20Server",
                    "automatic-logoff.idle-ends": "end idle sessions in the application, or by a job of SQL Server "
                    "Agent that ends those whose sys.dm_exec_sessions.last_request_end_time is too old; accept this "
                    "with that as the reason",
                }
            ),
            asked_by=partial(rules, "server"),
        )
    }
)


def read(whole: Instance) -> Iterator[Fact]:
    """Give the facts of the server."""
    got = whole.answers.one(SERVER)
    yield Asset(**whole.thing(KIND, "", whole.name), role="service")
    yield _release(whole, got)
    yield _channel(whole)
    yield _guard(whole, got)
    yield _door(whole)
    yield _session(whole)


def _release(whole: Instance, got: Got) -> Release:
    left = days(whole.answers.until(release(whole.version), ENDS), datetime.fromisoformat(got.asked).date())
    return Release(
        **whole.thing(KIND, "", whole.name),
        version=called(whole.version) or None,
        support_days_left=left,
        auto_update=None,
        unread=unread(
            **({} if whole.version else {"version": unclear(got, "it does not say its version")}),
            **({"support_days_left": unclear(got, "no release that is known here")} if left is None else {}),
            auto_update=HIDDEN,
        ),
    )


def _channel(whole: Instance) -> Channel:
    """Force Encryption refuses plain connections; whoever is connected in plain shows that it does not.

    That our own session travels in plain behind its TLS means that somebody ends TLS before the server.
    """
    settings, connections = whole.answers.one(SETTINGS), whole.answers.one(CONNECTIONS)
    forced = flag(next(iter(rows(settings)), {}).get("force_encryption"))
    plain = [row for row in rows(connections) if row.get("encrypt_option") == "FALSE"]
    seen: Literal["required", "offered"] | None = None if forced is None else "required" if forced else "offered"
    return Channel(
        **whole.thing(KIND, "", whole.name, settings, connections),
        stands=_plain(plain),
        protocol="database",
        enabled=True,
        encryption="offered" if plain else seen,
        min_version=None,
        algorithms=None,
        unread=unread(
            **({} if plain else {"encryption": known(forced, settings, "whether encryption is forced")}),
            min_version=_SCHANNEL,
            algorithms=_SCHANNEL,
        ),
    )


_SCHANNEL: Final = Got("hidden", "which versions and algorithms of TLS it takes is a setting of its host")


def _plain(some: list[Mapping[str, object]]) -> tuple[str, ...]:
    if any(row.get("own") == 1 for row in some):
        return ("this session itself reaches the server without TLS: something before it ends TLS",)
    count = sum(int(str(row.get("connections", 0))) for row in some)
    return (f"connected without TLS now: {count}",) if some else ()


_PROGRAMS: Final[Mapping[str, str]] = MappingProxyType(
    {"xp_cmdshell": "xp_cmdshell", "ole_automation": "OLE automation"}
)


def _guard(whole: Instance, got: Got) -> Guard:
    """Both run programs with the rights of the server's own account (learn.microsoft.com: xp_cmdshell, sp_OACreate).

    CIS asks for OLE automation to be off (SQL Server 2016 Benchmark, 2.5), DISA for xp_cmdshell (V-213957).
    """
    said = {words: flag(whole.said.get(name)) for name, words in _PROGRAMS.items()}
    on = [words for words, value in said.items() if value]
    off = None if None in said.values() else True
    return Guard(
        **whole.thing(KIND, "", whole.name),
        prevents="privileged-workload",
        in_force=False if on else off,
        considered=tuple(f"{words} is on" for words in on)
        or (tuple(f"{words} is off" for words in said) if off else ()),
        unread=unread(in_force=got if on else known(off, got, f"whether {' and '.join(said)} are off")),
    )


def _door(whole: Instance) -> SignIn:
    """A login of SQL Server's own takes a password, and nothing else; what Windows demands, Windows knows.

    Programs, as declared, come in by another door, and a declared way in for emergencies is no way round.
    """
    got, others = whole.told, whole.programs | whole.break_glass
    own = [row for row in whole.logins if _by_password(row) and str(row["name"]).lower() not in others]
    open_ = whole.windows_only is False and bool(own)
    why = _unsure(whole, got)
    sure = open_ or not why
    return SignIn(
        **whole.thing(KIND, "", whole.name, got),
        audience="everyone",
        factors=1 if open_ else None,
        phishing_resistant=False if open_ else None,
        bypass=(("local-accounts",) if open_ else ()) if sure else None,
        individual=None,
        directories=None,
        unread=unread(
            **({} if open_ else dict.fromkeys(("factors", "phishing_resistant"), why or _WINDOWS)),
            **({"bypass": why} if why and not sure else {}),
            individual=_WINDOWS,
            directories=_WINDOWS,
        ),
    )


def _unsure(whole: Instance, got: Got) -> Got | None:
    """Why it is not known whether anybody signs in with a password of the server's own; None where it is."""
    if whole.windows_only is None:
        return known(None, whole.answers.one(SERVER), "who signs in")
    return None if whole.windows_only else got if not got.good else whole.elsewhere


def _by_password(row: Mapping[str, object]) -> bool:
    return str(row["type"]).strip() == "S" and flag(row.get("is_disabled")) is not True


_WINDOWS: Final = Got("hidden", "what Windows or Entra ID demands is told there")


def _session(whole: Instance) -> Session:
    """SQL Server ends no session for being idle: DISA asks for triggers and jobs of one's own (V-213864, for 2014)."""
    return Session(
        **whole.thing(KIND, "", whole.name),
        stands=("SQL Server has no limit to set",),
        surface="database",
        idle_seconds=FOREVER,
        on_idle="ends",
        max_seconds=FOREVER,
        enforced=True,
        reauth_seconds=FOREVER,
    )
