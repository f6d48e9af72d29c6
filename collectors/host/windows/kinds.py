"""The table of kinds, and the reading of all answers of a Windows machine."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from collectors.host.host import Host, unanswered
from collectors.host.platform import Platform
from collectors.host.windows.accounts import accounts, rules
from collectors.host.windows.backups import backups
from collectors.host.windows.channels import rdp, schannel, smb
from collectors.host.windows.disks import volumes
from collectors.host.windows.doors import signin, sshd
from collectors.host.windows.logs import audit, clock, stores
from collectors.host.windows.machine import host as machine
from collectors.host.windows.patching import release
from collectors.host.windows.patching.support import ENDS
from collectors.host.windows.protection import guards, malware
from collectors.host.windows.questions import QUESTIONS
from collectors.host.windows.sessions import remote, screens
from scanner.answers import Answers, gaps
from scanner.collector import Kind
from scanner.facts import Fact

KINDS: Mapping[str, Kind] = {
    **machine.KINDS,
    **volumes.KINDS,
    **schannel.KINDS,
    **smb.KINDS,
    **rdp.KINDS,
    **signin.KINDS,
    **sshd.KINDS,
    **screens.KINDS,
    **accounts.KINDS,
    **rules.KINDS,
    **audit.KINDS,
    **stores.KINDS,
    **clock.KINDS,
    **backups.KINDS,
    **release.KINDS,
    **guards.KINDS,
    **malware.KINDS,
}
READERS: tuple[Callable[[Host], Iterator[Fact]], ...] = (
    machine.read_host,
    volumes.read_volumes,
    schannel.read_schannel,
    smb.read_smb,
    rdp.read_rdp,
    signin.read_sign_in,
    sshd.read_sshd,
    screens.read_screens,
    remote.read_remote,
    accounts.read_accounts,
    rules.read_rules,
    audit.read_audit,
    stores.read_stores,
    clock.read_clock,
    backups.read_backups,
    release.read_release,
    guards.read_firewall,
    guards.read_boot,
    malware.read_malware,
)


def read(answers: Answers) -> Iterator[Fact]:
    """The facts of one machine. Where it is not known which machine it is, nothing else is read."""
    who = answers.one("windows.machine")
    if who.ok:
        for reader in READERS:
            yield from reader(Host(answers, who))
        return
    why = unanswered(who)
    for name, kind in KINDS.items():
        yield from gaps(answers.target, name, why, *kind.gives)


WINDOWS: Final = Platform(title="Windows", system="Windows", questions=QUESTIONS, kinds=KINDS, read=read, ends=ENDS)
