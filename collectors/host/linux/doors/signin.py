"""The doors of a machine: what must be shown at SSH, at the console, on the desktop and to sudo."""

from collections.abc import Iterator
from typing import Literal

from collectors.host.host import Host
from collectors.host.linux.doors.door import ENROL, Door, Known, signin
from collectors.host.linux.doors.pam import UnclearError
from collectors.host.linux.doors.ssh_doors import pam_door, read_ssh_doors
from scanner.answers import Got
from scanner.collector import Kind
from scanner.facts import Fact, SignIn

_SECOND = (
    f"{ENROL} Then, in {{}}, `auth required pam_google_authenticator.so` below the line that asks for the password"
    " (Debian: @include common-auth), without nullok; or pam_u2f without nouserok, or pam_sss with a smart card."
)
KINDS = {
    "linux.login": Kind(
        "console sign-in", ((SignIn, "everyone"),), {"mfa.demanded": _SECOND.format("/etc/pam.d/login")}
    ),
    "linux.sudo": Kind(
        "sudo or doas",
        ((SignIn, "administrators"),),
        {"mfa.demanded": _SECOND.format("/etc/pam.d/sudo (doas: /etc/pam.d/doas)")},
    ),
    "linux.display": Kind(
        "desktop sign-in",
        ((SignIn, "everyone"),),
        {"mfa.demanded": _SECOND.format("/etc/pam.d/gdm-password (or lightdm, sddm)")},
    ),
}
_DISPLAYS = ("gdm-password", "lightdm", "sddm")


def read_doors(host: Host) -> Iterator[Fact]:
    """One `SignIn` for each door; what a door's PAM stack asks is played through, not grepped."""
    yield from read_ssh_doors(host)
    pam = host.ask("linux.pam")
    for kind, part, services, audience in _LOCAL:
        if kind == "linux.login" and host.about["container"]:
            continue  # nobody stands at the console of a container
        if not pam.good:
            yield from host.gap(kind, pam, (SignIn, audience))
        elif service := next((s for s in services if s in (pam.body or {})), ""):
            yield signin(host, kind, part, audience, _pam_door(pam, service), pam)
        elif pam.outcome == "absent" and kind == "linux.login":
            yield signin(host, kind, part, audience, _PASSWORD, pam)


_PASSWORD = Door(frozenset({frozenset({"password"})}), frozenset({frozenset({"password"})}))
"""What a machine without PAM asks for at its console."""
_LOCAL: tuple[tuple[str, str, tuple[str, ...], Literal["everyone", "administrators"]], ...] = (
    ("linux.login", "login", ("login",), "everyone"),
    ("linux.display", "display", _DISPLAYS, "everyone"),
    ("linux.sudo", "sudo", ("sudo",), "administrators"),
    ("linux.sudo", "doas", ("doas",), "administrators"),
)


def _pam_door(pam: Got, service: str) -> Known:
    try:
        return pam_door(pam.body, service)
    except UnclearError as err:
        return err
