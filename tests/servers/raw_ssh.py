"""What a server says that speaks SSH byte by byte, and need not mean it."""

import socket
import struct
import time
from collections.abc import Callable

HELLO = b"SSH-2.0-OpenSSH_9.2p1\r\n"
Play = Callable[[socket.socket], None]


def packet(*payload: bytes) -> bytes:
    """A packet of the time before keys."""
    body = b"".join(payload)
    padding = 4 + -(len(body) + 9) % 8
    return struct.pack(">IB", len(body) + padding + 1, padding) + body + bytes(padding)


def text(*words: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(word)) + word for word in words)


def kexinit(kex: bytes = b"curve25519-sha256@libssh.org") -> bytes:
    cipher, mac = b"aes256-ctr", b"hmac-sha2-256"
    lists = (kex, b"ssh-ed25519", cipher, cipher, mac, mac, b"none", b"none", b"", b"")
    return packet(b"\x14", bytes(16), text(*lists), bytes(5))


def says(*pieces: bytes, hold: bool = False) -> Play:
    """Say this, and close; or stay."""

    def play(client: socket.socket) -> None:
        for piece in pieces:
            client.sendall(piece)
        if not hold:
            client.shutdown(socket.SHUT_WR)
        while client.recv(1 << 16):
            pass

    return play


def again(first: bytes, piece: bytes, pause: float = 0) -> Play:
    """Say the first, and the other again and again."""

    def play(client: socket.socket) -> None:
        client.sendall(first)
        while True:
            client.sendall(piece)
            time.sleep(pause)

    return play


def reset(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
