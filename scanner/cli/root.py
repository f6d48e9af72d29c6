"""The command `safeguard`: the table of its commands, and where the errors end that they leave."""

import os
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any, Final

import click

from scanner.cli import completing, failures
from scanner.cli.screen import Screen
from scanner.cli.shared import Group

COMMANDS: Final = (
    "scan",
    "verify",
    "findings",
    "report",
    "bundle",
    "store",
    "viewer",
    "checkpoint",
    "countersign",
    "checks",
    "explain",
    "permissions",
    "hosts",
    "ingest",
    "profiles",
    "keys",
    "init",
    "completion",
)
"""In the order of `--help`. Each is a module of `scanner.cli` with a command of the same name, loaded when needed."""


class Root(Group):
    """Finds commands by the table."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # as click calls it
        """Tell what there is, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as click calls it
        """Load a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"scanner.cli.{cmd_name}"), cmd_name)
        for each in _all(command):
            each.params.extend(_everywhere() if not any(p.name == "debug" for p in each.params) else ())
        return command


def run(args: Sequence[str]) -> int:
    """Run a command line, say what goes wrong, and tell the exit code. Never raises."""
    screen = Screen()
    if asked := os.environ.get(completing.VARIABLE):
        return _complete(asked, screen)
    screen.begin()
    command = next((arg for arg in args if arg in COMMANDS), "")
    try:
        with _root().make_context("safeguard", list(args), obj=screen) as ctx:
            return _root().invoke(ctx) or 0
    except click.exceptions.Exit as err:
        return err.exit_code
    except BrokenPipeError:
        screen.leave()
        return 141
    except OSError as err:
        screen.leave()
        return failures.code(err, command, screen)
    except BaseException as err:  # noqa: BLE001  # whatever is left: a person gets a sentence, --debug the traceback
        return failures.code(err, command, screen)


def _complete(instruction: str, screen: Screen) -> int:
    from click.shell_completion import shell_complete

    try:
        done = shell_complete(_root(), {"obj": screen}, "safeguard", completing.VARIABLE, instruction)
    except (LookupError, ValueError):  # the shell's own variables are missing, or hold something else
        done = 1
    return failures.USAGE if done else 0


def _root() -> Root:
    return Root(
        "safeguard",
        help="Find out whether systems that hold ePHI have the safeguards of the HIPAA Security Rule, and keep proof.",
        params=[*_everywhere(), _version()],
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        epilog=_EPILOG,
        no_args_is_help=False,
        invoke_without_command=True,
        callback=_nothing,
    )


_EPILOG: Final = """\
Exit codes: 0 done, 3 configuration or usage, 4 not done: safeguard itself failed or could not write, 130 and 143
stopped, 141 nobody reads on. What 1 and 2 mean, and what else 4 does, `safeguard scan --help` and `safeguard verify
--help` say.

Begin with: safeguard scan"""


@click.pass_context
def _nothing(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _all(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        yield from command.commands.values()


def _everywhere() -> list[click.Parameter]:
    return [
        click.Option(
            ["--color"],
            type=click.Choice(["auto", "always", "never"]),
            expose_value=False,
            callback=_color,
            help="Whether to paint. auto: on a terminal or with FORCE_COLOR, never with NO_COLOR.",
        ),
        click.Option(
            ["--debug"],
            is_flag=True,
            expose_value=False,
            callback=_debug,
            help="Show tracebacks, of collectors too: they may hold what a target said, or a secret.",
        ),
    ]


def _color(ctx: click.Context, param: click.Parameter, value: str | None) -> None:  # noqa: ARG001  # as click calls it
    if value:
        ctx.obj.color = value


def _debug(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001, FBT001  # as click calls it
    ctx.obj.debug = ctx.obj.debug or value


def _version() -> click.Option:
    def show(ctx: click.Context, param: click.Parameter, value: Any) -> None:  # noqa: ARG001  # as click calls it
        if value and not ctx.resilient_parsing:
            # scanner.plugins.installed says more, and costs half of what this may cost at all.
            from scanner import program

            click.echo(f"safeguard {program.version()}")
            click.echo(f"build {program.digest(dict(program.files()))}")
            ctx.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help="Show the version, and the digest over the program's files.",
    )
