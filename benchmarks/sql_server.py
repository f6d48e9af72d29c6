"""What a SQL Server is asked: round trips, to connect and to sign in counted."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.cost import Figure, cpu
from collectors.mssql import MSSQL
from scanner.collector import Inquiry
from scanner.targets import Target
from tests.collectors.mssql.servers import HARDENED, served
from tests.servers.tds import Recorded, tds
from tests.servers.tls import certificate


def figures() -> Iterator[Figure]:
    """Of one that answers all."""
    with TemporaryDirectory() as folder:
        shown = certificate(Path(folder), "127.0.0.1")
        it = Recorded(served(HARDENED))
        with tds(it, shown) as port:
            yield Figure("scan of a SQL Server", cpu(lambda: _scan(it, port, shown), 3), "CPU-s")
        yield Figure("scan of a SQL Server: round trips", it.turns + 1, "trips", 15)


def _scan(it: Recorded, port: int, shown: Path) -> None:
    it.turns = 0
    options = {"password": "env:DB", "ca": str(shown)}
    target = Target(id="mssql://db", scheme="mssql", name=f"127.0.0.1:{port}", options=options)
    asked = frozenset(question.id for question in MSSQL.questions)
    inquiry = Inquiry(target, asked, now=lambda: "2026-11-25T12:00:00Z", secret=lambda _: it.password)
    if bad := [answer.question for answer in MSSQL.collect(inquiry) if answer.outcome != "ok"]:
        raise RuntimeError(f"not answered: {', '.join(bad)}")
