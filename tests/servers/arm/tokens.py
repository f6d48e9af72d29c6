"""Microsoft's tokens: who asks for one proves who he is, and what was given is known again."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.servers.arm.resources import Refused

APP: Final = "5f0c0f5c-6d0b-4f5e-9d3e-0c1d7a2b9e01"
TENANT: Final = "0b9d4a1e-8c61-4d02-9b7c-3f1f6f7c2d10"


@dataclass
class Tokens:
    """What lets an application in, and the tokens that it was given."""

    secret: str = "kept-out-of-sight-4711"  # noqa: S105  # what is let in here
    federated: str = ""
    """What a workload's token must be."""
    certificate: bytes = b""
    """PEM of the certificate whose key signs assertions."""
    given: dict[str, str] = field(default_factory=dict)
    """Token: the scope it is for."""

    def give(self, tenant: str, form: Mapping[str, str]) -> dict[str, object]:
        """Answer the tokens' endpoint."""
        if tenant != TENANT or form.get("client_id") != APP:
            raise Refused(400, "unauthorized_client", "AADSTS700016: Application was not found in the directory.")
        if "client_assertion" in form:
            if not self._asserted(form["client_assertion"]):
                raise Refused(401, "invalid_client", "AADSTS700027: The certificate is not registered.")
        elif form.get("client_secret") != self.secret:
            raise Refused(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.")
        scope = form["scope"]
        token = _jwt({"appid": APP, "oid": APP, "tid": TENANT, "n": len(self.given)})
        self.given[token] = scope
        return {"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": token}

    def lets_in(self, header: str, origin: str) -> bool:
        """A request carries a token that was given for this API."""
        return self.given.get(header.removeprefix("Bearer ")) == f"{origin}/.default"

    def _asserted(self, assertion: str) -> bool:
        if self.federated:
            return assertion == self.federated
        if not self.certificate:
            return False
        key = x509.load_pem_x509_certificate(self.certificate).public_key()
        assert isinstance(key, rsa.RSAPublicKey)
        signed, _, signature = assertion.rpartition(".")
        algorithm = json.loads(_decoded(signed.partition(".")[0]))["alg"]
        scheme = padding.PKCS1v15() if algorithm == "RS256" else padding.PSS(padding.MGF1(hashes.SHA256()), 32)
        key.verify(_decoded(signature), signed.encode(), scheme, hashes.SHA256())
        return True


def _jwt(claims: Mapping[str, object]) -> str:
    parts = ({"alg": "RS256", "typ": "JWT"}, claims)
    head = ".".join(_encoded(json.dumps(part).encode()) for part in parts)
    return f"{head}.{_encoded(hashed(head) * 4)}"


def hashed(text: str) -> bytes:
    """What stands in for a signature: nobody checks it, and no two are alike."""
    made = hashes.Hash(hashes.SHA256())
    made.update(text.encode())
    return made.finalize()


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
