"""botocore's signature of a request, version 4, with less work. Imported only where a client is made.

The headers are looked at once instead of three times, and a signing key is derived once a day, not for every request.
"""

import hmac
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final

from botocore import auth

KEYS: Final = 1024
"""Signing keys that are kept: one for each service in each region, for each set of credentials."""


class _Lean(auth.SigV4Auth):
    """Signs one request whose headers are `reply.Headers`: their names are in small letters."""

    keyed: Callable[[str, str, str, str], hmac.HMAC]
    """As below, with a memory."""
    _signed: Mapping[str, str] | None = None

    def headers_to_sign(self, request: Any) -> Any:
        """Those that are signed, in order."""
        if self._signed is None:
            left_out = auth.SIGNED_HEADERS_BLACKLIST
            self._signed = {name: request.headers[name] for name in sorted(request.headers) if name not in left_out}
        return self._signed

    def canonical_headers(self, headers_to_sign: Any) -> str:
        """Each on a line, its spaces single."""
        return "\n".join(f"{name}:{' '.join(value.split())}" for name, value in headers_to_sign.items())

    def signed_headers(self, headers_to_sign: Any) -> str:
        """Their names."""
        return ";".join(headers_to_sign)

    def signature(self, string_to_sign: str, request: Any) -> str:
        """The signature, as hex."""
        day = request.context["timestamp"][:8]
        secret: Any = self.credentials.secret_key
        signing = self.keyed(secret, day, self._region_name, self._service_name).copy()  # type: ignore[attr-defined]  # the stubs lack these
        signing.update(string_to_sign.encode())
        return signing.hexdigest()


class _LeanS3(_Lean, auth.S3SigV4Auth):
    pass


LEAN: Final[Mapping[type, type[_Lean]]] = {auth.SigV4Auth: _Lean, auth.S3SigV4Auth: _LeanS3}


def keyed(secret: str, day: str, region: str, service: str) -> hmac.HMAC:
    """The HMAC by which requests of a day are signed, to be copied. Who remembers it remembers the secret."""
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), sha256)
    return hmac.new(key, digestmod=sha256)


def leanly(signer: Any, keys: Callable[[str, str, str, str], hmac.HMAC]) -> Callable[..., None]:
    """What signs requests as this signer of a client does. Other signatures than these stay botocore's own.

    `keys`: `keyed`, or what remembers what that gave.
    """
    plain = signer.get_auth_instance

    def instance(**about: Any) -> Any:
        found = plain(**about)
        if type(found) in LEAN:
            found.__class__, found.keyed = LEAN[type(found)], keys
        return found

    signer.get_auth_instance = instance
    return signer.sign  # type: ignore[no-any-return]
