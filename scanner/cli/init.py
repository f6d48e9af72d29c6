"""`safeguard init`: a first safeguard.yaml, with what can be found here and as few questions as can be."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scanner import paths
from scanner.cli import output, shared
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen
from scanner.words import visible

if TYPE_CHECKING:
    from scanner.targets import Target


@click.command("init", cls=shared.Command)
@click.option("--organisation", metavar="NAME", help="Whose systems these are, as reports print it.")
@click.option("--ephi", metavar="all|none|NAMES", help="Which targets hold or reach ePHI: ids with commas between.")
@click.option("--target", "targets", multiple=True, metavar="URI", help="A target, in place of those found here.")
@click.option(
    "--output", "file", type=click.Path(path_type=Path), default="safeguard.yaml", metavar="FILE", help="Where to."
)
@click.pass_obj
def init(screen: Screen, /, *, organisation: str | None, ephi: str | None, targets: Sequence[str], file: Path) -> int:
    """Write a commented safeguard.yaml. Asks only what it cannot find; without a terminal it asks nothing."""
    from scanner.config import DEFAULT_FILE, read_config
    from scanner.config.declared import stand_alone
    from scanner.plugins import load
    from scanner.written.yamlfile import load as load_yaml

    if paths.is_there(file):
        shown = visible(str(file))
        raise CommandError(f"{shown} is there already, and is not written over\n  Next: safeguard scan -c {shown}")
    output.check(file)
    registry = load()
    uris = list(targets) or list(_found(screen, set(registry.collectors)))
    chosen = [stand_alone(uri, registry) for uri in uris]
    words = ", ".join(t.id for t in chosen)
    questions = {
        "--organisation": "Whose systems are these?",
        "--ephi": f"Which of these hold or reach ePHI: all, none, or some of {words}?",
    }
    name, said = _answers(screen, questions, {"--organisation": organisation, "--ephi": ephi})
    text = _text(name, list(zip(uris, _ephi(said, chosen), strict=True)))
    read_config(load_yaml(text, f"{file}, not written:"))
    output.write(file, [text.encode()])
    screen.answer(f"Wrote {file} ({len(chosen)} target{'s' * (len(chosen) != 1)}).")
    screen.talk(f"Next: {screen.strong('safeguard scan' if file == DEFAULT_FILE else f'safeguard scan -c {file}')}")
    return 0


def _found(screen: Screen, schemes: set[str]) -> Iterator[str]:
    """What is here already, without contacting anything."""
    screen.talk("Looking around (nothing is contacted)\n")
    yield "local:"
    screen.talk(f"  {screen.mark('✓', 'ok')} found  this host")
    path = paths.resolved("~/.aws/config")
    names = sorted(_aws_profiles(path)) if "aws" in schemes else []
    if names:
        screen.talk(f"  {screen.mark('✓', 'ok')} found  ~/.aws/config   {', '.join(names)}")
    else:
        screen.talk(f"  {screen.mark('–', '-')} none   ~/.aws/config")  # noqa: RUF001  # a dash, on purpose
    screen.talk("")
    yield from ("aws:" if name == "default" else f"aws://{name}" for name in names)


def _aws_profiles(path: Path) -> Iterator[str]:
    """The names of profiles; not a value of the file is looked at."""
    import configparser
    import re

    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read(path, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError, OSError):
        return
    for section in parser.sections():
        name = section.removeprefix("profile ").strip()
        if (name == "default" or section.startswith("profile ")) and re.fullmatch(r"[A-Za-z0-9._@-]+", name):
            yield name


def _answers(screen: Screen, questions: Mapping[str, str], given: Mapping[str, str | None]) -> list[str]:
    """What the options say, and people where they do not."""
    missing = [option for option in questions if not given[option]]
    if missing and not screen.asks():
        lack = f"{' and '.join(missing)} {'are' if missing[1:] else 'is'} missing"
        asked = "".join(f"\n  {questions[option]}" for option in missing)
        raise CommandError(f"{lack}, and there is no terminal to ask at: nothing was written{asked}")
    return [
        given[option] or click.prompt(question, err=True, prompt_suffix=" ").strip()
        for option, question in questions.items()
    ]


def _ephi(said: str, targets: "Sequence[Target]") -> list[bool | None]:
    if said in {"all", "none"}:
        return [said == "all"] * len(targets)
    names = {word.strip() for word in said.split(",")}
    known = {t.id for t in targets}
    if strange := sorted(names - known):
        raise CommandError(
            f"--ephi: there is no target {visible(strange[0])}: nothing was written\n  There are: {', '.join(known)}"
        )
    return [t.id in names for t in targets]


def _text(organisation: str, targets: Sequence[tuple[str, bool | None]]) -> str:
    entries = "\n".join(f"  - target: {_quoted(uri)}\n    ephi: {_quoted(ephi)}" for uri, ephi in targets)
    return _TEMPLATE.format(organisation=_quoted(organisation), targets=entries)


def _quoted(value: Any) -> str:
    """A JSON text is one in YAML too."""
    return json.dumps(value, ensure_ascii=False)


_TEMPLATE = """\
# What safeguard scans, by which profile, and where the evidence goes.
# No secret stands here, only where it is to be had: env:NAME, file:PATH (mode 0600), keyring:SERVICE/USER, ...

# Whose systems these are, as reports print it.
organisation: {organisation}

# The rule in force. Lay your own limits over it in a file of yours: `extends: hipaa-security-rule`.
profile: hipaa-security-rule

# A folder beside this file. The key that signs never lies in it.
store: evidence

# A finding that fails at this severity or above makes exit code 1: low, medium, high, critical, never.
fail_on: low

# Tags of resources that may enter the evidence; all others are dropped.
# tags: [Name, DataClass]

# Everything that holds or reaches ePHI. What one scan leaves out of this list is listed in its report as left out.
# Targets are local:, ssh://USER@HOST, tls://HOST, aws://PROFILE, ios://USER@HOST (or another network device), ...
# Beside target and ephi: name, owner, labels, and what the collector of its scheme allows.
targets:
{targets}
"""
