"""DSSE envelopes: a payload, its type, and signatures over both (github.com/secure-systems-lab/dsse, v1.0).

An entry of a log has one signature, a keyring as many as its roots have given.
"""

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

MAX_SIGNATURES: Final = 64
"""The most signatures on one payload."""


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
    signatures: Annotated[tuple[_Signature, ...], msgspec.Meta(max_length=MAX_SIGNATURES)]


@dataclass(frozen=True)
class Envelope:
    """What an envelope holds, not yet believed."""

    payload: bytes
    keyid: str
    signature: bytes

    def signed_with(self, public: bytes) -> bool:
        """Whether the owner of this key signed the payload."""
        return keys.keyid(public) == self.keyid and not self.misfit(public)

    def misfit(self, public: bytes) -> str:
        """Why its signature does not fit this key; empty where it does."""
        return keys.misfit(public, self.signature, pae(self.payload))


@dataclass(frozen=True)
class Signed:
    """A payload that several keys sign, or none yet: signatures by the name of their key. Not yet believed."""

    payload: bytes
    signatures: Mapping[str, bytes]


def pae(payload: bytes, payload_type: str = PAYLOAD_TYPE) -> bytes:
    """The bytes that are really signed: type and payload with their lengths."""
    return b"DSSEv1 %d %s %d %s" % (len(payload_type), payload_type.encode(), len(payload), payload)


def sign(payload: bytes, signer: Signer) -> bytes:
    """The envelope around `payload`: canonical JSON with one signature. Raises `EnvelopeError` for too large a one."""
    signature = {"keyid": signer.keyid, "sig": _encode(signer.sign(pae(payload)))}
    data = canonical.dumps({"payload": _encode(payload), "payloadType": PAYLOAD_TYPE, "signatures": [signature]})
    return _small(data, "the envelope")


def read_envelope(data: bytes, what: str) -> Envelope:
    """What `data` holds, without a look at the signature; `what` names it in an `EvidenceError`."""
    wire = _wire(data, PAYLOAD_TYPE, what, "one signature")
    if len(wire.signatures) != 1:
        raise EnvelopeError(what, f"is no envelope with one signature: it has {len(wire.signatures)}")
    (signature,) = wire.signatures
    return Envelope(_decode(wire.payload, what), signature.keyid, _decode(signature.sig, what))


def read_signed(data: bytes, payload_type: str, what: str) -> Signed:
    """What an envelope of this type holds that may have several signatures, without a look at them."""
    wire = _wire(data, payload_type, what, "signatures")
    names = [signature.keyid for signature in wire.signatures]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise EnvelopeError(what, f"has two signatures of key {keys.short(twice)}")
    if names != sorted(names):
        raise EnvelopeError(what, "has its signatures in another order than that of the numbers of their keys")
    found = {signature.keyid: _decode(signature.sig, what) for signature in wire.signatures}
    return Signed(_decode(wire.payload, what), found)


def write_signed(signed: Signed, payload_type: str, what: str) -> bytes:
    """The envelope around a payload with several signatures: canonical JSON. Raises `EnvelopeError`: too large."""
    signatures = [{"keyid": name, "sig": _encode(sig)} for name, sig in sorted(signed.signatures.items())]
    wire: Mapping[str, canonical.JSON] = {
        "payload": _encode(signed.payload),
        "payloadType": payload_type,
        "signatures": signatures,
    }
    return _small(canonical.dumps(wire), what)


def open_envelope(data: bytes, trusted: Mapping[str, bytes], what: str) -> bytes:
    """The payload of `data`, signed with one of the `trusted` keys (name to DER); otherwise an `EvidenceError`."""
    envelope = read_envelope(data, what)
    public = trusted.get(envelope.keyid)
    if public is None:
        raise UnknownKeyError(what, envelope.keyid)
    if not envelope.signed_with(public):
        raise EnvelopeError(what, f"the signature of key {keys.short(envelope.keyid)} does not fit")
    return envelope.payload


def _wire(data: bytes, payload_type: str, what: str, of: str) -> _Wire:
    doc = canonical.exactly(_small(data, what), what)
    try:
        wire = msgspec.convert(doc, _Wire)
    except msgspec.ValidationError as err:
        raise EnvelopeError(what, f"is no envelope with {of}: {err}") from None
    if wire.payload_type != payload_type:
        raise EnvelopeError(what, f"holds {wire.payload_type!a}, not {payload_type}")
    return wire


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
