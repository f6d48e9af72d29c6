"""One visit to a device: over the way of hosts to its shell, and the answers to a list of commands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from collectors.network.shell.dialect import Dialect
from collectors.network.shell.heard import Heard
from collectors.patience import seconds
from collectors.ssh import visit as ssh
from collectors.ssh.failure import Deadline, SSHError
from scanner.answers import Answer
from scanner.collector import Inquiry
from scanner.facts import CLASSES
from scanner.secrets.reference import SecretError

QUESTIONS: Final = ssh.questions("a shell", CLASSES)
_ASKS: Final = {q.id: q for q in QUESTIONS}


@dataclass(slots=True)
class Visit(ssh.Visit):
    """One device, as far as we came."""

    heard: tuple[Heard, ...] = ()
    """An answer for each command, in their order; none where we did not come to a prompt."""
    privileged: bool | None = None
    """It gave its session all rights; None where its shell does not tell, or we did not come so far."""


def visit(inquiry: Inquiry, dialect: Dialect, commands: Sequence[str]) -> Visit:
    """Ask a device these commands. What it does, and what keeps us from it, is a part of what is given.

    Raises:
        CollectError: an option of the target makes no sense.
        ValueError: one of the commands is none that only reads; nothing was sent then.
    """
    dialect.literal(commands, "")
    found, until = Visit(), Deadline.after(seconds(inquiry.target.options), inquiry.stopped)
    with found.kept():
        _ask(found, inquiry, dialect, commands, until)
    return found


def answers(inquiry: Inquiry, found: Visit, *, asked: str, collector: str) -> Iterator[Answer]:
    """The two that say nothing of its configuration: what it offers before any login, and how we came in."""
    more = {} if found.privileged is None else {"privileged": found.privileged}
    yield from ssh.told(inquiry, found, _ASKS, asked=asked, collector=collector, more=more)


def _ask(found: Visit, inquiry: Inquiry, dialect: Dialect, commands: Sequence[str], until: Deadline) -> None:
    from collectors.network.shell.shell import Shell

    with found.inside(inquiry, until, dialect.suffix) as wire:
        shell = Shell(wire, dialect, commands, inquiry.target.name, until)
        try:
            reference = str(inquiry.target.options.get("enable", ""))
            shell.begin(partial(_secret, inquiry, reference) if reference else None)
            found.privileged = shell.privileged
            found.heard = tuple(map(shell.ask, commands))
        finally:
            shell.close()


def _secret(inquiry: Inquiry, reference: str) -> str:
    """What `enable` is answered. Raises SSHError."""
    try:
        secret = inquiry.secret(reference)
    except SecretError as err:
        raise SSHError(f"SecretMissing ({err.shown})") from None
    if not secret.isprintable():
        raise SSHError("SecretUnfit")
    return secret
