"""The domain and its forest: functional levels, who may add machines, what is recorded, and what can be undone."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from collectors.asking.ages import seconds
from collectors.directory.active_directory import versions
from collectors.directory.active_directory.backed_up import signed
from collectors.directory.active_directory.expected import there
from collectors.directory.active_directory.grant import ANY, METADATA
from collectors.directory.active_directory.rules import rules
from collectors.directory.active_directory.words import days_left, number
from collectors.directory.question import Search
from collectors.directory.read import Directory, Entry
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Asset, Backup, Channel, Fact, Guard, LogTrail, Promise, Release

DOMAIN: Final = "ad.domain"
LEVEL: Final = "ad.level"
SETTINGS: Final = "ad.settings"
FOREST: Final = "ad.forest"
BACKED_UP: Final = "ad.backed_up"
_RECYCLE_BIN: Final = "cn=recycle bin feature,"
_MACHINES: Final[Promise] = (Guard, "self-enrolment")
_UNDO: Final[Promise] = (Guard, "deletion")
_COPY: Final[Promise] = (Backup, "copy")
_TRAIL: Final[Promise] = (LogTrail, "service")
_SPEAKS: Final[Promise] = (Channel, "tls")
_RULES: Final = rules(backup__fresh=("V-243493",))
_LEVEL_RULES: Final = rules(patching__supported_release=("V-243480",))
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        DOMAIN: Kind(
            title="Active Directory domain",
            gives=((Asset, "store"), _MACHINES, _UNDO, _COPY, _TRAIL, _SPEAKS),
            always=True,
            fix=MappingProxyType(
                {
                    "least-privilege.guarded": "Set-ADDomain -Identity DOMAIN -Replace "
                    "@{'ms-DS-MachineAccountQuota'='0'}; delegate joining to those who do it",
                    "backup.deletion-guarded": "Enable-ADOptionalFeature 'Recycle Bin Feature' -Scope "
                    "ForestOrConfigurationSet -Target FOREST; it cannot be switched off again",
                    "backup.exists": "back up the system state of at least two controllers: wbadmin start "
                    "systemstatebackup -backupTarget:TARGET",
                    "backup.fresh": "wbadmin start systemstatebackup -backupTarget:TARGET, daily, on two controllers",
                }
            ),
            asked_by=lambda check: _RULES.get(check, ()),
            own={"DOMAIN": "name"},
        ),
        LEVEL: Kind(
            title="functional level of Active Directory",
            gives=(Release,),
            always=True,
            fix=MappingProxyType(
                {
                    "patching.supported-release": "once all controllers run a newer Windows Server: Set-ADDomainMode "
                    "-Identity DOMAIN -DomainMode MODE, and Set-ADForestMode; it cannot be lowered again"
                }
            ),
            asked_by=lambda check: _LEVEL_RULES.get(check, ()),
        ),
    }
)
HEAD: Final = Search(
    id=DOMAIN,
    operation="LDAP search of the domain's own entry",
    needs=ANY,
    base="{defaultNamingContext}",
    scope="base",
    attributes=(
        *("minPwdLength", "pwdHistoryLength", "maxPwdAge", "pwdProperties"),
        *("lockoutThreshold", "lockoutDuration", "lockOutObservationWindow"),
        *("ms-DS-MachineAccountQuota", "msDS-Behavior-Version"),
    ),
    feeds=(*KINDS[DOMAIN].gives, Release),
    paged=False,
    there=True,
    untried=True,
)
QUESTIONS: Final = (
    Search(
        id=FOREST,
        operation="LDAP search of CN=Partitions of the configuration",
        needs=ANY,
        base="CN=Partitions,{configurationNamingContext}",
        scope="base",
        attributes=("cn", "msDS-Behavior-Version", "msDS-EnabledFeature"),
        feeds=(_UNDO, Release),
        paged=False,
        there=True,
        untried=True,
    ),
    Search(
        id=BACKED_UP,
        operation="LDAP search of msDS-ReplAttributeMetaData of the domain",
        needs=METADATA,
        base="{defaultNamingContext}",
        scope="base",
        attributes=("msDS-ReplAttributeMetaData",),
        reduce={"msds-replattributemetadata": signed},
        feeds=(_COPY,),
        paged=False,
        there=True,
        untried=True,
    ),
)


def read(whole: Directory) -> Iterator[Fact]:
    """Give what is said of the domain and the forest as a whole."""
    domain, got = there(whole, DOMAIN)
    yield Asset(**whole.thing(DOMAIN, "", name(domain), got), role="store")
    yield _machines(whole, domain, got)
    yield _undo(whole, domain)
    yield _copy(whole, domain)
    yield from _unseen(whole, domain)
    yield from _levels(whole, domain, got)


def name(domain: Entry | None) -> str:
    """What people call it, and commands take: `clinic.example` of `DC=clinic,DC=example`."""
    parts = [part.partition("=") for part in domain.dn.split(",")] if domain else []
    return ".".join(value for key, _, value in parts if key.lower() == "dc").lower()


def _machines(whole: Directory, domain: Entry | None, got: Got) -> Guard:
    """By default any account adds ten machines, which it then owns: CVE-2021-42278, support.microsoft.com KB5008102."""
    quota, why = number(got, domain, "ms-DS-MachineAccountQuota") if domain else (None, got)
    return Guard(
        **whole.thing(DOMAIN, "", name(domain), got),
        prevents="self-enrolment",
        in_force=None if quota is None else quota == 0,
        considered=()
        if quota is None
        else (_ADDS.format(quota) if quota else "no account adds machines unless it is let",),
        unread=unread(in_force=why),
    )


_ADDS: Final = "any account may add {} machines to the domain"


def _undo(whole: Directory, domain: Entry | None) -> Guard:
    """The recycle bin keeps what is deleted with all that it had: MS-ADTS 3.1.1.9.1, msDS-EnabledFeature."""
    forest, got = there(whole, FOREST)
    features = [one.lower() for one in forest.all("msds-enabledfeature")] if forest else []
    return Guard(
        **whole.thing(DOMAIN, "", name(domain), got),
        prevents="deletion",
        in_force=any(one.startswith(_RECYCLE_BIN) for one in features) if forest else None,
        considered=(),
        unread=unread(in_force=got),
    )


def _copy(whole: Directory, domain: Entry | None) -> Backup:
    """A backup of a controller writes dSASignature: when that was written last is what `repadmin /showbackup` shows.

    That it never was is not told apart from that one may not know: the metadata of other attributes must have come.
    """
    said, got = there(whole, BACKED_UP)
    marks = said.all("msds-replattributemetadata") if said else ()
    when = next((mark for mark in marks if mark.startswith("20")), "")
    why = (
        got
        if marks or not got.good
        else unclear(got, "no metadata came: that takes its right", typed="repadmin /showbackup")
    )
    return Backup(
        **whole.thing(DOMAIN, "", name(domain), got),
        mechanism="copy",
        newest_seconds=seconds(got, when) if why.good else None,
        succeeded=None,
        retention_days=None,
        encrypted=None,
        offsite=None,
        immutable=None,
        unread=unread(
            newest_seconds=why,
            **dict.fromkeys(("succeeded", "retention_days", "encrypted", "offsite", "immutable"), HIDDEN),
        ),
    )


_AUDIT: Final = replace(HIDDEN, ask="the audit policy of the controllers (auditpol) and what is audited (SACL)")
_SIGNING: Final = replace(
    HIDDEN, ask="LDAPServerIntegrity and LdapEnforceChannelBinding, in the registry of the controllers"
)


def _unseen(whole: Directory, domain: Entry | None) -> Iterator[Fact]:
    """What no search shows: it stands in the registry and the policies of the controllers, as hosts show it.

    A SACL takes the right to manage the security log (MS-ADTS 3.1.1.4.4). Whether an unsigned bind is refused only a
    bind would tell that sends a password in the clear.
    """
    thing = whole.thing(DOMAIN, "", name(domain))
    yield LogTrail(
        **thing,
        of="service",
        enabled=None,
        records=None,
        exempt=None,
        unread=unread(enabled=_AUDIT, records=_AUDIT, exempt=_AUDIT),
    )
    yield Channel(
        **thing,
        protocol="tls",
        enabled=True,
        encryption=None,
        min_version=None,
        algorithms=None,
        unread=unread(encryption=_SIGNING, min_version=_SIGNING, algorithms=_SIGNING),
    )


def _levels(whole: Directory, domain: Entry | None, got: Got) -> Iterator[Fact]:
    forest, of_forest = there(whole, FOREST)
    for what, entry, why in (("domain", domain, got), ("forest", forest, of_forest)):
        if entry is None:
            yield from gaps(whole.target, LEVEL, why, Release)
        else:
            yield _level(whole, what, entry, why)


def _level(whole: Directory, what: str, entry: Entry, got: Got) -> Release:
    level, why = number(got, entry, "msDS-Behavior-Version")
    called = versions.LEVELS.get(level) if level is not None else None
    if level is not None and called is None:
        why = unclear(got, "it names a functional level that nobody here knows")
    # It is called in the name too: what ends is the support of the last Windows Server that has it.
    thing = whole.thing(
        LEVEL,
        entry.dn,
        f"functional level {called} of the {what}" if called else f"functional level of the {what}",
        got,
    )
    return Release(
        **{**thing, "resource": f"{whole.resource}/level/{what}"},
        version=called,
        support_days_left=days_left(got, versions.level_ends(called)) if called else None,
        auto_update=False,
        unread=unread(version=why, support_days_left=why),
    )
