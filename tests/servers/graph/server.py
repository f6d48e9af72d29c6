"""The server: one port for Microsoft Graph, for the one call to Azure Resource Manager, and for the tokens."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.servers.arm.resources import Refused
from tests.servers.arm.server import Handler
from tests.servers.arm.tokens import Tokens
from tests.servers.graph.directory import Directory
from tests.servers.tls import certificate, serving


@dataclass
class Graph:
    """Where it is, what it holds, and what it was asked."""

    port: int
    trusted: Path
    """The certificate that it vouches for itself with."""
    held: Directory = field(default_factory=Directory)
    tokens: Tokens = field(default_factory=Tokens)
    calls: list[str] = field(default_factory=list)
    page: int = 100
    """Things on a page, where nobody asks for so many."""
    twist: Callable[[str, Any], Any] = lambda _, body: body
    """Of a path and what it is answered: what is said in its place."""
    refusals: dict[str, list[Refused]] = field(default_factory=dict)
    """By a part of a path: what is said there first, once each."""

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes = b"") -> Any:  # noqa: ARG002
        """Answer whoever is let in.

        Raises:
            Refused: with what Graph says then.
        """
        if method != "GET":
            raise Refused(405, "MethodNotAllowed")
        for part, waiting in self.refusals.items():
            if part in path and waiting:
                raise waiting.pop(0)
        return self.twist(path, self._paged(path, query, self.held.get(path, query)))

    def _paged(self, path: str, query: dict[str, str], whole: Any) -> Any:
        if not isinstance(whole.get("value"), list):
            return whole
        start, size = int(query.get("$skiptoken") or 0), int(query.get("$top") or self.page)
        some = {"value": whole["value"][start : start + size]}
        if start + size < len(whole["value"]):
            more = urlencode({**query, "$skiptoken": str(start + size)}, safe="$(),=")
            some["@odata.nextLink"] = f"{self.origin}{path}?{more}"
        return some

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"https://127.0.0.1:{self.port}"


@contextmanager
def graph(folder: Path) -> Iterator[Graph]:
    """One that runs until the block ends."""
    made = certificate(folder, "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.socket = serving(made).wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    it = Graph(server.server_address[1], made)
    server.it = it  # type: ignore[attr-defined]  # its handlers find it there
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield it
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
