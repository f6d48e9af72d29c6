"""What an SSH server offers before any login, as it was kept. Pure."""

from collections.abc import Mapping
from typing import Any

from scanner.answers import Got, rests_on, unclear, unread
from scanner.facts import Channel

_LISTS = ("ciphers", "macs", "kex", "host_keys")


def offered(offer: Got) -> tuple[str, ...]:
    """All that a server offers."""
    return tuple(sorted({a.lower() for name in _LISTS for a in offer.body[name]}))


def from_outside(thing: Mapping[str, Any], offer: Got) -> Channel:
    """The channel of a server that is known by its offer alone. `thing`: the common fields of the fact."""
    resting = {**thing, "answers": tuple(sorted({*thing["answers"], *rests_on(offer)}))}
    body = offer.body or {}
    listed = bool(body.get("ciphers"))
    why = unclear(offer, "the first version of SSH has no lists" if offer.ok else "nothing of its offer was kept")
    lost = offer if not offer.good else why
    return Channel(
        **resting,
        protocol="ssh",
        enabled=True,
        encryption=("offered" if "none" in body["ciphers"] else "required") if listed else None,
        min_version=("1" if body["protocol"].startswith("1.") else "2.0") if offer.ok else None,
        algorithms=offered(offer) if listed else None,
        unread=(
            *(unread(encryption=lost, algorithms=lost) if not listed else ()),
            *(unread(min_version=lost) if not offer.ok else ()),
        ),
    )
