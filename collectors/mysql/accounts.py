"""The accounts of a server as its readers hold them: who comes in how, and with which rights. Pure."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from collectors.asking.listing import rows
from collectors.mysql.account_statements import WAYS
from collectors.mysql.server import Server
from collectors.mysql.statements import ACCOUNTS, ROLES
from scanner.answers import Got, unclear

Stored: TypeAlias = Literal["strong-hash", "weak-hash", "empty"]
Row: TypeAlias = Mapping[str, Any]

_STORED: Final[Mapping[str, Stored]] = {
    "caching_sha2_password": "strong-hash",
    "sha256_password": "strong-hash",
    "parsec": "strong-hash",
    "mysql_native_password": "weak-hash",
    "mysql_old_password": "weak-hash",
    "ed25519": "weak-hash",
}
"""How plugins that keep passwords themselves keep them. caching_sha2_password and sha256_password: salted, 5000 rounds
of SHA-256 (dev.mysql.com/doc/refman/8.4/en/caching-sha2-pluggable-authentication.html); parsec: PBKDF2, salted
(mariadb.com/kb/en/authentication-plugin-parsec). The others have no salt: SHA-1 twice, and a key made of one SHA-512
(mariadb.com/docs: Authentication Plugin - ed25519). An unsalted hash is a finding of DISA: V-235138, V-253697."""
_NO_PASSWORD: Final = frozenset({"unix_socket", "auth_socket", "gssapi", "named_pipe", "mysql_no_login"})
"""Plugins that no password lets anybody in by. By the last nobody comes in at all."""
DIRECTORIES: Final = ("pam", "gssapi", "ldap", "kerberos", "windows", "named_pipe", "webauthn", "fido", "openid")
"""Words in names of plugins that ask somebody else who it is."""
RESISTANT: Final = ("fido", "webauthn")
ADMINISTERS: Final = frozenset(
    {"create_user", "super", "grant", "file", "shutdown", "insert", "update", "dynamic", "catalogue"}
)
"""By any of these, held over all, one may change accounts, settings or every table: CIS MariaDB 10.6, 5.1 to 5.7; by
`catalogue`, held over the database mysql, the accounts themselves."""
EVERYTHING: Final = frozenset({"select", "insert", "update", "delete", "create_user", "super"})
_BUILT_IN: Final = frozenset({"root", "mysql.sys", "mysql.session", "mysql.infoschema", "mariadb.sys"})
"""Made by the server's own installation (dev.mysql.com/doc/refman/8.4/en/reserved-accounts.html)."""
HERE: Final = ("localhost", "127.0.0.1", "::1")
_ANYWHERE: Final = re.compile(r"[%_.:]*|.*/(0\.0\.0\.0|0)")
"""Hosts of accounts that fit every address (dev.mysql.com, account-names): `%` above all, and what says the same."""


@dataclass(frozen=True, slots=True)
class Way:
    """One plugin by which an account may come in."""

    plugin: str
    state: str
    """`empty`, `set`, or `invalid`: nobody can sign in by it."""

    @property
    def stored(self) -> Stored | None:
        """How its password is kept; None where the server keeps none."""
        kept = _STORED.get(self.plugin)
        return "empty" if kept and self.state == "empty" else kept

    @property
    def strange(self) -> bool:
        """Nobody knows whether the server keeps a password for it, and how."""
        return self.plugin not in _STORED and self.plugin not in _NO_PASSWORD and not self.outside

    @property
    def open(self) -> bool:
        """Somebody can come in by it."""
        return self.plugin != "mysql_no_login" and (self.state != "invalid" or self.plugin not in _STORED)

    @property
    def outside(self) -> bool:
        """Somebody else is asked who it is, and what that demands the server does not know."""
        return any(word in self.plugin for word in DIRECTORIES)


@dataclass(frozen=True, slots=True)
class Account:
    """One account: a name, and where it may come from."""

    user: str
    host: str
    role: bool
    locked: bool
    ways: tuple[Way, ...]
    tls: bool
    """It has to come over TLS."""
    certificate: bool
    """It has to show a certificate of its own besides."""
    held: frozenset[str]
    """Its own rights over all, without those of its roles."""
    default_role: str
    more: tuple[str, ...]
    """Plugins of further factors that are demanded of it."""
    row: Row

    @property
    def name(self) -> str:
        """As the server writes it."""
        return f"{self.user}@{self.host}"

    @property
    def built_in(self) -> bool:
        """The server's installation made it."""
        return self.user in _BUILT_IN

    def among(self, declared: Collection[str]) -> bool:
        """It is declared, by its name alone or with where it comes from."""
        return self.user in declared or self.name in declared

    @property
    def comes_in(self) -> bool:
        """Somebody can sign in by it."""
        return not self.role and not self.locked and any(way.open for way in self.ways)

    @property
    def interactive(self) -> bool:
        """A password lets it in."""
        return any(way.open and way.plugin not in _NO_PASSWORD for way in self.ways)

    @property
    def factors(self) -> int | None:
        """What the weakest way demands: nothing of an empty password, one more for a certificate and each further.

        None where only somebody else knows, who is asked in place of the server.
        """
        ways = [way for way in self.ways if way.open]
        first = 0 if any(way.stored == "empty" for way in ways) else 1
        more = self.certificate + len(self.more)
        return None if not more and ways and all(way.outside for way in ways) else first + more

    @property
    def from_anywhere(self) -> bool:
        """It may come from any address."""
        return bool(_ANYWHERE.fullmatch(self.host))

    @property
    def from_here_alone(self) -> bool:
        """It comes from the server's own machine."""
        return self.host in HERE


