"""The settings of slapd, as `cn=config` has them (slapd-config(5)): of the server, its databases, their overlays."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from collectors.directory.openldap.access import hidden
from collectors.directory.openldap.secrets import scheme
from collectors.directory.question import Search
from collectors.directory.read import Directory, Entry, normal
from scanner.answers import Got, unclear
from scanner.facts import (
    Channel,
    Credential,
    Grant,
    Identity,
    Lockout,
    LogTrail,
    PasswordPolicy,
    Release,
    Session,
    SignIn,
)

CONFIG: Final = "openldap.config"
NEEDS: Final = "openldap:cn=config"
QUESTION: Final = Search(
    id=CONFIG,
    operation="search of cn=config",
    needs=NEEDS,
    feeds=(Channel, SignIn, Session, LogTrail, Release, PasswordPolicy, Lockout, Identity, Credential, Grant),
    base="{configContext}",
    filter="(|(objectClass=olcGlobal)(objectClass=olcDatabaseConfig)(objectClass=olcOverlayConfig))",
    attributes=(
        *("objectClass", "olcAccess", "olcDatabase", "olcOverlay", "olcSuffix", "olcRootDN", "olcRootPW"),
        *("olcSecurity", "olcRequires", "olcDisallows", "olcIdleTimeout", "olcLogLevel"),
        *("olcPPolicyDefault", "olcLastBind", "olcAccessLogDB", "olcAccessLogOps"),
        "olcDisabled",
    ),
    reduce={"olcrootpw": scheme},
    paged=False,  # slapd gives cn=config whole or not at all
    there=True,
)
_ROOTPW: Final = "olcrootpw"
_READ: Final = frozenset(name.lower() for name in QUESTION.attributes) - {_ROOTPW}
_INDEX: Final = re.compile(r"\{-?\d+\}")


@dataclass(frozen=True)
class Database:
    """One database, with its overlays."""

    entry: Entry
    overlays: Sequence[Entry]

    @property
    def suffixes(self) -> tuple[str, ...]:
        """What it holds."""
        return tuple(map(normal, self.entry.all("olcsuffix")))

    def overlay(self, name: str) -> Entry | None:
        """An overlay by its name; None: it has none such."""
        return next((one for one in self.overlays if plain(one.one("olcoverlay")) == name), None)

    @property
    def default(self) -> str:
        """The policy of accounts that have none of their own; empty: there is none."""
        overlay = self.overlay("ppolicy")
        return normal(overlay.one("olcppolicydefault")) if overlay else ""


@dataclass(frozen=True)
class Config:
    """All settings that were read."""

    whole: Directory

    @cached_property
    def got(self) -> Got:
        """What became of the question; its failure is the reason for whatever is not known of the settings."""
        got, kept = self.whole.one(CONFIG), self._hidden
        if got.ok and kept is None:
            return unclear(got, "whether all of it may be read the access list does not say")
        if some := sorted(_READ & kept) if got.ok and kept else ():
            return unclear(got, f"the access list keeps {', '.join(some)} from us")
        return got

    @property
    def shows_passwords(self) -> bool:
        """How the passwords in it are kept may be read."""
        return _ROOTPW not in (self._hidden or ())

    @property
    def good(self) -> bool:
        """They were read, and so what does not stand there is not set."""
        return self.got.ok

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """All of them that are on."""
        some = self.whole.entries(CONFIG) if self.whole.one(CONFIG).good else ()
        return [one for one in some if one.one("olcdisabled").upper() != "TRUE"]

    @cached_property
    def server(self) -> Entry:
        """The settings of all of it."""
        return next((one for one in self.entries if "olcGlobal" in one.all("objectclass")), Entry("", {}))

    @cached_property
    def databases(self) -> Mapping[str, Database]:
        """By the name of their entry."""
        over = [one for one in self.entries if one.all("olcoverlay")]
        return {
            normal(one.dn): Database(one, [o for o in over if normal(o.dn).endswith(f",{normal(one.dn)}")])
            for one in self.entries
            if one.all("olcdatabase")
        }

    def named(self, name: str) -> Database | None:
        """A database by its kind: `config`, `frontend`."""
        return next((one for one in self.databases.values() if plain(one.entry.one("olcdatabase")) == name), None)

    def holding(self, base: str) -> Database | None:
        """The database that holds a part of the tree: that with the longest suffix."""
        at = normal(base)
        found = [(suffix, one) for one in self.databases.values() for suffix in one.suffixes if _below(at, suffix)]
        return max(found, key=lambda pair: len(pair[0]))[1] if found else None

    @property
    def defaults(self) -> frozenset[str]:
        """The policies that hold where an account has none of its own."""
        return frozenset(one.default for one in self.databases.values())

    @property
    def logs(self) -> frozenset[str]:
        """The databases that hold what others record."""
        return frozenset(normal(name) for one in self._overlays() for name in one.all("olcaccesslogdb"))

    def _overlays(self) -> Iterator[Entry]:
        for one in self.databases.values():
            yield from one.overlays

    @cached_property
    def _reader(self) -> str:
        return normal(str(self.whole.answers.options.get("user", "")))

    @property
    def _known(self) -> bool:
        """Whom the server takes us for is beyond doubt: by which name of its own it knows a ticket, only it knows."""
        return "sasl" not in self.whole.answers.options

    @cached_property
    def _hidden(self) -> frozenset[str] | None:
        return self._kept_from(self.named("config"), ())

    def hidden(self, base: str) -> frozenset[str] | None:
        """Attributes that are kept from us below a base; None: more may be."""
        over = self.named("frontend")
        return self._kept_from(self.holding(base), over.entry.all("olcaccess") if over else ()) if self.good else None

    def _kept_from(self, one: Database | None, over: Sequence[str]) -> frozenset[str] | None:
        if one is None or not self._known:
            return None
        if self._reader and self._reader == normal(one.entry.one("olcrootdn")):
            return frozenset()  # no list is about it
        lines = one.entry.all("olcaccess")
        if not lines and plain(one.entry.one("olcdatabase")) == "config":
            return None  # it lets its own administrator in, and nobody else
        return hidden((lines, over), self._reader)


def plain(named: str) -> str:
    """The name of a database or an overlay, without its number: `ppolicy` of `{0}ppolicy`."""
    return _INDEX.sub("", named).lower()


def _below(dn: str, suffix: str) -> bool:
    return dn == suffix or dn.endswith(f",{suffix}") or not suffix
