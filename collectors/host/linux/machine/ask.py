"""Which machine this is, and the state of its services: what is asked and what is kept."""

import hashlib
import re

from collectors.host.kept import day, settings
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import (
    CLASSES,
    Backup,
    Channel,
    Definitions,
    Delivery,
    Detector,
    Guard,
    Identity,
    Lockout,
    LogStore,
    LogTrail,
    Promise,
    Release,
    Session,
    SignIn,
)

_PLAIN = ("system", "hostname", "kernel", "arch", "user", "clock", "virtual")
_OS = {"os.ID": "os", "os.VERSION_ID": "version", "os.PRETTY_NAME": "title", "os.ID_LIKE": "like"}
_UNIT = ("LoadState", "ActiveState", "UnitFileState", "Result", "ExecMainExitTimestamp", "StateChangeTimestamp")
_INSTANCE = re.compile(r"i-[0-9a-f]{8,17}")


def keep_machine(text: str) -> JSON:
    """Name, system, kernel, who we are; of the machine id only a digest: the id itself opens doors elsewhere."""
    said = settings(
        text.splitlines(), {*_PLAIN, *_OS, "uid", "machine-id", "container", "systemd", "asset", "os.SUPPORT_END"}
    )
    if not said.get("hostname"):
        raise ValueError("no host name")
    version = re.search(r"systemd (\d{1,5})\b", said.get("systemd", ""))
    machine_id = said.get("machine-id", "")
    body: dict[str, JSON] = {name: said.get(name, "") for name in _PLAIN}
    body |= {name: said.get(key, "") for key, name in _OS.items()}
    body["support_end"] = day(said.get("os.SUPPORT_END", ""))
    body["root"] = said.get("uid") == "0"
    body["container"] = "container" in said or body["virtual"] in _CONTAINERS
    body["systemd"] = int(version[1]) if version else 0
    body["machine"] = f"SHA256:{hashlib.sha256(machine_id.encode()).hexdigest()[:32]}" if machine_id else ""
    body["instance"] = said["asset"] if _INSTANCE.fullmatch(said.get("asset", "")) else ""
    return body


_CONTAINERS = frozenset(
    {"docker", "podman", "lxc", "lxc-libvirt", "systemd-nspawn", "openvz", "rkt", "container-other"}
)


def keep_units(text: str) -> JSON:
    """For each unit that is there: its state, its last result, when it last ended, and was started or reloaded."""
    units: dict[str, JSON] = {}
    for block in text.split("\n\n"):
        unit = settings(block.splitlines(), {"Id", *_UNIT})
        if unit.get("Id") and unit.get("LoadState") == "loaded":
            units[unit["Id"]] = {name: unit[name] for name in _UNIT if name in unit}
    return units


_BY_UNITS: tuple[Promise, ...] = (
    *((Channel, "ssh"), (Channel, "syslog"), (SignIn, "everyone"), (SignIn, "administrators")),
    *((Session, "shell"), (Session, "console"), Identity, Lockout, (LogTrail, "host"), Delivery, LogStore),
    *((Guard, "silent-file-change"), (Detector, "malware"), Definitions, Backup, Release),
)
"""What depends on whether a daemon runs."""

QUESTIONS = (
    HostQuestion(
        id="linux.machine",
        operation="uname -a; id; date -u; cat /etc/os-release; systemd-detect-virt (and --version)",
        needs="",
        feeds=CLASSES,
        sheet="linux/machine/machine.sh",
        keep=keep_machine,
        dropped=("machine-id (a digest is kept)",),
    ),
    HostQuestion(
        id="linux.units",
        operation="systemctl list-unit-files, show",
        needs="",
        feeds=_BY_UNITS,
        sheet="linux/machine/machine.sh",
        keep=keep_units,
    ),
)