def accounts(it: Server) -> list[Account]:
    """All of them, as they were told.

    Raises:
        ValueError, LookupError: a row makes no sense.
    """
    return [_account(row) for row in rows(it.ask(ACCOUNTS))]


def told(it: Server) -> Got:
    """The answer that lists them; not good too where it lists none, for the one that asked is one."""
    got = it.ask(ACCOUNTS)
    return unclear(got, "it lists no account") if got.good and not rows(got) else got


def _account(row: Row) -> Account:
    kind = str(row.get("ssl_type", ""))
    locked = str(row.get("locked", "")).lower() in {"1", "y", "true"}
    return Account(
        user=str(row.get("user", "")),
        host=str(row.get("host", "")),
        role=row["role"] == "Y" if "role" in row else _is_role(row, locked=locked),
        locked=locked,
        ways=tuple(_ways(row)),
        tls=kind in {"ANY", "X509", "SPECIFIED"},
        # SPECIFIED may be a cipher alone.
        certificate=kind == "X509" or (kind == "SPECIFIED" and bool(int(row.get("subject", 0)))),
        held=frozenset(filter(None, str(row.get("rights", "")).split(","))) | _more_rights(row),
        default_role=str(row.get("default_role", "")),
        more=_more(row),
        row=row,
    )


def _is_role(row: Row, *, locked: bool) -> bool:
    """MySQL makes a role as an account that is locked, without a password, and that expired (CREATE ROLE)."""
    return locked and row.get("expired") == "Y" and row.get("state0") == "empty" and row.get("user") not in _BUILT_IN


def _more_rights(row: Row) -> frozenset[str]:
    return frozenset(name for name in ("dynamic", "catalogue") if int(row.get(name, 0)))


def _ways(row: Row) -> Iterator[Way]:
    others = int(row.get("others", 0))
    yield Way(str(row.get("plugin0", "") or "mysql_native_password").lower(), str(row["state0"]))
    for number in range(1, others + 1):
        if number > WAYS:
            raise ValueError("an account has more ways in than are looked at")
        if plugin := row.get(f"plugin{number}"):  # its own stands among the others as an empty place
            yield Way(str(plugin).lower(), str(row[f"state{number}"]))


def _more(row: Row) -> tuple[str, ...]:
    """Further factors, where they are that: not in place of the password, and no device is still to be registered."""
    plugins, alone, waits = (_listed(row.get(name)) for name in ("factors", "alone", "waits"))
    return () if any(alone) or any(waits) else tuple(map(str, plugins))


def _listed(said: object) -> list[Any]:
    return list(json.loads(said)) if isinstance(said, str) and said else []


class Rights:
    """What accounts may do, with what their roles may, and the roles of these."""

    def __init__(self, it: Server, some: Iterable[Account]) -> None:
        self.got = it.ask(ROLES)
        self._by = {(one.user, one.host): one for one in some}
        self._roles: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self._standing: set[tuple[tuple[str, str], tuple[str, str]]] = set()
        for row in rows(self.got):
            holder = str(row.get("user", "")), str(row.get("host", ""))
            role = str(row.get("role", "")), str(row.get("role_host", ""))
            self._roles.setdefault(holder, []).append(role)
            if int(row.get("standing", 0)):
                self._standing.add((holder, role))
        # What MariaDB grants to PUBLIC, and MySQL's mandatory_roles, everybody has.
        self._public = self._of(("PUBLIC", ""))
        self._mandatory = [_role(word) for word in it.settings.text("mandatory_roles").split(",") if word.strip()]

    def all(self, one: Account) -> frozenset[str]:
        """Its own and those of all roles that it may take up."""
        return one.held.union(self._public, *(self._of(role) for role in self._below((one.user, one.host))))

    def always(self, one: Account) -> frozenset[str]:
        """Its own, and those of roles that are on when it signs in."""
        key = one.user, one.host
        on = [role for role in self._roles.get(key, ()) if role[0] == one.default_role or (key, role) in self._standing]
        return one.held.union(self._public, *(self._of(below) for role in on for below in (role, *self._below(role))))

    def _of(self, role: tuple[str, str]) -> frozenset[str]:
        found = self._by.get(role)
        return found.held if found else frozenset()

    def _below(self, key: tuple[str, str]) -> list[tuple[str, str]]:
        found, left = list[tuple[str, str]](), [*self._roles.get(key, ()), *self._mandatory]
        while left:
            if (role := left.pop()) not in found:
                found.append(role)
                left += self._roles.get(role, ())
        return found


def _role(word: str) -> tuple[str, str]:
    """`role`, or `'role'@'host'`, as MySQL's mandatory_roles names it."""
    name, _, host = word.strip().replace("'", "").replace("`", "").partition("@")
    return name, host or "%"
