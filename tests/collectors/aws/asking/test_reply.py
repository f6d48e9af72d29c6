"""An answer of HTTP as it comes from the wire: what is one, where it ends, and what is none."""

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from itertools import chain, count, pairwise, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.exceptions import ProtocolError

from collectors.asking.keep import TooMuchError
from collectors.aws.asking.reply import Headers, Reply

OK = b"HTTP/1.1 200 OK\r\n"
TWO = b"content-length: 2\r\n\r\nab"
CHUNKED = OK + b"transfer-encoding: chunked\r\n"
NONE = "what came is no answer"
ENDS = "the answer ends before its end"
MORE = "more came than was asked for"


class Pieces:
    """Gives one piece after the other, as a socket does."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)

    def recv(self, _: int) -> bytes:
        return next(self._pieces, b"")

    def gettimeout(self) -> float:
        return 30


def read(*pieces: bytes, method: str = "GET") -> tuple[Reply, bool]:
    reply = Reply()
    stays = reply.read(Pieces(pieces), method)
    return reply, stays


@pytest.mark.parametrize(
    ("answer", "status", "body", "stays"),
    [
        (OK + TWO, 200, b"ab", True),
        (OK + b"content-length: 0\r\n\r\n", 200, b"", True),
        (b"HTTP/1.1 503\r\n" + TWO, 503, b"ab", True),
        (OK + b"connection: close\r\n" + TWO, 200, b"ab", False),
        (b"HTTP/1.0 200 OK\r\n" + TWO, 200, b"ab", False),
        (b"HTTP/1.0 200 OK\r\nconnection: keep-alive\r\n" + TWO, 200, b"ab", True),
        (CHUNKED + b"\r\n2\r\nab\r\n1;why=not\r\nc\r\n0\r\n\r\n", 200, b"abc", True),
        (CHUNKED + b"connection: close\r\n\r\n2\r\nab\r\n0\r\n\r\n", 200, b"ab", False),
        (b"HTTP/1.1 204 Nothing\r\n\r\n", 204, b"", True),
        (b"HTTP/1.1 304 As before\r\ncontent-length: 9\r\n\r\n", 304, b"", True),
        (b"HTTP/1.1 100 Go on\r\nx-a: 1\r\n\r\n" + OK + TWO, 200, b"ab", True),
        (b"HTTP/1.1 103 Hints\r\nlink: x\r\n\r\n" * 3 + OK + TWO, 200, b"ab", True),
        (OK + b"connection: upgrade\r\nupgrade: h2c\r\n" + TWO, 200, b"ab", True),
        (OK + b"\r\nab", 200, b"ab", False),
        (OK + b"\r\n", 200, b"", False),
    ],
)
def test_answers(answer: bytes, status: int, body: bytes, *, stays: bool) -> None:
    reply, again = read(answer)
    assert (reply.status, reply.status_code, reply.content, again) == (status, status, body, stays)
    assert "x-a" not in reply.headers
    assert "link" not in reply.headers


@pytest.mark.parametrize(
    ("head", "stays"),
    [
        (b"content-length: 9\r\n\r\n", True),
        (b"transfer-encoding: chunked\r\n\r\n", True),
        (b"connection: close\r\ncontent-length: 9\r\n\r\n", False),
        (b"\r\n", False),
    ],
)
def test_the_answer_to_head_has_no_body(head: bytes, *, stays: bool) -> None:
    reply, again = read(OK + head, method="HEAD")
    assert (reply.status, reply.content, again) == (200, b"", stays)


@pytest.mark.parametrize(
    "answer", [OK + TWO, CHUNKED + b"\r\n2\r\nab\r\n0\r\n\r\n", OK + b"content-length: 9\r\n\r\nab"]
)
def test_a_body_nobody_asked_for(answer: bytes) -> None:
    with pytest.raises(ProtocolError, match=MORE):
        read(answer, method="HEAD")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"", ENDS),
        (b"\x00\xffgarbage", NONE),
        (b"GET / HTTP/1.1\r\n\r\n", NONE),
        (b"ICY 200 OK\r\n\r\n", NONE),
        (b"HTTP/1.2 200 OK\r\n" + TWO, NONE),
        (b"HTTP/1.1 1000 OK\r\n" + TWO, NONE),
        (b"HTTP/1.1 099 OK\r\n\r\n", ENDS),
        (b"HTTP/1.1 100 Go on\r\n\r\n", ENDS),
        (b"HTTP/1.1 101 Other\r\nconnection: upgrade\r\nupgrade: x\r\n\r\nab", NONE),
        (b"HTTP/1.1 101 Other\r\n\r\n" + OK + TWO, NONE),
        (OK + b"content-length: 2\r\n" + TWO, NONE),
        (OK + b"content-length: 3\r\n" + TWO, NONE),
        (OK + b"content-length: 2, 2\r\n\r\nab", NONE),
        (OK + b"content-length: -2\r\n\r\nab", NONE),
        (OK + b"content-length: +2\r\n\r\nab", NONE),
        (OK + b"content-length: 99999999999999999999999\r\n\r\nab", NONE),
        (CHUNKED + b"content-length: 2\r\n\r\n2\r\nab\r\n0\r\n\r\n", NONE),
        (OK + b"content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", NONE),
        (OK + b"transfer-encoding: gzip\r\n\r\nab", ENDS),
        (OK + b"transfer-encoding: chunked, gzip\r\n\r\n2\r\nab\r\n0\r\n\r\n", ENDS),
        (CHUNKED + b"\r\nzz\r\nab\r\n0\r\n\r\n", NONE),
        (CHUNKED + b"\r\n-2\r\nab\r\n0\r\n\r\n", NONE),
        (CHUNKED + b"\r\n3\r\nab\r\n0\r\n\r\n", NONE),
        (CHUNKED + b"\r\nfffffffffffffffff\r\nab\r\n0\r\n\r\n", NONE),
        (OK + b"content-length : 2\r\n\r\nab", NONE),
        (OK + b"content-length: 1\r\n 2\r\n\r\n" + b"a" * 12, NONE),
        (OK + b"x-a: a\x00b\r\n" + TWO, NONE),
        (OK + b": a\r\n" + TWO, NONE),
        (b"HTTP/1.1 200 OK\ncontent-length: 2\n\nab", NONE),
        (OK + TWO + b"c", NONE),
        (OK + TWO + OK + TWO, NONE),
        (OK + b"connection: close\r\n" + TWO + b"c", NONE),
        (b"HTTP/1.1 204 Nothing\r\n" + TWO, NONE),
    ],
)
def test_what_is_none(answer: bytes, why: str) -> None:
    with pytest.raises(ProtocolError, match=why) as caught:
        read(answer)
    assert "garbage" not in str(caught.value)


@pytest.mark.parametrize(
    ("start", "more"),
    [
        (OK, b"x-a: b\r\n"),
        (OK + b"x-a: ", b"b" * 16384),
        (OK, b"x" * 16384),
        (b"", b"\r\n" * 8192),
        (b"", b"HTTP/1.1 100 Go on\r\n\r\n"),
        (CHUNKED + b"\r\n0\r\n", b"x-a: b\r\n"),
        (CHUNKED + b"\r\n0\r\nx-a: ", b"b" * 16384),
        (CHUNKED + b"\r\n1;", b"b" * 16384),
        (CHUNKED + b"\r\n", b"1\r\na\r\n" * 2048),
        (CHUNKED + b"\r\n", b"4000\r\n" + b"a" * 0x4000 + b"\r\n"),
        (OK + b"\r\n", b"a" * 16384),
        (OK + b"content-length: 9999999999\r\n\r\n", b"a" * 16384),
    ],
)
def test_what_has_no_end(start: bytes, more: bytes) -> None:
    pieces = Pieces(chain([start + more], repeat(more)))
    with pytest.raises(TooMuchError, match="the answer has no end"):
        Reply().read(pieces, "GET")


@pytest.mark.parametrize("part", [b"[],", b'{"a":1},', b"<a/><a/>"])
def test_what_has_too_many_parts(part: bytes) -> None:
    """Read, each part takes many times its bytes."""
    many = part * ((1 << 20) + 1)
    with pytest.raises(TooMuchError, match="the answer has too many parts"):
        read(OK + b"content-length: %d\r\n\r\n%s" % (len(many), many))
    few = part * (1 << 16)
    read(OK + b"content-length: %d\r\n\r\n%s" % (len(few), few))


def test_too_many_parts_are_refused_as_they_come() -> None:
    """Sixteen such answers at once, each read to its end first, took two gigabytes."""
    more = b"[]," * 4096
    pieces = chain([OK + b"content-length: 60000000\r\n\r\n"], repeat(more, 5000))
    with pytest.raises(TooMuchError, match="the answer has too many parts"):
        Reply().read(Pieces(pieces), "GET")
    assert len(list(pieces)) > 4700


def test_a_long_answer_is_one() -> None:
    body = b"a" * (1 << 22)
    chunks = b"".join(b"200\r\n" + body[n : n + 0x200] + b"\r\n" for n in range(0, len(body), 0x200))
    answer = CHUNKED + b"\r\n" + chunks + b"0\r\n\r\n"
    reply, stays = read(*(answer[n : n + 16384] for n in range(0, len(answer), 16384)))
    assert (reply.content == body, stays) == (True, True)


@pytest.mark.parametrize(
    ("lines", "name", "said"),
    [
        (b"X-Amz-Id: 1\r\n", "x-amz-id", "1"),
        (b"x-a: 1\r\nX-A: 2\r\n", "x-a", "1, 2"),
        (b"x-a:\r\n", "x-a", ""),
        (b"x-a:  1\r\n", "x-a", "1"),
        (b"x-a: \xe9\r\n", "x-a", "é"),
    ],
)
def test_headers(lines: bytes, name: str, said: str) -> None:
    reply, _ = read(OK + lines + TWO)
    assert reply.headers[name] == reply.headers[name.upper()] == reply.headers.get(name.title()) == said
    assert name.upper() in reply.headers


def test_what_comes_behind_the_body_is_no_header() -> None:
    reply, _ = read(CHUNKED + b"x-a: 1\r\n\r\n2\r\nab\r\n0\r\nx-a: 2\r\nx-safeguard-peer: me\r\n\r\n")
    assert reply.headers == {"transfer-encoding": "chunked", "x-a": "1"}


def test_headers_are_the_same_in_capitals() -> None:
    headers = Headers({"Content-Type": "x"})
    headers["CONTENT-TYPE"] = "y"
    assert dict(headers) == {"content-type": "y"}
    del headers["Content-type"]
    assert headers.get("content-type", "none") == "none"


BEFORE = (b"HTTP/1.1 100 Go on\r\n\r\n", b"HTTP/1.1 103 Hints\r\nlink: x\r\n\r\n")
NAMES = st.sampled_from(["x-amzn-requestid", "Date", "ETag", "X-Amz-Id-2", "Content-Type"])
VALUES = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=20)


@st.composite
def whole(draw: st.DrawFn) -> bytes:
    """An answer that says how long it is, perhaps behind some that say that it is coming."""
    before = b"".join(draw(st.lists(st.sampled_from(BEFORE), max_size=3)))
    lines = "".join(f"{name}: {value}\r\n" for name, value in draw(st.lists(st.tuples(NAMES, VALUES), max_size=4)))
    head = f"HTTP/1.1 {draw(st.sampled_from([200, 301, 400, 403, 503]))} Said\r\n{lines}".encode()
    bodies = draw(st.lists(st.binary(min_size=1, max_size=40), max_size=4))
    if draw(st.booleans()):
        body = b"".join(bodies)
        return before + head + f"content-length: {len(body)}\r\n\r\n".encode() + body
    chunks = b"".join(f"{len(body):x}\r\n".encode() + body + b"\r\n" for body in bodies)
    trailer = draw(st.sampled_from([b"", b"x-amz-checksum: 1\r\n"]))
    return before + head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n" + trailer + b"\r\n"


def split(answer: bytes, places: list[int]) -> Iterator[bytes]:
    places = sorted({0, len(answer), *(place % len(answer) for place in places)})
    yield from (answer[start:end] for start, end in pairwise(places))


@given(whole(), st.lists(st.integers(min_value=0), max_size=12))
def test_however_it_is_split_it_is_the_same_answer(answer: bytes, places: list[int]) -> None:
    one, stays = read(answer)
    other, also = read(*split(answer, places))
    assert (other.status, other.headers, other.content, also) == (one.status, one.headers, one.content, stays)


@given(whole(), st.integers(min_value=1), st.lists(st.integers(min_value=0), max_size=3))
def test_a_part_of_an_answer_is_none(answer: bytes, fewer: int, places: list[int]) -> None:
    part = answer[: len(answer) - 1 - fewer % len(answer)]
    with pytest.raises(ProtocolError, match=ENDS):
        read(*split(part, places)) if part else read()


@pytest.mark.parametrize(("seconds", "whole"), [(27, True), (28, False)])
def test_an_answer_that_drips_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, *, seconds: int, whole: bool) -> None:
    """Each of eleven pieces comes in time; for all of them there is ten times the patience for one."""
    clock = count(0, seconds)
    monkeypatch.setattr("collectors.aws.asking.reply.time.monotonic", lambda: next(clock))
    with nullcontext() if whole else pytest.raises(TimeoutError):
        assert read(OK + b"content-length: 10\r\n\r\n", *[b"."] * 10)[0].content == b"." * 10
