"""What hosts without SSH cost: a thousand drops taken in, and the scan of what they said."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.cost import Child, Figure, command
from collectors.drop import lock
from collectors.drop.texts import asks
from collectors.host.linux.kinds import LINUX
from collectors.host.script import assemble
from scanner.signers.file import new_key
from tests.servers.drops import Drop, forged, new_host, public

COUNT: Final = 1000
_MARK: Final = "0" * 32


def figures(count: int = COUNT) -> Iterator[Figure]:
    """Every figure. The drops are made up: one frame of this machine, under as many names, each signed and locked."""
    with TemporaryDirectory() as name:
        place = Path(name)
        made(place, count)
        key = ("--ingest-key", str(place / "ingest.pem"))
        ingest = _ran(command("ingest", str(place / "drops"), "-c", str(place / "fleet.yaml"), *key), {0})
        yield Figure(f"{count} drops: taking one in", ingest.own / count * 1000, "CPU-ms", 10)
        yield Figure(f"{count} drops: peak memory of taking them in", ingest.peak_mib, "MiB", 100)
        sign = ("--store", str(place / "store"), "--sign-key", str(place / "keys" / "bench.pem"))
        scan = _ran(command("scan", "-c", str(place / "fleet.yaml"), *sign), {1, 2})
        yield Figure(f"{count} drops: CPU of the whole scan, for one", scan.own / count * 1000, "CPU-ms", 26)
        yield Figure(f"{count} drops: peak memory of the scan", scan.peak_mib, "MiB", 130)


def _ran(child: Child, codes: set[int]) -> Child:
    if child.code not in codes:
        raise SystemExit(f"it ended with {child.code}: nothing was measured")
    return child


def made(place: Path, count: int) -> None:
    """So many drops, the keys they are signed with, and a safeguard.yaml that declares their hosts."""
    recipient, host, base = lock.new(), new_host(), _drop()
    (place / "drops").mkdir()
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    for number in range(count):
        name = f"laptop-{number}"
        (place / "drops" / f"{name}.drop").write_bytes(forged(base, host, recipient, host=name, made=now))
    (place / "keys").mkdir(mode=0o700)
    new_key(place / "keys" / "bench.pem", None)
    (place / "drop_keys").write_text("".join(f"laptop-{n} {public(host)}\n" for n in range(count)))
    (place / "ingest.pem").write_bytes(recipient)
    (place / "ingest.pem").chmod(0o600)
    (place / "fleet.csv").write_text("name\n" + "".join(f"laptop-{n}\n" for n in range(count)))
    (place / "fleet.yaml").write_text(
        f"targets:\n  - {{inventory: fleet.csv, scheme: drop, keys: {place}/drop_keys, inbox: {place}/inbox}}\n"
    )


def _drop() -> Drop:
    """What this machine says, but for its package manager's part."""
    script = assemble({"Linux": [q for q in LINUX.questions if q.id != "linux.updates"]}, mark=_MARK, whole=120)
    ran = subprocess.run(["sh", "-s"], input=script, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    names = ("host", "system", "made", "mark", "script", "to", "key", "form", "asks", "lock", "size")
    said = {"system": "Linux", "mark": _MARK, "script": "0" * 64, "asks": asks(LINUX)}
    return Drop({name: said.get(name, "") for name in names}, ran.stdout)
