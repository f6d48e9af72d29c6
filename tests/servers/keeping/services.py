"""What each service answers: of a request that is as its manual says, and signed in as it must be."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.servers.arm.tokens import TENANT, Tokens

JSON = dict[str, Any]
VAULT: Final = "clinic.vault.azure.net"
VERSION: Final = "0123456789abcdef0123456789abcdef"
RING: Final = "projects/clinic/locations/europe-west3/keyRings/evidence/cryptoKeys"
ARN: Final = "arn:aws:kms:us-east-1:123456789012:key"
ACCOUNT: Final = "scans@clinic.iam.gserviceaccount.com"
TOKEN: Final = "hvs.kept-out-of-sight-4711"  # noqa: S105  # what is let in here


class Refused(Exception):  # noqa: N818  # what a service says, not what went wrong here
    """An answer that is not 200."""

    def __init__(self, status: int, **body: Any) -> None:
        super().__init__(status)
        self.status, self.body = status, body


@dataclass
class Kept:
    """The keys of all services, and what was asked."""

    p256: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    ed25519: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    account: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    """The key of Google's service account."""
    azure: Tokens = field(default_factory=Tokens)
    calls: list[str] = field(default_factory=list)
    said: list[JSON] = field(default_factory=list)
    """The bodies of the requests to sign."""
    refusals: dict[str, Refused] = field(default_factory=dict)
    """By a part of a call: what is said there, each time."""
    twist: Callable[[str, JSON], Any] = lambda _, body: body
    """Of a call and its answer: what is said in its place."""

    def answer(self, call: str, query: Mapping[str, str], headers: Mapping[str, str], data: bytes) -> Any:
        """What a call, `METHOD host/path`, is answered."""
        self.calls.append(call)
        for part, refused in self.refusals.items():
            if part in call or part in headers.get("X-Amz-Target", ""):
                raise refused
        return self.twist(call, self._told(call, query, headers, data))

    def _told(self, call: str, query: Mapping[str, str], headers: Mapping[str, str], data: bytes) -> JSON:
        if f" {VAULT}/" in call:
            return self._azure(call.replace(f" {VAULT}", " "), query, headers.get("Authorization", ""), data)
        if "cloudkms.googleapis.com" in call:
            return self._google(call, headers.get("Authorization", ""), data)
        if target := headers.get("X-Amz-Target", ""):
            return self._aws(target, headers.get("Authorization", ""), json.loads(data))
        return self._vault(call.partition("/")[2], headers.get("X-Vault-Token", ""), data)

    def _aws(self, target: str, authorization: str, said: JSON) -> JSON:
        name = {"alias/ed": "ed", f"{ARN}/ed": "ed", "alias/p256": "p256", f"{ARN}/p256": "p256"}[said["KeyId"]]
        if not authorization.startswith("AWS4-HMAC-SHA256 "):
            raise Refused(400, __type="MissingAuthenticationTokenException")
        word = {"ed": "ED25519_SHA_512", "p256": "ECDSA_SHA_256"}[name]
        if target == "TrentService.GetPublicKey":
            public = base64.b64encode(self._der(name)).decode()
            return {
                "KeyId": f"{ARN}/{name}", "PublicKey": public, "KeyUsage": "SIGN_VERIFY", "SigningAlgorithms": [word]
            }  # fmt: skip
        assert target == "TrentService.Sign"
        assert (said["KeyId"], said["SigningAlgorithm"]) == (f"{ARN}/{name}", word)
        self.said.append(said)
        message = base64.b64decode(said["Message"])
        if len(message) > 4096:
            raise Refused(400, __type="ValidationException")
        return {"Signature": base64.b64encode(self._by_aws(name, said["MessageType"], message)).decode()}

    def _by_aws(self, name: str, kind: str, message: bytes) -> bytes:
        if name == "ed":
            assert kind == "RAW"  # all that KMS takes of a key of this kind
            return self.ed25519.sign(message)
        return self.p256.sign(message, ec.ECDSA(Prehashed(SHA256()) if kind == "DIGEST" else SHA256()))

    def _vault(self, path: str, token: str, data: bytes) -> JSON:
        if token != TOKEN:
            raise Refused(403, errors=["permission denied"])
        name = path.rpartition("/")[2]
        if path == f"v1/transit/keys/{name}" and name in ("p256", "ed"):
            public = base64.b64encode(self.ed25519.public_key().public_bytes_raw()).decode()
            kind, public = ("ed25519", public) if name == "ed" else ("ecdsa-p256", self._pem())
            version = {"creation_time": "2026-01-01T00:00:00Z", "name": name, "public_key": public}
            about = {"type": kind, "latest_version": 2, "derived": False, "min_decryption_version": 1, "name": name}
            return {"request_id": "1", "data": {**about, "keys": {"1": version, "2": version}}}
        if path == "v1/transit/keys/sealing":
            return {"data": {"type": "aes256-gcm96", "latest_version": 1, "keys": {"1": 1767225600}}}
        if path != f"v1/transit/sign/{name}":
            raise Refused(404, errors=[])
        said = json.loads(data)
        self.said.append(said)
        message = base64.b64decode(said["input"], validate=True)
        assert (said["marshaling_algorithm"], said["hash_algorithm"]) == ("asn1", "sha2-256")
        made = self.ed25519.sign(message) if name == "ed" else self.p256.sign(message, ec.ECDSA(SHA256()))
        return {
            "data": {"key_version": 2, "signature": f"vault:v{said['key_version']}:{base64.b64encode(made).decode()}"}
        }

    def _azure(self, call: str, query: Mapping[str, str], authorization: str, data: bytes) -> JSON:
        if not self.azure.lets_in(authorization, "https://vault.azure.net"):
            raise Refused(401, error={"code": "Unauthorized", "message": "AKV10000"})
        assert query == {"api-version": "7.4"}
        kid = f"https://{VAULT}/keys/signing/{VERSION}"
        if call in ("GET /keys/signing/", f"GET /keys/signing/{VERSION}"):
            numbers = self.p256.public_key().public_numbers()
            x, y = (_url(number.to_bytes(32)) for number in (numbers.x, numbers.y))
            key = {"kid": kid, "kty": "EC-HSM", "key_ops": ["sign", "verify"], "crv": "P-256", "x": x, "y": y}
            return {"key": key, "attributes": {"enabled": True, "exportable": False}}
        if call != f"POST /keys/signing/{VERSION}/sign":
            raise Refused(404, error={"code": "KeyNotFound"})
        said = json.loads(data)
        self.said.append(said)
        assert said["alg"] == "ES256"
        digest = base64.urlsafe_b64decode(said["value"] + "=")
        r, s = decode_dss_signature(self.p256.sign(digest, ec.ECDSA(Prehashed(SHA256()))))
        return {"kid": kid, "value": _url(r.to_bytes(32) + s.to_bytes(32))}

    def _google(self, call: str, authorization: str, data: bytes) -> JSON:
        if authorization != "Bearer ya29.given":
            raise Refused(401, error={"code": 401, "status": "UNAUTHENTICATED"})
        path = call.partition("/v1/")[2]
        name = "ed" if path.startswith(f"{RING}/ed/") else "p256"
        version = f"{RING}/{name}/cryptoKeyVersions/1"
        word = {"ed": "EC_SIGN_ED25519", "p256": "EC_SIGN_P256_SHA256"}[name]
        if path == f"{version}/publicKey":
            return {"pem": self._pem(name), "algorithm": word, "name": version, "protectionLevel": "HSM"}
        if path != f"{version}:asymmetricSign":
            raise Refused(404, error={"code": 404, "status": "NOT_FOUND"})
        said = json.loads(data)
        self.said.append(said)
        if name == "ed":
            made = self.ed25519.sign(base64.b64decode(said["data"]))
        else:
            made = self.p256.sign(base64.b64decode(said["digest"]["sha256"]), ec.ECDSA(Prehashed(SHA256())))
        return {"name": version, "signature": base64.b64encode(made).decode(), "protectionLevel": "HSM"}

    def google_token(self, form: Mapping[str, str]) -> JSON:
        """What oauth2.googleapis.com/token gives to whoever signs with the account's key."""
        claims = jwt.decode(
            form["assertion"], self.account.public_key(), ["RS256"], audience="https://oauth2.googleapis.com/token"
        )
        assert (claims["iss"], claims["scope"]) == (ACCOUNT, "https://www.googleapis.com/auth/cloudkms")
        return {"access_token": "ya29.given", "expires_in": 3599, "token_type": "Bearer"}

    def azure_token(self, path: str, form: Mapping[str, str]) -> JSON:
        """What login.microsoftonline.com gives."""
        assert path.startswith(f"/{TENANT}/")
        return self.azure.give(TENANT, form)

    def _der(self, name: str) -> bytes:
        key = self.ed25519.public_key() if name == "ed" else self.p256.public_key()
        return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def _pem(self, name: str = "p256") -> str:
        key = self.ed25519.public_key() if name == "ed" else self.p256.public_key()
        return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def keyid(self, name: str) -> str:
        """The number of a key."""
        return "SHA256:" + sha256(self._der(name)).hexdigest()


def _url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
