"""The table of kinds, and the reading of all answers of a Linux machine."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from collectors.host.host import Host, unanswered
from collectors.host.linux.accounts import accounts, passwords
from collectors.host.linux.backups import backups
from collectors.host.linux.disks import disks, mounts
from collectors.host.linux.doors import signin, ssh
from collectors.host.linux.logs import audit, clock, copies, kept_logs
from collectors.host.linux.machine import host as machine
from collectors.host.linux.patching import patches
from collectors.host.linux.patching.support import ENDS
from collectors.host.linux.protection import crypto_policy, firewall, integrity, malware
from collectors.host.linux.questions import QUESTIONS
from collectors.host.linux.sessions import desktop, sessions
from collectors.host.platform import Platform
from scanner.answers import Answers, gaps
from scanner.collector import Kind
from scanner.facts import Fact

KINDS: Mapping[str, Kind] = {
    **machine.KINDS,
    **disks.KINDS,
    **mounts.KINDS,
    **ssh.KINDS,
    **signin.KINDS,
    **sessions.KINDS,
    **desktop.KINDS,
    **accounts.KINDS,
    **passwords.KINDS,
    **audit.KINDS,
    **copies.KINDS,
    **kept_logs.KINDS,
    **backups.KINDS,
    **clock.KINDS,
    **patches.KINDS,
    **malware.KINDS,
    **integrity.KINDS,
    **firewall.KINDS,
    **crypto_policy.KINDS,
}
READERS: tuple[Callable[[Host], Iterator[Fact]], ...] = (
    machine.read_host,
    disks.read_disks,
    mounts.read_mounts,
    ssh.read_channel,
    signin.read_doors,
    sessions.read_sessions,
    desktop.read_desktops,
    accounts.read_accounts,
    accounts.read_grants,
    passwords.read_passwords,
    audit.read_audit,
    copies.read_forwarding,
    kept_logs.read_stores,
    clock.read_clock,
    backups.read_backups,
    patches.read_release,
    malware.read_malware,
    integrity.read_integrity,
    integrity.read_boot,
    firewall.read_firewall,
    crypto_policy.read_policy,
)


def read(answers: Answers) -> Iterator[Fact]:
    """The facts of one machine. Where it is not known which machine it is, nothing else is read."""
    who = answers.one("linux.machine")
    if who.ok:
        for reader in READERS:
            yield from reader(Host(answers, who))
        return
    why = unanswered(who)
    for name, kind in KINDS.items():
        yield from gaps(answers.target, name, why, *kind.gives)


LINUX: Final = Platform(title="Linux", system="Linux", questions=QUESTIONS, kinds=KINDS, read=read, ends=ENDS)
