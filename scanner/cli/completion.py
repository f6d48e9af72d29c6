"""`safeguard completion`: what a shell needs to complete our commands."""

import click

from scanner.cli import shared
from scanner.cli.completing import VARIABLE
from scanner.cli.screen import Screen

_WHERE = {
    "bash": 'eval "$(safeguard completion bash)"   in ~/.bashrc',
    "zsh": 'eval "$(safeguard completion zsh)"   in ~/.zshrc, after compinit',
    "fish": "safeguard completion fish >~/.config/fish/completions/safeguard.fish",
}


@click.command("completion", cls=shared.Command)
@click.argument("shell", type=click.Choice(list(_WHERE)))
@click.pass_obj
def completion(screen: Screen, /, shell: str) -> int:
    """Print the completion script of a shell."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    root = click.get_current_context().find_root().command
    if kind is not None:
        screen.answer(kind(root, {}, "safeguard", VARIABLE).source().strip())
    screen.talk(f"Put it to use: {_WHERE[shell]}")
    return 0
