"""Options that several commands have, so that one thing has one name and one sentence."""

import shlex
from collections import Counter
from difflib import get_close_matches
from pathlib import Path

import click

from scanner.cli import completing
from scanner.cli.failures import named


class Command(click.Command):
    """A command that takes no option twice and no empty value: nobody could tell what was meant."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, or say which option stands twice, or what is empty."""
        if not ctx.resilient_parsing:
            given, _, order = self.make_parser(ctx).parse_args(list(args))
            for param, times in Counter(order).items():
                if times > 1 and isinstance(param, click.Option) and not (param.multiple or param.is_flag):
                    ctx.fail(f"{named(param)} stands {times} times: give it once")
                value = given.get(param.name)
                if "" in (value if isinstance(value, list | tuple) else (value,)):
                    ctx.fail(f"{named(param)} is empty, as where a variable of the shell is not set")
        return super().parse_args(ctx, args)


class Group(click.Group):
    """A command with commands below it, that says which one was meant."""

    command_class = Command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one was meant."""
        known = self.list_commands(ctx)
        if args and not args[0].startswith("-") and args[0] not in known and not ctx.resilient_parsing:
            close = get_close_matches(args[0], known, 1)
            ctx.fail(f"no command “{args[0]}”" + (f". Did you mean {close[0]}?" if close else ""))
        return super().resolve_command(ctx, args)


def where(*, run: str = "", config: Path | None = None, store: str | None = None) -> str:
    """Which evidence a command was about, for the one to type next: begins with a blank, unless nothing was said."""
    said = ("--run", run), ("-c", config), ("--store", store)
    return "".join(f" {option} {shlex.quote(str(value))}" for option, value in said if value)


config_option = click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The configuration. Default: safeguard.yaml here, if there is one.",
)
profile_option = click.option(
    "--profile",
    metavar="NAME|FILE",
    shell_complete=completing.profiles,
    help="By which profile is judged. Default: hipaa-security-rule.",
)
store_option = click.option(
    "--store",
    metavar="DIR|URI",
    help="Where the evidence is kept: a folder, s3://, gs:// or azblob://. Default: evidence.",
)
kept_option = click.option(
    "--store", metavar="DIR|URI|BUNDLE", help="Where the evidence is kept, or a bundle of it. Default: evidence."
)
run_option = click.option("--run", default="", metavar="RUN", help="Which run. Default: the last one.")
identity_option = click.option(
    "--identity",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The secret key (age, SSH) that opens an encrypted bundle or store.",
)
fd_option = click.option(
    "--passphrase-fd",
    type=click.IntRange(min=0),
    metavar="N",
    help="Read the passphrase of the key from the open file descriptor N.",
)
