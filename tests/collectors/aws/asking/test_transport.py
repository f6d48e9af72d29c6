"""Connections to real servers on loopback: what breaks, what is used again, whom they trust, which way they go."""

import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path
from threading import Semaphore
from typing import Any

import pytest
from botocore.exceptions import (
    ConnectionClosedError,
    EndpointConnectionError,
    HTTPClientError,
    ProxyConnectionError,
    ReadTimeoutError,
    SSLError,
)
from botocore.httpsession import URLLib3Session

from collectors.asking.keep import TooMuchError
from collectors.aws.asking.connections import Connections
from collectors.aws.asking.outcome import nameless
from collectors.aws.asking.reply import Reply
from collectors.aws.asking.session import Session
from collectors.aws.asking.transport import PEER, Transport
from collectors.aws.asking.wire import Request
from collectors.aws.options import options
from tests.collectors.aws.scanning import target
from tests.servers.forward import forwarding
from tests.servers.need import lacking
from tests.servers.scripted import Play, playing
from tests.servers.tls import certificate, serving

YES = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nab"
CLOSE = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nab"
CHUNKS = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
UNTIL = b"HTTP/1.1 200 OK\r\n\r\nab"
"""Ends with its connection."""


def transport(verify: Any = True, *, turn: Any = None, **more: Any) -> Transport:  # noqa: FBT002  # as in botocore
    said: dict[str, Any] = {"verify": verify if isinstance(verify, bool) else str(verify), "timeout": (5, 0.5), **more}
    return Transport.like(URLLib3Session(**said), lambda: turn or nullcontext())


