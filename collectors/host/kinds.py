"""The table of kinds, and the reading of all answers of a machine."""

from collections.abc import Callable, Iterator, Mapping

from collectors.host import (
    accounts,
    backups,
    clock,
    disks,
    logs,
    machine,
    passwords,
    patches,
    sessions,
    signin,
    ssh,
    upkeep,
)
from collectors.host.machine import Host, unanswered
from scanner.answers import Answers, gaps
from scanner.collector import Kind
from scanner.facts import Fact

KINDS: Mapping[str, Kind] = {
    **machine.KINDS,
    **disks.KINDS,
    **ssh.KINDS,
    **signin.KINDS,
    **sessions.KINDS,
    **accounts.KINDS,
    **passwords.KINDS,
    **logs.KINDS,
    **backups.KINDS,
    **clock.KINDS,
    **patches.KINDS,
    **upkeep.KINDS,
}
READERS: tuple[Callable[[Host], Iterator[Fact]], ...] = (
    machine.read_host,
    disks.read_disks,
    disks.read_mounts,
    ssh.read_channel,
    signin.read_doors,
    sessions.read_sessions,
    accounts.read_accounts,
    accounts.read_grants,
    passwords.read_passwords,
    logs.read_audit,
    logs.read_forwarding,
    logs.read_stores,
    clock.read_clock,
    backups.read_backups,
    patches.read_release,
    upkeep.read_malware,
    upkeep.read_integrity,
    upkeep.read_boot,
    upkeep.read_firewall,
    upkeep.read_policy,
)


def read(answers: Answers) -> Iterator[Fact]:
    """The facts of one machine. Where it is not known which machine it is, or it is no Linux, nothing else is read."""
    who = answers.one("linux.machine")
    if who.ok and who.body["system"] == "Linux":
        for reader in READERS:
            yield from reader(Host(answers, who))
        return
    why = unanswered(who, "this is no Linux machine, and this collector knows no other")
    for name, kind in KINDS.items():
        yield from gaps(answers.target, name, why, *kind.gives)
