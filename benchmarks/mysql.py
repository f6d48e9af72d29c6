"""What a MariaDB costs to ask: how often it is waited for, and CPU with as many accounts as few have."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.cost import Figure, cpu
from collectors.mysql import MARIADB
from collectors.mysql.statements import ACCOUNTS, QUESTIONS
from scanner.answers import Answers
from scanner.collector import Inquiry
from scanner.targets import Target
from tests.servers.mysql import MySQL, recorded
from tests.servers.services import service
from tests.servers.tls import certificate

_ACCOUNTS = 5_000
_TRIPS = 15
"""To one database, as it was promised."""


def figures() -> Iterator[Figure]:
    """Every figure."""
    with tempfile.TemporaryDirectory() as place:
        double = MySQL(certificate(Path(place), "127.0.0.1", days_left=9), "5.5.5-10.11.19-MariaDB", password="p")  # noqa: S106  # that is what it plays
        double.answers = recorded(_said(), {q.id: q.sql for q in QUESTIONS})
        with service(double.play) as it:
            at = _target(it.port, double.certificate)
            seconds = cpu(lambda: _asked(at), 1)
        yield Figure("a MariaDB: round trips, sign-in and all", double.trips, "trips", _TRIPS)
    yield Figure(f"a MariaDB of {_ACCOUNTS} accounts, asked and read", seconds, "CPU-s", 2)


def _target(port: int, ca: Path) -> Target:
    name = f"127.0.0.1:{port}"
    return Target(id=f"mariadb:{name}", scheme="mariadb", name=name, options={"ca": str(ca), "password": "env:P"})


def _asked(at: Target) -> None:
    every = frozenset(q.id for q in MARIADB.questions)
    answers = [*MARIADB.collect(Inquiry(at, every, lambda: "2026-11-27T02:10:00.000Z", lambda _: "p"))]
    wanted = {q.id: q.operation for q in MARIADB.questions}
    count = sum(1 for _ in MARIADB.read(Answers(at.id, enumerate(answers), wanted=wanted)))
    if count < 2 * _ACCOUNTS:
        raise SystemExit(f"{count} facts of {_ACCOUNTS} accounts: some were not read")


def _said() -> dict[str, Any]:
    account = {"locked": None, "expired": "N", "ssl_type": "ANY", "subject": 0, "changed": "1795000000", "rights": ""}
    names = ("user", "host", *account, "lifetime", "role", "default_role", "others", "plugin0", "state0", "moment")
    rows = [
        (f"user{number}", "10.%", *account.values(), None, "N", "", 0, "ed25519", "set", 1795745400)
        for number in range(_ACCOUNTS)
    ]
    pairs = (("Variable_name", "Value"), (("version", "10.11.19-MariaDB"), ("wait_timeout", "600")))
    empty: dict[str, Any] = {q.id: (q.columns, ()) for q in QUESTIONS}
    return {**empty, "mysql.variables": pairs, ACCOUNTS[True]: (names, rows)}
