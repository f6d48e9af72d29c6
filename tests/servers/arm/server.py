"""The server: one port for Azure Resource Manager and for the tokens' endpoint."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from tests.servers.arm import graph
from tests.servers.arm.resources import Refused, Subscription, allowed
from tests.servers.arm.tokens import TENANT, Tokens
from tests.servers.tls import certificate, serving

ID: Final = "11111111-2222-3333-4444-555555555555"


@dataclass
class Arm:
    """Where it is, what it holds, and what it was asked."""

    port: int
    trusted: Path
    """The certificate that it vouches for itself with."""
    subscriptions: dict[str, Subscription]
    """By id; the first is the one that most tests are about."""
    groups: dict[str, list[str]] = field(default_factory=dict)
    """Ids of the subscriptions below a management group, however deep."""
    tokens: Tokens = field(default_factory=Tokens)
    calls: list[str] = field(default_factory=list)
    page: int = 100
    twist: Callable[[str, Any], Any] = lambda _, body: body
    """Of a path and what it is answered: what is said in its place."""
    refusals: dict[str, list[Refused]] = field(default_factory=dict)
    """By a part of a path: what is said there first, once each."""

    @property
    def held(self) -> Subscription:
        """The first subscription."""
        return next(iter(self.subscriptions.values()))

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes = b"") -> Any:
        """Answer whoever is let in.

        Raises:
            Refused: with what Azure says then.
        """
        for part, waiting in self.refusals.items():
            if part.lower() in path.lower() and waiting:
                raise waiting.pop(0)
        whole = self._get(path, query) if method == "GET" else self._post(path, query, json.loads(body))
        return self.twist(path, whole)

    def _post(self, path: str, query: dict[str, str], asked: Any) -> Any:
        if path.lower().endswith("/backupstatus"):
            allowed(path, query)
            return self.subscriptions[path.split("/")[2].lower()].backed_up(asked)
        if path.lower() != "/providers/microsoft.resourcegraph/resources" or query != {"api-version": "2021-03-01"}:
            raise Refused(404, "NotFound", path)
        return graph.answer(self.subscriptions[asked["subscriptions"][0]], asked)

    def _get(self, path: str, query: dict[str, str]) -> Any:
        whole = self._whole(path, query)
        if "value" not in whole:
            return whole
        start = int(query.get("$skiptoken") or 0)
        some = {"value": whole["value"][start : start + self.page]}
        if start + self.page < len(whole["value"]):
            more = urlencode({**query, "$skiptoken": start + self.page}, quote_via=quote, safe="$")
            some["nextLink"] = f"{self.origin}{path}?{more}"
        return some

    def _whole(self, path: str, query: dict[str, str]) -> Any:
        allowed(path, query)
        scope, name, *_ = path.lower().lstrip("/").split("/")
        if scope == "subscriptions":
            if name not in self.subscriptions:
                raise Refused(404, "SubscriptionNotFound", "The subscription could not be found.")
            held = self.subscriptions[name]
            everything = path.lower() == f"/subscriptions/{name}/resources"
            return held.everything(query.get("$filter", "")) if everything else held.get(path)
        group = path.split("/")[4]
        if group not in self.groups:
            raise Refused(403, "AuthorizationFailed", "no authorization over the management group")
        return {"value": [self._below(name) for name in self.groups[group]]}

    def _below(self, name: str) -> dict[str, Any]:
        known = self.subscriptions.get(name)
        return {
            "id": f"/subscriptions/{name}",
            "type": "Microsoft.Management/managementGroups/subscriptions",
            "name": name,
            "properties": {"displayName": known.name if known else "", "parent": {"id": "x"}},
        }

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"https://127.0.0.1:{self.port}"


@contextmanager
def arm(folder: Path) -> Iterator[Arm]:
    """One that runs until the block ends."""
    made = certificate(folder, "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.socket = serving(made).wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    it = Arm(server.server_address[1], made, {ID: Subscription(ID)})
    server.it = it  # type: ignore[attr-defined]  # its handlers find it there
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield it
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


class Handler(BaseHTTPRequestHandler):
    """Of this double, and of that of Microsoft Graph."""

    protocol_version = "HTTP/1.1"
    timeout = 30

    @property
    def it(self) -> Arm:
        found: Arm = self.server.it  # type: ignore[attr-defined]
        return found

    def handle(self) -> None:
        try:
            super().handle()
        except (ssl.SSLError, OSError):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""

    def do_GET(self) -> None:  # as http.server calls it
        self._answer(self._got)

    def do_POST(self) -> None:
        self._answer(self._posted)

    def _answer(self, make: Any) -> None:
        parts = urlsplit(self.path)
        path, query = unquote(parts.path), dict(parse_qsl(parts.query, keep_blank_values=True))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.it.calls.append(f"{self.command} {path}")
        try:
            self._send(200, make(path, query, body))
        except Refused as why:
            oauth = path.endswith("/token")
            said = {"error": why.code, "error_description": why.message} if oauth else why.body
            self._send(why.status, said, why.headers)

    def _got(self, path: str, query: dict[str, str], body: bytes) -> Any:
        if path.endswith("/.well-known/openid-configuration"):
            base = f"{self.it.origin}/{path.split('/')[1]}"
            return {
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "issuer": f"{base}/v2.0",
                "tenant_region_scope": "EU",
            }
        self._signed_in()
        return self.it.answer("GET", path, query, body)

    def _posted(self, path: str, query: dict[str, str], body: bytes) -> Any:
        if path.endswith("/oauth2/v2.0/token"):
            return self.it.tokens.give(path.split("/")[1], dict(parse_qsl(body.decode())))
        self._signed_in()
        return self.it.answer("POST", path, query, body)

    def _signed_in(self) -> None:
        if not self.it.tokens.lets_in(self.headers.get("Authorization", ""), self.it.origin):
            challenge = f'Bearer authorization_uri="{self.it.origin}/{TENANT}"'
            raise Refused(401, "AuthenticationFailed", "Authentication failed.", **{"WWW-Authenticate": challenge})

    def _send(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        known = {"Content-Type": "application/json", "x-ms-request-id": "0f8fad5b-d9cb-469f-a165-70867728950e"}
        for name, value in {**known, **(headers or {}), "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
