"""The accounts of people and services: on or off, used or not, who rules, and what of them is easily taken over."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.directory.active_directory import kerberos, passwords, words
from collectors.directory.active_directory.grant import ANY
from collectors.directory.active_directory.groups import Groups
from collectors.directory.active_directory.rules import rules
from collectors.directory.active_directory.words import bits, present, rid, sid
from collectors.directory.question import Search
from collectors.directory.read import Directory, Entry, age, normal
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Credential, Fact, Grant, Guard, Identity, PasswordPolicy, Promise

ACCOUNT: Final = "ad.account"
ACCOUNTS: Final = "ad.accounts"
_THEFT: Final[Promise] = (Guard, "credential-theft")
_PASSWORD: Final[Promise] = (Credential, "password")
_SECRET: Final[Promise] = (Credential, "secret")
_MAY: Final[tuple[Promise, ...]] = (_THEFT, _PASSWORD, _SECRET, PasswordPolicy, kerberos.KEYS)
_KRBTGT: Final = 502
_BUILT_IN: Final = (500, 501)
"""Administrator and Guest, whatever they are called: learn.microsoft.com/windows-server/identity/ad-ds/manage/
understand-security-identifiers."""
_LOGONS: Final = ("lastLogonTimestamp", "lastLogon", "logonCount")
"""All of the property set User-Logon: one may read all of them or none."""
_CARD: Final = "Set-ADUser -Identity NAME -SmartcardLogonRequired $true, once the person has a smart card"
_INEXACT: Final = "lastLogonTimestamp is written at most once in 14 days (msDS-LogonTimeSyncInterval)"
_RULES: Final = rules(least_privilege__guarded=("V-243470", "V-243477"))
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        ACCOUNT: Kind(
            title="account of Active Directory",
            gives=(Identity, *_MAY),
            may=_MAY,
            fix=MappingProxyType(
                {
                    "account-lifecycle.unused-closed": "Disable-ADAccount -Identity NAME",
                    "unique-user-identification.built-in-idle": "work under personal accounts; Disable-ADAccount "
                    "-Identity NAME",
                    "unique-user-identification.no-shared-account": "New-ADUser for each person; Disable-ADAccount "
                    "-Identity NAME",
                    "mfa.every-person": _CARD,
                    "mfa.phishing-resistant-administrators": _CARD,
                    "least-privilege.guarded": "Set-ADAccountControl -Identity NAME -DoesNotRequirePreAuth $false "
                    "-TrustedForDelegation $false -AccountNotDelegated $true; move the service of a privileged account "
                    "to a group managed service account without rights",
                    "password-policy.long-enough": "Set-ADUser -Identity NAME -PasswordNotRequired $false",
                    "password-policy.history-and-age": "Set-ADUser -Identity NAME -PasswordNeverExpires $false",
                    "password-policy.stored-safely": "Set-ADUser -Identity NAME -AllowReversiblePasswordEncryption "
                    "$false; have the password changed",
                    "password-policy.credential-age": "use a group managed service account, which changes its password "
                    "by itself; else Set-ADAccountPassword -Identity NAME",
                    "encryption-in-transit.strong-algorithms": "Set-ADUser -Identity NAME -KerberosEncryptionType "
                    "AES128,AES256; Set-ADAccountControl -Identity NAME -UseDESKeyOnly $false; then change the "
                    "password",
                }
            ),
            asked_by=lambda check: _RULES.get(check, ()),
            own={"NAME": "name"},
        ),
    }
)
QUESTIONS: Final = (
    Search(
        id=ACCOUNTS,
        operation="LDAP search of the accounts of people and services",
        needs=ANY,
        # SAM_NORMAL_USER_ACCOUNT (MS-SAMR 2.2.1.9): neither computers nor the accounts of trusts.
        filter="(sAMAccountType=805306368)",
        attributes=(
            *("sAMAccountName", "objectSid", "userAccountControl", "whenCreated", "pwdLastSet"),
            *_LOGONS,
            *("accountExpires", "primaryGroupID", "sIDHistory", "servicePrincipalName"),
            *("msDS-SupportedEncryptionTypes", "msDS-ResultantPSO", "msDS-PSOApplied"),
        ),
        reduce={"objectsid": sid, "sidhistory": sid, "serviceprincipalname": present},
        feeds=(Identity, Grant, *_MAY),
        untried=True,
    ),
)
Holder = Literal["person", "machine", "built-in", "break-glass"]


@dataclass(frozen=True)
class People:
    """All accounts, and what is asked of them."""

    whole: Directory
    groups: Groups

    @cached_property
    def break_glass(self) -> frozenset[str]:
        """The accounts that are declared as kept for emergencies."""
        return self.whole.declared("break_glass")

    @cached_property
    def carded(self) -> str:
        """Of whom a smart card is demanded, as the target says."""
        return str(self.whole.answers.options.get("smart_card", "privileged"))

    @cached_property
    def policies(self) -> Mapping[str, passwords.Policy]:
        """The finer policies by name."""
        return passwords.finer(self.whole)

    @cached_property
    def policy(self) -> passwords.Policy:
        """That of all others."""
        return passwords.of_domain(self.whole)

    def thing(self, got: Got, entry: Entry) -> dict[str, Any]:
        """The fields that all facts about an account share."""
        return self.whole.thing(ACCOUNT, entry.dn, entry.one("samaccountname"), got)

    def governing(self, got: Got, entry: Entry) -> passwords.Policy:
        """What its password must be: msDS-ResultantPSO names the finer policy that holds (MS-ADTS 3.1.1.4.5.36)."""
        if not (finer := entry.one("msds-resultantpso")):
            return self.policy
        lacks = unclear(got, "the policy that holds for it may not be read")
        return self.policies.get(finer, passwords.Policy((None, lacks), (None, lacks), (None, lacks)))


def read(people: People) -> Iterator[Fact]:
    """Give everyone's account."""
    whole, got, unsaid = people.whole, people.whole.one(ACCOUNTS), 0
    if not got.good:
        yield from gaps(whole.target, ACCOUNT, got, *KINDS[ACCOUNT].gives)
    elif not people.groups.listing.good:
        yield from gaps(whole.target, ACCOUNT, people.groups.listing, _THEFT)
    for part, entries in whole.parts(ACCOUNTS):
        for entry in entries:
            if rid(entry.one("objectsid")) != _KRBTGT:
                unsaid += not entry.one("useraccountcontrol")
                yield from _account(people, part, entry)
    if unsaid and got.good:
        yield from gaps(whole.target, ACCOUNT, unclear(got, f"userAccountControl of {unsaid} did not come"), *_MAY)


