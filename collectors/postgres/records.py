"""What is recorded of what is done in the databases, and how long it is kept. Pure."""

import re
from collections import ChainMap, defaultdict
from collections.abc import Iterator, Mapping
from itertools import product
from types import MappingProxyType
from typing import Final

from collectors.asking.tags import texts
from collectors.postgres.kinds import SERVER
from collectors.postgres.statements import SETTINGS
from collectors.postgres.whole import Said, Whole, whose
from scanner.answers import Got, unclear, unread
from scanner.facts import Fact, LogStore, LogTrail

_PGAUDIT: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "read": frozenset({"data-read"}),
        "write": frozenset({"data-write"}),
        **dict.fromkeys(("ddl", "role", "function", "misc", "misc_set"), frozenset[str]()),
    }
)
"""By the classes of `pgaudit.log` (https://github.com/pgaudit/pgaudit#pgauditlog)."""
_ADMIN: Final = frozenset({"ddl", "role"})
"""It takes both: `ddl` leaves out who is made and what is granted, `role` all else."""
_STATEMENTS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "ddl": frozenset({"admin"}),
        "mod": frozenset({"admin", "data-write"}),
        "all": frozenset({"admin", "data-read", "data-write"}),
    }
)
"""By the value of `log_statement`."""
_SIGN_INS: Final = frozenset({"on", "true", "yes", "1", "all", "authentication", "authorization"})
"""Words of `log_connections`: from PostgreSQL 18 on it lists what of a connection is logged."""
_SILENT: Final = frozenset({"fatal", "panic"})
"""Values of `log_min_messages` at which nothing of this is written (runtime-config-logging, table of severities)."""
_CYCLES: Final = (
    *(("%j", 365), ("%m", 334), ("%b", 334), ("%B", 334), ("%d", 28), ("%e", 28)),
    *(("%a", 7), ("%A", 7), ("%u", 7), ("%w", 7), ("%H", 0), ("%I", 0), ("%M", 0), ("%S", 0)),
)
"""After how many days at least a name comes again in which nothing is larger than this."""
_YEARS: Final = frozenset({"%Y", "%y", "%G", "%g", "%s", "%F", "%D", "%c", "%x"})


def read(whole: Whole) -> Iterator[Fact]:
    """Give the record, and where it is kept."""
    yield _trail(whole)
    yield _store(whole)


def _trail(whole: Whole) -> LogTrail:
    found, why = _recorded(whole, {})
    # What is recorded by one means is, whatever another one that is not known may add.
    enough = why.good or found >= _WANTED
    exempt = tuple(sorted(_exempt(whole, found)))
    known = found if enough else None
    return LogTrail(
        **whole.thing(SERVER, "", "", *whole.rested(SETTINGS)),
        of="store",
        enabled=bool(found) if enough or found else None,
        records=None if known is None else tuple(sorted(known)),  # type: ignore[arg-type]  # words of the vocabulary
        exempt=exempt if enough or exempt else None,
        unread=()
        if enough
        else unread(**({} if found else {"enabled": why}), records=why, **({} if exempt else {"exempt": why})),
    )


_WANTED: Final = frozenset({"sign-in", "admin", "data-read", "data-write"})


def _recorded(whole: Whole, own: Mapping[str, str]) -> tuple[frozenset[str], Got]:
    """Kinds of events that are written, and the answer that may hide more. own: settings in place of those of all."""
    least, statements, sign_ins = (
        _value(whole, own, name) for name in ("log_min_messages", "log_statement", "log_connections")
    )
    bad = next((one.got for one in (least, statements, sign_ins) if one.value is None), least.got)
    if not bad.good:
        return frozenset(), bad
    if least.value in _SILENT:
        return frozenset(), least.got
    found = _STATEMENTS.get(statements.value or "", frozenset())
    if not _SIGN_INS.isdisjoint(texts((sign_ins.value or "").lower())):
        found |= {"sign-in"}
    audited, why = _audited(whole, own)
    return found | audited, why


