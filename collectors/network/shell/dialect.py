"""What the shell of one platform is like, as a value: `dialects` has them all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_LINE: Final = re.compile(r"[!-~](?:[ -~]{0,198}[!-~])?")
"""One line, without a sign that a shell acts upon before it ends."""
_HELP: Final = "?"
"""Many shells answer it at once, in the middle of a line."""
MORE: Final = ((r"--more--|<--- more --->|---\(more(?: \d{1,3}%)?\)---", " "),)
"""Whole, and no sooner: what comes of it after the answer would stand in the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One platform's shell. What may be sent to it stands here in literal words, and in the list of commands.

    The patterns of lines are held against a line as a terminal shows it, without blanks at its end; but for that of the
    prompt, the case of letters does not matter.
    """

    name: str
    """The platform, as in its URIs: `ios`."""
    driver: str
    """What netmiko calls it: `cisco_ios`."""
    prompt: str
    """Pattern of a line at which it may be waiting. Which one it really is, is learned by asking."""
    reads: str
    """Pattern of commands that only read. Any other is a mistake in our own tables."""
    setup: tuple[str, ...] = ()
    """What is said to it first. Each holds for this session alone, and changes no configuration."""
    enable: str = ""
    """Asks for more rights; empty where a session has what it will ever have."""
    unprivileged: str = ""
    """Pattern of a prompt that shows that there are more rights to ask for."""
    ends: str = "exit"
    pagers: tuple[tuple[str, str], ...] = MORE
    """Patterns of whole lines at which it waits before it says more, and what each is answered."""
    greetings: tuple[tuple[str, str], ...] = ()
    """What it may ask before the first prompt, as a pattern that its last line ends with, and what it is answered."""
    denied: tuple[str, ...] = ()
    """Patterns that begin a line of a refusal: the account may not."""
    unknown: tuple[str, ...] = ()
    """The same: there is no such command here. Without the rights of `enable`, that says nothing of the device."""
    host_keys: str = ""
    """At its console, shows the keys that its SSH server has, or their fingerprints."""
    remark: str = "#"
    """What a line begins with that it passes over."""
    suffix: str = ""
    """Belongs to the name of the account at the login, and sets the terminal."""

    def may_begin(self, line: str) -> bool:
        """It may be waiting there."""
        return bool(re.fullmatch(self.prompt, line))

    def is_low(self, prompt: str) -> bool:
        """At this prompt there are more rights to ask for."""
        return bool(self.enable and re.fullmatch(self.unprivileged, prompt))

    def turned(self, line: str) -> str:
        """What to answer a pager; empty where the line is none."""
        return next((answer for pager, answer in self.pagers if line and re.fullmatch(pager, line, re.IGNORECASE)), "")

    def greeted(self, line: str) -> str:
        """What to answer a question that may come before the first prompt; empty where it is none."""
        return next(
            (answer for asked, answer in self.greetings if re.search(rf"(?:{asked})$", line, re.IGNORECASE)), ""
        )

    def literal(self, commands: Sequence[str], line_end: str) -> frozenset[str]:
        """All that may ever be sent to a device, but for the secret of `enable`.

        Raises:
            ValueError: one of the commands is none that only reads. Nothing was sent.
        """
        for command in commands:
            if not _LINE.fullmatch(command) or _HELP in command or not re.fullmatch(self.reads, command):
                raise ValueError(f"{command!r} is no command that only reads on {self.name}")
        lines = (*self.setup, *commands, *filter(None, (self.enable,)), self.ends, "")
        keys = (answer for _, answer in (*self.pagers, *self.greetings))
        return frozenset((*(f"{line}{line_end}" for line in lines), *keys))
