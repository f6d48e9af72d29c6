"""PAM stacks, played through as libpam does: what opens them, what locks them, whose no is heeded. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import Final

from collectors.host.linux.doors.pam import FACTORS, LOCKS, Module, UnclearError, Way, factor, flat

_ELSEWHERE: Final = ("pam_duo", "pam_privacyidea", "pam_okta", "pam_rsa", "pam_securid")
"""Whether they let in while their server is away stands in a file of their own, which is not read."""
_RULES: Final = ("pam_pwquality", "pam_cracklib", "pam_passwdqc", "pam_pwhistory")
_FAILS: Final = ("pam_deny", "pam_rootok", "pam_rhosts")
_CONDITIONS: Final = ("pam_succeed_if", "pam_localuser", "pam_usertype", "pam_listfile", "pam_wheel", "pam_access")
_HARMLESS: Final = (
    *("pam_env", "pam_nologin", "pam_faildelay", "pam_cap", "pam_gnome_keyring"),
    *("pam_kwallet5", "pam_shells", "pam_securetty", "pam_issue", "pam_warn", "pam_echo", "pam_selinux", "pam_limits"),
    *("pam_ecryptfs", "pam_mount", "pam_group", "pam_keyinit"),
)
"""They answer PAM_IGNORE, or let pass whoever is who they say."""
_LOCAL: Final = frozenset({"pam_localuser"})
_MOST: Final = 7
"""Conditions or factors in one stack: 128 ways to play it are enough."""
_WAYS: Final = 2_048
"""Conditions and factors together."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a stack is played with."""

    way: frozenset[str]
    """The factors that are shown."""
    true: frozenset[str] = frozenset()
    """The conditions that hold."""
    locked: bool = False
    """Too many wrong passwords came before."""
    failing: str = ""
    """A module that refuses, whatever is shown."""
    reached: list[Module] = field(default_factory=list)
    """Takes up the modules that were run."""


def conditions(modules: tuple[Module, ...]) -> Iterator[frozenset[str]]:
    """All the ways in which a stack's open questions can be answered.

    Where they are about who it is and from where, and nobody comes in then, that says nothing about the others:
    Debian's GDM lets in no root (`required pam_succeed_if user != root`). An unknown module may ask for something.
    """
    names = {m.name for m in flat(modules) if _open_question(m)}
    every = list(_subsets(names))
    opening = [true for true in every if play(modules, Scene(_all(modules), true))] if names <= {*_CONDITIONS} else []
    yield from opening or every


def _open_question(module: Module) -> bool:
    known = module.name in (*FACTORS, *_FAILS, *_HARMLESS, *_RULES, *LOCKS, "pam_permit")
    return module.name in (*_CONDITIONS, *_ELSEWHERE) or not known


def play(modules: tuple[Module, ...], scene: Scene) -> bool:
    """Run a stack as libpam does; say whether it opens."""
    verdict: bool | None = None
    skip = 0
    for module in modules:
        if skip:
            skip -= 1
            continue
        success = play(module.substack, scene) if module.substack else _succeeds(module, scene)
        action = _action(module.control, success=success)
        match action:
            case "ok" | "done":
                verdict = verdict is not False
                if action == "done" and verdict:
                    return True
            case "bad" | "die":
                verdict = False
                if action == "die":
                    return False
            case "reset":
                verdict = None
            case "ignore":
                pass
            case jump:
                skip = _jump(jump)
    return verdict is True


def locks(modules: tuple[Module, ...]) -> bool:
    """Tell whether a stack counts wrong passwords, and keeps out whoever reached the limit, with the right one too.

    Raises:
        UnclearError: it depends on conditions, too many of them.
    """
    return _agreed(modules, lambda true: _counts(modules, true) and not play(modules, Scene(_all(modules), true, True)))


def refuses(modules: tuple[Module, ...], name: str) -> bool:
    """Tell whether a local user stays out for this module's no, whatever the others say. Raises `UnclearError`."""
    return _agreed(modules, lambda true: not play(modules, Scene(_all(modules), true | _LOCAL, failing=name)))


def _agreed(modules: tuple[Module, ...], judge: Callable[[frozenset[str]], bool]) -> bool:
    said = {judge(true) for true in conditions(modules)}
    if len(said) > 1:
        raise UnclearError("it depends on conditions: who signs in, and from where")
    return said == {True}


def _counts(modules: tuple[Module, ...], true: frozenset[str]) -> bool:
    scene = Scene(frozenset(), true)
    play(modules, scene)
    return any(
        m.name == "pam_tally2" or (m.name == "pam_faillock" and "authfail" in m.arguments) for m in scene.reached
    )


def _all(modules: tuple[Module, ...]) -> frozenset[str]:
    return frozenset(map(factor, flat(modules)))


def _action(control: Mapping[str, str], *, success: bool | None) -> str:
    """What the control does with a module's result; None: it had nothing to say (PAM_IGNORE)."""
    word = "ignore" if success is None else "success" if success else "auth_err"
    return control.get(word, control.get("default", "bad"))


def _jump(action: str) -> int:
    if not action.isdecimal():
        raise UnclearError(f"the action {action} is not known")
    return int(action)


def _succeeds(module: Module, scene: Scene) -> bool | None:
    scene.reached.append(module)
    if module.name == scene.failing or module.name in _FAILS:
        return False
    if kind := factor(module):
        return kind in scene.way or (module.name in _ELSEWHERE and module.name in scene.true)
    if module.name in LOCKS:
        # While nobody is locked out, `authfail` only counts, and pam_tally2 too.
        return False if scene.locked else True if {"preauth", "authsucc"}.intersection(module.arguments) else None
    if module.name in _HARMLESS:
        return None
    return module.name in scene.true if _open_question(module) else True


def ways(modules: tuple[Module, ...], *, sure: bool) -> frozenset[Way]:
    """The smallest sets of factors that get past a stack; the empty set where it asks for nothing.

    `sure`: whatever its conditions say (who the user is, from where); else: if they say so.

    Raises:
        UnclearError: too many conditions, or an action that is not known.
    """
    kinds = sorted({f for m in flat(modules) if (f := factor(m))})
    holding = list(conditions(modules))
    if len(holding) << len(kinds) > _WAYS:
        raise UnclearError("too many conditions and factors")
    enough = all if sure else any
    opens = [way for way in _subsets(kinds) if enough(play(modules, Scene(way, true)) for true in holding)]
    return frozenset(way for way in opens if not any(other < way for other in opens))


def _subsets(words: Iterable[str]) -> Iterator[frozenset[str]]:
    known = tuple(sorted(set(words)))
    if len(known) > _MOST:
        raise UnclearError(f"too many conditions: {', '.join(known)}")
    yield from map(frozenset, chain.from_iterable(combinations(known, n) for n in range(len(known) + 1)))
