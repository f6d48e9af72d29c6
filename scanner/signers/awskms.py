"""A key in AWS KMS: `awskms:ID`, `awskms:alias/NAME` or `awskms:ARN`, with `?region=` and `?profile=`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, TypeVar

from scanner.signers import NotSignedError, Passphrase, Signer, SignerError, uri
from scanner.signers.remote import RemoteSigner, key_kind

_T = TypeVar("_T")

_NAME: Final = (
    r"(?:arn:aws[a-z-]*:kms:(?P<region>[a-z0-9-]{5,30}):[0-9]{12}:(?:key|alias)/|alias/)?[A-Za-z0-9/_-]{1,256}"
)
_WORDS: Final[Mapping[str, str]] = {"ed25519": "ED25519_SHA_512", "ecdsa-p256": "ECDSA_SHA_256"}
"""What KMS calls the algorithms. It names Ed25519 so where it takes the message itself (RFC 8032)."""
_RAW: Final = 4096
"""Bytes of a message that KMS hashes itself."""
_REASONS: Final[Mapping[str, str]] = {
    "AccessDeniedException": "{right} is not allowed. Next: allow it for this key, in its key policy or in IAM",
    "NotFoundException": "there is no such key in this account and region",
    "DisabledException": "the key is disabled",
    "KMSInvalidStateException": "the key is not in use: it is about to be deleted, or its material is missing",
    "InvalidKeyUsageException": "the key is not for signing (SIGN_VERIFY)",
    "UnsupportedOperationException": "the key is not for signing (SIGN_VERIFY)",
    "ThrottlingException": "KMS is asked too much ({right} was throttled). Next: scan again later",
    "LimitExceededException": "KMS is asked too much ({right} was throttled). Next: scan again later",
    "ExpiredTokenException": "the credentials have expired. Next: sign in anew",
    "UnrecognizedClientException": "AWS does not know the credentials",
    "InvalidSignatureException": "AWS does not take the credentials, or the clock is wrong",
    "NoCredentialsError": "no credentials for AWS were found",
    "PartialCredentialsError": "no whole credentials for AWS were found",
    "EndpointConnectionError": "KMS cannot be reached",
    "ConnectTimeoutError": "KMS cannot be reached",
    "ReadTimeoutError": "KMS does not answer",
    "NoRegionError": "no region is named. Next: ?region=REGION, or AWS_REGION",
    "ProfileNotFound": "there is no such profile in ~/.aws/config",
}
"""By the code that AWS gives, or the name of botocore's error."""


def open_signer(rest: str, passphrase: Passphrase | None) -> Signer:  # noqa: ARG001  # as every opener is called
    """The signer behind `rest`: its public key is fetched, nothing is signed. Raises `SignerError`."""
    name, said = uri.split(rest, "awskms", ("region", "profile"))
    found = uri.matched(_NAME, name, "awskms", "KEY-ID, alias/NAME or ARN, with ?region=REGION&profile=PROFILE")
    if found["region"] and said.get("region", found["region"]) != found["region"]:
        raise SignerError(f"the signing key awskms:{name}: its ARN names another region than ?region=")
    kept = _Kept(f"the signing key awskms:{name}", name, found["region"] or said.get("region"), said.get("profile"))
    return kept.signer()


@dataclass
class _Kept:
    what: str
    name: str
    region: str | None
    profile: str | None

    def signer(self) -> RemoteSigner:
        client = self._asked("kms:GetPublicKey", self._client)
        shown = self._asked("kms:GetPublicKey", client.get_public_key, KeyId=self.name)
        alg, public = key_kind(self.what, self._field(shown, "PublicKey", bytes))
        word = _WORDS.get(alg, "")
        if word not in shown.get("SigningAlgorithms", ()):
            raise SignerError(f"{self.what}: {_REASONS['InvalidKeyUsageException']} by {word or alg}")
        # By its ARN: an alias may lead to another key by the time of the next signature.
        named = {"KeyId": self._field(shown, "KeyId", str), "SigningAlgorithm": word}

        def ask(data: bytes) -> bytes:
            signed = self._asked("kms:Sign", client.sign, **named, **self._message(alg, data))
            return self._field(signed, "Signature", bytes)

        return RemoteSigner(self.what, alg, public, ask)

    def _field(self, answer: Mapping[str, Any], name: str, kind: type[_T]) -> _T:
        found = answer.get(name)
        if not isinstance(found, kind):
            raise self._odd()
        return found

    def _odd(self) -> NotSignedError:
        return NotSignedError(self.what, "what came for its question is no answer of such a service")

    def _message(self, alg: str, data: bytes) -> Mapping[str, Any]:
        if len(data) <= _RAW:
            return {"MessageType": "RAW", "Message": data}
        if alg != "ecdsa-p256":
            raise NotSignedError(self.what, f"KMS signs at most {_RAW} bytes with it, and these are {len(data)}")
        return {"MessageType": "DIGEST", "Message": sha256(data).digest()}

    def _client(self) -> Any:
        import botocore.session
        from botocore.config import Config

        session = botocore.session.Session(profile=self.profile)
        config = Config(connect_timeout=10, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 4})
        return session.create_client("kms", region_name=self.region, config=config)

    def _asked(self, right: str, call: Callable[..., Any], **words: Any) -> Any:
        """What a call of botocore answers. Its errors come as ours: their code, never their text."""
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.parsers import ResponseParserError

        try:
            return call(**words)
        except ClientError as err:
            code = str(err.response.get("Error", {}).get("Code", ""))
        except (BotoCoreError, OSError, ValueError) as err:  # the last two of files and addresses in the environment
            code = type(err).__name__
        except (ResponseParserError, AttributeError, TypeError, LookupError, RecursionError):
            raise self._odd() from None
        shown = code if re.fullmatch(r"[A-Za-z.]{1,64}", code) else "an error"
        raise NotSignedError(self.what, _REASONS.get(code, f"{right} failed: {shown}").format(right=right)) from None
