"""What a large night costs whoever reads it, and on disk; and a night of many small targets."""

import contextlib
import socketserver
import ssl
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.cost import Figure, command
from scanner.signers.file import new_key
from scanner.signers.opening import open_signer
from tests.servers.tls import certificate, serving

SERVICES = 300
SERVICE_CPU = 9.5
"""CPU-ms, of the whole scan for one."""


class Most(NamedTuple):
    """The limits of one command."""

    cpu: float
    peak: float


def reading(name: str, store: Path, key: Path, most: Mapping[str, Most]) -> Iterator[Figure]:
    """What `findings`, `report` and `verify` of its last run cost, and what its members take."""
    words = {
        "findings": ("findings", "--store", str(store)),
        "report": ("report", str(store), "--format", "html", "--output", str(store.with_name("page.html"))),
        "verify": ("verify", str(store), "--key", open_signer(str(key)).keyid),
    }
    for word, limits in most.items():
        child = command(*words[word])
        if child.code:
            raise SystemExit(f"safeguard {word} of {name} ended with {child.code}: nothing was measured")
        yield Figure(f"{name}: {word}", child.own, "CPU-s", limits.cpu)
        yield Figure(f"{name}: {word}, peak memory", child.peak_mib, "MiB", limits.peak)
    (run,) = (store / "runs").iterdir()
    for member in sorted(run.iterdir()):
        yield Figure(f"{name}: {member.name}", member.stat().st_size / 1e6, "MB")


def small() -> Iterator[Figure]:
    """Services of TLS, one behind each address of the loopback: little is asked of each, and there are many."""
    with TemporaryDirectory() as folder, _answering(Path(folder)) as port:
        place = Path(folder)
        targets = "".join(f"  - target: tls://127.0.{n // 250}.{n % 250 + 1}:{port}\n" for n in range(SERVICES))
        (place / "many.yaml").write_text(f"targets:\n{targets}")
        key, store = place / "bench.pem", place / "store"
        new_key(key, None)
        child = command("scan", "-c", str(place / "many.yaml"), "--store", str(store), "--sign-key", str(key))
        if child.code not in {1, 2} or not (store / "runs").exists():
            raise SystemExit(f"the scan of {SERVICES} services ended with {child.code}: nothing was measured")
    name = f"{SERVICES} TLS services"
    yield Figure(f"{name}: CPU of the whole scan, for one", child.own / SERVICES * 1000, "CPU-ms", SERVICE_CPU)
    yield Figure(f"{name}: peak memory", child.peak_mib, "MiB", 85)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128
    context: ssl.SSLContext


class _Shake(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        """Shake hands, and wait for the end."""
        with contextlib.suppress(OSError), self.server.context.wrap_socket(self.request, server_side=True) as secure:
            secure.recv(1)


@contextlib.contextmanager
def _answering(place: Path) -> Iterator[int]:
    """A server at every address of this machine; gives its port."""
    with _Server(("", 0), _Shake) as server:
        server.context = serving(certificate(place))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