def _account(people: People, got: Got, entry: Entry) -> Iterator[Fact]:
    said = bits(entry)
    on, why = enabled(got, entry, said)
    ruling, unknown = _privileged(people, entry)
    yield _identity(people, got, entry, (on, why), (ruling, unknown))
    if said is None or on is False:
        return
    serves = bool(entry.all("serviceprincipalname"))
    if ruling or serves or said & (words.NO_PREAUTHENTICATION | words.DELEGATED):
        yield _guard(people, got, entry, said, rules=bool(ruling))
    if said & (words.NO_PASSWORD | words.NEVER_EXPIRES):
        yield _policy(people, got, entry, said)
    if serves or said & words.REVERSIBLE:
        yield _credential(people.thing(got, entry), got, entry, said)
    if serves or said & words.DES_ALONE:
        yield kerberos.keys(people.thing(got, entry), got, entry, said)


def enabled(got: Got, entry: Entry, said: int | None) -> tuple[bool | None, Got]:
    """Neither switched off nor over."""
    if said is None:
        return None, unclear(got, "its userAccountControl did not come: it takes read on Account Restrictions")
    return not (said & words.DISABLED or words.over(got, entry.one("accountexpires"))), got


def unused(got: Got, entry: Entry) -> tuple[int | None, Got]:
    """Days since it was let in last; since it was made if it never was.

    That no such attribute came tells nothing: whoever may read one of the set may read all of it.
    """
    if not any(entry.one(name.lower()) for name in _LOGONS):
        return None, unclear(got, "when it was last used did not come: it takes read on Logon Information")
    last = words.newest(entry, ("lastlogontimestamp", "lastlogon"))
    days = words.since(got, last)
    return (days, got) if days != FOREVER else age(got, entry.one("whencreated"))


def _privileged(people: People, entry: Entry) -> tuple[bool | None, Got]:
    listing = people.groups.listing
    return (people.groups.privileged(entry.dn) if listing.good else None), listing


def _holder(people: People, entry: Entry) -> Holder:
    if people.break_glass and normal(entry.dn) in people.break_glass:
        return "break-glass"
    if rid(entry.one("objectsid")) in _BUILT_IN:
        return "built-in"
    return "machine" if entry.all("serviceprincipalname") else "person"


