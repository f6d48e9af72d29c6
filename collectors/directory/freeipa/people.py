"""Accounts of people, how they sign in, and who may administer: by the group of administrators and by roles."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from collectors.directory.freeipa import policies
from collectors.directory.freeipa.grant import ANY, LOGINS, ROLES
from collectors.directory.question import Search
from collectors.directory.read import Directory, Entry, age, normal
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Fact, Grant, Identity

ACCOUNT: Final = "freeipa.account"
ACCOUNTS: Final = "freeipa.accounts"
GROUP: Final = "freeipa.group"
GROUPS: Final = "freeipa.groups"
ROLE: Final = "freeipa.roles"
_ADMINS: Final = "admins"
_RULING: Final[Mapping[str, Literal["everything", "administer"]]] = MappingProxyType(
    {_ADMINS: "everything", "trust admins": "administer"}
)
"""The protected groups that administer: ipaserver/plugins/group.py, PROTECTED_GROUPS."""
_READS: Final = "cn=system: read"
Strength = Literal["none", "strong", "phishing-resistant"]
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
_OFF: Final = "disabled"
"""Of all of FreeIPA: what single accounts say does not count."""
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        ACCOUNT: Kind(
            title="account of FreeIPA",
            gives=(Identity,),
            fix=MappingProxyType(
                {
                    "account-lifecycle.unused-closed": "ipa user-disable NAME",
                    "unique-user-identification.no-shared-account": "ipa user-add for each person; ipa user-disable "
                    "NAME",
                    "mfa.every-person": "ipa otptoken-add --owner=NAME; ipa user-mod NAME --user-auth-type=otp",
                    "mfa.phishing-resistant-administrators": "ipa user-mod NAME --user-auth-type=passkey (or pkinit)",
                }
            ),
            own={"NAME": "name"},
        ),
        GROUP: Kind(
            title="group or role that administers FreeIPA",
            gives=(Grant,),
            always=True,
            fix=MappingProxyType(
                {
                    "least-privilege.no-everything": "ipa group-remove-member GROUP --users=NAME; give a role that "
                    "fits the work: ipa role-add-member",
                    "least-privilege.asked-for": "ipa group-remove-member GROUP --users=NAME, and add them for as "
                    "long as the work takes",
                }
            ),
            own={"GROUP": "name"},
        ),
    }
)
QUESTIONS: Final = (
    Search(
        id=GROUPS,
        operation="LDAP search of the groups",
        needs=ANY,
        base="cn=groups,cn=accounts,{defaultNamingContext}",
        filter="(objectClass=ipaUserGroup)",
        attributes=("cn", "member", "ipaExternalMember"),
        feeds=(Grant, Identity),
        there=True,
        untried=True,
    ),
    Search(
        id=ROLE,
        operation="LDAP search of the roles",
        needs=ROLES,
        base="cn=roles,cn=accounts,{defaultNamingContext}",
        scope="one",
        filter="(objectClass=groupOfNames)",
        attributes=("cn", "member", "memberOf"),
        feeds=(Grant, Identity),
        there=True,
        untried=True,
    ),
    Search(
        id=ACCOUNTS,
        operation="LDAP search of the accounts",
        needs=LOGINS,
        base="cn=users,cn=accounts,{defaultNamingContext}",
        scope="one",
        filter="(objectClass=posixAccount)",
        attributes=(
            *(
                "uid",
                "krbPrincipalName",
                "nsAccountLock",
                "krbPrincipalExpiration",
                "ipaUserAuthType",
                "createTimestamp",
            ),
            *("krbLastSuccessfulAuth", "krbLastFailedAuth", "krbLoginFailedCount"),
        ),
        feeds=(Grant, Identity),
        there=True,
        untried=True,
    ),
)


_Words: TypeAlias = tuple[frozenset[str] | None, Got]


class Ruling:
    """Who administers, by way of which groups and roles."""

    def __init__(self, whole: Directory) -> None:
        """Follow groups into groups: `member` names accounts and groups alike."""
        self.groups, self.roles = whole.one(GROUPS), whole.one(ROLE)
        self.outside: dict[str, Sequence[str]] = {}
        self._members: dict[str, Sequence[str]] = {}
        for entry in whole.entries(GROUPS):
            self._members[normal(entry.dn)] = entry.all("member")
            if some := entry.all("ipaexternalmember"):
                self.outside[normal(entry.dn)] = some
        declared = whole.declared("privileged")
        self.known = [(entry, "administer") for entry in whole.entries(ROLE) if _rules(entry)]
        for entry in whole.entries(GROUPS):
            name = entry.one("cn").lower()
            if right := _RULING.get(name) or ("administer" if normal(entry.dn) in declared else None):
                self.known.append((entry, right))
        self.people = {dn for entry, _ in self.known for dn in self.within(entry)[0]}

    def within(self, entry: Entry) -> tuple[set[str], list[str]]:
        """Names of what is in it and is no group; and who is of another domain, by way of external groups."""
        seen: set[str] = set()
        found, others = set[str](), list[str]()
        waiting = [*map(normal, entry.all("member"))]
        others.extend(self.outside.get(normal(entry.dn), ()))
        while waiting:
            if (dn := waiting.pop()) in seen:
                continue
            seen.add(dn)
            others.extend(self.outside.get(dn, ()))
            if dn in self._members:
                waiting.extend(map(normal, self._members[dn]))
            else:
                found.add(dn)
        return found, sorted(set(others))

    @property
    def bad(self) -> Got | None:
        """Why it is not known who administers."""
        return next((got for got in (self.groups, self.roles) if not got.good), None)


@dataclass(frozen=True)
class _People:
    """What is asked for once, of all accounts."""

    whole: Directory
    ruling: Ruling
    emergency: frozenset[str]
    types: _Words
    settings: _Words


def _rules(role: Entry) -> bool:
    """A role whose permissions only read lets nobody administer; of one that says nothing of them it is supposed."""
    permissions = [one.lower() for one in role.all("memberof") if ",cn=permissions," in one.lower()]
    return bool(role.all("member")) and not (permissions and all(one.startswith(_READS) for one in permissions))


def read(whole: Directory) -> Iterator[Fact]:
    """Give what groups and roles grant, and everyone's account."""
    ruling = Ruling(whole)
    yield from _grants(whole, ruling)
    got = whole.one(ACCOUNTS)
    if not got.good:
        yield from gaps(whole.target, ACCOUNT, got, Identity)
    people = _People(
        whole,
        ruling,
        whole.declared("break_glass"),
        policies.words(whole, "ipauserauthtype"),
        policies.words(whole, "ipaconfigstring"),
    )
    for part, entries in whole.parts(ACCOUNTS):
        for entry in entries:
            yield _identity(people, part, entry)


