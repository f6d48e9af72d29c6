"""What there is, in what state, and which keys and credentials belong to it."""

from typing import Literal

from scanner.facts.base import Fact


class Asset(Fact, frozen=True, kw_only=True, tag="asset"):
    """Something to safeguard: a host, a device, an account, a database. Gives absence a place to stand."""

    role: Literal["host", "device", "scope", "store", "service"]


class DataStore(Fact, frozen=True, kw_only=True, tag="data-store"):
    """A place where data rests: bucket, disk, database, share, queue, snapshot, log group, swap."""

    encrypted: bool | None
    """All of it, now: half converted or suspended is False."""
    customer_key: bool | None
    """The owner can revoke the key; False when not encrypted."""
    cipher: str | None
    """`aes-256-gcm`, `aes-256-xts`; empty when not encrypted."""
    documented: bool = False
    """The cipher is known from its maker's documents: no answer names it."""


class Leftover(Fact, frozen=True, kw_only=True, tag="leftover"):
    """A store that stays when what used it is gone: a detached disk."""

    unused_days: int | None
    """Since nothing has used it, at most; 0 in use."""


class Release(Fact, frozen=True, kw_only=True, tag="release"):
    """Software with a version: operating system, firmware, engine, runtime, image."""

    version: str | None
    support_days_left: int | None
    """Until its maker stops fixing it; negative when over; FOREVER when no end is announced."""
    auto_update: bool | None


class Fixes(Fact, frozen=True, kw_only=True, tag="fixes"):
    """What the software lacks of what its maker has fixed."""

    oldest_critical_days: int | None
    """Since a fix exists for the oldest open critical flaw; 0 none open."""
    oldest_high_days: int | None
    checked_days: int | None
    """Age of the knowledge about missing fixes; FOREVER: never looked."""


class Clock(Fact, frozen=True, kw_only=True, tag="clock"):
    """The clock that stamps a thing's logs."""

    synchronised: bool | None
    """By its own word."""
    sources: int | None
    authenticated: bool | None
    off_seconds: int | None
    """How far it was from the clock of whoever asked, ahead or behind."""
    stamps: bool | None
    """Entries of the logs carry its time."""


class Key(Fact, frozen=True, kw_only=True, tag="key"):
    """A cryptographic key that protects data."""

    state: Literal["enabled", "disabled", "dying"] | None
    """`dying`: its deletion is scheduled."""
    rotation_days: int | None
    """FOREVER: never by itself. 0: cannot be (asymmetric, imported)."""
    days_left: int | None
    """Until it expires; FOREVER when it does not."""
    recoverable: bool | None
    """A deletion can be undone for a while, and nobody can switch that off."""


class Credential(Fact, frozen=True, kw_only=True, tag="credential"):
    """Something secret that proves who one is: password, key, token. Never the secret itself."""

    form: Literal["password", "access-key", "secret", "shared-key", "ssh-key", "community"]
    age_days: int | None
    """Since it was made or changed."""
    days_left: int | None
    """Until it expires; negative when it has; FOREVER when it does not."""
    stored: Literal["vault", "strong-hash", "weak-hash", "reversible", "plain", "empty"] | None


class Reuse(Fact, frozen=True, kw_only=True, tag="reuse"):
    """Whether a secret opens more than one thing. Never the secret itself."""

    elsewhere: tuple[str, ...] | None
    """What else it opens at the same target, by name."""


class Certificate(Fact, frozen=True, kw_only=True, tag="certificate"):
    """Something public that proves who one is."""

    days_left: int | None
    """Until it expires; negative when it has; FOREVER when it does not."""
