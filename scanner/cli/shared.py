"""Options that several commands have, so that one thing has one name and one sentence."""

from pathlib import Path

import click

config_option = click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The configuration. Default: safeguard.yaml here, if there is one.",
)
profile_option = click.option(
    "--profile", metavar="NAME|FILE", help="By which profile is judged. Default: hipaa-security-rule."
)
store_option = click.option("--store", metavar="DIR", help="Where the evidence is kept. Default: evidence.")
run_option = click.option("--run", default="", metavar="RUN", help="Which run. Default: the last one.")
fd_option = click.option(
    "--passphrase-fd",
    type=click.IntRange(min=0),
    metavar="N",
    help="Read the passphrase of the key from the open file descriptor N.",
)
