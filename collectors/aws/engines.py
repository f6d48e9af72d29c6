"""What a database engine does by the parameters somebody set, and by its own defaults where nobody did. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from scanner.answers import Got, unclear
from scanner.facts import FOREVER

_POSTGRES: Final = ("postgres", "aurora-postgresql")
_MYSQL: Final = ("mysql", "mariadb", "aurora-mysql", "aurora")
_SSL_SINCE: Final = 15
"""From this version on PostgreSQL in RDS refuses plain connections unless told otherwise."""
_WAIT: Final = 28800
"""Seconds after which MySQL and MariaDB end an idle session by default."""
_ON: Final = frozenset({"1", "on", "ON", "true"})
_LOGS: Final[Mapping[str, frozenset[str]]] = {
    "audit": frozenset({"sign-in", "admin", "data-read", "data-write"}),
    "general": frozenset({"sign-in", "admin", "data-read", "data-write"}),
    "iam-db-auth-error": frozenset({"sign-in"}),
}
"""By the name of an exported log; the others hold errors."""
_PGAUDIT: Final[Mapping[str, frozenset[str]]] = {
    "all": frozenset({"admin", "data-read", "data-write"}),
    "read": frozenset({"data-read"}),
    "write": frozenset({"data-write"}),
    "ddl": frozenset({"admin"}),
    "role": frozenset({"admin"}),
}


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine with the parameters somebody set; `got` is the answer that told them."""

    name: str
    version: str
    got: Got
    pending: bool = False
    """The group has changes that a restart has yet to bring in force."""

    @property
    def known(self) -> Got:
        """The answer behind its parameters, bad where they cannot be told."""
        if self.pending:
            return unclear(self.got, "changed parameters wait for a restart")
        return self.got

    @property
    def _said(self) -> Mapping[str, str]:
        rows = (self.got.body or {}).get("Parameters", [])
        return {r["ParameterName"]: str(r.get("ParameterValue", "")) for r in rows}

    def encryption(self) -> tuple[Literal["required", "offered"] | None, Got]:
        """Whether plain connections are refused."""
        if not self.known.good:
            return None, self.known
        if self.name in _POSTGRES:
            default = "1" if _major(self.version) >= _SSL_SINCE else "0"
            return _required(self._said.get("rds.force_ssl", default)), self.got
        if self.name.startswith("sqlserver"):
            return _required(self._said.get("rds.force_ssl", "0")), self.got
        if self.name in _MYSQL:
            return _required(self._said.get("require_secure_transport", "0")), self.got
        return None, unclear(self.got, f"what {self.name} asks of connections is not followed")

    def idle(self) -> tuple[int | None, Got]:
        """Seconds after which an idle session ends."""
        if not self.known.good:
            return None, self.known
        if self.name in _POSTGRES:
            # Milliseconds; that a transaction left open ends is another thing.
            said = self._said.get("idle_session_timeout") or "0"
            if not said.isdecimal():
                return None, unclear(self.got, "it is a formula")
            milliseconds = int(said)
            return (max(1, milliseconds // 1000) if milliseconds else FOREVER), self.got
        if self.name in _MYSQL:
            waits = [self._said.get(p) or _WAIT for p in ("wait_timeout", "interactive_timeout")]
            return _longest(waits), (self.got if _longest(waits) is not None else unclear(self.got, "it is a formula"))
        return None, unclear(self.got, f"idle sessions of {self.name} are not followed")

    def records(self, exported: list[str]) -> frozenset[str]:
        """What its exported logs tell."""
        found = frozenset[str]().union(*(_LOGS.get(name, frozenset({"errors"})) for name in exported))
        if "postgresql" in exported:
            if self._said.get("log_connections") in _ON:
                found |= {"sign-in"}
            for kind in self._said.get("pgaudit.log", "").lower().split(","):
                found |= _PGAUDIT.get(kind.strip(), frozenset())
        return found


def _required(value: str) -> Literal["required", "offered"]:
    return "required" if value in _ON else "offered"


def _longest(waits: list[str | int]) -> int | None:
    """An interactive client has one limit, a program the other: the longer is what one can count on."""
    return max(int(w) for w in waits) if all(str(w).isdecimal() for w in waits) else None


def _major(version: str) -> int:
    head = version.partition(".")[0]
    return int(head) if head.isdecimal() else 0
