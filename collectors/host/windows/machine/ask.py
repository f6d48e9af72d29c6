"""Which machine this is, and the state of its services: what is asked and what is kept."""

import re

from collectors.host.question import HostQuestion
from collectors.host.windows.kept import flag, name, part, told, word
from collectors.host.windows.machine.host import AGENTS, BACKUPS, PROTECTORS, SERVICES
from scanner.answers import JSON
from scanner.facts import (
    CLASSES,
    Backup,
    Channel,
    Definitions,
    Delivery,
    Detector,
    Guard,
    LogStore,
    Promise,
    Release,
    Session,
    SignIn,
)

_HOST = re.compile(r"[A-Za-z0-9_-]{1,63}")
_STATES = ("Running", "Stopped", "Paused", "Start Pending", "Stop Pending", "Continue Pending", "Pause Pending")
_STARTS = ("Auto", "Manual", "Disabled", "Boot", "System")
_NUMBER = re.compile(r"\d{1,9}")


def keep_machine(text: str) -> JSON:
    """Name, edition, build, who we are; of the MachineGuid only a digest."""
    said = told(text)
    version, options = part(said.get("version")), part(said.get("type"))
    called = said.get("hostname")
    if not isinstance(called, str) or not _HOST.fullmatch(called):
        raise ValueError("no host name")
    machine, clock = str(said.get("machine")), str(said.get("clock"))
    return {
        "system": "Windows",
        "hostname": called,
        "user": name(said.get("user")),
        "elevated": flag(said.get("elevated")) is True,
        "clock": clock if re.fullmatch(r"[0-9T:Z-]{1,24}", clock) else "",
        "powershell": name(said.get("powershell")),
        "arch": name(said.get("arch")),
        "machine": f"SHA256:{machine[:32]}" if re.fullmatch(r"[0-9a-f]{64}", machine) else "",
        "joined": flag(said.get("joined")),
        "title": name(version.get("ProductName")),
        "edition": name(version.get("EditionID")),
        "installed": name(version.get("InstallationType")),
        "release": name(version.get("DisplayVersion")) if version.get("DisplayVersion") else "",
        "build": _count(version.get("CurrentBuildNumber")),
        "revision": _count(version.get("UBR")),
        "type": word(options.get("ProductType"), ("WinNT", "LanmanNT", "ServerNT")),
    }


def _count(value: JSON) -> int | None:
    return int(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None


def keep_services(text: str) -> JSON:
    """For each service that readers ask about: its state, and how it starts."""
    wanted = {service.lower() for service in (*SERVICES, *AGENTS, *PROTECTORS, *BACKUPS)}
    rows = [line.split("|") for line in text.splitlines() if line]
    if not rows or not all(len(row) == 3 for row in rows):  # noqa: PLR2004  # name, state, start
        raise ValueError("no list of services")
    return {
        service.lower(): [word(state, _STATES), word(start, _STARTS)]
        for service, state, start in rows
        if service.lower() in wanted
    }


_BY_SERVICES: tuple[Promise, ...] = (
    *((Channel, "ssh"), (Channel, "smb"), (Channel, "tls"), (SignIn, "everyone")),
    *(
        (Session, "shell"),
        (Session, "remote-access"),
        Delivery,
        LogStore,
        (Guard, "unlisted-traffic"),
    ),
    *((Detector, "malware"), Definitions, Backup, Release),
)
"""What depends on whether a service runs."""

QUESTIONS = (
    HostQuestion(
        id="windows.machine",
        operation="registry CurrentVersion, ProductOptions, Cryptography; Win32_ComputerSystem.PartOfDomain",
        needs="",
        feeds=CLASSES,
        sheet="windows/machine/machine.ps1",
        keep=keep_machine,
        json=True,
        dropped=("MachineGuid (a digest is kept)",),
    ),
    HostQuestion(
        id="windows.services",
        operation="Win32_Service Name, State, StartMode",
        needs="",
        feeds=_BY_SERVICES,
        sheet="windows/machine/machine.ps1",
        keep=keep_services,
        dropped=("accounts and command lines of services",),
    ),
)