def _value(whole: Whole, own: Mapping[str, str], name: str) -> Said:
    said = whole.setting(name)
    return Said(own[name].lower(), said.got) if name in own else said


def _audited(whole: Whole, own: Mapping[str, str]) -> tuple[frozenset[str], Got]:
    """What pgAudit adds: its setting alone does nothing where it is not loaded."""
    libraries, why = whole.libraries
    if not why.good:
        return frozenset(), why
    classes, level = (_value(whole, own, name) for name in ("pgaudit.log", "pgaudit.log_level"))
    if "pgaudit" not in libraries or (classes.value is None and not classes.there):
        return frozenset(), why
    if classes.value is None:
        return frozenset(), classes.got
    if (level.value or "log") != "log":
        return frozenset(), unclear(level.got, "pgaudit.log_level is not log: whether it is written is not known")
    return _classes(classes.value), why


def _classes(said: str) -> frozenset[str]:
    """Classes are added and, with a minus, taken away, from left to right."""
    classes: set[str] = set()
    for word in texts(said.lower()):
        name = word.removeprefix("-")
        some = set(_PGAUDIT) if name == "all" else {name}
        classes = classes - some if word.startswith("-") else classes | some
    admin = frozenset({"admin"}) if classes >= _ADMIN else frozenset[str]()
    return admin.union(*(_PGAUDIT.get(one, ()) for one in classes))


def _exempt(whole: Whole, general: frozenset[str]) -> Iterator[str]:
    """Of whom less is recorded, by settings of their own: a role's, a database's, and both together."""
    own: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for name in ("log_min_messages", "log_statement", "pgaudit.log", "pgaudit.log_level"):
        for given in whole.given(name):
            own[given.role, given.database][name] = given.value
    roles, databases = ({"", *some} for some in zip(*own, strict=True)) if own else ((), ())
    if len(roles) * len(databases) > _MOST:
        raise ValueError
    less = set[tuple[str, str]]()
    for role, database in sorted(product(roles, databases)):
        above = (own.get(key, {}) for key in (("", ""), ("", database), (role, ""), (role, database)))
        found, _ = _recorded(whole, dict(ChainMap(*reversed([*above]))))
        if not found >= general and not less & {(role, ""), ("", database)}:
            less.add((role, database))
            yield whose(role, database)


_MOST: Final = 50_000
"""Roles with settings of their own, times such databases: more than anybody has."""


def _store(whole: Whole) -> LogStore:
    kept, why = _kept(whole)
    return LogStore(
        **whole.thing(SERVER, "", "", *whole.rested(SETTINGS)),
        retention_days=kept,
        tamper_evident=None,
        immutable=None,
        unread=unread(
            **({"retention_days": why} if kept is None else {}),
            tamper_evident=Got("hidden", "what becomes of its log once it is written"),
            immutable=Got("hidden", "what becomes of its log once it is written"),
        ),
    )


def _kept(whole: Whole) -> tuple[int | None, Got]:
    """It removes nothing by itself; it writes over a file whose name comes again, where it is told to."""
    names = ("logging_collector", "log_truncate_on_rotation", "log_rotation_age", "log_filename")
    said = [whole.setting(name) for name in names]
    if bad := next((one.got for one in said[:3] if one.value is None), None):
        return None, bad
    collector, over, age, name = said
    if collector.value != "on":
        return None, Got("hidden", "how long its log is kept: others write it")
    if over.value != "on" or age.value == "0":
        return None, _KEEPS
    if name.value is None:
        return None, name.got
    found = re.findall("%[A-Za-z]", name.value)
    days = None if _YEARS.intersection(found) else next((days for word, days in _CYCLES if word in found), None)
    return days, name.got if days is not None else _KEEPS


_KEEPS: Final = Got("hidden", "how long its log is kept: it removes nothing itself")