def get(by: Transport, url: str, method: str = "GET") -> Reply:
    request = Request({"method": method, "url": url, "context": {}, "body": b"", "headers": {}})
    request.seal()
    return by.send(request)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A certificate for loopback, and its key."""
    return certificate(tmp_path, "localhost", "127.0.0.1", "::1", "kms.example")


@pytest.fixture
def _named(monkeypatch: pytest.MonkeyPatch) -> None:
    """All names below `.example` are names of this machine."""
    find = socket.getaddrinfo

    def found(host: Any, *args: Any) -> Any:
        return find("127.0.0.1" if str(host).endswith(".example") else host, *args)

    monkeypatch.setattr(socket, "getaddrinfo", found)


def digest(path: Path) -> str:
    return sha256(ssl.PEM_cert_to_DER_cert(path.read_text()[path.read_text().index("-----BEGIN CERT") :])).hexdigest()


@pytest.mark.parametrize(
    ("play", "connections"),
    [
        (Play(YES), 1),
        (Play(CHUNKS), 1),
        (Play(b"HTTP/1.1 100 Go on\r\n\r\n" + YES), 1),
        (Play(CLOSE), 3),
        (Play(UNTIL, ends="close"), 3),
        (Play(YES.replace(b"1.1", b"1.0")), 3),
        (Play(YES, ends="close"), 3),
        (Play(YES, later=b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil"), 3),
        (Play(YES, later=b"\r\n"), 3),
    ],
)
@pytest.mark.parametrize("secure", [False, True])
def test_a_connection_is_used_again_where_it_may(mine: Path, play: Play, connections: int, *, secure: bool) -> None:
    """Not if the server has closed it meanwhile, nor if something came that nobody has asked for."""
    with playing(play, tls=serving(mine) if secure else None) as server:
        by = transport(mine, timeout=(60, 60))  # whether it is used again hangs on no clock
        for _ in range(3):
            assert get(by, f"http{'s' if secure else ''}://localhost:{server.port}/").content == b"ab"
            server.settled(0 if play.ends else 1)
    assert (len(server.asked), server.met) == (3, connections)


@pytest.mark.parametrize(
    ("target", "sent"),
    [("/a/b?c=d%20e", "/a/b?c=d%20e"), ('/a"b?c=d e', "/a%22b?c=d%20e"), ("/ä", "/%C3%A4"), ("", "/")],
)
def test_a_target_is_written_the_same_on_a_new_connection_and_a_used_one(target: str, sent: str) -> None:
    with playing(YES) as server:
        by = transport()
        for _ in range(2):
            get(by, f"http://127.0.0.1:{server.port}{target}")
    assert [asked.partition(b" HTTP")[0].decode() for asked in server.asked] == [f"GET {sent}"] * 2
    assert server.met == 1


def test_the_answer_to_head_leaves_nothing_behind() -> None:
    moved = b"HTTP/1.1 301 Moved\r\ncontent-length: 9\r\n\r\n"
    with playing(moved, CHUNKS.partition(b"2\r\n")[0], YES) as server:
        by, url = transport(), f"http://127.0.0.1:{server.port}/"
        said = [get(by, url, method) for method in ("HEAD", "HEAD", "GET")]
    assert [(r.status, r.content) for r in said] == [(301, b""), (200, b""), (200, b"ab")]
    assert server.met == 1


@pytest.mark.parametrize("answer", [YES, CLOSE, CHUNKS])
@pytest.mark.parametrize(("secure", "ends"), [(False, "close"), (False, "reset"), (True, "close"), (True, "cut")])
@pytest.mark.parametrize("used", [False, True])
def test_a_connection_that_ends_at_any_byte_has_brought_nothing(
    mine: Path, answer: bytes, *, secure: bool, ends: str, used: bool
) -> None:
    """Neither a new one nor one that has brought an answer before."""
    broken = [Play(answer[:n], ends) for n in range(len(answer))]
    plays = [play for one in broken for play in ((Play(YES), one) if used else (one,))]
    with playing(*plays, tls=serving(mine) if secure else None) as server:
        by = transport(mine)
        for play in plays:
            with nullcontext() if play.said == YES else pytest.raises(ConnectionClosedError):
                get(by, f"http{'s' if secure else ''}://localhost:{server.port}/")
    assert (len(server.asked), server.met) == (len(plays), len(broken))


@pytest.mark.parametrize(
    ("secure", "ends", "whole"),
    [(False, "close", True), (False, "reset", False), (True, "close", True), (True, "cut", False)],
)
def test_an_answer_that_ends_with_its_connection(mine: Path, *, secure: bool, ends: str, whole: bool) -> None:
    """Anybody on the way can end a connection. That it was the server TLS tells."""
    with playing(Play(UNTIL, ends), tls=serving(mine) if secure else None) as server:
        url = f"http{'s' if secure else ''}://localhost:{server.port}/"
        if whole:
            assert get(transport(mine), url).content == b"ab"
        else:
            with pytest.raises(ConnectionClosedError):
                get(transport(mine), url)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (b"", ReadTimeoutError),
        (YES[:20], ReadTimeoutError),
        (YES[:-1], ReadTimeoutError),
        (CHUNKS[:-2], ReadTimeoutError),
        (b"HTTP/1.1 100 Go on\r\n\r\n", ReadTimeoutError),
        (b"SSH-2.0-OpenSSH_9.6\r\n", ConnectionClosedError),
        (YES + YES, ConnectionClosedError),
        (b"HTTP/1.1 101 Other\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n", ConnectionClosedError),
        (b"HTTP/1.1 200 OK\r\n" + b"x-a: b\r\n" * 20_000, TooMuchError),
    ],
)
@pytest.mark.parametrize("before", [[], [YES]])
def test_what_is_no_answer_is_an_error(before: list[bytes], said: bytes, error: type[Exception]) -> None:
    turn = Semaphore(1)
    with playing(*before, said, YES) as server:
        by, url = transport(turn=turn), f"http://127.0.0.1:{server.port}/"
        assert [get(by, url).content for _ in before] == [b"ab"] * len(before)
        with pytest.raises(error) as caught:
            get(by, url)
        assert "SSH" not in str(caught.value)
        assert get(by, url).content == b"ab"  # on another connection
    assert server.met == 2
    assert turn.acquire(blocking=False)


def test_hosts_that_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(EndpointConnectionError) as refused:
        get(transport(), f"http://127.0.0.1:{port}/")
    assert not nameless(refused.value)

    def unknown(*_: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(EndpointConnectionError) as unnamed:
        get(transport(), "https://kms.nowhere.example/")
    assert nameless(unnamed.value)
    with pytest.raises(HTTPClientError):
        get(transport(), "ftp://kms.nowhere.example/")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_addresses(mine: Path, host: str) -> None:
    if host == "::1" and not _has_ipv6():
        lacking("this machine has no IPv6 on loopback")
    with playing(YES, tls=serving(mine), host=host) as server:
        authority = f"[{host}]:{server.port}" if ":" in host else f"{host}:{server.port}"
        reply = get(transport(mine), f"https://{authority}/a/b?c=d")
    assert reply.headers[PEER] == digest(mine)
    assert f"host: {authority}\r\n".encode() in server.asked[0]
    assert server.asked[0].startswith(b"GET /a/b?c=d HTTP/1.1\r\n")


def _has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def test_no_endpoint_says_itself_who_it_is() -> None:
    with playing(YES.replace(b"\r\n\r\n", f"\r\n{PEER}: me\r\n\r\n".encode())) as server:
        assert get(transport(), f"http://127.0.0.1:{server.port}/").headers[PEER] == ""


def _bundles(folder: Path, mine: Path) -> Iterator[tuple[Any, str, str]]:
    yield True, "localhost", "certificate verify failed"
    yield mine, "other.example", "doesn't match|not valid for"
    yield folder / "none.pem", "localhost", "No such file"
    yield folder, "localhost", "."
    (folder / "empty.pem").write_text("")
    yield folder / "empty.pem", "localhost", "no certificate"


@pytest.mark.usefixtures("_named")
def test_whom_nobody_vouches_for_is_not_asked(tmp_path: Path, mine: Path) -> None:
    with playing(YES, tls=serving(mine)) as server:
        for verify, host, why in _bundles(tmp_path, mine):
            by = transport(verify)
            for _ in range(2):
                with pytest.raises(SSLError, match=why):
                    get(by, f"https://{host}:{server.port}/")
    assert server.asked == []


@pytest.mark.filterwarnings("ignore:Unverified HTTPS")
def test_authorities_come_from_where_it_is_said(tmp_path: Path, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with playing(YES, tls=serving(mine)) as server:
        for verify in (mine, "~/both.pem", False):
            assert get(transport(verify), f"https://localhost:{server.port}/").headers[PEER] == digest(mine)
    with playing(YES) as server:
        assert get(transport(tmp_path / "none.pem"), f"http://localhost:{server.port}/").content == b"ab"


def test_authorities_are_read_once(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bundle takes 15 ms, and a connection without it one."""
    read: list[Any] = []
    load = ssl.SSLContext.load_verify_locations

    def reading(context: ssl.SSLContext, *paths: Any) -> None:
        read.append(paths)
        load(context, *paths)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", reading)
    with playing(CLOSE, tls=serving(mine)) as server:
        by = transport(mine)
        for host in ("localhost", "127.0.0.1") * 3:
            get(by, f"https://{host}:{server.port}/")
    assert (server.met, len(read)) == (6, 1)


