"""The connections to a provider: nobody is led elsewhere, and nothing without an end is read to it."""

import gzip
import http.server
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from ssl import PEM_cert_to_DER_cert

import pytest
import requests

from collectors.asking.keep import TooMuchError
from collectors.rest.session import careful
from collectors.rest.way import PEER
from tests.servers.tls import certificate, serving

Handler = http.server.BaseHTTPRequestHandler


@contextmanager
def plays(play: Callable[[Handler], None], folder: Path | None = None) -> Iterator[str]:
    """A server that answers each GET so; over TLS where a folder for its certificate is given."""

    class Played(Handler):
        def do_GET(self) -> None:  # noqa: N802  # as http.server calls it
            play(self)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Played)
    server.daemon_threads = True
    if folder:
        context = serving(certificate(folder, "127.0.0.1"))
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"{'https' if folder else 'http'}://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def test_a_redirect_is_not_followed() -> None:
    def away(it: Handler) -> None:
        it.send_response(302)
        it.send_header("Location", "http://127.0.0.1:1/elsewhere")
        it.send_header("Content-Length", "0")
        it.end_headers()

    with plays(away) as url:
        assert careful(requests.Session(), 5).get(url).status_code == 302


def test_what_has_no_end_is_not_read_to_it() -> None:
    bomb = gzip.compress(bytes(80 << 20))

    def answer(it: Handler) -> None:
        it.send_response(200)
        it.send_header("Content-Encoding", "gzip")
        it.send_header("Content-Length", str(len(bomb)))
        it.end_headers()
        it.wfile.write(bomb)

    with plays(answer) as url, pytest.raises(TooMuchError):
        careful(requests.Session(), 5).get(url)


def test_what_comes_in_drops_ends() -> None:
    def drip(it: Handler) -> None:
        it.send_response(200)
        it.send_header("Transfer-Encoding", "chunked")
        it.end_headers()
        over = threading.Event()
        with suppress(OSError):  # whoever asked has gone
            for _ in range(100):
                it.wfile.write(b"1\r\n \r\n")
                over.wait(0.05)

    began = time.monotonic()
    with plays(drip) as url, pytest.raises(requests.exceptions.ReadTimeout):
        careful(requests.Session(), 0.2).get(url)
    assert time.monotonic() - began < 4


def test_the_certificate_is_that_of_the_connection_whatever_the_answer_says(tmp_path: Path) -> None:
    def lies(it: Handler) -> None:
        it.send_response(200)
        it.send_header(PEER, "made-up")
        it.send_header("Content-Length", "2")
        it.end_headers()
        it.wfile.write(b"{}")

    with plays(lies, tmp_path) as url:
        file = next(tmp_path.glob("*.pem"))
        met = careful(requests.Session(), 5).get(url, verify=str(file)).headers[PEER]
    begin = file.read_text().index("-----BEGIN CERTIFICATE-----")
    assert met == sha256(PEM_cert_to_DER_cert(file.read_text()[begin:])).hexdigest()
