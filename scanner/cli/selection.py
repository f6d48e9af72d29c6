"""Which targets a scan looks at: the declared ones, some of them, or what the command line names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import msgspec

from scanner.config.declared import stand_alone
from scanner.targets import Target, TargetError
from scanner.words import visible
from scanner.written.yamlschema import nearest

if TYPE_CHECKING:
    from scanner.config import Config


@dataclass(frozen=True, slots=True)
class Selection:
    """What a scan looks at, and what it leaves out of what is declared."""

    targets: tuple[Target, ...]
    left_out: tuple[str, ...] = ()
    assumed: bool = False
    """There is no safeguard.yaml, and nobody has named a target: it is this host."""


def choose(config: "Config", asked: Sequence[str], *, sudo: bool = False) -> Selection:
    """Select from the declared targets by id, name or pattern; a URI that is not declared stands for itself.

    Raises:
        TargetError: a word fits nothing that is declared and is no URI; nothing is named or declared.
    """
    if not asked:
        if config.file and not config.targets:
            # A file cut short by a full disk would turn fifty targets into this one.
            raise TargetError(
                f"{config.file} declares no targets: nothing was asked\n"
                '  Write them there, below “targets:” (this machine is - "local:"), or name them: safeguard scan local:'
            )
        assumed = not config.targets
        found = config.targets or (stand_alone("local:", config.registry),)
    else:
        assumed, found = False, tuple({t.id: t for word in asked for t in _meant(word, config)}.values())
    chosen = {t.id for t in found}
    left_out = tuple(t.id for t in config.targets if t.id not in chosen)
    return Selection(tuple(_with_root(found, config) if sudo else found), left_out, assumed)


def _meant(word: str, config: "Config") -> Iterator[Target]:
    declared = [t for t in config.targets if word in _names(t) or any(fnmatchcase(n, word) for n in _names(t))]
    if declared:
        yield from declared
        return
    if ":" not in word:
        raise TargetError(_unknown(word, config))
    target = stand_alone(word, config.registry)
    known = next((t for t in config.targets if t.id == target.id), None)
    if known and target.options:
        raise TargetError(
            f"{target.id} is declared in {config.file}: its options stand there\n  Next: safeguard scan {target.id}"
        )
    yield known or target


def _names(target: Target) -> tuple[str, ...]:
    return target.id, target.id.partition(":")[2]


def _unknown(word: str, config: "Config") -> str:
    said = f"no target “{visible(word)}”"
    hint, more = nearest(word, {name for t in config.targets for name in _names(t)})
    if hint:
        return f"{said}. {hint[0].upper()}{hint[1:]}"
    schemes = ", ".join(f"{s}:" for s in sorted(config.registry.collectors))
    return "\n  ".join([said, *more, f"A target that is not declared is a URI; known are {schemes}"])


def _with_root(targets: Sequence[Target], config: "Config") -> Iterator[Target]:
    """The targets whose collector can ask through sudo, told to."""
    able = [t for t in targets if "sudo" in config.registry.collectors[t.scheme].options]
    if not able:
        raise TargetError("--sudo is for hosts, and none of these targets is one")
    for target in targets:
        with_sudo = {**target.options, "sudo": True}
        yield msgspec.structs.replace(target, options=with_sudo) if target in able else target
