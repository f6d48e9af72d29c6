"""The server: two ports, plain and with TLS, and a proxy that leads every host to the second."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.servers.arm import resources
from tests.servers.forward import forwarding
from tests.servers.keeping.services import VAULT, Kept, Refused
from tests.servers.tls import certificate, serving

HOSTS = (VAULT, "vault.example", "login.microsoftonline.com", "cloudkms.googleapis.com", "oauth2.googleapis.com")


@dataclass(frozen=True)
class Keeping:
    """Where it is."""

    kept: Kept
    plain: int
    proxy: int
    trusted: Path
    """The certificate that it vouches for itself with."""


@contextmanager
def keeping(folder: Path) -> Iterator[Keeping]:
    """One that runs until the block ends."""
    made, kept = certificate(folder, *HOSTS), Kept()
    with _served(kept) as plain, _served(kept, serving(made)) as secure, forwarding(secure) as proxy:
        yield Keeping(kept, plain, proxy.port, made)


@contextmanager
def _served(kept: Kept, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.kept = kept  # type: ignore[attr-defined]  # its handlers find it there
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def handle(self) -> None:
        try:
            super().handle()
        except (ssl.SSLError, OSError):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""

    def do_GET(self) -> None:  # as http.server calls it
        kept: Kept = self.server.kept  # type: ignore[attr-defined]
        parts, host = urlsplit(self.path), self.headers["Host"]
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            self._send(200, self._told(kept, host, parts.path, dict(parse_qsl(parts.query)), data))
        except Refused as why:
            self._send(why.status, why.body)
        except resources.Refused as why:
            self._send(why.status, {"error": why.code, "error_description": why.message})

    do_POST = do_GET  # noqa: N815  # as http.server calls it

    def _told(self, kept: Kept, host: str, path: str, query: dict[str, str], data: bytes) -> Any:
        if host == "oauth2.googleapis.com":
            return kept.google_token(dict(parse_qsl(data.decode())))
        if host == "login.microsoftonline.com" and path.endswith("/openid-configuration"):
            base = f"https://{host}/{path.split('/')[1]}"
            ends = {f"{kind}_endpoint": f"{base}/oauth2/v2.0/{kind[:9]}" for kind in ("token", "authorization")}
            return {**ends, "issuer": f"{base}/v2.0", "tenant_region_scope": "EU"}
        if host == "login.microsoftonline.com":
            return kept.azure_token(path, dict(parse_qsl(data.decode())))
        return kept.answer(f"{self.command} {host}{path}", query, self.headers, data)  # type: ignore[arg-type]  # it reads like one

    def _send(self, status: int, body: Any) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
