"""A reverse proxy on loopback that passes requests on to moto, and misbehaves for one chosen operation.

It works on the bytes of HTTP, so that what is tested is the real client against the protocol's own errors.
"""

import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, parse_qsl, urlsplit

import botocore.session

_SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/")
REQUEST = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@dataclass(frozen=True)
class Request:
    """What was asked."""

    service: str
    """As signatures call it."""
    region: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def operation(self) -> str:
        """`ListKeys` where the protocol says it; method and path where it does not."""
        if target := self.headers.get("x-amz-target"):
            return target.rpartition(".")[2]
        if b"Action=" in self.body:
            return parse_qs(self.body.decode("latin-1")).get("Action", [""])[0]
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Reply:
    """What is answered in moto's place. No status: the connection is held until the client gives up."""

    status: int
    body: bytes = b""
    type: str = "application/xml"
    cut: int = 0
    """So many bytes fewer are sent than announced."""
    more: Mapping[str, str] = field(default_factory=dict)
    """Headers of its own."""


Fault = Callable[[Request], Reply | None]


def error(request: Request, code: str, status: int = 403, message: str = "no") -> Reply:
    """An error in the form of the request's own protocol."""
    if "x-amz-target" in request.headers:
        return Reply(400, json.dumps({"__type": code, "message": message}).encode(), "application/x-amz-json-1.1")
    if request.service == "ec2":
        body = f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors></Response>"
    elif request.service == "s3":
        body = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
        if "/v20180820/" in request.path:
            body = f"<ErrorResponse>{body}</ErrorResponse>"
    elif b"Action=" in request.body or request.service in {"cloudfront", "route53"}:
        body = f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    else:
        return Reply(status, json.dumps({"code": code, "message": message}).encode(), "application/json")
    return Reply(status, body.encode())


@dataclass
class Proxy:
    """Where it listens, what it does wrong, and what it was asked."""

    port: int = 0
    fault: Fault | None = None
    asked: Counter[str] = field(default_factory=Counter)
    headers: list[dict[str, str]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Its endpoint."""
        return f"http://127.0.0.1:{self.port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream: ClassVar[int]
    proxy: ClassVar[Proxy]

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {k.lower(): v for k, v in self.headers.items()}
        scope = _SCOPE.search(headers.get("authorization", ""))
        region, service = scope.groups() if scope else ("", "")
        request = Request(service, region, self.command, self.path, headers, body)
        self.proxy.asked[f"{service}:{request.operation}"] += 1
        reply = self.proxy.fault(request) if self.proxy.fault else None
        if reply is None:
            self._pass_on(headers, body)
        elif reply.status:
            self._send(
                reply.status,
                {"content-type": reply.type, "x-amzn-requestid": REQUEST, **reply.more},
                reply.body,
                reply.cut,
            )
        else:
            self.proxy.released.wait(30)
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = _serve  # noqa: N815  # names that http.server looks for

    def _pass_on(self, headers: dict[str, str], body: bytes) -> None:
        upstream = HTTPConnection("127.0.0.1", self.upstream, timeout=30)
        try:
            upstream.request(self.command, self.path, body, {k: v for k, v in headers.items() if k not in _HOP})
            answer = upstream.getresponse()
            content = answer.read()
        finally:
            upstream.close()
        self._send(answer.status, {k: v for k, v in answer.getheaders() if k.lower() not in _HOP}, content)

    def _send(self, status: int, headers: dict[str, str], body: bytes, cut: int = 0) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) - cut])
        if cut:
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A client that went away is no error of ours."""


@contextmanager
def proxy_to(upstream: int, *, wrap: Callable[[Any], Any] | None = None) -> Iterator[Proxy]:
    """Start a proxy before a port; `wrap` may put TLS round its socket."""
    proxy = Proxy()
    handler = type("Handler", (_Handler,), {"upstream": upstream, "proxy": proxy})
    with _Server(("127.0.0.1", 0), handler) as server:
        if wrap:
            server.socket = wrap(server.socket)
        proxy.port = int(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            proxy.released.set()
            server.shutdown()
            thread.join(5)


@lru_cache(maxsize=32)
def _model(service: str) -> Any:
    return botocore.session.get_session().get_service_model(service)


@lru_cache(maxsize=256)
def asks(operation: str) -> Callable[[Request], bool]:
    """Recognise an operation, named `service.Operation`, by what botocore's model says it looks like on the wire."""
    service, _, call = operation.partition(".")
    model = _model(service)
    shape = model.operation_model(call)
    if model.protocol in {"json", "query", "ec2"} or model.metadata.get("targetPrefix"):
        return lambda request: request.service == model.signing_name and request.operation == call
    path, _, query = shape.http["requestUri"].partition("?")
    # A label with a plus takes slashes too.
    labelled = re.sub(r"\{[^}]*\}", lambda label: ".+" if "+" in label[0] else "[^/?]+", path)
    pattern = re.compile(labelled.rstrip("/") + "/?")
    static = {key for key, _ in parse_qsl(query, keep_blank_values=True)}

    def matches(request: Request) -> bool:
        parts = urlsplit(request.path)
        keys = {key for key, _ in parse_qsl(parts.query, keep_blank_values=True)}
        return (
            request.service == model.signing_name
            and request.method == shape.http["method"]
            and pattern.fullmatch(parts.path) is not None
            and static <= keys
        )

    return matches
