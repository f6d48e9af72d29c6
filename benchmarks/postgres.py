"""What a database costs: ways there and back, and CPU, of a real PostgreSQL; and reading one of 50,000 roles."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from benchmarks.cost import RUNS, Figure, command, cpu
from collectors.postgres.grant import grant
from collectors.postgres.statements import HBA, MONITOR, PASSWORDS, ROLES, STORED
from scanner.signers.file import new_key
from tests.collectors.postgres.asked import PASSWORD, answers, asked, facts
from tests.collectors.postgres.turns import turns
from tests.servers.postgres import postgres

_MANY = 50_000
_HBA = "local all postgres peer map=tests\nhostssl postgres safeguard 127.0.0.1/32 scram-sha-256\n"


def figures() -> Iterator[Figure]:
    """Every figure."""
    with TemporaryDirectory() as place, postgres(_HBA) as it:
        it.sql(grant([MONITOR, HBA, STORED]).replace("'PASSWORD'", f"'{PASSWORD}'"))
        key = Path(place) / "bench.pem"
        new_key(key, None)
        options = urlencode({"ca": str(it.ca), "password": "env:DB_PASSWORD"})
        uri = f"postgres://127.0.0.1:{it.port}?{options}"
        with turns() as counted:
            asked(it)
        ran = [_scanned(uri, f"{place}/{n}", key) for n in range(RUNS)]
    yield Figure("PostgreSQL: ways there and back, with signing in", counted.turns, "times", 15)
    yield Figure("PostgreSQL: the whole scan", min(ran), "CPU-s", 1.2)
    roles = [
        {"id": n, "name": f"r{n:05}", "super": False, "makes_roles": False, "login": True, "connections": -1}
        for n in range(16_384, 16_384 + _MANY)
    ]
    stored = [{"name": role["name"], "stored": "scram-sha-256"} for role in roles]
    some = answers(**{ROLES.rpartition(".")[2]: roles, PASSWORDS.rpartition(".")[2]: stored})
    yield Figure(f"PostgreSQL: reading {_MANY} roles", cpu(lambda: facts(some), 3), "CPU-s", 7)


def _scanned(uri: str, store: str, key: Path) -> float:
    words = ("scan", uri, "--store", store, "--sign-key", str(key))
    child = command(*words, env={**os.environ, "DB_PASSWORD": PASSWORD})
    if child.code not in {1, 2}:
        raise SystemExit(f"the scan of PostgreSQL ended with {child.code}: nothing was measured")
    return child.own
