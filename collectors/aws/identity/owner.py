"""Which account asks: what belongs to another one only that one is asked about."""

from typing import Any, Final

from collectors.asking.row import Known
from collectors.aws.question import Place

_OWNER: Final = 4
"""The place of the account in an ARN."""
WHO: Final = "aws.identity"
"""What a question waits for whose rule asks here."""


def not_ours(known: Known, owner: Any) -> bool:
    """Another account owns it. False where either is not known: then we ask, and are told."""
    own = (known.body(WHO) or {}).get("Account")
    return bool(own) and bool(owner) and own != owner


def elsewhere(known: Known, place: Place) -> bool:
    """What the place names by its ARN is another account's, which would only refuse to tell of it."""
    parts = place.about.split(":")
    return len(parts) > _OWNER and not_ours(known, parts[_OWNER])
