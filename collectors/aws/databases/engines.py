"""What a database engine does by the parameters somebody set, and by its own defaults where nobody did. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from types import MappingProxyType
from typing import Final, TypeAlias

from collectors.aws.store import Encryption
from scanner.answers import HIDDEN, NOT_ASKED, Got, unclear
from scanner.facts import FOREVER

POSTGRES: Final = ("postgres", "aurora-postgresql")
MYSQL: Final = ("mysql", "mariadb", "aurora-mysql", "aurora")
_REFUSES: Final = MappingProxyType(
    {
        **dict.fromkeys((*POSTGRES, "sqlserver"), "rds.force_ssl"),
        **dict.fromkeys(MYSQL, "require_secure_transport"),
        "docdb": "tls",
    }
)
"""The parameter that refuses plain connections."""
_Version: TypeAlias = tuple[int, ...]
_PLAIN: Final[Mapping[str, tuple[tuple[_Version, str | None], ...]]] = MappingProxyType(
    {
        "postgres": (((0,), "0"), ((15,), "1")),
        "aurora-postgresql": (((0,), "0"), ((17,), "1")),
        "mysql": (((0,), "0"), ((8, 5), None), ((9, 7), "1")),
        "aurora-mysql": (((0,), "0"), ((8, 1), None)),
        "aurora": (((0,), "0"),),
        "mariadb": (((0,), "0"), ((11, 8), "1")),
        "sqlserver": (((0,), "0"),),
        "docdb": (((0,), "enabled"),),
    }
)
"""From which version on, by default, plain connections are refused ("1") or taken ("0"); None where we do not know."""
_WAIT: Final = 28800
"""Seconds after which MySQL and MariaDB end an idle session by default."""
ON: Final = frozenset({"1", "on", "ON", "true"})
"""How a parameter says yes."""
DOCUMENTS: Final = "docdb"
GRAPHS: Final = "neptune"
_TLS: Final[Mapping[str, str]] = MappingProxyType(
    {"enabled": "1.0", "tls1.2+": "1.2", "tls1.3+": "1.3", "fips-140-3": "1.2", "disabled": ""}
)
"""By the value of DocumentDB's `tls`: the lowest version it takes. `disabled` takes none at all."""
_HTTPS: Final = (1, 0, 4)
"""The version of Neptune from which on it takes nothing but HTTPS, with TLS of 1.2 at least."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine with the parameters somebody set; `got` is the answer that told them."""

    name: str
    version: str
    got: Got
    pending: bool = False
    """The group has changes that are not in force."""

    @property
    def known(self) -> Got:
        """The answer behind its parameters, bad where they cannot be told."""
        if self.pending:
            return unclear(
                self.got, "changed parameters are not in force: they wait for a restart, or were not applied"
            )
        return self.got

    @property
    def family(self) -> str:
        """Its name without the edition."""
        return "sqlserver" if self.name.startswith("sqlserver") else self.name

    @property
    def said(self) -> Mapping[str, str]:
        """The parameters somebody set."""
        rows = (self.got.body or {}).get("Parameters", [])
        return {r["ParameterName"]: str(r.get("ParameterValue", "")) for r in rows}

    def encryption(self) -> tuple[Encryption | None, Got]:
        """Whether plain connections are refused."""
        if self.name == GRAPHS:
            return ("required", self.got) if self._https else (None, self._too_old)
        if not self.known.good:
            return None, self.known
        if parameter := _REFUSES.get(self.family):
            value = self.said.get(parameter) or self._by_default()
            if value is None:
                return None, unclear(self.got, f"what {self.name} {self.version} does by default is not known")
            return _required(value), self.got
        return None, Got("not-asked", f"what {self.name} asks of connections")

    def lowest(self) -> tuple[str | None, Got]:
        """The lowest version of TLS that it takes; empty where it takes none."""
        if self.name == GRAPHS:
            return ("1.2", self.got) if self._https else (None, self._too_old)
        if self.name != DOCUMENTS:
            return None, NOT_ASKED
        version = _TLS.get(self.said.get("tls") or "enabled") if self.known.good else None
        return version, self.known if version is not None or not self.known.good else unclear(self.got, "an odd tls")

    @property
    def _https(self) -> bool:
        return _version(self.version) >= _HTTPS

    @property
    def _too_old(self) -> Got:
        return unclear(self.got, f"what {self.name} {self.version} asks of connections is not known")

    def idle(self) -> tuple[int | None, Got]:
        """Seconds after which an idle session ends."""
        if not self.known.good:
            return None, self.known
        if self.name in POSTGRES:
            # Milliseconds; that a transaction left open ends is another thing.
            said = self.said.get("idle_session_timeout") or "0"
            if not said.isdecimal():
                return None, unclear(self.got, "it is a formula")
            milliseconds = int(said)
            return (max(1, milliseconds // 1000) if milliseconds else FOREVER), self.got
        if self.name in MYSQL:
            waits = [self.said.get(p) or _WAIT for p in ("wait_timeout", "interactive_timeout")]
            return _longest(waits), (self.got if _longest(waits) is not None else unclear(self.got, "it is a formula"))
        return None, HIDDEN  # what ends a session of these is set inside, where AWS does not look

    def _by_default(self) -> str | None:
        version = _version(self.version)
        rows = _PLAIN[self.family] if version else ()
        return next((value for since, value in reversed(rows) if version >= since), None)


def _required(value: str) -> Encryption:
    if value in _TLS:
        return "required" if _TLS[value] else "none"
    return "required" if value in ON else "offered"


def _longest(waits: list[str | int]) -> int | None:
    """An interactive client has one limit, a program the other: the longer is what one can count on."""
    return max(int(w) for w in waits) if all(str(w).isdecimal() for w in waits) else None


def _version(version: str) -> _Version:
    """The numbers it begins with: 8.0 of `8.0.mysql_aurora.3.04`; none where it begins with something else."""
    return tuple(int(n) for n in takewhile(str.isdecimal, version.split(".")))
