"""Records and messages: whatever comes, it is read as what it is, or refused by its name."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.tls import reply
from collectors.tls.hello import client_hello
from collectors.tls.reply import Alert, ServerHello
from collectors.tls.suites import SSL_3, TLS_1_2, TLS_1_3, TOGETHER, VERSIONS, names, portions, usable
from collectors.tls.wire import CLOSED, NoTlsError, UnansweredError
from tests.collectors.tls.hellos import message, record, server_hello


def taking(content: bytes) -> Callable[[int], bytes]:
    held = bytearray(content)

    def take(count: int) -> bytes:
        if count > len(held):
            raise UnansweredError("error", CLOSED)
        taken = bytes(held[:count])
        del held[:count]
        return taken

    return take


@given(st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_none(content: bytes) -> None:
    for read in (reply.first, reply.chain):
        try:
            read(taking(content))
        except (UnansweredError, NoTlsError) as err:
            assert err.code  # noqa: PT017  # that it was one of them is the law


@given(st.sampled_from(sorted(VERSIONS.values())), st.integers(0, 0xFFFF), st.lists(st.integers(1, 50), max_size=9))
def test_a_hello_is_read_however_it_is_cut(version: int, suite: int, cuts: list[int]) -> None:
    left, records = server_hello(version, suite), b""
    for cut in cuts:
        records += record(left[:cut])
        left = left[cut:]
    warning = b"\x15\x03\x01\x00\x02\x01\x70"  # unrecognized_name, and on
    assert reply.first(taking(warning + records + record(left))) == ServerHello(version, suite)


@given(st.binary(min_size=4, max_size=200))
def test_a_hello_with_any_content_is_read_or_refused(body: bytes) -> None:
    try:
        said = reply.first(taking(record(message(2, body))))
    except UnansweredError as err:
        assert err.code == "not understood: a message that is cut off"  # noqa: PT017
    else:
        assert isinstance(said, ServerHello)


@given(st.lists(st.binary(max_size=400), max_size=20))
def test_a_chain_is_read_in_its_order(certificates: list[bytes]) -> None:
    listed = b"".join(len(one).to_bytes(3) + one for one in certificates)
    whole = server_hello(TLS_1_2, 5) + message(11, len(listed).to_bytes(3) + listed)
    records = b"".join(record(whole[at : at + 999]) for at in range(0, len(whole), 999))
    assert reply.chain(taking(records)) == certificates


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x15\x03\x01\x00\x02\x02\x28", Alert(40)),
        (b"\x15\x03\x01\x00\x02\x01\x00", Alert(0)),
        (record(server_hello(TLS_1_3, 0x1301)), ServerHello(TLS_1_3, 0x1301)),
        (record(server_hello(SSL_3, 5)), ServerHello(SSL_3, 5)),
        (b"HTTP/1.1 400 Bad Request\r\n", "plain"),
        (b"220 mx.example ESMTP\r\n", "plain"),
        (b"* OK IMAP\r\n", "plain"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "not understood: SSH"),
        (b"J\x00\x00\x00\x0a8.4.3", "not understood: no TLS record"),
        (b"\x16\x03\x01\xff\xff" + bytes(70000), "not understood: a record that is too long"),
        (b"\x15\x03\x01\x00\x03\x02\x28\x00", "not understood: an alert"),
        (record(message(1, bytes(50))), "not understood: no hello"),
        (record(b"\x02\xff\xff\xff") + record(bytes(16000)) * 9, "not understood: a message without end"),
        (b"\x16\x03\x01\x00\x00" * 9, CLOSED),
        (b"\x16", CLOSED),
        (b"", CLOSED),
    ],
)
def test_first(content: bytes, said: object) -> None:
    try:
        assert reply.first(taking(content)) == said
    except (UnansweredError, NoTlsError) as err:
        assert err.code == said  # noqa: PT017


def test_a_chain_has_an_end() -> None:
    listed = b"\x00\x00\x01a" * 21
    whole = server_hello(TLS_1_2, 5) + message(11, len(listed).to_bytes(3) + listed)
    with pytest.raises(UnansweredError, match="more than 20 certificates"):
        reply.chain(taking(record(whole)))
    assert reply.chain(taking(record(server_hello(TLS_1_2, 0xC018) + message(12, b"") + message(14, b"")))) == []


@pytest.mark.parametrize("version", sorted(VERSIONS.values()))
def test_a_hello_offers_what_it_is_to(version: int) -> None:
    """Read as RFC 5246 and 8446 write it down: its lengths fit into each other, and all of it is used."""
    for portion in portions(usable(version)):
        said = client_hello(version, portion, "portal.example")
        assert (said[0], int.from_bytes(said[3:5])) == (22, len(said) - 5)
        assert (said[5], int.from_bytes(said[6:9])) == (1, len(said) - 9)
        at = 11 + 32 + 1 + said[43]
        length = int.from_bytes(said[at : at + 2])
        offered = [int.from_bytes(said[i : i + 2]) for i in range(at + 2, at + 2 + length, 2)]
        assert offered == [*portion, *([] if version == TLS_1_3 else [0x00FF])]
        rest = said[at + 2 + length :]
        assert rest[:2] == b"\x01\x00"
        if version == SSL_3:
            assert len(rest) == 2
            continue
        extensions, left = {}, rest[4:]
        assert int.from_bytes(rest[2:4]) == len(left)
        while left:
            extensions[int.from_bytes(left[:2])] = left[4 : 4 + int.from_bytes(left[2:4])]
            left = left[4 + int.from_bytes(left[2:4]) :]
        assert extensions[0] == b"\x00\x11\x00\x00\x0eportal.example"
        assert (43 in extensions) is (version == TLS_1_3)
        assert len(said) - 5 not in range(256, 512)


def test_no_name_is_asked_for_where_there_is_an_address() -> None:
    assert b"127.0.0.1" not in client_hello(TLS_1_2, (5,), "127.0.0.1")


def test_suites() -> None:
    assert len(names()) == 390
    assert all(len(portion) <= TOGETHER for version in VERSIONS.values() for portion in portions(usable(version)))
    assert {*usable(TLS_1_2), *usable(TLS_1_3)} == set(names())
    assert {names()[suite] for suite in usable(SSL_3)} >= {"TLS_RSA_WITH_RC4_128_MD5", "TLS_RSA_EXPORT_WITH_RC4_40_MD5"}
    assert not any("GCM" in names()[suite] or "SHA256" in names()[suite] for suite in usable(SSL_3))
