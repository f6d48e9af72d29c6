"""Reads known_hosts as OpenSSH does (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT), and says what it knows of a host's key.

paramiko's own reader knows no wildcards, and gives up the whole file at the first marker.
"""

import base64
import binascii
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias

from collectors.ssh.patterns import named

Marker: TypeAlias = Literal["", "cert-authority", "revoked"]

_SSH: Final = 22
_MARKERS: Final[dict[str, Marker]] = {"@cert-authority": "cert-authority", "@revoked": "revoked"}
_SPLIT: Final = re.compile(r"[ \t]+")
_LENGTH: Final = 4
"""Bytes before a text in a key that say how long it is."""


class KnownHostsError(Exception):
    """A file of known hosts that cannot be relied on. Its text says where, and what to do."""


class Trust(StrEnum):
    """What a file knows of a key that a host shows."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    """Nothing at all is known of the host."""
    CHANGED = "changed"
    """Other keys are known of it, not this one."""
    REVOKED = "revoked"


class Key(NamedTuple):
    """A public key."""

    type: str
    blob: bytes

    @property
    def fingerprint(self) -> str:
        """As people compare it: `SHA256:...`."""
        return "SHA256:" + base64.b64encode(sha256(self.blob).digest()).decode().rstrip("=")


class Entry(NamedTuple):
    """A line: a key, and whose it is."""

    number: int
    marker: Marker
    hosts: str
    """Patterns, or one name that is hashed."""
    key: Key


class Unread(NamedTuple):
    """A line that says nothing to us, and why."""

    number: int
    why: str


@dataclass(frozen=True)
class KnownHosts:
    """What the files of a user know of all hosts."""

    entries: tuple[Entry, ...] = ()
    unread: tuple[Unread, ...] = ()

    @classmethod
    def of(cls, text: str, name: str) -> "KnownHosts":
        """The lines of a file.

        Raises:
            KnownHostsError: a key is revoked, and cannot be told: to go on would trust it.
        """
        entries, unread = [], []
        for number, line in enumerate(text.split("\n"), start=1):
            if not (said := line.strip(" \t\r")) or said.startswith("#"):
                continue
            try:
                entries.append(_entry(number, said))
            except ValueError as err:
                if said.startswith("@revoked"):
                    raise KnownHostsError(
                        f"{name}, line {number}: it revokes a key that cannot be read ({err}): correct or remove it"
                    ) from None
                unread.append(Unread(number, str(err)))
        return cls(tuple(entries), tuple(unread))

    @classmethod
    def read(cls, *paths: Path) -> "KnownHosts":
        """All that these files know together; one that is not there knows nothing.

        Raises:
            KnownHostsError: one is there and cannot be read.
        """
        every = [cls.of(_text(path), str(path)) for path in paths]
        return cls(tuple(e for one in every for e in one.entries), tuple(u for one in every for u in one.unread))

    def trust(self, host: str, port: int, key: Key) -> Trust:
        """What is known of a key that a host shows. A key that is revoked anywhere for it is never known."""
        about = list(self._about(host, port))
        if any(e.marker == "revoked" and e.key.blob == key.blob for e in about):
            return Trust.REVOKED
        known = [e.key for e in about if not e.marker]
        if any(k.blob == key.blob for k in known):
            return Trust.KNOWN
        return Trust.CHANGED if known else Trust.UNKNOWN

    def authority(self, host: str, port: int, key: Key) -> Trust:
        """What is known of a key that has signed a host's certificate."""
        about = list(self._about(host, port))
        if any(e.marker == "revoked" and e.key.blob == key.blob for e in about):
            return Trust.REVOKED
        vouched = any(e.marker == "cert-authority" and e.key.blob == key.blob for e in about)
        return Trust.KNOWN if vouched else Trust.UNKNOWN

    def types(self, host: str, port: int) -> tuple[str, ...]:
        """The types of the keys that are known of a host: it should be asked to show one of these."""
        return tuple(dict.fromkeys(e.key.type for e in self._about(host, port) if not e.marker))

    def certified(self, host: str, port: int) -> bool:
        """Some authority may vouch for it."""
        return any(e.marker == "cert-authority" for e in self._about(host, port))

    def _about(self, host: str, port: int) -> tuple[Entry, ...]:
        """The lines about a host, in order; looked for once."""
        name = called(host, port)
        if name not in self._found:
            exact, others = self._index
            some = {*exact.get(name, ()), *(n for n in others if matches(name, self.entries[n].hosts))}
            self._found[name] = tuple(self.entries[n] for n in sorted(some))
        return self._found[name]

    @cached_property
    def _found(self) -> dict[str, tuple[Entry, ...]]:
        return {}

    @cached_property
    def _index(self) -> tuple[dict[str, list[int]], list[int]]:
        """The places of lines by the names that stand in them as they are, and of those with patterns or hashes."""
        exact: dict[str, list[int]] = {}
        others: list[int] = []
        for place, entry in enumerate(self.entries):
            if entry.hosts.startswith("|") or not set("*?!").isdisjoint(entry.hosts):
                others.append(place)
                continue
            for name in entry.hosts.lower().split(","):
                exact.setdefault(name, []).append(place)
        return exact, others


def called(host: str, port: int) -> str:
    """A host as files name it: a port that is not SSH's own belongs to its name."""
    return host.lower() if port == _SSH else f"[{host.lower()}]:{port}"


def matches(name: str, hosts: str) -> bool:
    """Whether a line is about a host: some pattern matches, and none that is negated."""
    if hosts.startswith("|"):
        return _hashed(name, hosts)
    return named(hosts.lower().split(","), name)


def _hashed(name: str, hosts: str) -> bool:
    _, _, salt, digest = hosts.split("|")
    made = hmac.digest(_decoded(salt), name.encode(), "sha1")
    return hmac.compare_digest(made, _decoded(digest))


def _entry(number: int, line: str) -> Entry:
    """A line. Raises `ValueError`, with a word that holds nothing of the line."""
    first, *rest = _SPLIT.split(line)
    marker: Marker = ""
    if first.startswith("@"):
        if first not in _MARKERS:
            raise ValueError("a marker that is not known")
        marker, (first, *rest) = _MARKERS[first], rest or [""]
    hosts, fields = first, rest
    if len(fields) < 2:  # noqa: PLR2004  # a type, and a key
        raise ValueError("no key")
    _check_hosts(hosts)
    kind, text = fields[:2]
    blob = _decoded(text)
    if _type(blob) != kind:
        raise ValueError("the key is of another type than the line says")
    return Entry(number, marker, hosts, Key(kind, blob))


def _check_hosts(hosts: str) -> None:
    if hosts.startswith("|"):
        parts = hosts.split("|")
        if len(parts) != 4 or parts[1] != "1" or not all(map(_decoded, parts[2:])):  # noqa: PLR2004  # | 1 | salt | hash
            raise ValueError("a hash that is not known")
    elif not hosts.strip(",!"):
        raise ValueError("no host")


def _type(blob: bytes) -> str:
    """What a key says of itself."""
    size = int.from_bytes(blob[:_LENGTH], "big")
    return blob[_LENGTH : _LENGTH + size].decode("ascii", "replace") if size < len(blob) - _LENGTH else ""


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("no base64") from None


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""
    except OSError as err:
        raise KnownHostsError(f"{path}: cannot be read: {err.strerror}") from None
