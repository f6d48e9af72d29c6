"""What waits to be installed, as the package managers tell it; and whether they can tell at all. Pure."""

import re
from collections.abc import Iterator
from datetime import UTC
from email.utils import parsedate_to_datetime

from collectors.host.kept import day, number, settings
from scanner.answers import JSON

_APT = re.compile(r"Inst (\S+) (?:\[\S*\] )?\((\S+) ([^\[)]*)")
_SECURITY = re.compile(r"[Ss]ecurity|ESM")
_EXTENDED = re.compile(r"Origin: (?:UbuntuESM|Freexian)|Extended LTS")
"""Fixes for money, after the end of support: Ubuntu Pro, Debian ELTS."""
_RELEASE = re.compile(r"latest|minor|\d{1,6}(?:\.\d{1,8}){0,3}")
"""Origins, labels and suites of Debian's and Ubuntu's archives of security fixes."""
_HELD = re.compile(r"(?m)^The following packages have been kept back:\n((?:[ \t]+\S.*\n?)+)")
_ADVISORY = re.compile(r"^\s*(Update ID|Name|Severity|Updated|Issued|Type)\s*:\s*(.*)$")
_KERNEL = re.compile(r"(\d+(?:[.-]\d+)*)(.*)")


def keep_updates(text: str) -> JSON:
    """What waits to be installed: for apt the security packages, for dnf and zypper the advisories.

    `sources`: there is a source of security fixes. `looked`: the time of what they are known by. `held`: packages that
    stay behind, or rules that keep some there. `kernel`: a later one than the running one is installed. `release`: the
    one that dnf is held at. `extended`: there are fixes beyond the end of support.
    """
    lines = text.splitlines()
    said = settings(lines, {"manager", "restart", "running", "sources", "excluded", "releasever", "extended"})
    keep = _MANAGERS.get(said.get("manager", ""))
    if keep is None:
        raise ValueError("no package manager")
    looked, fixed = (_times(lines, name) for name in ("looked=", "fixes="))
    archives = [line[8:] for line in lines if line.startswith("archive=")]
    fixes = [line for line in archives if _SECURITY.search(line)]
    dated = [when for line in fixes if (when := _dated(line)) is not None]
    whole, apt = bool(dated) and len(dated) == len(fixes), said["manager"] == "apt"
    release = said.get("releasever", "")
    return {
        "manager": said["manager"],
        "restart": said.get("restart") == "due",
        "sources": whole if apt else said["manager"] == "apk" or said.get("sources") == "yes",
        # All that tells of fixes is at least as young as the oldest of it.
        "looked": (min(dated) if whole else None) if apt else min(fixed, default=max(looked, default=None)),
        "never": not archives if apt else not looked,
        "held": len({name for block in _HELD.findall(text) for name in block.split()})
        + (number(said.get("excluded", "0")) or 0),
        "release": release if _RELEASE.fullmatch(release) else release and "other",
        "extended": said.get("extended") == "yes" or any(map(_EXTENDED.search, archives)),
        "kernel": _outdated(said.get("running", ""), [line[7:] for line in lines if line.startswith("kernel=")]),
        "open": list(keep(text)),
    }


def _times(lines: list[str], head: str) -> list[int]:
    return [n for line in lines if line.startswith(head) and (n := number(line[len(head) :])) is not None]


def _dated(archive: str) -> int | None:
    """`Origin: Debian|Label: Debian-Security|Date: Tue, 24 Nov 2026 00:34:33 UTC|`: when it was published."""
    said = dict(part.partition(": ")[::2] for part in archive.split("|"))
    try:
        when = parsedate_to_datetime(said.get("Date", ""))
    except (ValueError, OverflowError):
        return None
    return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())


def _outdated(running: str, installed: list[str]) -> bool:
    """A kernel of the same flavour is installed that is later than the running one.

    Where the running one is not installed at all, an older one was removed; with none installed somebody else boots.
    """
    mine = _version(running)
    alike = [version for version in map(_version, installed) if version and mine and version[1] == mine[1]]
    return mine is not None and bool(alike) and max(alike) != mine


def _version(kernel: str) -> tuple[tuple[int, ...], str] | None:
    """`4.18.0-553.5.1.el8_10.x86_64`: the numbers in front, and the flavour without any."""
    match = _KERNEL.fullmatch(kernel)
    return (tuple(map(int, re.split(r"[.-]", match[1]))), re.sub(r"[\d_]", "", match[2])) if match else None


def _apt(text: str) -> Iterator[JSON]:
    lines = text.splitlines()
    behind = {line[7:] for line in lines if line.startswith("behind=")}
    versions = number(settings(lines, {"versions"}).get("versions", "0")) or 0
    if versions < len({name for name, _, _ in _APT.findall(text)}):
        raise ValueError("apt-cache did not tell the versions of all that waits")
    for name, version, origin in _APT.findall(text):
        if _SECURITY.search(origin) or name in behind:
            yield {"name": name, "version": version, "severity": "", "date": ""}


def _dnf(text: str) -> Iterator[JSON]:
    found: dict[str, str] = {}
    for line in [*text.splitlines(), "Update ID: end"]:
        if not (match := _ADVISORY.match(line)):
            continue
        name, value = match[1].replace("Name", "Update ID"), match[2].strip()
        if name != "Update ID" and not found:
            continue  # of no advisory
        if name == "Update ID" and found:
            when = day(found.get("Issued", "") or found.get("Updated", ""))
            one = {"name": found["Update ID"], "version": "", "severity": found.get("Severity", "").lower()}
            yield {**one, "date": when}
            found = {}
        found[name] = value if name != "Update ID" or re.fullmatch(r"[\w:.-]{1,80}", value) else "unknown"


def _zypper(text: str) -> Iterator[JSON]:
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) > 5 and "security" in cells and "needed" in cells:  # noqa: PLR2004  # its table
            yield {"name": cells[1], "version": "", "severity": cells[cells.index("security") + 1], "date": ""}


def _apk(text: str) -> Iterator[JSON]:
    for name, there in re.findall(r"(?m)^(\S+)\s+<\s+(\S+)", text):
        yield {"name": name, "version": there, "severity": "", "date": ""}


_MANAGERS = {"apt": _apt, "dnf": _dnf, "zypper": _zypper, "apk": _apk}
