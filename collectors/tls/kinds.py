"""The table of kinds: what each gives, and what to type there when a check fails."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scanner.collector import Kind
from scanner.facts import Certificate, Channel, Guard, Promise

SERVICE: Final = "tls.service"
ANONYMOUS: Final = "tls.anonymous"
NONE: Final = "tls.none"
PROVEN: Final[Promise] = (Guard, "impersonation")

_FIX: Final = MappingProxyType(
    {
        "encryption-in-transit.plain-refused": "Postfix: smtpd_tls_security_level = encrypt (port 25 of the internet"
        " cannot have it), smtpd_tls_auth_only = yes; Dovecot: ssl = required; slapd: olcSecurity: ssf=128; PostgreSQL:"
        " hostssl in place of host in pg_hba.conf; MySQL: require_secure_transport = ON; vsftpd:"
        " force_local_logins_ssl=YES, force_local_data_ssl=YES; a web server: answer in plain with a redirect.",
        "encryption-in-transit.protocol-version": "nginx: ssl_protocols TLSv1.2 TLSv1.3; Apache: SSLProtocol -all"
        " +TLSv1.2 +TLSv1.3; Postfix: smtpd_tls_protocols = >=TLSv1.2; Dovecot: ssl_min_protocol = TLSv1.2; slapd:"
        " olcTLSProtocolMin: 3.3; PostgreSQL: ssl_min_protocol_version = 'TLSv1.2'; MySQL: tls_version ="
        " TLSv1.2,TLSv1.3; Windows: disable TLS 1.0 and 1.1 for Schannel (SCHANNEL\\Protocols in the registry).",
        "encryption-in-transit.strong-algorithms": "OpenSSL's word for the suites without CBC and SHA-1 is"
        " ECDHE+AESGCM:ECDHE+CHACHA20 (openssl ciphers -stdname tells its names of single suites). nginx: ssl_ciphers;"
        " Apache: SSLCipherSuite; Postfix: tls_high_cipherlist with smtpd_tls_mandatory_ciphers = high; Dovecot:"
        " ssl_cipher_list; PostgreSQL: ssl_ciphers; MySQL: ssl_cipher; Windows: Disable-TlsCipherSuite.",
        "encryption-in-transit.certificate-valid": "certbot renew, and reload the service; with a private CA by ACME"
        " (step-ca) or its own enrolment.",
        "encryption-in-transit.server-proven": "certbot, with every name by which people reach it (-d). With a private"
        " CA: give its certificate to all clients, and name it here, ca: FILE. Where people reach it by another name"
        " than this scan does: server_name: NAME. Keys: RSA of 2048 bits or more, curves of 224 or more, no DSA;"
        " signatures by SHA-256 or better, no SHA-1 (NIST SP 800-131A Rev. 2, sections 3 and 9; of DSA FIPS 186-5; no"
        " setting changes that).",
    }
)


def _only(*checks: str) -> Mapping[str, str]:
    return {name: _FIX[name] for name in (f"encryption-in-transit.{check}" for check in checks)}


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        SERVICE: Kind(title="TLS service", gives=(Channel, Certificate, PROVEN), fix=_FIX),
        ANONYMOUS: Kind(
            title="TLS service without a certificate",
            gives=(Channel, PROVEN),
            fix=_only("plain-refused", "protocol-version", "strong-algorithms", "server-proven"),
        ),
        NONE: Kind(title="service without TLS", gives=(Channel,), fix=_only("plain-refused")),
    }
)
