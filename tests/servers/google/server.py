"""The server: one port for every Google host, which is the first part of the path."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.servers.google.double import Google
from tests.servers.google.refusals import Refused
from tests.servers.google.tokens import NotGiven
from tests.servers.tls import certificate, serving


@contextmanager
def google(folder: Path) -> Iterator[Google]:
    """One that runs until the block ends."""
    made = certificate(folder, "127.0.0.1", "localhost")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.socket = serving(made).wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    it = Google(server.server_address[1], made)
    server.it = it  # type: ignore[attr-defined]  # its handlers find it there
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

    @property
    def it(self) -> Google:
        found: Google = self.server.it  # type: ignore[attr-defined]
        return found

    def handle(self) -> None:
        try:
            super().handle()
        except (ssl.SSLError, OSError):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""

    def do_GET(self) -> None:  # as http.server calls it
        self._answer()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815  # as http.server calls them

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        place, query = parts.path.lstrip("/"), parse_qsl(parts.query, keep_blank_values=True)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.it.calls.append(f"{self.command} {unquote(place)}")
        try:
            self._send(200, self._told(place, query, body))
        except NotGiven as why:
            self._send(why.status, why.body)
        except Refused as why:
            self._send(why.status, why.body, why.headers)

    def _told(self, place: str, query: list[tuple[str, str]], body: bytes) -> Any:
        it, form = self.it, dict(parse_qsl(body.decode())) if "json" not in self.headers.get("Content-Type", "") else {}
        if self.command == "POST" and place == "oauth2.googleapis.com/token":
            return it.tokens.oauth(form, f"{it.origin}/{place}")
        if self.command == "POST" and place == "sts.googleapis.com/v1/token":
            return it.tokens.exchange(form)
        header = self.headers.get("Authorization", "")
        return it.answer(self.command, place, query, body, lambda route: it.tokens.lets_in(header, route))

    def _send(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        page = isinstance(body, str)
        data = body.encode() if page else json.dumps(body).encode()
        kind = "text/html" if page else "application/json"
        self.send_response(status)
        known = {"Content-Type": f"{kind}; charset=UTF-8", "Server": "ESF"}
        for name, value in {**known, **(headers or {}), "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