def test_certificates_of_clients(tmp_path: Path, mine: Path) -> None:
    (tmp_path / "client").mkdir()
    client = certificate(tmp_path / "client", "safeguard.example")
    demanding = serving(mine)
    demanding.verify_mode = ssl.CERT_REQUIRED
    demanding.load_verify_locations(client)
    with playing(YES, tls=demanding) as server:
        url = f"https://localhost:{server.port}/"
        assert get(transport(mine, client_cert=(str(client), str(client))), url).content == b"ab"
        with pytest.raises((SSLError, ConnectionClosedError)):
            get(transport(mine), url)
    assert len(server.asked) == 1


@pytest.mark.usefixtures("_named")
@pytest.mark.parametrize("threads", [1, 16])
def test_connections_to_many_hosts_do_not_stay_open(threads: int) -> None:
    """Each bucket is a host, and an account may have thousands of them."""
    with playing(YES) as server:
        by = transport()
        urls = [f"http://bucket-{n}.example:{server.port}/{k}" for n in range(150) for k in range(3)]
        with ThreadPoolExecutor(threads) as pool:
            assert all(reply.content == b"ab" for reply in pool.map(lambda url: get(by, url), urls))
        most = 32 if threads == 1 else 3 * (32 + threads)  # a host is asked three things, perhaps at once
        assert 0 < server.settled(most) <= most
        by.close()


