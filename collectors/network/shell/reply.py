"""What of the lines of a shell is an answer, and what is the command before it, the prompt, a message. Pure."""

from collections.abc import Collection, Sequence
from typing import Final

from collectors.network.shell.screen import bare, logged

_ECHO: Final = 8
"""Among so many lines, not counting messages, stands the command that is answered, as the device echoes it."""


def spoken(shown: Sequence[str]) -> list[str]:
    """Lines on which something stands that is no message."""
    return [bare(line) for line in shown if line.strip() and not logged(line)]


def echo(shown: Sequence[str], command: str) -> int:
    """How many lines at the beginning are a command, as a device echoes it: over more than one, if it is long."""
    wanted, so_far, count = "".join(command.split()), "", 0
    for n, line in enumerate(shown):
        words = "".join(line.split())
        if words and (words.endswith(wanted) or not logged(line)):
            so_far += words
            count += 1
        if so_far.endswith(wanted):
            return n + 1
        if count == _ECHO:
            break
    return 0


def said(shown: Sequence[str], command: str, prompt: Collection[str]) -> tuple[str, bool]:
    """The text, without the echo before it, the prompt behind it, and messages anywhere; and was there an echo.

    prompt: the lines of which it consists.
    """
    begin = echo(shown, command)
    kept = [line for line in shown[begin:] if not logged(line)]
    first, last = 0, len(kept)
    while first < last and _empty(kept[last - 1], prompt):
        last -= 1
    while first < last and _empty(kept[first], prompt):
        first += 1
    return "\n".join(kept[first:last]), begin > 0


def _empty(line: str, prompt: Collection[str]) -> bool:
    return not line.strip() or bare(line) in prompt
