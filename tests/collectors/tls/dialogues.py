"""Services that begin in plain and turn to TLS, as their standards have them; each plays one connection."""

import socket
import ssl
from collections.abc import Callable
from typing import TypeAlias

from tests.servers.services import exactly, line, shake

Play: TypeAlias = Callable[[socket.socket], None]


def says(client: socket.socket, *lines: str) -> None:
    client.sendall("".join(f"{one}\r\n" for one in lines).encode())


def smtp(tls: ssl.SSLContext, *words: str, mail: str = "530 5.7.0 Must issue a STARTTLS command first") -> Play:
    """RFC 5321 and 3207; `words`: what it says it can, STARTTLS among it or not."""

    def play(client: socket.socket) -> None:
        says(client, "220-mx.example ESMTP", "220 ready")
        while said := line(client):
            match said.split()[0]:
                case "EHLO":
                    told = ["mx.example greets", *words]
                    says(client, *(f"250-{one}" for one in told[:-1]), f"250 {told[-1]}")
                case "STARTTLS":
                    says(client, "220 2.0.0 Ready to start TLS")
                    shake(client, tls)
                    return
                case "MAIL":
                    assert said == "MAIL FROM:<>"
                    says(client, mail)
                case _:
                    says(client, "502 5.5.1 Command not implemented")

    return play


def imap(tls: ssl.SSLContext, *words: str, hello: str = "* OK ready") -> Play:
    """RFC 3501."""

    def play(client: socket.socket) -> None:
        says(client, hello)
        while said := line(client):
            tag, command = said.split()
            if command == "CAPABILITY":
                says(client, f"* CAPABILITY IMAP4rev1 {' '.join(words)}", f"{tag} OK done")
            elif command == "STARTTLS":
                says(client, f"{tag} OK begin")
                shake(client, tls)
                return

    return play


def pop3(tls: ssl.SSLContext, *words: str, stls: str = "+OK begin", hello: str = "+OK ready") -> Play:
    """RFC 1939, 2449 and 2595."""

    def play(client: socket.socket) -> None:
        says(client, hello)
        while said := line(client):
            if said == "CAPA":
                says(client, "+OK", *words, ".")
            elif said == "STLS":
                says(client, stls)
                if stls.startswith("+OK"):
                    shake(client, tls)
                    return

    return play


def ftp(tls: ssl.SSLContext, auth: str = "234 AUTH TLS OK", user: str = "530 Please login") -> Play:
    """RFC 959 and 4217."""

    def play(client: socket.socket) -> None:
        says(client, "220-Welcome", "  to the clinic", "220 ready")
        while said := line(client):
            if said == "AUTH TLS":
                says(client, auth)
                if auth.startswith("234"):
                    shake(client, tls)
                    return
            elif said.startswith("USER "):
                says(client, user)

    return play


def ldap(tls: ssl.SSLContext, start: int = 0, bind: int = 13) -> Play:
    """RFC 4511: 0x77 asks for an extended operation, 0x60 binds; answered by 0x78 and 0x61."""

    def play(client: socket.socket) -> None:
        asked = exactly(client, exactly(client, 2)[1])
        assert asked[:3] == b"\x02\x01\x01"
        if asked[3] == 0x77:
            assert asked[5:] == b"\x80\x161.3.6.1.4.1.1466.20037"
            client.sendall(_response(0x78, start))
            if start == 0:
                shake(client, tls)
        elif asked[3] == 0x60:
            assert asked[5:] == b"\x02\x01\x03\x04\x00\x80\x00"
            client.sendall(_response(0x61, bind))

    return play


def _response(kind: int, result: int) -> bytes:
    """With a length of two bytes, as Active Directory writes it."""
    body = b"\x02\x01\x01" + bytes([kind, 7]) + b"\x0a\x01" + bytes([result]) + b"\x04\x00\x04\x00"
    return b"\x30\x84" + len(body).to_bytes(4) + body


def postgres(tls: ssl.SSLContext, ssl_word: bytes = b"S", plain: bytes = b"R") -> Play:
    """PostgreSQL, "Message Formats": SSLRequest and StartupMessage."""

    def play(client: socket.socket) -> None:
        asked = exactly(client, int.from_bytes(exactly(client, 4)) - 4)
        if asked == (80877103).to_bytes(4):
            client.sendall(ssl_word)
            if ssl_word == b"S":
                shake(client, tls)
        else:
            assert asked[:4] == b"\x00\x03\x00\x00"
            assert asked[4:] == b"user\0safeguard\0database\0safeguard\0\0"
            client.sendall(plain + (8).to_bytes(4) + (10).to_bytes(4))

    return play


def mysql(tls: ssl.SSLContext, flags: int = 0xF7FF | 0x0800) -> Play:
    """MySQL, "Connection Phase": HandshakeV10 and SSLRequest."""

    def play(client: socket.socket) -> None:
        hello = b"\x0a8.4.3\0" + (7).to_bytes(4, "little") + b"12345678\0" + flags.to_bytes(2, "little")
        hello += b"\xff\x02\x00" + b"\xff\xdf\x15" + bytes(10) + b"123456789012\0caching_sha2_password\0"
        client.sendall(len(hello).to_bytes(3, "little") + b"\0" + hello)
        head = exactly(client, 4)
        asked = exactly(client, int.from_bytes(head[:3], "little"))
        assert (head[3], len(asked)) == (1, 32)
        assert int.from_bytes(asked[:4], "little") & 0x0A00 == 0x0A00  # CLIENT_SSL, CLIENT_PROTOCOL_41
        shake(client, tls)

    return play
