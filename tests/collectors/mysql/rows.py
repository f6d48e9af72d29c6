"""Answers as values: what a server says, typed by hand, and the facts that come of it."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from collectors.mysql import MYSQL
from collectors.mysql.statements import ACCOUNTS, COPIES, REPLICAS, ROLES, SPACES
from scanner.answers import Answer, Answers, Outcome, Source
from scanner.facts import Fact, Gap

F = TypeVar("F", bound=Fact)
AT = "mysql:db1"
NOW = "2026-11-27T02:10:00.000Z"
MOMENT = 1_795_745_400
DAY = 86_400
TLS = {"Ssl_cipher": "TLS_AES_256_GCM_SHA384", "Ssl_version": "TLSv1.3"}
TABLES = {"beside": "0", "histories": "0", "filters": "0", "entire": 1}
Said = Sequence[Mapping[str, Any]] | Outcome
MARIADB = "10.11.19-MariaDB"


def account(user: str = "ana", host: str = "10.1.0.9", **more: Any) -> dict[str, Any]:
    """A row of an account with a password; `state`, `plugin`: of it."""
    plugin, state = more.pop("plugin", "caching_sha2_password"), more.pop("state", "set")
    base = {"user": user, "host": host, "locked": "N", "expired": "N", "ssl_type": "", "subject": 0, "rights": ""}
    times = {"changed": MOMENT - 10 * DAY, "moment": MOMENT}
    return {**base, **times, "plugin0": plugin, "state0": state, **more}


ROOT = account("root", "localhost", rights="select,insert,update,delete,create_user,super,grant,file,shutdown,reload")


TWO = (ROOT, account())


def facts(  # noqa: PLR0913  # as many questions has a server
    settings: Mapping[str, Any] | None = None,
    *,
    version: str = "8.4.9",
    accounts: Said = TWO,
    roles: Said = (),
    spaces: Said = ({"spaces": 3, "encrypted": "0"},),
    tables: Said = (TABLES,),
    replicas: Said = (),
    copies: Said = "absent",
    ours: Mapping[str, str] | Outcome | None = None,
    **options: Any,
) -> list[Fact]:
    """What a server means that says this."""
    maria = "MariaDB" in version
    variables = {"version": version, "hostname": "db1", "tls_version": "TLSv1.2,TLSv1.3", **(settings or {})}
    told: dict[str, Said] = {
        "mysql.variables": _pairs(variables),
        "mysql.session": ours if isinstance(ours, str) else _pairs(TLS if ours is None else ours),
        "mysql.tables": tables,
        ACCOUNTS[maria]: accounts,
        ROLES[maria]: roles,
        SPACES[maria]: spaces,
        REPLICAS[maria]: replicas,
        COPIES[maria]: copies,
    }
    answers = [_answer(name, said) for name, said in told.items()]
    wanted = {q.id: q.operation for q in MYSQL.questions}
    return [*MYSQL.read(Answers(AT, enumerate(answers), wanted=wanted, options=options))]


def _pairs(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"Variable_name": name, "Value": str(value)} for name, value in values.items()]


def _answer(question: str, said: Said) -> Answer:
    (row,) = (q for q in MYSQL.questions if q.id == question)
    rows, outcome = ([], said) if isinstance(said, str) else ([*said], "ok" if said else "empty")
    return Answer(
        target=AT,
        question=question,
        operation=row.operation,
        needs=row.needs,
        outcome=outcome,
        body={} if outcome == said else {"value": rows},
        asked=NOW,
        source=Source(endpoint="db1:3306"),
        collector="mysql 1",
    )


def only(cls: type[F], some: Sequence[Fact], **which: Any) -> F:
    """The one of a class, and with these values."""
    (found,) = every(cls, some, **which)
    return found


def every(cls: type[F], some: Sequence[Fact], **which: Any) -> list[F]:
    """Those of a class, and with these values."""
    return [f for f in some if isinstance(f, cls) and all(getattr(f, name) == value for name, value in which.items())]


def missing(some: Sequence[Fact]) -> set[tuple[str, str, str]]:
    """Of the gaps: what is missing, its facet, and the outcome."""
    return {(f.missing, f.which, f.outcome) for f in some if isinstance(f, Gap)}


def why(fact: Fact, field: str) -> str:
    """The outcome for which a field is not known."""
    return {u.field: u.outcome for u in fact.unread}.get(field, "")
