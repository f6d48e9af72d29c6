"""A real slapd on loopback, with the settings and the entries that a test gives it, all in one folder."""

import contextlib
import datetime as dt
import ipaddress
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.servers.need import need

BASE: Final = "dc=alder,dc=example"
READER: Final = f"cn=safeguard,{BASE}"
PASSWORD: Final = "c4n4ryB1ndP4ss"  # noqa: S105  # that is what it plays
_CONFIG_HASH: Final = "i4uR7NzvBaXBBxzEY9Kd40GYgWZjNG40"
"""Of the password of who administers the settings: c4n4ryC0nf1g."""
_MODULES: Final = Path("/usr/lib/ldap")
_SCHEMAS: Final = Path("/etc/ldap/schema")


@dataclass(frozen=True)
class Slapd:
    """Where it listens, and who vouches for it."""

    port: int
    """Where clients begin in plain."""
    tls_port: int
    ca: Path


def configuration(folder: Path, globally: str = "", database: str = "", overlays: str = "", *, config: str = "") -> str:
    """LDIF of `cn=config`: what every server of these tests has, and what one has of its own.

    config: the access list of the settings, which the reader of these tests may read by default.
    """
    access = config or f'to * by dn.exact="{READER}" read by * none'
    return f"""dn: cn=config
objectClass: olcGlobal
cn: config
olcTLSCACertificateFile: {folder}/ca.pem
olcTLSCertificateFile: {folder}/server.pem
olcTLSCertificateKeyFile: {folder}/server.pem
{globally.strip()}

dn: cn=module{{0}},cn=config
objectClass: olcModuleList
cn: module{{0}}
olcModulePath: {_MODULES}
olcModuleLoad: back_mdb
olcModuleLoad: back_monitor
olcModuleLoad: ppolicy

dn: cn=schema,cn=config
objectClass: olcSchemaConfig
cn: schema

include: file://{_SCHEMAS}/core.ldif

include: file://{_SCHEMAS}/cosine.ldif

include: file://{_SCHEMAS}/inetorgperson.ldif

dn: olcDatabase={{-1}}frontend,cn=config
objectClass: olcDatabaseConfig
objectClass: olcFrontendConfig
olcDatabase: {{-1}}frontend

dn: olcDatabase={{0}}config,cn=config
objectClass: olcDatabaseConfig
olcDatabase: {{0}}config
olcRootDN: cn=manager,cn=config
olcRootPW: {{SSHA}}{_CONFIG_HASH}
olcAccess: {access}

dn: olcDatabase={{1}}monitor,cn=config
objectClass: olcMonitorConfig
olcDatabase: {{1}}monitor
olcAccess: {access}

dn: olcDatabase={{2}}mdb,cn=config
objectClass: olcMdbConfig
olcDatabase: {{2}}mdb
olcSuffix: {BASE}
olcDbDirectory: {folder}/data
olcDbMaxSize: 1073741824
{database.strip()}

{overlays.strip()}
"""


@contextlib.contextmanager
def slapd(folder: Path, config: str, entries: str, *names: str, days_left: int = 100) -> Iterator[Slapd]:
    """Start one; `names`: what its certificate holds, 127.0.0.1 by default."""
    program = need("slapd")
    (folder / "data").mkdir()
    (folder / "slapd.d").mkdir()
    ca = certificates(folder, *(names or ("127.0.0.1",)), days_left=days_left)
    _load(folder, 0, config)
    _load(folder, 2, entries)
    plain, secure = _free(), _free()
    command = [program, "-d0", "-F", f"{folder}/slapd.d", "-h", f"ldap://127.0.0.1:{plain} ldaps://127.0.0.1:{secure}"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        try:
            _wait(process, secure)
            yield Slapd(plain, secure, ca)
        finally:
            process.terminate()
            process.wait(20)


def _load(folder: Path, database: int, ldif: str) -> None:
    command = [need("slapadd", package="slapd"), "-q", "-F", f"{folder}/slapd.d", "-n", str(database)]
    done = subprocess.run(command, input=ldif.encode(), capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError(f"slapd did not start (exit {process.poll()})")


def certificates(folder: Path, *names: str, days_left: int = 100) -> Path:
    """An authority (`ca.pem`), and a certificate of it for these names with its key (`server.pem`)."""
    now, authority, own = dt.datetime.now(dt.UTC), ec.generate_private_key(ec.SECP256R1()), None
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"Alder CA {os.urandom(4).hex()}")])
    own = ec.generate_private_key(ec.SECP256R1())
    span = now - dt.timedelta(days=400), now + dt.timedelta(days=max(days_left, 1))
    usage = x509.KeyUsage(
        digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    ca = (
        _builder(issuer, issuer, authority.public_key(), *span)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "directory")])
    made = (
        _builder(subject, issuer, own.public_key(), span[0], now + dt.timedelta(days=days_left))
        .add_extension(x509.SubjectAlternativeName([*map(_host, names)]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )
    private = own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    (folder / "ca.pem").write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    return folder / "ca.pem"


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, begin: dt.datetime, end: dt.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
    )


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
