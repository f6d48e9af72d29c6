"""The members of a run as bytes and as values: canonical JSON out, strict JSON in."""

from typing import TypeVar

import msgspec

from scanner.evidence import EvidenceError, canonical
from scanner.finding import Finding

T = TypeVar("T")


class SealedError(EvidenceError):
    """A sealed member does not hold what it should."""


def read(data: bytes, kind: type[T], what: str) -> T:
    """A sealed member as a value, read strictly. Raises `EvidenceError`."""
    try:
        return msgspec.convert(canonical.loads(data, what), kind)
    except msgspec.ValidationError as err:
        raise SealedError(f"{what} does not hold what it should: {err}") from None


def line(finding: Finding) -> bytes:
    """A finding as it is sealed: as `canonical` writes it, without a look at values that its class vouches for.

    Raises `CanonicalError`: a reader has given something that is no text.
    """
    tags = finding.tags
    if not tags or (all(map(str.isascii, tags)) and all(type(value) is str for value in tags.values())):
        try:
            return msgspec.json.encode(finding, order="sorted")
        except UnicodeEncodeError:  # half a surrogate pair, for which `canonical` has the words
            pass
    return canonical.dumps(msgspec.to_builtins(finding))


def whole(value: msgspec.Struct) -> bytes:
    """Any other value as it is sealed."""
    return canonical.line(value)
