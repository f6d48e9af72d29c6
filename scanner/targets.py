"""Targets: the things to connect to, as a URI or an entry of safeguard.yaml names them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from msgspec import Struct

from scanner.words import visible


class TargetError(Exception):
    """A target's URI or entry cannot be used; the sentence says why and what is known."""


class Target(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing to connect to. Holds references to secrets, never secrets: it is sealed as it stands."""

    id: str
    """Scheme and name: `aws:alder-prod`, `local:clinic-nb-07`. Stable between nights."""
    scheme: str
    name: str
    options: Mapping[str, Any] = {}
    """As its collector's schema allows."""
    labels: Mapping[str, str] = {}
    ephi: bool | None = None
    """Declared by its owner; None: nobody has said."""
    owner: str = ""
    title: str = ""
    """What people call it, where that is more than its id: the name of an account, and where it stands."""


def parse(uri: str) -> Target:
    """Read `scheme:`, `scheme:name` or `scheme://name?option=value&...`.

    Raises:
        TargetError: it is no URI, cannot be printed, or an option stands twice.
    """
    if not uri.isprintable():
        shown = visible(uri.partition("?")[0])
        raise TargetError(f"“{shown}” is no target: characters stand in it that no screen shows")
    try:
        parts = urlsplit(uri)
    except ValueError:
        scheme = ascii(uri.partition(":")[0])[1:-1]
        raise TargetError(f"{scheme}:… is no URI: what follows the // is not the name of anything") from None
    if not parts.scheme:
        raise TargetError(
            f"{uri!r} is no target: it must begin with a scheme and a colon, as in local:, ssh://HOST or aws://PROFILE"
        )
    # A password may hold a slash: then it is no longer where URIs have it.
    if ":" in unquote(uri).partition(":")[2].rpartition("@")[0]:
        raise TargetError(f"{parts.scheme}://… holds a password: give a reference in safeguard.yaml instead")
    options: dict[str, Any] = {}
    for key, value in parse_qsl(parts.query, keep_blank_values=True):
        if key in options:
            raise TargetError(f"{parts.scheme}:…: the option {key} stands twice")
        options[key] = value
    path = (parts.netloc + parts.path).rstrip("/")
    name = path if not parts.netloc and uri.startswith(f"{parts.scheme}:///") else path.strip("/")
    return Target(id=f"{parts.scheme}:{name}", scheme=parts.scheme, name=name, options=options)
