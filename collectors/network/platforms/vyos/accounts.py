"""Accounts, as their lines say them."""

from dataclasses import dataclass
from typing import Final

from collectors.network.config import Stated, secret_form

_USER: Final = "system login user"


CERTIFICATES: Final = ("service ssh trusted-user-ca", "service ssh trusted-user-ca-key")
"""Lines by which who shows a certificate comes in."""


@dataclass(frozen=True, slots=True)
class User:
    """One account."""

    name: str
    lines: tuple[Stated, ...]

    def last(self, *keys: str) -> Stated | None:
        """The last of its lines that says one of these."""
        wanted = [f"{_USER} {key}" for key in keys]
        return next((one for one in reversed(self.lines) if one.key in wanted), None)

    @property
    def password(self) -> Stated | None:
        """The line of its password. An empty plain one has been turned into a hash, and a lock is none."""
        typed = self.last("authentication plaintext-password")
        if typed and secret_form(typed["secret"]) != "empty":
            return typed
        kept = self.last("authentication encrypted-password")
        return kept if kept and secret_form(kept["secret"]) not in ("locked", "empty") else None

    @property
    def keys(self) -> list[Stated]:
        """The line of each public key."""
        return [one for one in self.lines if one.key == f"{_USER} authentication public-keys key"]

    @property
    def second(self) -> Stated | None:
        """The line by which a password alone is not enough."""
        return self.last("authentication otp key")

    @property
    def bound(self) -> Stated | None:
        """The line by which it may not become root; None where it may."""
        said = self.last("level")
        if said:
            return said if said["level"] == "operator" else None
        return self.last("operator", "operator group")


def users(config: Stated) -> list[User]:
    """All accounts, those too that are disabled."""
    found: dict[str, list[Stated]] = {}
    for one in config.beginning(_USER):
        found.setdefault(one["user"], []).append(one)
    return [User(name, tuple(lines)) for name, lines in found.items()]
