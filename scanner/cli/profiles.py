"""`safeguard profiles`: the frameworks that can be judged by, and whether one that somebody wrote can be used."""

from pathlib import Path

import click

from scanner.cli import shared
from scanner.cli.screen import Screen


@click.group("profiles", cls=shared.Group)
def profiles() -> None:
    """List profiles, or check one that you wrote."""


@profiles.command("list")
@click.pass_obj
def list_(screen: Screen, /) -> int:
    """List the profiles that come with the scanner."""
    from scanner.plugins import load
    from scanner.profile.layers import load_profile, profile_names
    from scanner.reports import tally

    checks = load().checks
    for name in profile_names():
        found = load_profile(name, checks)
        label = f"   {found.label}" if found.label else ""
        screen.answer(f"  {name:<22}  {found.title}{label}")
        screen.answer(f"    {tally.said(found.requirements)}, and beside them {tally.said_beside(found.requirements)}")
    screen.answer("Next: safeguard scan --profile hipaa-security-rule")
    return 0


@profiles.command("validate")
@click.argument("file", type=click.Path(path_type=Path))
@shared.config_option
@click.pass_obj
def validate(screen: Screen, /, file: Path, config: Path | None) -> int:
    """Check a profile: everything that is wrong in it is said, with its line."""
    from scanner.config import load_config
    from scanner.profile.layers import load_profile

    found = load_profile(file, load_config(config).registry.checks)
    own = [name for name, threshold in found.thresholds.items() if threshold.where]
    screen.answer(f"{file} is a profile: {found.title}")
    screen.answer(f"  made of    {', '.join(layer.name for layer in found.layers)}")
    screen.answer(f"  sets       {', '.join(own) or 'no limit of its own'}")
    screen.answer(f"  disables   {', '.join(found.disabled) or 'nothing'}")
    screen.answer(f"Next: safeguard scan --profile {file}")
    return 0
