"""RFC 3161 timestamps over checkpoints: what a token lies over, when it was given, and by whose authority.

Whoever has the key can rewrite a log, and cannot have it stamped last year. A token is believed only where the
verifier names the authority: the one that came with it could be anybody's.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from scanner.evidence import EvidenceError
from scanner.stores import MissingError, Reader

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

FOLDER: Final = "timestamps/"
MAX_TOKEN: Final = 1 << 16
"""Bytes. One with its chain of certificates has some 5,000."""

_MOST: Final = 4096
_NAME: Final = re.compile(r"timestamps/([0-9]{6,9})-[a-z0-9][a-z0-9.-]{0,63}\.tsr")
_SHA2: Final = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
_EXTRA: Final = "this needs a package that is not here. Next: pip install 'safeguard-scanner[timestamps]'"


class TimestampError(EvidenceError):
    """A timestamp that cannot be read, or that is not over what it should be."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")


class StrangerError(TimestampError):
    """A timestamp that no authority gave that the verifier trusts."""


@dataclass(frozen=True)
class Token:
    """An answer of an authority (a TimeStampResp in DER), not yet believed, and what to call it."""

    name: str
    data: bytes


def token_key(size: int, name: str) -> str:
    """Where the token of this name over the checkpoint of `size` entries lies."""
    plain = re.sub(r"[^a-z0-9.-]+", "-", name.lower()).strip("-.")[:64]
    return f"{FOLDER}{size:06}-{plain or 'authority'}.tsr"


def lying_in(reader: Reader) -> Iterator[tuple[Token, int]]:
    """The tokens that lie in a store or bundle, and how many entries each says that it covers.

    Raises `TimestampError` for what is no token by its name or size.
    """
    for count, key in enumerate(reader.list(FOLDER)):
        named = _NAME.fullmatch(key)
        if not named or count == _MOST:
            raise TimestampError(key, "has no place among timestamps" if not named else f"is one more than {_MOST}")
        with reader.open(key) as file:
            data = file.read(MAX_TOKEN + 1)
        yield Token(key, data), int(named[1])


def checkpoints(reader: Reader, size: int) -> list[bytes]:
    """The checkpoints over the first `size` entries that lie there, as bytes: tokens are over these."""
    found = []
    for key in (f"checkpoints/{size:06}", "checkpoint"):
        try:
            found.append(reader.read(key))
        except MissingError:
            continue
    return found


def stamped(token: Token, over: Sequence[bytes], authorities: "Sequence[Certificate]") -> tuple[bytes, datetime]:
    """Which of these bytes a token is over, and when that was.

    Raises:
        TimestampError: it cannot be read, or is over none of them.
        StrangerError: none of the authorities gave it, or none that was allowed to then.
    """
    client = _client(token.name)
    answer = _decoded(token)
    there = next((data for data in over if _digest(answer, token, data) == _imprint(answer)), None)
    if there is None:
        raise TimestampError(token.name, "is over something else than the checkpoint that lies there")
    try:
        # As of the time in it: an authority's certificate ends long before the log does.
        client.VerifierBuilder(roots=list(authorities)).build().verify_message(answer, there)
    except (client.VerificationError, ValueError) as err:
        raise StrangerError(token.name, f"is not by an authority that you trust ({_plain(err)})") from None
    return there, answer.tst_info.gen_time


def check_answer(token: Token, over: bytes, nonce: int | None) -> datetime:
    """When an answer to our own request was given. Whose it is, whoever verifies it says. Raises `TimestampError`."""
    answer = _decoded(token)
    if _digest(answer, token, over) != _imprint(answer):
        raise TimestampError(token.name, "answered about something else than was sent")
    if nonce is not None and answer.tst_info.nonce != nonce:
        raise TimestampError(token.name, "answered another request than this one (its nonce differs)")
    found: datetime = answer.tst_info.gen_time
    return found


def request(over: bytes, what: str) -> tuple[bytes, int | None]:
    """What to send to an authority, and the number that its answer must repeat. Raises `TimestampError`."""
    client = _client(what)
    made = (
        client.TimestampRequestBuilder()
        .data(over)
        .hash_algorithm(client.HashAlgorithm.SHA256)
        .cert_request(cert_request=True)
        .nonce(nonce=True)
        .build()
    )
    return made.as_bytes(), made.nonce


def authorities(data: bytes, what: str) -> "list[Certificate]":
    """The certificates in a PEM file. Raises `TimestampError`."""
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificates(data)
    except ValueError:
        raise TimestampError(what, "holds no certificate in PEM") from None


def _client(what: str) -> Any:
    try:
        import rfc3161_client
    except ImportError:
        raise TimestampError(what, _EXTRA) from None
    return rfc3161_client


def _decoded(token: Token) -> Any:
    client = _client(token.name)
    if len(token.data) > MAX_TOKEN:
        raise TimestampError(token.name, f"has more than {MAX_TOKEN} bytes")
    try:
        answer = client.decode_timestamp_response(token.data)
        status = client.PKIStatus(answer.status)
        if status != client.PKIStatus.GRANTED:
            raise TimestampError(token.name, f"holds a refusal ({status.name.lower().replace('_', ' ')})")
        answer.tst_info.message_imprint.message  # noqa: B018  # what cannot be read is found out here
    except ValueError:
        raise TimestampError(token.name, "is no answer of a timestamp authority (RFC 3161)") from None
    return answer


def _imprint(answer: Any) -> bytes:
    found: bytes = answer.tst_info.message_imprint.message
    return found


def _digest(answer: Any, token: Token, data: bytes) -> bytes:
    oid = answer.tst_info.message_imprint.hash_algorithm.dotted_string
    if oid not in _SHA2:
        raise TimestampError(token.name, f"is over a digest of an algorithm that is not SHA-2 ({oid})")
    return hashlib.new(_SHA2[oid], data).digest()


def _plain(err: Exception) -> str:
    """The last part of what a library says, on one line."""
    return " ".join(str(err).split()).rpartition(": ")[2].strip("\"'{}[]() .")
