"""Fetches all keys that a host shows, for a person to compare. Says nothing to it, and trusts none of them."""

import base64
import os
from collections.abc import Iterator, Sequence
from typing import Any, Final

from collectors.ssh.failure import Deadline, SSHError
from collectors.ssh.hop import Hop
from collectors.ssh.known_hosts import KnownHosts, Trust, called
from collectors.ssh.public import Key
from collectors.ssh.route import route
from scanner.collector import CollectError, Inquiry, Shown, State

_SECONDS: Final = 30
OF_HOSTS: Final = "for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf $f; done"


def shown(inquiry: Inquiry, compare: str = OF_HOSTS) -> Iterator[Shown]:
    """Every key of a target; its jump hosts must be known already. compare: what shows the same there.

    Raises:
        CollectError: it cannot be reached, or shows no key; the sentence says why.
    """
    from collectors.ssh.causes import cause
    from collectors.ssh.connect import Caller
    from collectors.ssh.jump import Jumps

    until, caller = Deadline.after(_SECONDS, inquiry.stopped), Caller(inquiry.secret, inquiry.together.once)
    try:
        way = route(inquiry.target.name, inquiry.target.options, os.environ)
        known = caller.known(way.end)
        with Jumps().through(way.hops[:-1], caller, until) as last:
            keys = list(_keys(last, way.end, until))
    except SSHError as err:
        why = cause(err.code)
        at = f"at the jump host {err.at}: " if err.at else ""
        raise CollectError(f"{at}{why.said if why else err.code}") from None
    for key in keys:
        yield _told(key, keys, way.end, known, compare)


def _keys(last: Any, hop: Hop, until: Deadline) -> Iterator[Key]:
    """One connection for each kind of key: a server shows the one that it is asked for."""
    first, others = _key(last, hop, until, "")
    yield first
    for kind in others:
        try:
            yield _key(last, hop, until, kind)[0]
        except SSHError:
            continue


def _key(last: Any, hop: Hop, until: Deadline, kind: str) -> tuple[Key, tuple[str, ...]]:
    """The key of a kind, or the one that it shows first; and the kinds that it has besides."""
    from collectors.ssh.connect import dial, negotiate, over
    from collectors.ssh.wire import Wire, algorithms

    sock = over(last, hop, until) if last else dial(hop, until)
    wire = Wire(sock, only=algorithms(kind) if kind else (), weak=hop.weak)
    try:
        seen = negotiate(wire, until)
        return Key(seen.type, seen.blob), wire.others
    finally:
        wire.shut()


def _told(key: Key, every: Sequence[Key], hop: Hop, known: KnownHosts, compare: str) -> Shown:
    line = f"{called(*hop.listed)} {key.type} {base64.b64encode(key.blob).decode()}"
    file = next(iter(hop.known_hosts), None)
    return Shown(hop.endpoint, key.type, key.fingerprint, _state(key, every, hop, known), line, file, compare)


def _state(key: Key, every: Sequence[Key], hop: Hop, known: KnownHosts) -> State:
    """Changed is a key in the place of another: of its type, or where none that is shown has a pin."""
    trust = known.trust(*hop.listed, key)
    if trust is Trust.REVOKED:
        return "revoked"
    if hop.pins:
        if key.fingerprint in hop.pins:
            return "known"
        return "unknown" if any(one.fingerprint in hop.pins for one in every) else "changed"
    if trust is Trust.CHANGED:
        return "changed" if key.type in known.types(*hop.listed) else "unknown"
    return "known" if trust is Trust.KNOWN else "unknown"
