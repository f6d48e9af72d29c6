"""Whom the IAM policies that hold for a thing let in. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from scanner.answers import Got, unread
from scanner.facts import Exposure

EVERYONE: Final = "allUsers"
ANYBODY: Final = "allAuthenticatedUsers"


def members(policy: Got) -> set[str]:
    """All that a policy names, whatever they may do. A condition narrows a right, and lets in all the same."""
    return {str(m) for b in (policy.body or {}).get("bindings") or [] for m in b.get("members") or []}


def exposure(thing: Mapping[str, Any], policies: Sequence[Got]) -> Exposure:
    """Whom they let in, added up: what is granted above holds below. thing: the fields that its facts share."""
    named = set[str]().union(*map(members, policies))
    audience = "everyone" if EVERYONE in named else "any-account" if ANYBODY in named else "owner"
    bad = next((policy for policy in policies if not policy.good), None) if audience == "owner" else None
    return Exposure(
        **thing,
        way="permission",
        offers="data",
        audience=None if bad else audience,  # type: ignore[arg-type]  # words of the vocabulary
        ports=(),
        considered=() if bad else (_SEEN[audience],),
        unread=unread(audience=bad) if bad else (),
    )


_SEEN: Final = {
    "owner": "no binding lets strangers in",
    "everyone": f"a binding lets {EVERYONE} in",
    "any-account": f"a binding lets {ANYBODY} in",
}