def _grants(whole: Directory, ruling: Ruling) -> Iterator[Fact]:
    if ruling.bad:
        yield from gaps(whole.target, GROUP, ruling.bad, Grant)
    elif not any(entry.one("cn").lower() == _ADMINS and entry.all("member") for entry, _ in ruling.known):
        yield from gaps(whole.target, GROUP, unclear(ruling.groups, "the members of admins did not come"), Grant)
    for entry, right in ruling.known:
        people, others = ruling.within(entry)
        if people or others:
            yield Grant(
                **whole.thing(GROUP, entry.dn, entry.one("cn"), ruling.groups, ruling.roles),
                right="everything" if right == "everything" else "administer",
                holders=(*sorted(map(_called, people)), *others),
                outsiders=tuple(others),
                direct=False,  # a group or a role is what persons are put in
                activation="standing",
                unused_days=None,
                unread=unread(unused_days=HIDDEN),
            )


def _called(dn: str) -> str:
    first = dn.partition(",")[0]
    return first.removeprefix("uid=") if first.startswith("uid=") else dn


def _identity(people: _People, got: Got, entry: Entry) -> Identity:
    enabled, locked = _enabled(got, entry)
    mfa, weak = _strength(got, entry, people.types)
    days, unknown = _unused(got, entry, people.settings)
    dn, ruling = normal(entry.dn), people.ruling
    rules = True if dn in ruling.people else None if ruling.bad else False
    return Identity(
        **people.whole.thing(ACCOUNT, entry.dn, entry.one("uid"), got),
        stands=("krbLastSuccessfulAuth is of the server that was asked",),
        holder="break-glass" if dn in people.emergency else "person",
        enabled=enabled,
        interactive=True,
        privileged=rules,
        mfa=mfa,
        unused_days=days,
        keys=None,
        unread=unread(enabled=locked, privileged=ruling.bad or got, mfa=weak, unused_days=unknown, keys=NOT_ASKED),
    )


def _enabled(got: Got, entry: Entry) -> tuple[bool | None, Got]:
    """NsAccountLock is not there where an account is on; who may read krbPrincipalName may read it too."""
    lock, ends = entry.one("nsaccountlock").lower(), entry.one("krbprincipalexpiration")
    if not (lock or entry.one("krbprincipalname")):
        return None, unclear(got, "whether it is locked did not come")
    ended, why = age(got, ends) if ends else (-1, got)
    if ended is None:
        return None, why
    return lock != "true" and ended < 0, got


def _strength(got: Got, entry: Entry, types: _Words) -> tuple[Strength | None, Got]:
    """The weakest of the types that let it in: its own, or what FreeIPA has for all; without any a password does."""
    common, why = types
    if common is None:
        return None, why
    own = frozenset() if _OFF in common else frozenset(map(str.lower, entry.all("ipauserauthtype")))
    ways = own or common - {_OFF} or frozenset({"password"})
    if unknown := ways - _STRENGTH.keys():
        return None, unclear(got, f"what {', '.join(sorted(unknown))} asks for is not seen here")
    return min((_STRENGTH[one] for one in ways), key=("none", "strong", "phishing-resistant").index), got


_NOT_KEPT: Final = replace(HIDDEN, ask="when it was last let in: “KDC:Disable Last Success” is set")
_LAST: Final = ("krblastsuccessfulauth", "krblastfailedauth", "krbloginfailedcount")


def _unused(got: Got, entry: Entry, settings: _Words) -> tuple[int | None, Got]:
    """Days since it was let in by this server; since it was made if never."""
    common, why = settings
    if common is None:
        return None, why
    if "kdc:disable last success" in common:
        return None, _NOT_KEPT
    if not any(map(entry.one, _LAST)):
        return None, unclear(got, f"when it was last let in did not come: it takes {LOGINS.partition(':')[2]}")
    return age(got, entry.one("krblastsuccessfulauth") or entry.one("createtimestamp"))
