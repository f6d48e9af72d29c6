"""The table of kinds, and the reading of all answers of a Mac."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from collectors.host.host import Host, unanswered
from collectors.host.macos.accounts import accounts, passwords
from collectors.host.macos.backups import backups
from collectors.host.macos.disks import disks
from collectors.host.macos.doors import signin, ssh
from collectors.host.macos.logs import audit, clock
from collectors.host.macos.machine import host as machine
from collectors.host.macos.patching import release
from collectors.host.macos.patching.support import ENDS
from collectors.host.macos.protection import guards, malware
from collectors.host.macos.questions import QUESTIONS
from collectors.host.macos.sessions import screen
from collectors.host.platform import Platform
from scanner.answers import Answers, gaps
from scanner.collector import Kind
from scanner.facts import Fact

KINDS: Mapping[str, Kind] = {
    **machine.KINDS,
    **disks.KINDS,
    **ssh.KINDS,
    **signin.KINDS,
    **screen.KINDS,
    **accounts.KINDS,
    **passwords.KINDS,
    **audit.KINDS,
    **clock.KINDS,
    **backups.KINDS,
    **release.KINDS,
    **malware.KINDS,
    **guards.KINDS,
}
READERS: tuple[Callable[[Host], Iterator[Fact]], ...] = (
    machine.read_host,
    disks.read_disks,
    ssh.read_ssh,
    signin.read_doors,
    screen.read_screens,
    accounts.read_accounts,
    accounts.read_grants,
    passwords.read_passwords,
    audit.read_audit,
    audit.read_stores,
    clock.read_clock,
    backups.read_backups,
    release.read_release,
    malware.read_malware,
    guards.read_boot,
    guards.read_firewall,
    guards.read_management,
)


def read(answers: Answers) -> Iterator[Fact]:
    """The facts of one Mac. Where it is not known which it is, nothing else is read."""
    who = answers.one("macos.machine")
    if who.ok:
        for reader in READERS:
            yield from reader(Host(answers, who))
        return
    why = unanswered(who)
    for name, kind in KINDS.items():
        yield from gaps(answers.target, name, why, *kind.gives)


MACOS: Final = Platform(title="macOS", system="Darwin", questions=QUESTIONS, kinds=KINDS, read=read, ends=ENDS)
