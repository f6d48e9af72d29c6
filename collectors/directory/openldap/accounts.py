"""The accounts: whose they are, whether they are on, when they were last used, and which groups let them administer."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from collectors.directory.openldap.config import Config, Database
from collectors.directory.openldap.passwords import NEEDS
from collectors.directory.question import Search
from collectors.directory.read import Directory, Entry, age, normal
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Grant, Identity, Promise

ACCOUNTS: Final = "openldap.accounts"
GROUPS: Final = "openldap.groups"
ACCOUNT: Final = "openldap.account"
GROUP: Final = "openldap.group"
_ADMINISTER: Final[Promise] = (Grant, "administer")
_PERSONS: Final = frozenset({"person", "organizationalperson", "inetorgperson", "residentialperson"})
_MACHINES: Final = frozenset({"simplesecurityobject", "applicationprocess", "device", "applicationentity", "dsa"})
_USED: Final = ("pwdlastsuccess", "authtimestamp")
"""OpenLDAP 2.5 and later with olcLastBind (slapd-config(5)); the overlay lastbind (slapo-lastbind(5))."""
_LOCKED: Final = "pwdaccountlockedtime"
_ENDS: Final = "pwdendtime"
_FOR_EVER: Final = "000001010000Z"
"""An administrator has locked it (slapo-ppolicy(5)); any other time is that of too many wrong passwords."""
QUESTIONS: Final = (
    Search(
        id=ACCOUNTS,
        operation="search for accounts",
        needs=NEEDS,
        feeds=(Identity, _ADMINISTER),
        filter="(|(objectClass=person)(objectClass=account)(objectClass=posixAccount)(objectClass=simpleSecurityObject))",
        attributes=(
            *("objectClass", "uid", "cn", "createTimestamp", "pwdLastSuccess", "authTimestamp"),
            *("pwdAccountLockedTime", "pwdEndTime"),
        ),
    ),
    Search(
        id=GROUPS,
        operation="search for groups",
        needs=NEEDS,
        feeds=(Identity, _ADMINISTER),
        filter="(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=organizationalRole))",
        attributes=("cn", "member", "uniqueMember", "roleOccupant"),
        ranges=True,
    ),
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        ACCOUNT: Kind(
            title="OpenLDAP account",
            gives=(Identity,),
            fix=MappingProxyType(
                {
                    "account-lifecycle.unused-closed": "ldapmodify of the account: pwdAccountLockedTime: 000001010000Z",
                    "unique-user-identification.no-shared-account": "give each person an entry of their own; then"
                    " ldapmodify of this one: pwdAccountLockedTime: 000001010000Z",
                }
            ),
        ),
        GROUP: Kind(title="OpenLDAP group that administers", gives=(_ADMINISTER,)),
    }
)
Holder: TypeAlias = Literal["person", "machine", "break-glass"]


def read(whole: Directory) -> Iterator[Fact]:
    """Give every account, and what declared groups hold."""
    config, groups = Config(whole), _Groups(whole)
    yield from groups.grants(config)
    got = whole.one(ACCOUNTS)
    if not got.good:
        yield from gaps(whole.target, ACCOUNT, got, Identity)
        return
    reader = _Reader(whole, config, groups)
    for part, some in whole.parts(ACCOUNTS):
        for entry in some:
            yield reader.identity(part, entry)
    if why := _partly(whole, config, got):
        yield from gaps(whole.target, ACCOUNT, why, Identity)


def _partly(whole: Directory, config: Config, got: Got) -> Got | None:
    """Why there may be more than was shown; None: there is not."""
    if any((part.body or {}).get("references") for part in whole.answers.every(ACCOUNTS)):
        return unclear(got, "parts of the tree lie on other servers, which were not asked")
    if not config.good:
        return unclear(got, f"whether all entries may be seen is not known ({config.got.ask})")
    if any(config.hidden(base) is None for base in whole.bases):
        return unclear(got, "whether all entries may be seen the access list does not say")
    return None


class _Groups:
    """Who is in which group, groups in groups counted in."""

    def __init__(self, whole: Directory) -> None:
        self._whole, self._declared = whole, whole.declared("privileged")

    @cached_property
    def got(self) -> Got:
        """What became of the list."""
        return self._whole.one(GROUPS)

    @cached_property
    def _members(self) -> Mapping[str, tuple[Got, Entry, Sequence[str]]]:
        return {
            normal(one.dn): (part, one, [*one.all("member"), *one.all("uniquemember"), *one.all("roleoccupant")])
            for part, some in self._whole.parts(GROUPS)
            for one in some
        }

    def members(self, group: str) -> tuple[str, ...]:
        """Everyone in it, by name; a group that holds itself is gone through once."""
        found, seen, waiting = dict[str, str](), {group}, [group]
        while waiting:
            _, _, some = self._members.get(waiting.pop(), (self.got, Entry("", {}), ()))
            for dn in some:
                known = normal(dn)
                if known in self._members:
                    if known not in seen:
                        seen.add(known)
                        waiting.append(known)
                else:
                    found.setdefault(known, dn)
        return tuple(found.values())

    @cached_property
    def administrators(self) -> frozenset[str]:
        """All who are in a declared group."""
        return frozenset(normal(one) for group in self._declared for one in self.members(group))

    def privileged(self, dn: str, root: frozenset[str]) -> tuple[bool | None, Got]:
        """Whether an account administers, as far as that was declared."""
        if dn in root or dn in self.administrators:
            return True, self.got
        if not self.got.good:
            return None, self.got
        return (False, self.got) if self._declared else (None, _UNDECLARED)

    def grants(self, config: Config) -> Iterator[Fact]:
        """What each declared group holds."""
        if not self._declared:
            return
        if not self.got.good:
            yield from gaps(self._whole.target, GROUP, self.got, _ADMINISTER)
            return
        shown = all(config.hidden(base) is not None for base in self._whole.bases)
        for group in sorted(self._declared):
            if group not in self._members:
                why = unclear(self.got, f"the group {group} is declared as privileged, and is not there or not shown")
                yield from gaps(self._whole.target, GROUP, why, _ADMINISTER)
                continue
            part, entry, _ = self._members[group]
            unsure = unclear(part, "whether all members may be seen the access list does not say")
            yield Grant(
                **self._whole.thing(GROUP, entry.dn, entry.one("cn"), part),
                right="administer",
                holders=self.members(group) if shown else None,
                outsiders=(),
                direct=False,
                activation="standing",
                unused_days=None,
                unread=unread(unused_days=HIDDEN, **({} if shown else {"holders": unsure})),
            )


_UNDECLARED: Final = Got("not-asked", "which groups administer slapd does not know: declare them, privileged: DN")


def _records(one: Database) -> bool:
    return one.entry.one("olclastbind").upper() == "TRUE" or one.overlay("lastbind") is not None


class _Reader:
    """Reads one account after the other, with what holds for all of them worked out once."""

    def __init__(self, whole: Directory, config: Config, groups: _Groups) -> None:
        self._whole, self._groups = whole, groups
        self._emergency = whole.declared("break_glass")
        self._root = frozenset(normal(one.entry.one("olcrootdn")) for one in config.databases.values()) - {""}
        kept = [config.hidden(base) for base in whole.bases]
        self._kept = None if any(one is None for one in kept) else frozenset[str]().union(*(one or () for one in kept))
        self._config = config
        self._holding = [
            (suffix, _records(one), one.overlay("ppolicy") is not None)
            for one in config.databases.values()
            for suffix in one.suffixes
        ]

    def identity(self, part: Got, entry: Entry) -> Identity:
        """One account."""
        dn = normal(entry.dn)
        holder, on = self._holder(dn, entry), self._enabled(part, dn, entry)
        unused, unknown = self._unused(part, dn, entry)
        rules, why = self._groups.privileged(dn, self._root)
        return Identity(
            **self._whole.thing(ACCOUNT, entry.dn, entry.one("uid") or entry.one("cn"), part),
            holder=holder,
            enabled=on,
            interactive=None,
            privileged=rules,
            mfa=None,
            unused_days=unused,
            keys=0,  # an entry has none that slapd would take
            unread=unread(
                holder=part if holder else unclear(part, "it is neither said to be a person's nor a machine's"),
                enabled=part if on is not None else unclear(part, "whether its lock may be read is not known"),
                interactive=NOT_ASKED,
                privileged=part if rules is not None else why,
                mfa=HIDDEN,
                unused_days=unknown,
            ),
        )

    def _holder(self, dn: str, entry: Entry) -> Holder | None:
        if dn in self._emergency:
            return "break-glass"
        classes = {name.lower() for name in entry.all("objectclass")}
        if classes & _PERSONS:
            return "person"
        return "machine" if classes & _MACHINES and "posixaccount" not in classes else None

    def _held(self, dn: str) -> tuple[bool, bool]:
        """Of the database that holds it: it records who comes in, and it has password policies."""
        found = [one for one in self._holding if dn == one[0] or dn.endswith(f",{one[0]}") or not one[0]]
        return max(found, key=lambda one: len(one[0]))[1:] if found else (False, False)

    def _enabled(self, part: Got, dn: str, entry: Entry) -> bool | None:
        """Off: an administrator has locked it or its time is over, which slapd shows; on: it would show it.

        Neither counts where the overlay ppolicy is not, or no longer.
        """
        if not self._config.good:
            return None
        if not self._held(dn)[1]:
            return True
        if entry.one(_LOCKED) == _FOR_EVER:  # any other time is that of a lock for a while, which is nobody's will
            return False
        over, _ = age(part, entry.one(_ENDS))
        if over is not None and 0 <= over != FOREVER:
            return False
        return True if self._kept is not None and self._kept.isdisjoint((_LOCKED, _ENDS)) else None

    def _unused(self, part: Got, dn: str, entry: Entry) -> tuple[int | None, Got]:
        """Days since it was last let in; since it was made, where it never was and that would be recorded."""
        records = self._held(dn)[0]
        if self._config.good and not records:  # what an entry says is left from when it did
            return None, unclear(part, "slapd does not record when an account is used (olcLastBind is not TRUE)")
        if last := max((entry.one(name) for name in _USED), default=""):
            return age(part, last)
        if self._kept is None or not records or not self._kept.isdisjoint(_USED):
            return None, unclear(part, "it does not say when it was last used")
        made, why = age(part, entry.one("createtimestamp"))
        return (None, unclear(part, "it does not say when it was made")) if made == FOREVER else (made, why)
