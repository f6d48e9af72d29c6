"""From an exception to the sentence and the exit code that people get."""

import errno
import re
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from scanner.cli.screen import Screen

USAGE: Final = 3
"""Configuration or usage; click's own is 2, which would be read as "not assessed"."""

UNDONE: Final = 4
"""Of every command: an error of safeguard's own, or an answer that could not be written. Nothing may be concluded."""


class CommandError(Exception):
    """A command cannot do what was asked. The text is the whole screen."""


class NotStoredError(CommandError):
    """What a scan saw, or a report of it, could not be sealed or stored."""


class StoppedError(BaseException):
    """A signal ended the command; `number` is the signal's. Like Ctrl-C it passes what catches errors of plugins."""

    def __init__(self, number: int, said: str) -> None:
        super().__init__(said)
        self.number = number


_KNOWN: Final = frozenset(
    {
        "scanner.written.document.FileError",
        "scanner.targets.TargetError",
        "scanner.plugins.points.PluginError",
        "scanner.collector.CollectError",
        "scanner.drops.NotKeptError",
        "scanner.signers.SignerError",
        "scanner.stores.StoreError",
        "scanner.evidence.EvidenceError",
        "scanner.cli.failures.CommandError",
    }
)
"""The base of each seam, by name: none of them is loaded only to find out that nothing of it was raised."""

_CODES: Final[Mapping[tuple[str, str], int]] = {
    ("scan", "scanner.stores.UnknownStoreError"): USAGE,
    ("scan", "scanner.stores.StoreError"): 4,
    ("scan", "scanner.evidence.EvidenceError"): 4,
    ("scan", "scanner.cli.failures.NotStoredError"): 4,
    ("countersign", "scanner.stores.StoreError"): UNDONE,
    ("countersign", "scanner.evidence.EvidenceError"): UNDONE,
    ("countersign", "scanner.cli.failures.NotStoredError"): UNDONE,
    ("keys", "scanner.cli.failures.NotStoredError"): UNDONE,
    ("ingest", "scanner.drops.NotKeptError"): UNDONE,
    ("checkpoint", "scanner.stores.StoreError"): UNDONE,
    ("checkpoint", "scanner.evidence.EvidenceError"): UNDONE,
    ("verify", "scanner.evidence.EvidenceError"): 1,
    ("verify", "scanner.stores.UnknownStoreError"): USAGE,
    ("verify", "scanner.stores.StoreError"): UNDONE,
    ("store", "scanner.stores.UnknownStoreError"): USAGE,
    ("store", "scanner.stores.StoreError"): 2,
}
"""By command: where a known error is not one of configuration or usage."""


def code(err: BaseException, command: str, screen: Screen) -> int:
    """Say what happened, and tell the exit code."""
    if screen.debug:
        screen.talk("".join(traceback.format_exception(err)).rstrip())
    match err:
        case StoppedError():
            screen.talk(str(err))
            return 128 + err.number
        case KeyboardInterrupt() | click.Abort():
            screen.talk("Stopped.")
            return 130
        case click.ClickException():
            screen.error(_usage(err))
            return USAGE
        case OSError(errno=errno.ENOSPC | errno.EDQUOT | errno.EFBIG):
            screen.error(f"what was asked for could not be written: {err.strerror}")
            return UNDONE
    names = [f"{cls.__module__}.{cls.__qualname__}" for cls in type(err).__mro__]
    if _KNOWN.isdisjoint(names):
        screen.error(_flaw(err, screen))
        return UNDONE
    screen.error(str(err))
    return next((_CODES[command, name] for name in names if (command, name) in _CODES), USAGE)


def _flaw(err: BaseException, screen: Screen) -> str:
    """The kind of error and its place; neither its text nor its values, which may hold what a target said."""
    last = traceback.extract_tb(err.__traceback__)[-1]
    said = f"safeguard itself failed: {type(err).__name__} at {Path(last.filename).name}:{last.lineno}"
    more = "" if screen.debug else "\n  Next: the same with --debug, and report what it shows once you have read it"
    return f"{said}\n  Nothing may be concluded from this.{more}"


def _usage(err: click.ClickException) -> str:
    ctx = getattr(err, "ctx", None)
    said = _said(err)
    return f"{said}\n  Next: {ctx.command_path} --help" if ctx and "Did you mean" not in said else said


def _said(err: click.ClickException) -> str:
    """What click found wrong, in our words."""
    match err:
        case click.exceptions.NoArgsIsHelpError(ctx=click.Context(command=click.Group() as group) as ctx):
            return f"{ctx.command_path} stands without its command: {' or '.join(group.list_commands(ctx))}"
        case click.NoSuchOption():
            close = sorted(err.possibilities or ())
            return f"no option “{err.option_name}”" + (f". Did you mean {close[0]}?" if close else "")
        case click.MissingParameter(param=click.Parameter() as param):
            return f"{named(param)} is missing"
        case click.BadParameter(param=click.Parameter() as param):
            value = re.match(r"'(.*)' is not ", err.message, re.DOTALL)
            if value and (wanted := _wanted(param.type)):
                return f"{named(param)} is “{value[1]}”, and must be {wanted}"
            return f"{named(param)}: {_lower(err.message)}"
        case click.BadOptionUsage():
            return f"{err.option_name} stands without its value"
        case _:
            return _lower(err.format_message())


def named(param: click.Parameter) -> str:
    """How people type an option, or what an argument is called."""
    if param.param_type_name == "argument":
        return param.human_readable_name.strip("[].")
    return next((opt for opt in param.opts if opt.startswith("--")), param.opts[0])


def _wanted(kind: "click.ParamType[Any]") -> str:
    if isinstance(kind, click.Choice):
        *some, last = kind.choices
        return f"{', '.join(some)} or {last}"
    return "a whole number" if isinstance(kind, click.IntRange) else ""


def _lower(text: str) -> str:
    return (text[:1].lower() + text[1:]).removesuffix(".")
