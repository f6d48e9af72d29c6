"""Fetches all keys that a host shows, for a person to compare. Says nothing to it, and trusts none of them."""

import base64
import os
from collections.abc import Iterator
from typing import Any, Final

from collectors.ssh.failure import Deadline, SSHError
from collectors.ssh.known_hosts import Key, KnownHosts, Trust, called
from collectors.ssh.route import Hop, route
from scanner.collector import CollectError, Inquiry
from scanner.identity import Shown, State

_SECONDS: Final = 30
_STATES: Final[dict[Trust, State]] = {
    Trust.KNOWN: "known",
    Trust.UNKNOWN: "unknown",
    Trust.CHANGED: "changed",
    Trust.REVOKED: "revoked",
}
_COMPARE: Final = "for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf $f; done"


def shown(inquiry: Inquiry) -> Iterator[Shown]:
    """Every key of a target; its jump hosts must be known already.

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
            for key in _keys(last, way.end, until):
                yield _told(key, way.end, known)
    except SSHError as err:
        why = cause(err.code)
        at = f"at the jump host {err.at}: " if err.at else ""
        raise CollectError(f"{at}{why.said if why else err.code}") from None


def _keys(last: Any, hop: Hop, until: Deadline) -> Iterator[Key]:
    """One connection for each kind of key: a server shows the one that it is asked for."""
    first, offered = _key(last, hop, until, "")
    yield first
    for kind in offered:
        if kind != first.type:
            try:
                yield _key(last, hop, until, kind)[0]
            except SSHError:
                continue


def _key(last: Any, hop: Hop, until: Deadline, kind: str) -> tuple[Key, list[str]]:
    """The key of a kind, or the one that it shows first; and the kinds that it has."""
    from collectors.ssh.connect import dial, negotiate, over
    from collectors.ssh.wire import Wire, algorithms

    wire = Wire(over(last, hop, until) if last else dial(hop, until), only=algorithms(kind) if kind else ())
    try:
        seen = negotiate(wire, until)
        names = (wire.offer or {}).get("host_keys", ())
    finally:
        wire.shut()
    kinds = dict.fromkeys("ssh-rsa" if "rsa" in name else name for name in names if "-cert-" not in name)
    return Key(seen.type, seen.blob), list(kinds)


def _told(key: Key, hop: Hop, known: KnownHosts) -> Shown:
    state: State = _STATES[known.trust(*hop.listed, key)]
    if hop.pins and state != "revoked":
        state = "known" if key.fingerprint in hop.pins else "changed"
    line = f"{called(*hop.listed)} {key.type} {base64.b64encode(key.blob).decode()}"
    return Shown(hop.endpoint, key.type, key.fingerprint, state, line, hop.known_hosts[0], _COMPARE)
