"""An authority that gives timestamps, on loopback: `openssl ts` behind an HTTP server."""

import contextlib
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Literal, TypeAlias

from tests.servers.need import need

Fault: TypeAlias = Literal["", "garbage", "huge", "redirect", "refused", "refusal", "another", "text", "replay"]

# `certs=` stays out: OpenSSL 3.0 would write the chain in an order that DER forbids.
_CONFIG = """\
[tsa]
default_tsa = own
[own]
dir = {folder}
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
"""


@dataclass
class Authority:
    """One that answers until the test ends, and what it does wrong."""

    folder: Path
    url: str = ""
    fault: Fault = ""
    asked: int = 0

    @property
    def root(self) -> Path:
        """The certificate by which people trust it."""
        return self.folder / "root.pem"

    def stamp(self, data: bytes) -> bytes:
        """A token over these bytes, without HTTP."""
        (self.folder / "data").write_bytes(data)
        made = ("ts", "-query", "-data", str(self.folder / "data"), "-sha256", "-cert", "-out", str(self.folder / "q"))
        _openssl(*made)
        return self.reply((self.folder / "q").read_bytes())

    def reply(self, query: bytes) -> bytes:
        """What it answers to a query."""
        (self.folder / "query").write_bytes(query)
        _openssl(
            *("ts", "-reply", "-config", str(self.folder / "tsa.cnf"), "-queryfile", str(self.folder / "query")),
            *("-out", str(self.folder / "reply")),
        )
        return (self.folder / "reply").read_bytes()


def made(folder: Path, *, days: int = 3650) -> Authority:
    """An authority with a root of its own; its certificate has ended where `days` is negative."""
    folder.mkdir(exist_ok=True)
    (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder))
    (folder / "serial").write_text("01")
    ends = "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=critical,timeStamping\n"
    (folder / "ext").write_text(ends)
    _key(folder / "root.key")
    _key(folder / "tsa.key")
    _openssl(
        *("req", "-x509", "-new", "-key", str(folder / "root.key"), "-subj", f"/CN=Root {folder.name}"),
        *("-days", "7300", "-out", str(folder / "root.pem")),
    )
    request = str(folder / "tsa.csr")
    _openssl("req", "-new", "-key", str(folder / "tsa.key"), "-subj", f"/CN=TSA {folder.name}", "-out", request)
    _openssl(
        *("x509", "-req", "-in", request, "-CA", str(folder / "root.pem"), "-CAkey", str(folder / "root.key")),
        *("-set_serial", "7", "-days", str(days), "-extfile", str(folder / "ext"), "-out", str(folder / "tsa.pem")),
    )
    return Authority(folder)


@contextlib.contextmanager
def serving(authority: Authority) -> Iterator[Authority]:
    """Answer over HTTP on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            _answer(self, authority)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        authority.url = f"http://127.0.0.1:{server.server_port}/tsr"
        try:
            yield authority
        finally:
            server.shutdown()
            thread.join(15)


def _answer(handler: BaseHTTPRequestHandler, authority: Authority) -> None:
    authority.asked += 1
    query = handler.rfile.read(int(handler.headers["Content-Length"]))
    match authority.fault:
        case "redirect":
            handler.send_response(302)
            handler.send_header("Location", "http://127.0.0.1:9/elsewhere")
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        case "refused":
            handler.send_error(403)
            return
        case "garbage":
            body = b"\x30\x03\x02\x01\x00"
        case "huge":
            body = b"\0" * (1 << 17)
        case "refusal":  # of a request in which nothing makes sense
            body = authority.reply(b"\x30\x00")
        case "another":
            body = authority.stamp(b"something else")
        case "replay":  # over the same bytes, given to somebody else
            body = authority.stamp((authority.folder / "over").read_bytes())
        case _:
            body = authority.reply(query)
    handler.send_response(200)
    kind = "text/html" if authority.fault == "text" else "application/timestamp-reply"
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    with contextlib.suppress(OSError):  # nobody reads on where it is too much
        handler.wfile.write(body)


def _key(path: Path) -> None:
    _openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", str(path))


def _openssl(*args: str) -> None:
    subprocess.run([need("openssl"), *args], check=True, capture_output=True, timeout=60)  # ours