USER = "scan ner:p@ss:word"
GIVEN = "scan%20ner:p%40ss%3Aword"


@pytest.mark.usefixtures("_named")
@pytest.mark.parametrize(("scheme", "given"), [("http", GIVEN), ("https", GIVEN), ("http", "")])
def test_a_tunnel(mine: Path, scheme: str, given: str) -> None:
    """What the proxy is told, it keeps to itself; and the certificate is the endpoint's."""
    proxy_tls = serving(mine) if scheme == "https" else None
    with (
        playing(YES, CLOSE, YES, tls=serving(mine)) as server,
        forwarding(server.port, user=USER if given else "", tls=proxy_tls) as proxy,
    ):
        by = transport(mine, proxies={"https": f"{scheme}://{given}@localhost:{proxy.port}"})
        replies = [get(by, "https://kms.example/x?y", method) for method in ("GET", "GET", "POST")]
    assert [(r.content, r.headers[PEER]) for r in replies] == [(b"ab", digest(mine))] * 3
    assert [line.rpartition(" ")[0] for line in proxy.asked] == ["CONNECT kms.example:443"] * 2
    assert server.asked[0].startswith(b"GET /x?y HTTP/1.1\r\n")
    assert b"proxy-" not in b"".join(server.asked).lower()


@pytest.mark.usefixtures("_named")
def test_a_proxy_of_plain_requests() -> None:
    with playing(YES) as server, forwarding(server.port, user=USER) as proxy:
        by = transport(proxies={"http": f"http://{GIVEN}@localhost:{proxy.port}"})
        for _ in range(2):
            assert get(by, "http://kms.example/x?y").content == b"ab"
    assert proxy.asked[0] == "GET http://kms.example/x?y HTTP/1.1"
    assert b"host: kms.example\r\n" in server.asked[0]


@pytest.mark.usefixtures("_named")
def test_a_proxy_that_refuses(mine: Path) -> None:
    with playing(YES, tls=serving(mine)) as server, forwarding(server.port, user=USER) as proxy:
        where = f"localhost:{proxy.port}"
        for given in (f"http://scan:s3cret@{where}", f"http://{where}", "http://scan:s3cret@localhost:1"):
            with pytest.raises(ProxyConnectionError) as caught:
                get(transport(mine, proxies={"https": given}), "https://kms.example/")
            assert "s3cret" not in str(caught.value)
    assert server.asked == []


@pytest.mark.usefixtures("_named")
def test_a_proxy_nobody_vouches_for(mine: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = certificate(tmp_path / "other", "localhost")
    with playing(YES) as server, forwarding(server.port, tls=serving(other)) as proxy:
        by = transport(mine, proxies=dict.fromkeys(("http", "https"), f"https://localhost:{proxy.port}"))
        for scheme in ("http", "https"):
            with pytest.raises((ProxyConnectionError, SSLError)):
                get(by, f"{scheme}://kms.example/")
    assert (proxy.asked, server.asked) == ([], [])


@pytest.mark.usefixtures("_named")
def test_no_proxy_is_heeded_client_by_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """An endpoint inside the network beside others that only the proxy reaches."""
    answer = b'HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{"Keys":[]}'
    with playing(answer) as server, forwarding(server.port) as proxy:
        for service in ("KMS", "DYNAMODB"):
            monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", f"http://{service.lower()}.example:{server.port}")
        monkeypatch.setenv("HTTP_PROXY", f"http://localhost:{proxy.port}")
        monkeypatch.setenv("NO_PROXY", "kms.example")
        some = options(target(None))
        session = Session(some, Connections(some, {}))
        with session.asking():
            for service, call in (("kms", "list_keys"), ("dynamodb", "list_tables"), ("kms", "list_keys")):
                client, _ = session.client(service, "us-east-1")
                getattr(client, call)()
    assert proxy.asked == [f"POST http://dynamodb.example:{server.port}/ HTTP/1.1"]
    assert len(server.asked) == 3
