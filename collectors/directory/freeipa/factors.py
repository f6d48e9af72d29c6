"""How strong the ways in of an account are: the types that let it in, and whether it has a token for those by token."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from collectors.directory.freeipa import policies
from collectors.directory.freeipa.grant import TOKENS as NEEDS
from collectors.directory.question import Search
from collectors.directory.read import Directory, Entry, age, normal
from scanner.answers import Got, unclear
from scanner.facts import FOREVER, Identity, SignIn

TOKENS: Final = "freeipa.tokens"
Words: TypeAlias = tuple[frozenset[str] | None, Got]
Strength: TypeAlias = Literal["none", "strong", "phishing-resistant"]
# Types of ipaUserAuthType, weakest first (`ipa help user`): hardened is a password that nobody can listen to guess.
_STRENGTH: Final[Mapping[str, Strength]] = MappingProxyType(
    {
        "password": "none",
        "hardened": "none",
        "otp": "strong",
        "pkinit": "phishing-resistant",
        "passkey": "phishing-resistant",
    }
)
_ORDER: Final = ("none", "strong", "phishing-resistant")
_OFF: Final = "disabled"
"""Of all of FreeIPA: what single accounts say does not count."""
QUESTION: Final = Search(
    id=TOKENS,
    operation="LDAP search of whose the tokens are",
    needs=NEEDS,
    base="cn=otp,{defaultNamingContext}",
    scope="one",
    filter="(objectClass=ipaToken)",
    attributes=("ipatokenOwner", "ipatokenDisabled", "ipatokenNotBefore", "ipatokenNotAfter"),
    feeds=(Identity, SignIn),
    untried=True,
)


@dataclass(frozen=True)
class Factors:
    """What of the ways in is asked for once, of all accounts."""

    whole: Directory

    @cached_property
    def common(self) -> Words:
        """The types of all who name none of their own."""
        return policies.words(self.whole, "ipauserauthtype")

    @cached_property
    def _owners(self) -> frozenset[str]:
        """Who has a token that works."""
        found = set[str]()
        for part, entries in self.whole.parts(TOKENS):
            found.update(normal(one.one("ipatokenowner")) for one in entries if _works(part, one))
        return frozenset(found - {""})

    @cached_property
    def _shown(self) -> bool:
        """Tokens of others are shown; everybody sees their own."""
        us = normal(str(self.whole.answers.options.get("user", "")))
        return any(normal(one.one("ipatokenowner")) not in ("", us) for one in self.whole.entries(TOKENS))

    def strength(self, got: Got, entry: Entry) -> tuple[Strength | None, Got]:
        """The weakest of the types that let it in: its own, or what FreeIPA has for all; without any a password does.

        That it names none of its own is known where ipaUniqueID came, which the same permission shows.
        """
        common, why = self.common
        if common is None:
            return None, why
        own = frozenset() if _OFF in common else frozenset(map(str.lower, entry.all("ipauserauthtype")))
        if not own and _OFF not in common and not entry.one("ipauniqueid"):
            return None, unclear(got, "which ways in it has of its own did not come")
        ways = own or common - {_OFF} or frozenset({"password"})
        if unknown := ways - _STRENGTH.keys():
            return None, unclear(got, f"what {', '.join(sorted(unknown))} asks for is not seen here")
        weakest = min((_STRENGTH[one] for one in ways), key=_ORDER.index)
        return self._token(got, entry) if weakest == "strong" else (weakest, got)

    def _token(self, got: Got, entry: Entry) -> tuple[Strength | None, Got]:
        """Whoever has no token that works is let in by the password alone, also where otp is the only type.

        ipapwd_pre_bind_otp in daemons/ipa-slapi-plugins/ipa-pwd-extop/prepost.c.
        """
        if normal(entry.dn) in self._owners:
            return "strong", got
        tokens = self.whole.one(TOKENS)
        if not tokens.good:
            return None, tokens
        if self._shown:
            return "none", got
        return None, unclear(tokens, f"no token was shown; it takes {NEEDS.partition(':')[2]}")


def _works(got: Got, token: Entry) -> bool:
    """It is neither switched off, nor over, nor not yet begun."""
    begun, _ = age(got, token.one("ipatokennotbefore"))
    ended, _ = age(got, token.one("ipatokennotafter"))
    off = token.one("ipatokendisabled").upper() == "TRUE"
    return not off and begun is not None and begun >= 0 and ended is not None and (ended < 0 or ended == FOREVER)
