"""PAM stacks: their lines with all includes opened, and what each module asks for. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
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
_SKIPS: Final = ("nullok", "nouserok")
"""Arguments of a second factor that let in whoever has not enrolled."""
_CLASSIC: Final[Mapping[str, Mapping[str, str]]] = {
    "required": {"success": "ok", "ignore": "ignore", "default": "bad"},
    "requisite": {"success": "ok", "ignore": "ignore", "default": "die"},
    "sufficient": {"success": "done", "ignore": "ignore", "default": "ignore"},
    "optional": {"success": "ok", "ignore": "ignore", "default": "ignore"},
}
LOCKS: Final = ("pam_faillock", "pam_tally2")
_DEEPEST: Final = 16
_MOST: Final = 300
"""Lines that a stack is made of, includes opened: they could include each other for ever."""


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


def stack(services: Mapping[str, JSON], service: str, kind: str) -> Iterator[Module]:
    """The modules of one type (`auth`, `password`) that a service runs, includes opened.

    Raises:
        UnclearError: an include is missing or runs in a circle, a control is not known, there are too many lines.
    """
    yield from _opened(services, service, kind, count(), 0)


def _opened(
    services: Mapping[str, JSON], service: str, kind: str, lines: Iterator[int], depth: int
) -> Iterator[Module]:
    if depth > _DEEPEST or service not in services:
        raise UnclearError(f"{service} cannot be opened")
    for line_kind, control, module, arguments in services[service]:
        if line_kind not in {"@include", kind}:
            continue
        if next(lines) >= _MOST:
            raise UnclearError(f"more than {_MOST} lines")
        if "include" in {line_kind.lstrip("@"), control}:
            yield from _opened(services, module, kind, lines, depth + 1)
        elif control == "substack":
            below = tuple(_opened(services, module, kind, lines, depth + 1))
            yield Module(_CLASSIC["required"], module, (), below)
        else:
            yield Module(_control(control), module, tuple(arguments))


def _control(words: str) -> Mapping[str, str]:
    if known := _CLASSIC.get(words.lstrip("-")):
        return known
    pairs = [word.partition("=") for word in words.strip("[]").split()]
    if not words.startswith("[") or any(not sign for _, sign, _ in pairs):
        raise UnclearError("a control that is not known")
    return {name: action for name, _, action in pairs}


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
    return "" if kind and kind != "password" and skipped(module) else kind


def skipped(module: Module) -> str:
    """The argument by which a module lets in whoever has not enrolled; empty without one."""
    return next((word for word in _SKIPS if word in module.arguments), "")


def way_round(modules: tuple[Module, ...]) -> tuple[str, ...]:
    """The second factors that let in whoever has not enrolled: `nullok (pam_oath)`."""
    second = (m for m in flat(modules) if FACTORS.get(m.name, "password") != "password")
    return tuple(dict.fromkeys(f"{word} ({m.name})" for m in second if (word := skipped(m))))
