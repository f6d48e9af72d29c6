"""The instance behind HTTP on loopback, as `?config=` leads to it."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.servers.sigstore_double.instance import Instance, claims

SILENT: Final = -1
"""In the place of a status: no answer comes."""


@dataclass
class Served:
    """Where it is, and what it is asked."""

    instance: Instance
    config: Path
    """What its clients are told."""
    status: dict[str, int] = field(default_factory=dict)
    """By the path of a question, how it is refused."""
    tokens: list[str] = field(default_factory=list)
    """All that it was shown."""
    secret: str = "c4n4ry-job"  # noqa: S105  # of a double
    """With which a job of GitHub's asks for its token."""
    ambient: str = ""
    """That token."""
    over: threading.Event = field(default_factory=threading.Event)
    """Up to when it is silent where it is."""


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """One that runs until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    it = Served(Instance(), folder / "sigstore.json")
    server.it = it  # type: ignore[attr-defined]  # its handlers find it there
    it.config.write_text(json.dumps(it.instance.trust_config(f"http://127.0.0.1:{server.server_address[1]}")))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield it
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""

    def do_GET(self) -> None:  # as http.server calls it
        """The token of a job of GitHub's, for whoever shows the secret of the job."""
        it: Served = self.server.it  # type: ignore[attr-defined]  # as above
        known = self.headers["Authorization"] == f"bearer {it.secret}" and self.path == "/token?audience=sigstore"
        self._send(200 if known else 401, {"value": it.ambient} if known else {"message": it.secret})

    def do_POST(self) -> None:  # as http.server calls it
        it: Served = self.server.it  # type: ignore[attr-defined]
        said = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        status = it.status.get(self.path)
        if status == SILENT:
            it.over.wait(30)
            self.close_connection = True
            return None
        if status:
            return self._send(status, {"message": self.headers.get("Authorization") or "refused"})
        told = {"/api/v2/signingCert": self._certificate, "/api/v1/log/entries": self._entry}[self.path]
        return self._send(201, told(it, said))

    def _certificate(self, it: Served, said: Any) -> Any:
        token = self.headers["Authorization"].removeprefix("Bearer ")
        it.tokens.append(token)
        request = x509.load_pem_x509_csr(base64.b64decode(said["certificateSigningRequest"]))
        who = claims(token)
        made = it.instance.certificate(request.public_key(), who["sub"], who["iss"])  # type: ignore[arg-type]  # P-256
        chain = [each.public_bytes(Encoding.PEM).decode() for each in (made, it.instance.root)]
        return {"signedCertificateEmbeddedSct": {"chain": {"certificates": chain}}}

    def _entry(self, it: Served, said: Any) -> Any:
        return {"0" * 64: it.instance.entry(said)}

    def _send(self, status: int, body: Any) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
