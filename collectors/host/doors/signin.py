"""The doors of a machine: what must be shown at SSH, at the console, on the desktop and to sudo."""

from collections.abc import Iterator
from typing import Literal

from collectors.host.door import Known, signin
from collectors.host.machine import Host
from collectors.host.pam import UnclearError
from collectors.host.ssh_doors import pam_door, read_ssh_doors
from scanner.answers import Got
from scanner.collector import Kind
from scanner.facts import Fact, SignIn

_SECOND = (
    "Add a second factor after the password: `auth required pam_google_authenticator.so` or pam_u2f, pam_sss with a"
    " smart card; without nullok and nouserok. Keep a root shell open while you test."
)
KINDS = {
    "linux.login": Kind(
        "console sign-in", ((SignIn, "everyone"),), {"mfa.demanded": f"In /etc/pam.d/login: {_SECOND}"}
    ),
    "linux.sudo": Kind("sudo", ((SignIn, "administrators"),), {"mfa.demanded": f"In /etc/pam.d/sudo: {_SECOND}"}),
    "linux.display": Kind(
        "desktop sign-in", ((SignIn, "everyone"),), {"mfa.demanded": f"In /etc/pam.d/gdm-password: {_SECOND}"}
    ),
}
_DISPLAYS = ("gdm-password", "lightdm", "sddm")


def read_doors(host: Host) -> Iterator[Fact]:
    """One `SignIn` for each door; what a door's PAM stack asks is played through, not grepped."""
    yield from read_ssh_doors(host)
    pam = host.ask("linux.pam")
    for kind, services, audience in _LOCAL:
        if kind == "linux.login" and host.about["container"]:
            continue  # nobody stands at the console of a container
        if not pam.good:
            yield from host.gap(kind, pam, (SignIn, audience))
        elif service := next((s for s in services if s in (pam.body or {})), ""):
            yield signin(host, kind, kind.partition(".")[2], audience, _pam_door(pam, service), pam)


_LOCAL: tuple[tuple[str, tuple[str, ...], Literal["everyone", "administrators"]], ...] = (
    ("linux.login", ("login",), "everyone"),
    ("linux.display", _DISPLAYS, "everyone"),
    ("linux.sudo", ("sudo",), "administrators"),
)


def _pam_door(pam: Got, service: str) -> Known:
    try:
        return pam_door(pam.body, service)
    except UnclearError as err:
        return err
