"""What a target `workspace:` may set beside what all of Google's take."""

import re
from collections.abc import Mapping
from typing import Any, Final

from collectors.asking.tags import texts
from collectors.google.options import SCHEMA as SHARED
from collectors.google.options import Options
from collectors.google.options import options as shared
from collectors.rest.options import TEXT
from scanner.answers import JSON
from scanner.collector import CollectError
from scanner.targets import Target

_DOMAIN: Final = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.ASCII)
_PERSON: Final = re.compile(r"[^@\s\"<>]{1,64}@[A-Za-z0-9.-]{1,253}", re.ASCII)
_TEXTS: Final = {"oneOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1, "uniqueItems": True}]}
_ALONE: Final = ("workload", "attached")
"""Ways to sign in by which an account speaks for itself, and for nobody else."""

SCHEMA: Final[Mapping[str, JSON]] = {
    **SHARED,
    "admin": {
        **TEXT,
        "description": "Administrator to ask as, by e-mail address, where a service account asks; a super admin, or "
        "policies are not told.",
    },
    "break_glass": {**_TEXTS, "description": "Accounts kept for emergencies, by e-mail address."},
}


def check(target: Target) -> None:
    """Refuse options that make no sense together.

    Raises:
        CollectError: one is named, and its value is not.
    """
    if not _DOMAIN.fullmatch(target.name.lower()):
        raise CollectError("which domain? workspace://DOMAIN, with a domain that is verified there")
    said, who = shared(target), admin(target.options)
    if who and not _PERSON.fullmatch(who):
        raise CollectError("admin: must be the e-mail address of an administrator")
    if said.universe != "googleapis.com":
        raise CollectError("cloud: Workspace is in the public one alone")
    _acting(said, who)


def _acting(said: Options, who: str) -> None:
    """Whoever asks for somebody needs to be able to; a service account is told nothing for itself."""
    if not who and (said.impersonate or said.sign_in == "key"):
        option = "impersonate" if said.impersonate else "service_account_key"
        raise CollectError(f"{option}: needs the option admin, as whom the service account asks")
    if who and not said.impersonate and said.sign_in in _ALONE:
        raise CollectError(f"admin: with sign_in {said.sign_in} it takes the option impersonate too")


def admin(said: Mapping[str, Any]) -> str:
    """As whom a service account asks; empty: whoever signs in asks."""
    return str(said.get("admin", ""))


def break_glass(said: Mapping[str, Any]) -> frozenset[str]:
    """The accounts kept for emergencies, in lower case."""
    return frozenset(one.lower() for one in texts(said.get("break_glass")))