def _identity(
    people: People, got: Got, entry: Entry, on: tuple[bool | None, Got], ruling: tuple[bool | None, Got]
) -> Identity:
    said, holder = bits(entry), _holder(people, entry)
    days, why = unused(got, entry)
    if holder == "built-in" and why.good and not int(words.newest(entry, ("lastlogontimestamp", "lastlogon")) or 0):
        days = FOREVER
    card = None if said is None else bool(said & words.SMART_CARD)
    mfa, unknown = _strength(people, got, card=card, rules=ruling[0])
    return Identity(
        **people.thing(got, entry),
        stands=(_INEXACT,),
        holder=holder,
        enabled=on[0],
        interactive=None if card is None else not card,
        privileged=ruling[0],
        mfa=mfa,
        unused_days=days,
        keys=None,
        unread=unread(enabled=on[1], interactive=on[1], privileged=ruling[1], mfa=unknown, unused_days=why, keys=_KEYS),
    )


_KEYS: Final = replace(
    NOT_ASKED, ask="msDS-KeyCredentialLink and altSecurityIdentities: keys and certificates that let it in"
)
_IN_FRONT: Final = replace(HIDDEN, ask="a second factor that another product asks for")


def _strength(
    people: People, got: Got, *, card: bool | None, rules: bool | None
) -> tuple[Literal["none", "phishing-resistant"] | None, Got]:
    """A smart card is the one second factor that the directory itself asks for (SMARTCARD_REQUIRED).

    Where none is demanded by the target, nothing is said: what stands in front of the directory no attribute tells.
    """
    if card is None:
        return None, unclear(got, "whether it needs a smart card did not come: it takes read on Account Restrictions")
    if card:
        return "phishing-resistant", got
    if people.carded == "everyone" or (people.carded == "privileged" and rules):
        return "none", got
    return None, people.groups.listing if rules is None and people.carded == "privileged" else _IN_FRONT


_CLOSED: Final = ("its ticket takes its password first, and it is lent nobody's rights",)


def _guard(people: People, got: Got, entry: Entry, said: int, *, rules: bool) -> Guard:
    """The well-known ways to an account without its password: V-243470, V-243477, V-243478 of DISA's STIG.

    attack.mitre.org/techniques/T1558/003 (a ticket for its service is encrypted with its password), T1558/004.
    """
    shielded = people.groups.shielded(entry.dn) or bool(said & words.NOT_DELEGATED)
    ways = {
        "its ticket is given to whoever asks, before any password is shown": said & words.NO_PREAUTHENTICATION,
        "whoever signs in to it lends it all their rights (unconstrained delegation)": said & words.DELEGATED,
        "it is privileged, and anybody may take home a ticket to guess its password by (servicePrincipalName)": (
            rules and entry.all("serviceprincipalname")
        ),
        "it is privileged, and services may act in its name (neither sensitive nor in Protected Users)": rules
        and not shielded,
    }
    open_ = tuple(way for way, is_open in ways.items() if is_open)
    return Guard(
        **people.thing(got, entry),
        prevents="credential-theft",
        in_force=False if open_ else True if people.groups.listing.good else None,
        considered=open_ or (_CLOSED if people.groups.listing.good else ()),
        unread=unread(in_force=people.groups.listing),
    )


def _policy(people: People, got: Got, entry: Entry, said: int) -> PasswordPolicy:
    """What holds for it alone: PASSWD_NOTREQD lets the password be empty, DONT_EXPIRE_PASSWD lets it never end."""
    held = people.governing(got, entry)
    length = (0, got) if said & words.NO_PASSWORD else held.length
    lasts = (FOREVER, got) if said & words.NEVER_EXPIRES else held.age
    return passwords.Policy(length, held.history, lasts).fact(**people.thing(got, entry))


def _credential(thing: dict[str, Any], got: Got, entry: Entry, said: int) -> Credential:
    """The password of a service is a secret that no person types; so no person notices that it is old."""
    set_, reads = entry.one("pwdlastset"), bool(said & words.REVERSIBLE)
    why = got if set_ else unclear(got, "when its password was set did not come: it takes read on Account Restrictions")
    return Credential(
        **thing,
        form="secret" if entry.all("serviceprincipalname") else "password",
        age_days=words.since(got, set_) if set_ else None,
        days_left=FOREVER if said & words.NEVER_EXPIRES else None,
        stored="reversible" if reads else None,
        unread=unread(age_days=why, days_left=HIDDEN, stored=passwords.HASHES),
    )
