"""Reads known_hosts as OpenSSH does (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT), and says what it knows of a host's key.

paramiko's own reader knows no wildcards, and gives up the whole file at the first marker.
"""

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias

from collectors.ssh.patterns import named
from collectors.ssh.public import Key, decoded, lines, public, words

Marker: TypeAlias = Literal["", "cert-authority", "revoked"]

_SSH: Final = 22
_MARKERS: Final[dict[str, Marker]] = {"@cert-authority": "cert-authority", "@revoked": "revoked"}


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
    revoked: frozenset[bytes] = frozenset()
    """Keys that no host may show, and no authority may sign with."""

    @classmethod
    def of(cls, text: str, name: str) -> "KnownHosts":
        """The lines of a file.

        Raises:
            KnownHostsError: a key is revoked, and cannot be told: to go on would trust it.
        """
        entries, unread = [], []
        for number, said in lines(text):
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
    def read(cls, *paths: Path, revoked: Sequence[Path] = ()) -> "KnownHosts":
        """All that these files know together; one that is not there knows nothing. `revoked`: files of keys.

        Raises:
            KnownHostsError: one is there and cannot be read, or one of keys that are revoked is not.
        """
        every = [cls.of(_text(path), str(path)) for path in paths]
        never = frozenset(blob for path in revoked for blob in _revoked(path))
        return cls(tuple(e for one in every for e in one.entries), tuple(u for one in every for u in one.unread), never)

    def trust(self, host: str, port: int, key: Key) -> Trust:
        """What is known of a key that a host shows. A key that is revoked anywhere for it is never known."""
        about = self._about(host, port)
        if self._is_revoked(about, key):
            return Trust.REVOKED
        known = [e.key for e in about if not e.marker]
        if any(k.blob == key.blob for k in known):
            return Trust.KNOWN
        return Trust.CHANGED if known else Trust.UNKNOWN

    def authority(self, host: str, port: int, key: Key) -> Trust:
        """What is known of a key that has signed a host's certificate."""
        about = self._about(host, port)
        if self._is_revoked(about, key):
            return Trust.REVOKED
        vouched = any(e.marker == "cert-authority" and e.key.blob == key.blob for e in about)
        return Trust.KNOWN if vouched else Trust.UNKNOWN

    def types(self, host: str, port: int) -> tuple[str, ...]:
        """The types of the keys that are known of a host: it should be asked to show one of these."""
        return tuple(dict.fromkeys(e.key.type for e in self._about(host, port) if not e.marker))

    def certified(self, host: str, port: int) -> bool:
        """Some authority may vouch for it."""
        return any(e.marker == "cert-authority" for e in self._about(host, port))

    def _is_revoked(self, about: Sequence[Entry], key: Key) -> bool:
        return key.blob in self.revoked or any(e.marker == "revoked" and e.key.blob == key.blob for e in about)

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
    made = hmac.digest(decoded(salt), name.encode(), "sha1")
    return hmac.compare_digest(made, decoded(digest))


def _entry(number: int, line: str) -> Entry:
    """A line. Raises `ValueError`, with a word that holds nothing of the line."""
    first, *rest = words(line)
    marker: Marker = ""
    if first.startswith("@"):
        if first not in _MARKERS:
            raise ValueError("a marker that is not known")
        marker, (first, *rest) = _MARKERS[first], rest or [""]
    key = public(rest)
    _check_hosts(first)
    return Entry(number, marker, first, key)


def _check_hosts(hosts: str) -> None:
    if hosts.startswith("|"):
        parts = hosts.split("|")
        if len(parts) != 4 or parts[1] != "1" or not all(map(decoded, parts[2:])):  # noqa: PLR2004  # | 1 | salt | hash
            raise ValueError("a hash that is not known")
    elif not hosts.strip(",!"):
        raise ValueError("no host")


def _revoked(path: Path) -> Iterator[bytes]:
    """The keys in a file, one a line. Raises KnownHostsError: a key that cannot be told would be trusted."""
    if not path.exists():
        raise KnownHostsError(f"{path}: it revokes keys, and is not there: put it back, or take RevokedHostKeys out")
    for number, said in lines(_text(path)):
        try:
            key = public(words(said))
        except ValueError as err:
            raise KnownHostsError(
                f"{path}, line {number}: {err}: it must hold a line for each key, and no KRL"
            ) from None
        if "-cert-" in key.type:
            raise KnownHostsError(f"{path}, line {number}: a certificate: name its key in place of it")
        yield key.blob


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""
    except OSError as err:
        raise KnownHostsError(f"{path}: cannot be read: {err.strerror}") from None
