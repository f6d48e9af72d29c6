"""The accounts of people and services: on or off, used or not, who rules, and what of them is easily taken over."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.directory.active_directory import kerberos, words
from collectors.directory.active_directory.everyone import ACCOUNT, ACCOUNTS, People
from collectors.directory.active_directory.expected import some
from collectors.directory.active_directory.grant import ANY
from collectors.directory.active_directory.identities import LOGONS, enabled, identity
from collectors.directory.active_directory.rules import rules
from collectors.directory.active_directory.ways_in import credential, guard, policy
from collectors.directory.active_directory.words import bits, present, rid, sid
from collectors.directory.question import Search
from collectors.directory.read import Entry
from scanner.answers import Got, gaps, unclear
from scanner.collector import Kind
from scanner.facts import Credential, Fact, Grant, Guard, Identity, PasswordPolicy, Promise

_THEFT: Final[Promise] = (Guard, "credential-theft")
_PASSWORD: Final[Promise] = (Credential, "password")
_SECRET: Final[Promise] = (Credential, "secret")
_MAY: Final[tuple[Promise, ...]] = (_THEFT, _PASSWORD, _SECRET, PasswordPolicy, kerberos.KEYS)
_KRBTGT: Final = 502
_CARD: Final = "Set-ADUser -Identity NAME -SmartcardLogonRequired $true, once the person has a smart card"
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
            *LOGONS,
            *("accountExpires", "primaryGroupID", "sIDHistory", "servicePrincipalName"),
            *("msDS-SupportedEncryptionTypes", "msDS-ResultantPSO"),
        ),
        reduce={"objectsid": sid, "sidhistory": sid, "serviceprincipalname": present},
        feeds=(Identity, Grant, *_MAY),
        untried=True,
    ),
)


def read(people: People) -> Iterator[Fact]:
    """Give everyone's account."""
    whole, got, unsaid = people.whole, some(people.whole, ACCOUNTS, "no account came"), 0
    if not got.good:
        yield from gaps(whole.target, ACCOUNT, got, *KINDS[ACCOUNT].gives)
    elif not people.groups.listing.good:
        yield from gaps(whole.target, ACCOUNT, people.groups.listing, _THEFT)
    for part, entries in whole.parts(ACCOUNTS):
        for entry in entries:
            if rid(entry.one("objectsid")) != _KRBTGT:
                unsaid += bits(entry) is None
                yield from _account(people, part, entry)
    if unsaid and got.good:
        yield from gaps(whole.target, ACCOUNT, unclear(got, f"userAccountControl of {unsaid} did not come"), *_MAY)


def _account(people: People, got: Got, entry: Entry) -> Iterator[Fact]:
    said = bits(entry)
    on, why = enabled(got, entry, said)
    yield identity(people, got, entry, (on, why))
    if said is None or on is False:
        return
    serves = bool(entry.all("serviceprincipalname"))
    if (ruling := people.rules(entry)) or serves or said & (words.NO_PREAUTHENTICATION | words.DELEGATED):
        yield guard(people, got, entry, said, rules=bool(ruling))
    if said & (words.NO_PASSWORD | words.NEVER_EXPIRES):
        yield policy(people, got, entry, said)
    if serves or said & words.REVERSIBLE:
        yield credential(people.thing(got, entry), got, entry, said)
    if serves or said & words.DES_ALONE:
        yield kerberos.keys(people.thing(got, entry), got, entry, said)
