"""What an SSH server offers before any login, as it was kept. Pure."""

from collections.abc import Mapping
from typing import Any

import msgspec

from scanner.answers import Got, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import Channel

OFFER = "ssh.offer"
KINDS: Mapping[str, Kind] = {
    "ssh.server": Kind(
        "SSH server, as it is seen from outside",
        ((Channel, "ssh"),),
        {
            "encryption-in-transit.strong-algorithms": "Update the SSH server; then name strong algorithms only:"
            " with OpenSSH Ciphers, MACs, KexAlgorithms in sshd_config."
        },
    )
}
"""What is known of a host before any login, and all that is known of one that lets nobody in."""

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


def joined(channel: Channel, offer: Got) -> Channel:
    """What a server really offers counts, though its settings say otherwise by now."""
    return msgspec.structs.replace(
        channel,
        algorithms=None if channel.algorithms is None else tuple(sorted({*channel.algorithms, *offered(offer)})),
        answers=tuple(sorted({*channel.answers, *offer.place})),
    )


def server(target: str, offer: Got) -> Channel:
    """The server of a target of which nothing else is known."""
    thing = {
        "target": target,
        "resource": f"{target}/sshd",
        "kind": "ssh.server",
        "name": "sshd",
        "within": (target,),
        "answers": (),
    }
    return from_outside(thing, offer)
