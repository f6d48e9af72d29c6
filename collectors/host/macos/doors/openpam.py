"""PAM stacks as macOS runs them: the fewest factors that open one. Pure."""

from collections.abc import Iterator, Mapping

from collectors.host.linux.doors.pam import Module, UnclearError, stack
from scanner.answers import JSON

CARD = "smart card"
_ASKS = {
    **dict.fromkeys(("pam_opendirectory", "pam_krb5", "pam_ntlm", "pam_localauthentication"), "password"),
    "pam_tid": "touch",
    "pam_watchid": "watch",
    "pam_smartcard": CARD,
}
_NOTHING = ("pam_mount", "pam_nologin", "pam_env", "pam_uwtmp", "pam_launchd", "pam_reattach", "pam_aks", "pam_group")
_FAILS = ("pam_deny", "pam_rootok")
_KNOWN = frozenset({*_ASKS, *_NOTHING, *_FAILS, "pam_permit"})
_WEIGHT = {CARD: 2}
"""A card and its PIN are two factors in one."""


def weight(way: frozenset[str]) -> int:
    """Factors of one way in."""
    return sum(_WEIGHT.get(kind, 1) for kind in way)


def ways(services: Mapping[str, JSON], service: str) -> frozenset[frozenset[str]]:
    """What each way through a service asks for.

    Raises:
        UnclearError: it holds a module, a control or an include that is not known.
    """
    known = {name: [line for line in lines if _there(line, services)] for name, lines in services.items()}
    found = frozenset(_ways(tuple(stack(known, service, "auth"))))
    if not found:
        raise UnclearError("no way in was found")
    return found


def _there(line: JSON, services: Mapping[str, JSON]) -> bool:
    """Apple's stack of sudo includes `sudo_local`, which is there only where somebody made one."""
    _, control, module, _ = line
    return control != "include" or module in services or module != "sudo_local"


def _ways(modules: tuple[Module, ...]) -> Iterator[frozenset[str]]:
    """One for each `sufficient` that is reached, and one for the end; `pam_deny` shuts all that comes after it."""
    before: frozenset[str] = frozenset()
    asked = False
    for module in modules:
        control, kind = _control(module), _ASKS.get(module.name)
        if module.name not in _KNOWN:
            raise UnclearError(f"what {module.name} asks is not known")
        if module.name in _FAILS and control == "required":
            return
        own = frozenset({kind}) if kind else frozenset()
        opens = bool(kind) or module.name == "pam_permit"
        if opens and control == "sufficient":
            yield before | own
        elif opens and control == "required":
            before, asked = before | own, True
    if asked:
        yield before


def _control(module: Module) -> str:
    """The word of a control, told by what it does."""
    if module.control.get("success") == "done":
        return "sufficient"
    return "optional" if module.control.get("default") == "ignore" else "required"
