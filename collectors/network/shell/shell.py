"""A shell on a device: its prompt is learned by asking, and nothing but that prompt ends an answer."""

import re
from collections.abc import Callable, Sequence
from typing import Final

import paramiko

from collectors.network.shell.dialect import Dialect
from collectors.network.shell.driver import opened
from collectors.network.shell.heard import Heard, Rights, refused
from collectors.network.shell.listen import Listener
from collectors.network.shell.reply import echo, said, spoken
from collectors.ssh.failure import Deadline, SSHError
from collectors.ssh.wire import Wire

_BEGIN: Final = 60
"""Seconds until it waits at its first prompt."""
_TRIES: Final = 12
"""New lines that are asked for until two in a row bring the same."""
_BLOCK: Final = 3
"""Lines of a prompt at most."""
_PASSWORD: Final = re.compile(r"(?i)\s*(?:[\w/() -]{0,80} )?password ?:")
_ASKS: Final = (":", "?", ")", "]")
"""What questions end with."""


class Shell:
    """One session at its prompt."""

    def __init__(self, wire: Wire, dialect: Dialect, commands: Sequence[str], host: str, until: Deadline) -> None:
        """Open it. `commands`: all that will be asked.

        Raises:
            SSHError: the account has none.
            ValueError: one of the commands does not only read.
        """
        self._wire, self._dialect, self._until = wire, dialect, until
        dialect.literal(commands, "")
        self._driver, self._guard = opened(wire, dialect, host, until)
        self._enter = self._driver.RETURN
        self._guard.allow(dialect.literal(commands, self._enter))
        self._block: tuple[str, ...] = ()
        """What comes in answer to a new line: the prompt, and what some show above it."""
        self._broken: SSHError | None = None
        self._last: Listener | None = None
        self._echoes = False
        """It has echoed a command so far."""
        self.rights: Rights = "all"

    def begin(self, enable: Callable[[], str] | None) -> None:
        """Come to a prompt, and set the session up. `enable`: gives its secret.

        Raises:
            SSHError: no prompt comes, or it broke off.
        """
        soon, self._until = self._until, self._until.sooner(_BEGIN)
        self._greet()
        self._learn()
        if self._dialect.is_low(self._prompt):
            self.rights = "low"
            if enable:
                self._enable(enable)
        self._until = soon
        for command in self._dialect.setup:
            self.ask(command)
        if self._broken and self._broken.code != "EnableRefused":
            raise self._broken

    def ask(self, command: str) -> Heard:
        """Ask one command; how far its answer came is a part of what is given."""
        if self._broken:
            code = "EnableRefused" if self._broken.code == "EnableRefused" else "NotAsked"
            return Heard(command=command, outcome=self._broken.outcome, code=code)
        listener = self._listener()
        try:
            text = self._answer(listener, command)
        except SSHError as err:
            self._broken = err
            return Heard(command=command, outcome=err.outcome, code=err.code, pages=listener.pages, bytes=listener.came)
        outcome, code = refused(self._dialect, text, self.rights) or ("ok", "")
        return Heard(
            command=command,
            outcome=outcome,
            code=code,
            text=text if outcome == "ok" else "",
            pages=listener.pages,
            paged=listener.pages > 1,
            bytes=listener.came,
        )

    def close(self) -> None:
        """Leave it, if it waits at its prompt; else hang up."""
        self._driver.disconnect()

    @property
    def privileged(self) -> bool | None:
        """It has all rights; None where its shell has no others."""
        return self.rights == "all" if self._dialect.enable else None

    @property
    def _prompt(self) -> str:
        return self._block[-1]

    def _listener(self) -> Listener:
        found = Listener(self._guard, self._wire, self._dialect, self._say, self._until)
        self._last = found.follow(self._last) if self._last else found
        return found

    def _say(self, text: str) -> None:
        try:
            self._driver.write_channel(text)
        except (paramiko.SSHException, OSError, EOFError) as err:
            self._until.left("Silent")
            raise self._wire.lost("BrokenOff", "error", err) from None

    def _new_line(self) -> str:
        return self._enter

    def _greet(self) -> None:
        """Wait for what may be a prompt; what is asked before it is answered, as far as that is known."""
        listener = self._listener()

        def done() -> bool:
            line = listener.waiting()
            if answer := self._dialect.greeted(line):
                listener.forget()
                self._say(answer)
            return not answer and self._dialect.may_begin(line)

        try:
            # A new line would answer a question, with whatever stands for yes.
            listener.until(done, lambda: "" if listener.waiting().endswith(_ASKS) else self._enter)
        except SSHError as err:
            raise _no_prompt(err) from None

    def _learn(self) -> None:
        """Ask for a new line until twice the same comes, and nothing else: that is the prompt."""
        block: tuple[str, ...] = ()
        for _ in range(_TRIES):
            before, block = block, self._answer_to_new_line()
            if block == before and len(block) <= _BLOCK:
                self._block = block
                self._driver.at_prompt = True
                return
        raise SSHError("NoPrompt")

    def _answer_to_new_line(self) -> tuple[str, ...]:
        listener = self._listener()
        begin = listener.mark()
        block: list[str] = []

        def done() -> bool:
            if listener.flooded(begin):
                raise SSHError("NoPrompt")
            block[:] = spoken(listener.since(begin)[1])
            return block[-1:] == [listener.waiting()] and self._dialect.may_begin(block[-1])

        self._say(self._enter)
        try:
            listener.until(done)
        except SSHError as err:
            raise _no_prompt(err) from None
        return tuple(block)

    def _enable(self, secret: Callable[[], str]) -> None:
        """Ask for all rights, once."""
        self._driver.at_prompt = False
        listener = self._listener()
        line = self._answer_to(listener, self._dialect.enable + self._enter)
        if _PASSWORD.fullmatch(line):
            given = secret() + self._enter
            self._guard.allow_once(given)
            line = self._answer_to(listener, given)
        if _PASSWORD.fullmatch(line):
            self.rights, self._broken = "refused", SSHError("EnableRefused", "denied")
        elif self._dialect.is_low(line):
            self.rights, self._driver.at_prompt = "refused", True
        else:
            self.rights = "all"
            self._learn()

    def _answer_to(self, listener: Listener, said: str) -> str:
        """The line on which it waits after that: for a password, or at a prompt."""
        begin = listener.mark()

        def done() -> bool:
            line = listener.waiting()
            waits = _PASSWORD.fullmatch(line) is not None or self._dialect.may_begin(line)
            return waits and listener.moved(begin)

        self._say(said)
        listener.until(done)
        return listener.waiting()

    def _answer(self, listener: Listener, command: str) -> str:
        """What comes until it waits at its prompt, and has nothing more to say when it is asked for a new line."""
        self._driver.at_prompt = False
        self._say(self._driver.normalize_cmd(command))
        while True:
            listener.until(lambda: listener.waiting() == self._prompt, self._new_line)
            if not self._begun(listener, command) and not listener.silent():
                continue
            end = listener.mark()
            self._say(self._enter)
            if self._alone(listener, end):
                text, echoed = said(listener.before(end), command, self._block)
                if text or echoed or not self._echoes:
                    self._driver.at_prompt = True
                    return text

    def _begun(self, listener: Listener, command: str) -> bool:
        """The command was echoed: what looks like a prompt before that is an answer to an earlier new line."""
        begun = echo(listener.head(), command) > 0
        self._echoes = self._echoes or begun
        return begun

    def _alone(self, listener: Listener, since: int) -> bool:
        """Nothing but the prompt comes, and nothing behind it; what looked like the prompt before was the end."""

        def told() -> bool | None:
            return False if listener.flooded(since) else self._reply(*listener.since(since))

        listener.until(lambda: told() is not None, self._new_line)
        return listener.still(lambda: told() is True)

    def _reply(self, first: str, later: Sequence[str]) -> bool | None:
        """A new line, asked for on the first, was answered with the prompt alone; None: it is not yet told."""
        if not later:
            return None
        shown = spoken(later)
        before, last = {*shown[:-1]}, "".join(shown[-1:])
        begun = any(line.startswith(last) for line in self._block)
        if {*spoken([first])} - {self._prompt} or before - {*self._block} or not begun:
            return False
        return True if last == self._prompt else None


def _no_prompt(err: SSHError) -> SSHError:
    """Before there was a prompt, it is not an answer that is missing."""
    match err.code:
        case "Silent" | "TooSlow":
            return SSHError("NoPrompt", "timeout")
        case "BrokenOff":
            return SSHError("NoCommandLine", err.outcome)
        case _:
            return err
