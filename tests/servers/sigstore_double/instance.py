"""What the instance does, without a network; each of its faults is a word in `Faults`."""

import base64
import datetime as dt
import hashlib
import json
import struct
from dataclasses import dataclass, field
from typing import Any, Final

import rfc8785
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from scanner.evidence import merkle

NAME: Final = "rekor.test"
_MINUTES: Final = dt.timedelta(minutes=10)
_SCT_OID: Final = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
_ISSUER_OIDS: Final = x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.1"), x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.8")


def now() -> dt.datetime:
    """In whole seconds."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


@dataclass
class Faults:
    """What it does wrong."""

    no_sct: bool = False
    late: dt.timedelta = dt.timedelta()
    """How long after the certificate was made the log takes a signature."""
    names: tuple[str, ...] = ()
    """Whom a certificate names beside whom it is for."""


@dataclass
class Instance:
    """One with keys of its own."""

    faults: Faults = field(default_factory=Faults)
    leaves: list[bytes] = field(default_factory=list)
    _authority: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    _certificates: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    _rekor: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        """Vouch for itself."""
        name, key = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "fulcio.test")]), self._authority.public_key()
        self.root = (
            x509.CertificateBuilder(name, name, key, x509.random_serial_number())
            .not_valid_before(now() - dt.timedelta(days=1))
            .not_valid_after(now() + dt.timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(key_cert_sign=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .sign(self._authority, hashes.SHA256())
        )

    def certificate(self, key: ec.EllipticCurvePublicKey, identity: str, issuer: str) -> x509.Certificate:
        """One for minutes, that names an identity and who vouches for it."""
        names = [_name(each) for each in (identity, *self.faults.names)]
        begins = now()
        builder = (
            x509.CertificateBuilder(self.root.subject, x509.Name([]), key, x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(begins + _MINUTES)
            .add_extension(_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._authority.public_key()), critical=False
            )
            .add_extension(x509.SubjectAlternativeName(names), critical=True)
            .add_extension(x509.UnrecognizedExtension(_ISSUER_OIDS[0], issuer.encode()), critical=False)
            .add_extension(x509.UnrecognizedExtension(_ISSUER_OIDS[1], _der(0x0C, issuer.encode())), critical=False)
        )
        if self.faults.no_sct:
            return builder.sign(self._authority, hashes.SHA256())
        told = self._told(builder.sign(self._authority, hashes.SHA256()))
        sct = x509.UnrecognizedExtension(_SCT_OID, told)
        return builder.add_extension(sct, critical=False).sign(self._authority, hashes.SHA256())

    def _told(self, cert: x509.Certificate) -> bytes:
        """That the log of certificates has taken one up, as a certificate holds it (RFC 6962, 3.2 and 3.3)."""
        when, tbs = int(now().timestamp() * 1000), cert.tbs_certificate_bytes
        issuer = hashlib.sha256(_spki(self._authority)).digest()
        signed = struct.pack("!BBQH", 0, 0, when, 1) + issuer + len(tbs).to_bytes(3) + tbs + b"\0\0"
        signature = self._certificates.sign(signed, ec.ECDSA(hashes.SHA256()))
        log = hashlib.sha256(_spki(self._certificates)).digest()
        one = struct.pack("!B32sQH", 0, log, when, 0) + b"\4\3" + struct.pack("!H", len(signature)) + signature
        return _der(0x04, struct.pack("!HH", len(one) + 2, len(one)) + one)

    def entry(self, said: Any) -> dict[str, Any]:
        """A signature taken into the log, as the log answers."""
        body, index = rfc8785.dumps(said), len(self.leaves)
        self.leaves.append(merkle.leaf(body))
        root, log = merkle.root(self.leaves), hashlib.sha256(_spki(self._rekor)).digest()
        when = int((now() + self.faults.late).timestamp())
        promised: dict[str, Any] = {"body": _b64(body), "integratedTime": when, "logID": log.hex(), "logIndex": index}
        head = f"{NAME} - 1\n{len(self.leaves)}\n{_b64(root)}\n"
        proof = {
            "logIndex": index,
            "rootHash": root.hex(),
            "treeSize": len(self.leaves),
            "hashes": [each.hex() for each in merkle.prove_inclusion(self.leaves, index)],
            "checkpoint": f"{head}\n— {NAME} {_b64(log[:4] + self._signed(head.encode()))}\n",
        }
        promise = _b64(self._signed(rfc8785.dumps(promised)))
        return {**promised, "verification": {"inclusionProof": proof, "signedEntryTimestamp": promise}}

    def _signed(self, data: bytes) -> bytes:
        return self._rekor.sign(data, ec.ECDSA(hashes.SHA256()))

    def bundle(self, data: bytes, identity: str, issuer: str) -> dict[str, Any]:
        """What a client makes of a signature by an identity."""
        key = ec.generate_private_key(ec.SECP256R1())
        cert = self.certificate(key.public_key(), identity, issuer)
        digest, signature = hashlib.sha256(data).digest(), key.sign(data, ec.ECDSA(hashes.SHA256()))
        held = {"content": _b64(cert.public_bytes(Encoding.PEM))}
        spec = {
            "signature": {"content": _b64(signature), "publicKey": held},
            "data": {"hash": {"algorithm": "sha256", "value": digest.hex()}},
        }
        entry = self.entry({"apiVersion": "0.0.1", "kind": "hashedrekord", "spec": spec})
        return {
            "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
            "verificationMaterial": {
                "certificate": {"rawBytes": _b64(cert.public_bytes(Encoding.DER))},
                "tlogEntries": [_in_bundle(entry)],
            },
            "messageSignature": {
                "messageDigest": {"algorithm": "SHA2_256", "digest": _b64(digest)},
                "signature": _b64(signature),
            },
        }

    def trusted_root(self) -> dict[str, Any]:
        """What its clients trust."""
        since = {"start": (now() - dt.timedelta(days=2)).isoformat().replace("+00:00", "Z")}
        log = {"baseUrl": f"https://{NAME}", "hashAlgorithm": "SHA2_256"}
        return {
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [log | _log(self._rekor, since)],
            "certificateAuthorities": [
                {
                    "subject": {"organization": "test", "commonName": "fulcio.test"},
                    "uri": "https://fulcio.test",
                    "certChain": {"certificates": [{"rawBytes": _b64(self.root.public_bytes(Encoding.DER))}]},
                    "validFor": since,
                }
            ],
            "ctlogs": [log | _log(self._certificates, since)],
            "timestampAuthorities": [],
        }

    def trust_config(self, url: str) -> dict[str, Any]:
        """What its clients are told of it, where it is at this address."""
        since = {"start": (now() - dt.timedelta(days=2)).isoformat().replace("+00:00", "Z")}
        service = [{"url": url, "majorApiVersion": 1, "validFor": since, "operator": "test"}]
        return {
            "mediaType": "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json",
            "trustedRoot": self.trusted_root(),
            "signingConfig": {
                "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
                "caUrls": service,
                "oidcUrls": service,
                "rekorTlogUrls": service,
                "rekorTlogConfig": {"selector": "ANY"},
                "tsaUrls": [],
                "tsaConfig": {"selector": "ANY"},
            },
        }


def token(identity: str, issuer: str, *, secret: str = "secret", minutes: int = 10) -> str:  # noqa: S107  # of a double
    """A token that says who somebody is; `secret` stands where its signature would."""
    when = int(now().timestamp())
    claims = {"iss": issuer, "sub": identity, "aud": "sigstore", "iat": when, "exp": when + 60 * minutes}
    return ".".join((_url64({"alg": "RS256", "typ": "JWT"}), _url64(claims), _url64(secret)))


def claims(of: str) -> dict[str, Any]:
    """What a token says."""
    body = of.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found


def _in_bundle(entry: dict[str, Any]) -> dict[str, Any]:
    proof = entry["verification"]["inclusionProof"]
    return {
        "logIndex": str(entry["logIndex"]),
        "logId": {"keyId": _b64(bytes.fromhex(entry["logID"]))},
        "kindVersion": {"kind": "hashedrekord", "version": "0.0.1"},
        "integratedTime": str(entry["integratedTime"]),
        "inclusionPromise": {"signedEntryTimestamp": entry["verification"]["signedEntryTimestamp"]},
        "inclusionProof": {
            "logIndex": str(proof["logIndex"]),
            "rootHash": _b64(bytes.fromhex(proof["rootHash"])),
            "treeSize": str(proof["treeSize"]),
            "hashes": [_b64(bytes.fromhex(each)) for each in proof["hashes"]],
            "checkpoint": {"envelope": proof["checkpoint"]},
        },
        "canonicalizedBody": entry["body"],
    }


def _name(identity: str) -> x509.GeneralName:
    return x509.UniformResourceIdentifier(identity) if "://" in identity else x509.RFC822Name(identity)


def _log(key: ec.EllipticCurvePrivateKey, since: dict[str, str]) -> dict[str, Any]:
    public = {"rawBytes": _b64(_spki(key)), "keyDetails": "PKIX_ECDSA_P256_SHA_256", "validFor": since}
    return {"publicKey": public, "logId": {"keyId": _b64(hashlib.sha256(_spki(key)).digest())}}


def _usage(**on: bool) -> x509.KeyUsage:
    every = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
        *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: on.get(name, False) for name in every})


def _spki(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _der(tag: int, data: bytes) -> bytes:
    size = len(data)
    length = bytes([size]) if size < 0x80 else bytes([0x81, size]) if size < 0x100 else b"\x82" + size.to_bytes(2)
    return bytes([tag]) + length + data


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _url64(value: Any) -> str:
    data = value.encode() if isinstance(value, str) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
