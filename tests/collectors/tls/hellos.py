"""A service that answers hellos and goes no further: with it a test speaks what no OpenSSL speaks any more."""

import socket
from collections.abc import Callable, Mapping, Sequence

from tests.servers.services import exactly

ALERT = bytes.fromhex("15 0301 0002 02")


def alert(number: int) -> bytes:
    return ALERT + bytes([number])


def record(content: bytes, kind: int = 22) -> bytes:
    return bytes([kind]) + b"\x03\x01" + len(content).to_bytes(2) + content


def message(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3) + body


def server_hello(version: int, suite: int) -> bytes:
    """As it stands in a record; of TLS 1.3 the version is in an extension."""
    old, extensions = (0x0303, b"\x00\x06\x00\x2b\x00\x02\x03\x04") if version == 0x0304 else (version, b"")
    return message(2, old.to_bytes(2) + bytes(32) + b"\0" + suite.to_bytes(2) + b"\0" + extensions)


def hello(client: socket.socket) -> tuple[int, list[int], bytes]:
    """The version and the suites that a client offers, and the whole message."""
    head = exactly(client, 5)
    if head[:2] != b"\x16\x03":
        raise EOFError  # no hello
    said = exactly(client, int.from_bytes(head[3:]))
    at = 38 + 1 + said[38]
    length = int.from_bytes(said[at : at + 2])
    suites = [int.from_bytes(said[i : i + 2]) for i in range(at + 2, at + 2 + length, 2)]
    version = 0x0304 if b"\x00\x2b\x00\x03\x02\x03\x04" in said else int.from_bytes(said[4:6])
    return version, suites, said


def accepting(accepted: Mapping[int, Sequence[int]], refuses: bytes = alert(40)) -> Callable[[socket.socket], None]:
    """Takes the first of its own suites that is offered; to all else it says `refuses`."""

    def play(client: socket.socket) -> None:
        version, offered, _ = hello(client)
        for suite in accepted.get(version, ()):
            if suite in offered:
                client.sendall(record(server_hello(version, suite)))
                return
        client.sendall(refuses)

    return play
