"""TLS on loopback, with certificates made for the test."""

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@contextlib.contextmanager
def listener(*, now: str, days_left: int) -> Iterator[int]:
    """Listen on a free port with a certificate that ends so many days after `now`; gives the port."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
        context = serving(_certificate(Path(folder), dt.datetime.fromisoformat(now), days_left))
        server.settimeout(10)
        thread = threading.Thread(target=_shake_once, args=(server, context))
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            thread.join(15)


def certificate(folder: Path, *names: str, days_left: int = 1) -> Path:
    """A file with a certificate that vouches for itself, good today for these hosts, and its key."""
    return _certificate(folder, dt.datetime.now(dt.UTC), days_left, *names)


def serving(certificate: Path) -> ssl.SSLContext:
    """What a server wraps its connections with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def _shake_once(server: socket.socket, context: ssl.SSLContext) -> None:
    with contextlib.suppress(OSError):
        client, _ = server.accept()
        with context.wrap_socket(client, server_side=True) as secure:
            secure.recv(1)


def _certificate(folder: Path, now: dt.datetime, days_left: int, *hosts: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    serial = x509.random_serial_number()
    # Of two of one name in a file of trusted ones, OpenSSL would look at the first alone.
    own = x509.NameAttribute(x509.NameOID.SERIAL_NUMBER, str(serial))
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "listener.example"), own])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(now - dt.timedelta(days=500))
        .not_valid_after(now + dt.timedelta(days=days_left))
    )
    if hosts:
        made = made.add_extension(x509.SubjectAlternativeName([_host(host) for host in hosts]), critical=False)
    path = folder / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
