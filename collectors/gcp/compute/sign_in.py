"""How people come in to machines: by accounts of Google's (OS Login), or by keys that somebody wrote down. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.listing import rows
from collectors.gcp.compute.machines import DEFAULTS, KINDS
from collectors.gcp.compute.machines_facts import machine
from collectors.gcp.compute.switches import switch, told
from collectors.gcp.read import Project
from scanner.answers import HIDDEN, Got, gaps, unread
from scanner.facts import Fact, SignIn

_LOGIN, _TWO = "enable-oslogin", "enable-oslogin-2fa"
_WINDOWS: Final = "/projects/windows"
"""Where the licences of Windows are from: OS Login is not for it (cloud.google.com/compute/docs/oslogin)."""
_DIRECTORY: Final = 2
"""Google's own, which counts as many servers."""


def read(whole: Project) -> Iterator[Fact]:
    """Give the door of the project's machines, and of each that says something else of its own.

    No machine that would be let into by it: no door.
    """
    got, project = whole.answers.one("compute.instances"), whole.answers.one("compute.project")
    machines = [row for row in rows(got) if not _windows(row)]
    own = [row for row in machines if told(row, _LOGIN) is not None or told(row, _TWO) is not None]
    for row in own:
        yield _door(machine(whole, row, got, project), row, got, project)
    if got.good and len(own) == len(machines):
        return
    if project.good:
        thing = whole.thing(DEFAULTS, whole.resource, whole.id, project, got)
        yield _door(thing, {}, project, project)
    else:
        yield from gaps(whole.target, DEFAULTS, project, *KINDS[DEFAULTS].gives)


def _windows(row: Mapping[str, Any]) -> bool:
    licences = [str(one) for disk in row.get("disks") or () for one in disk.get("licenses") or ()]
    return any(_WINDOWS in one for one in licences)


def _door(thing: Mapping[str, Any], own: Mapping[str, Any], got: Got, project: Got) -> SignIn:
    """Without OS Login who may write metadata lets anybody in, by whatever name.

    What accounts the machine itself has nobody tells. A second factor may be a code from a telephone.
    """
    login = switch(_LOGIN, own, got, project)
    two = switch(_TWO, own, got, project) if login.on else login
    return SignIn(
        **thing,
        audience="administrators",
        factors=None if two.on is None else 2 if login.on and two.on else 1,
        phishing_resistant=False,
        bypass=None,
        individual=login.on,
        directories=None if login.on is None else _DIRECTORY if login.on else 0,
        unread=unread(
            bypass=HIDDEN,
            **({"factors": two.got} if two.on is None else {}),
            **({"individual": login.got, "directories": login.got} if login.on is None else {}),
        ),
    )
