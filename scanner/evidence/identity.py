"""A key that is none: an identity, and who vouches for it. Of the pipeline `identity` at `issuer` nobody holds a key.

Its private keys live for one signature each; that one was made by this identity is what Sigstore's certificates and
logs say (`keyless`). Everywhere else an identity stands in the place of a public key, as canonical JSON.
"""

import base64
import binascii
import re
import textwrap
from typing import Annotated, Final

import msgspec

from scanner.evidence import EvidenceError, canonical

BEGIN: Final = b"-----BEGIN SIGSTORE IDENTITY-----"
_PEM: Final = re.compile(rb"%s\n([A-Za-z0-9+/=\n]{1,2000})\n-----END SIGSTORE IDENTITY-----\n?" % BEGIN)
_MAX: Final = 1400
"""Bytes: in base64 they fit where a keyring has public keys."""

Visible = Annotated[str, msgspec.Meta(pattern=r"^[!-~]{1,1000}\Z")]
"""ASCII that is seen: of two identities that look alike, one is not the other."""


class Identity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who signs."""

    identity: Visible
    # As certificates name it: an address of mail, or the URI of a pipeline's file at its branch.
    issuer: Visible
    # Of its tokens (OIDC).

    def __str__(self) -> str:
        """As people read it."""
        return f"{self.identity} by {self.issuer}"


def write(who: Identity) -> bytes:
    """The identity as it stands in the place of a public key. Raises ValueError where it is none that could sign."""
    data = canonical.dumps(msgspec.to_builtins(who))
    if read(data) != who:
        raise ValueError("it is not read back as it was written")
    return data


def read(public: bytes) -> Identity:
    """The identity that stands in the place of a public key, read strictly. Raises ValueError."""
    try:
        if len(public) > _MAX:
            raise ValueError("the identity: is too long")
        return msgspec.convert(canonical.exactly(public, "the identity"), Identity)
    except (EvidenceError, msgspec.ValidationError) as err:
        raise ValueError(str(err)) from None


def is_one(public: bytes) -> bool:
    """Tell whether an identity stands here in the place of a key: the DER of no key begins so."""
    return public.startswith(b"{")


def to_pem(public: bytes) -> bytes:
    """The identity as text between two lines, as keys are kept."""
    body = textwrap.fill(base64.b64encode(public).decode(), 64)
    return b"%s\n%s\n-----END SIGSTORE IDENTITY-----\n" % (BEGIN, body.encode())


def from_pem(data: bytes) -> bytes:
    """What stands between these lines, and is an identity. Raises ValueError."""
    found = _PEM.fullmatch(data)
    try:
        public = base64.b64decode(found[1].replace(b"\n", b""), validate=True) if found else b""
    except binascii.Error:
        raise ValueError("it is not base64") from None
    read(public)
    return public
