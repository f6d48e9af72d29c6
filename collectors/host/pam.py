"""PAM stacks, played through: what is the least that somebody must have to get past one. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Final, TypeAlias

from scanner.answers import JSON

Way: TypeAlias = frozenset[str]
"""Kinds of factors that together open a door."""

FACTORS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "pam_unix",
            "pam_unix2",
            "pam_sss",
            "pam_ldap",
            "pam_ldapd",
            "pam_krb5",
            "pam_winbind",
            "pam_pwdfile",
            "pam_tcb",
        ),
        "password",
    ),
    **dict.fromkeys(("pam_google_authenticator", "pam_oath", "pam_otpw", "pam_totp", "pam_yubico"), "one-time code"),
    **dict.fromkeys(("pam_duo", "pam_privacyidea", "pam_okta", "pam_rsa", "pam_securid"), "second device"),
    "pam_u2f": "security key",
    "pam_pkcs11": "smart card",
    "pam_poldi": "smart card",
    "pam_fprintd": "fingerprint",
    "pam_radius_auth": "radius",
    "pam_radius": "radius",
}
DIRECTORIES: Final = ("pam_sss", "pam_ldap", "pam_ldapd", "pam_krb5", "pam_winbind", "pam_radius_auth", "pam_radius")
_FAILS: Final = ("pam_deny", "pam_rootok", "pam_rhosts")
_CONDITIONS: Final = ("pam_succeed_if", "pam_localuser", "pam_usertype", "pam_listfile", "pam_wheel", "pam_access")
_HARMLESS: Final = (
    *("pam_env", "pam_nologin", "pam_faildelay", "pam_faillock", "pam_tally2", "pam_cap", "pam_gnome_keyring"),
    *("pam_kwallet5", "pam_shells", "pam_securetty", "pam_issue", "pam_warn", "pam_echo", "pam_selinux", "pam_limits"),
    *("pam_ecryptfs", "pam_mount", "pam_group", "pam_keyinit"),
)
"""They answer PAM_IGNORE, or let pass whoever is who they say."""
_CLASSIC: Final[Mapping[str, Mapping[str, str]]] = {
    "required": {"success": "ok", "ignore": "ignore", "default": "bad"},
    "requisite": {"success": "ok", "ignore": "ignore", "default": "die"},
    "sufficient": {"success": "done", "ignore": "ignore", "default": "ignore"},
    "optional": {"success": "ok", "ignore": "ignore", "default": "ignore"},
}
_DEEPEST: Final = 16
_MOST: Final = 7
"""Conditions or factors in one stack: 128 ways to play it are enough."""


class UnclearError(Exception):
    """A stack holds something whose outcome cannot be told; says what."""

    def __init__(self, what: str) -> None:
        super().__init__(f"PAM: {what}")


@dataclass(frozen=True, slots=True)
class Module:
    """One line of a stack, includes opened."""

    control: Mapping[str, str]
    name: str
    arguments: tuple[str, ...] = ()
    substack: tuple["Module", ...] = ()


def stack(services: Mapping[str, JSON], service: str, kind: str, depth: int = 0) -> Iterator[Module]:
    """The modules of one type (`auth`, `password`) that a service runs, includes opened.

    Raises:
        UnclearError: an include is missing or runs in a circle, a control is not known.
    """
    if depth > _DEEPEST or service not in services:
        raise UnclearError(f"{service} cannot be opened")
    for line_kind, control, module, arguments in services[service]:
        if line_kind == "@include" or (line_kind == kind and control == "include"):
            yield from stack(services, module, kind, depth + 1)
        elif line_kind == kind and control == "substack":
            yield Module(_CLASSIC["required"], module, (), tuple(stack(services, module, kind, depth + 1)))
        elif line_kind == kind:
            yield Module(_control(control), module, tuple(arguments))


def _control(words: str) -> Mapping[str, str]:
    if known := _CLASSIC.get(words.lstrip("-")):
        return known
    pairs = [word.partition("=") for word in words.strip("[]").split()]
    if not words.startswith("[") or any(not sign for _, sign, _ in pairs):
        raise UnclearError("a control that is not known")
    return {name: action for name, _, action in pairs}


def ways(modules: tuple[Module, ...], *, sure: bool) -> frozenset[Way]:
    """The smallest sets of factors that get past a stack; the empty set where it asks for nothing.

    `sure`: whatever its conditions say (who the user is, from where); else: if they say so.

    Raises:
        UnclearError: too many conditions, or an action that is not known.
    """
    kinds = sorted({f for m in flat(modules) if (f := factor(m))})
    opens = [way for way in _subsets(kinds) if _opens(modules, way, sure=sure)]
    return frozenset(way for way in opens if not any(other < way for other in opens))


def _subsets(words: Iterable[str]) -> Iterator[frozenset[str]]:
    known = tuple(sorted(set(words)))
    if len(known) > _MOST:
        raise UnclearError(f"too many conditions: {', '.join(known)}")
    yield from map(frozenset, chain.from_iterable(combinations(known, n) for n in range(len(known) + 1)))


def flat(modules: tuple[Module, ...]) -> Iterator[Module]:
    """The modules, those of substacks too."""
    for module in modules:
        if module.substack:
            yield from flat(module.substack)
        else:
            yield module


def factor(module: Module) -> str:
    """What a module asks for; empty if it asks for nothing, or lets in whoever has not enrolled."""
    if module.name == "pam_sss" and "require_cert_auth" in module.arguments:
        return "smart card"
    kind = FACTORS.get(module.name, "")
    return "" if kind and kind != "password" and "nullok" in module.arguments else kind


def _opens(modules: tuple[Module, ...], way: Way, *, sure: bool) -> bool:
    played = (_play(modules, way, true) for true in _subsets(m.name for m in flat(modules) if _open_question(m)))
    return all(played) if sure else any(played)


def _open_question(module: Module) -> bool:
    known = module.name in (*FACTORS, *_FAILS, *_HARMLESS, "pam_permit")
    return module.name in _CONDITIONS or not known


def _play(modules: tuple[Module, ...], way: Way, true: frozenset[str]) -> bool:
    """Run a stack as libpam does."""
    verdict: bool | None = None
    skip = 0
    for module in modules:
        if skip:
            skip -= 1
            continue
        success = _play(module.substack, way, true) if module.substack else _succeeds(module, way, true)
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


def _action(control: Mapping[str, str], *, success: bool | None) -> str:
    """What the control does with a module's result; None: it had nothing to say (PAM_IGNORE)."""
    word = "ignore" if success is None else "success" if success else "auth_err"
    return control.get(word, control.get("default", "bad"))


def _jump(action: str) -> int:
    if not action.isdecimal():
        raise UnclearError(f"the action {action} is not known")
    return int(action)


def _succeeds(module: Module, way: Way, true: frozenset[str]) -> bool | None:
    if kind := factor(module):
        return kind in way
    if module.name in _FAILS or (module.name == "pam_faillock" and "authfail" in module.arguments):
        return False
    if module.name in _HARMLESS:
        return None
    return module.name in true if _open_question(module) else True
