"""DSSE envelopes: a payload, its type, and one signature over both (github.com/secure-systems-lab/dsse, v1.0)."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec

from scanner.evidence import EvidenceError, canonical, keys
from scanner.signers import Signer

PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"

MAX_ENVELOPE: Final = 1 << 18
"""The largest envelope, in bytes: nothing larger is decoded, since it is read before any signature is looked at."""


class EnvelopeError(EvidenceError):
    """An envelope that says less, more, or other than it should."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")


class UnknownKeyError(EnvelopeError):
    """An envelope that may be good, signed with a key that is not among the trusted ones."""

    def __init__(self, what: str, keyid: str) -> None:
        super().__init__(what, f"is signed with key {keys.short(keyid)}, which is not a trusted one")
        self.keyid = keyid


class _Signature(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    keyid: Annotated[str, msgspec.Meta(pattern=r"^SHA256:[0-9a-f]{64}\Z")]
    sig: str


class _Wire(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    payload: str
    payload_type: str = msgspec.field(name="payloadType")
    signatures: Annotated[tuple[_Signature, ...], msgspec.Meta(min_length=1, max_length=1)]


@dataclass(frozen=True)
class Envelope:
    """What an envelope holds, not yet believed."""

    payload: bytes
    keyid: str
    signature: bytes

    def signed_with(self, public: bytes) -> bool:
        """Whether the owner of this key signed the payload."""
        return keys.keyid(public) == self.keyid and keys.verifies(public, self.signature, pae(self.payload))


def pae(payload: bytes) -> bytes:
    """The bytes that are really signed: type and payload with their lengths."""
    return b"DSSEv1 %d %s %d %s" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode(), len(payload), payload)


def sign(payload: bytes, signer: Signer) -> bytes:
    """The envelope around `payload`: canonical JSON with one signature. Raises `EnvelopeError` for too large a one."""
    signature = {"keyid": signer.keyid, "sig": _encode(signer.sign(pae(payload)))}
    data = canonical.dumps({"payload": _encode(payload), "payloadType": PAYLOAD_TYPE, "signatures": [signature]})
    return _small(data, "the envelope")


def read_envelope(data: bytes, what: str) -> Envelope:
    """What `data` holds, without a look at the signature; `what` names it in an `EvidenceError`."""
    doc = canonical.loads(_small(data, what), what)
    if canonical.dumps(doc) != data:
        raise EnvelopeError(what, "is not in its canonical form, somebody has written it anew")
    try:
        wire = msgspec.convert(doc, _Wire)
    except msgspec.ValidationError as err:
        raise EnvelopeError(what, f"is no envelope with one signature: {err}") from None
    if wire.payload_type != PAYLOAD_TYPE:
        raise EnvelopeError(what, f"holds {wire.payload_type!a}, not {PAYLOAD_TYPE}")
    (signature,) = wire.signatures
    return Envelope(_decode(wire.payload, what), signature.keyid, _decode(signature.sig, what))


def open_envelope(data: bytes, trusted: Mapping[str, bytes], what: str) -> bytes:
    """The payload of `data`, signed with one of the `trusted` keys (name to DER); otherwise an `EvidenceError`."""
    envelope = read_envelope(data, what)
    public = trusted.get(envelope.keyid)
    if public is None:
        raise UnknownKeyError(what, envelope.keyid)
    if not envelope.signed_with(public):
        raise EnvelopeError(what, f"the signature of key {keys.short(envelope.keyid)} does not fit")
    return envelope.payload


def _small(data: bytes, what: str) -> bytes:
    if len(data) > MAX_ENVELOPE:
        raise EnvelopeError(what, f"has {len(data)} bytes, more than the {MAX_ENVELOPE} of an envelope")
    return data


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decode(text: str, what: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise EnvelopeError(what, "holds something that is not base64") from None
    # One spelling only: the unused bits at the end are zero.
    if _encode(data) != text:
        raise EnvelopeError(what, "holds base64 with stray bits")
    return data
