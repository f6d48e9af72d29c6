"""What a target `ldap:` or `ldaps:` may set: where it is, as whom to sign in, how much of it, and what is declared."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from collectors.directory.read import listed
from collectors.secured import place as secured
from collectors.secured.place import Place
from scanner.answers import JSON
from scanner.collector import CollectError
from scanner.targets import Target

PORTS: Final[Mapping[str, int]] = {"ldap": 389, "ldaps": 636}
_SECONDS: Final = 600
_PAGE: Final = 500
"""Half of what Active Directory gives at most (MaxPageSize, MS-ADTS 3.1.1.3.4.6), and OpenLDAP's own limit."""
_MOST_PAGE: Final = 1000
_TEXT: Final = {"type": "string", "minLength": 1}
_NAMES: Final = {"oneOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1, "uniqueItems": True}]}

SCHEMA: Final[Mapping[str, JSON]] = {
    **secured.OPTIONS,
    "timeout": {**secured.TIMEOUT, "description": f"Seconds for all that is asked; {_SECONDS} if not set."},
    "base": {**_NAMES, "description": "What to scan, by its distinguished name; by default the directory's own base."},
    "user": {**_TEXT, "description": "Who signs in: a distinguished name, or with Active Directory NAME@DOMAIN too."},
    "password": {
        "type": "string",
        "x-secret": True,
        "pattern": "^(?!ask:)",
        "x-wanted": "a reference that nobody is asked for",
        "description": "Where the password of the user is found, as in env:NAME.",
    },
    "sasl": {
        "enum": ["gssapi"],
        "description": "Sign in by Kerberos, as whoever has a ticket where the scan runs (kinit, or a keytab that "
        "KRB5_CLIENT_KTNAME names), in place of user and password.",
    },
    "page": {
        "oneOf": [
            {"type": "integer", "minimum": 1, "maximum": _MOST_PAGE},
            {"type": "string", "pattern": "^[0-9]{1,4}$"},
        ],
        "description": f"Entries to ask for at once; {_PAGE} if not set.",
    },
    "break_glass": {**_NAMES, "description": "Accounts kept for emergencies, by distinguished name."},
    "privileged": {
        **_NAMES,
        "description": "Groups whose members administer something, beyond those that the directory itself knows, by "
        "distinguished name.",
    },
}


@dataclass(frozen=True, slots=True)
class Options:
    """How one directory is asked."""

    place: Place
    starttls: bool
    """It begins in plain, and turns to TLS before anything else is said."""
    user: str
    password: str
    """A reference."""
    sasl: Literal["", "gssapi"]
    page: int

    @property
    def caller(self) -> str:
        """Whom a directory takes us for, as far as we know."""
        return self.user or ("the holder of a Kerberos ticket" if self.sasl else "anonymous")


def check(target: Target) -> None:
    """Refuse options that make no sense together.

    Raises:
        CollectError: one is named, and its value is not.
    """
    options(target)


def options(target: Target) -> Options:
    """Read a target.

    Raises:
        CollectError: an option makes no sense.
    """
    said = target.options
    place = secured.place(target, PORTS[target.scheme])
    user, password, sasl = str(said.get("user", "")), str(said.get("password", "")), said.get("sasl", "")
    if sasl and (user or password):
        raise CollectError("sasl: gssapi takes the ticket of whoever runs the scan, and neither user nor password")
    if bool(user) != bool(password):
        raise CollectError("user and password: one needs the other")
    if user and not any(sign in user for sign in "=@\\"):
        raise CollectError("user: must be a distinguished name, or NAME@DOMAIN")
    for option in ("base", "break_glass", "privileged"):
        if wrong := [one for one in listed(said.get(option)) if "=" not in one]:
            raise CollectError(f"{option}: must be distinguished names, as dc=alder,dc=example; {len(wrong)} is none")
    place = place if "timeout" in said else replace(place, seconds=_SECONDS)
    return Options(place, target.scheme == "ldap", user, password, sasl, _page(said.get("page", _PAGE)))


def _page(said: Any) -> int:
    if isinstance(said, bool) or not str(said).isdecimal() or not 0 < int(said) <= _MOST_PAGE:
        raise CollectError(f"page: must be a whole number from 1 to {_MOST_PAGE}")
    return int(said)
