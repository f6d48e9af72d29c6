"""What keeps strange code and strangers out: what is asked and what is kept."""

import re

from collectors.host.kept import number, settings
from collectors.host.macos.plists import stamp
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Definitions, Delivery, Detector, Guard, LogStore, LogTrail

_SIP = re.compile(r"(?m)^System Integrity Protection status: (enabled|disabled|unknown)(?: \((.*)\))?\.?$")
_ROOT = re.compile(r"(?m)^Authenticated Root status: (enabled|disabled)\b")
_PART = re.compile(r"(?m)^[ \t]+([A-Za-z -]{3,40}): (enabled|disabled)$")
_ASSESS = re.compile(r"(?m)^assessments (enabled|disabled)$")
_INSTALLED = re.compile(r"(?m)^Version: \d{1,8}.* Installed: (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000)")
_STATE = re.compile(r"\(State = ([012])\)")
_SIGNED = re.compile(r"(?i)automatically allow (?:built-in|downloaded) signed software (enabled|disabled)")
_ACTIVE = "[activated enabled]"
_EXTENSION = re.compile(r"(?<![A-Za-z0-9.-])([A-Za-z0-9-]{1,60}(?:\.[A-Za-z0-9-]{1,60}){2,8}) \(")
_CATEGORY = re.compile(r"^--- (com\.apple\.system_extension\.[a-z_]{1,40})")
_ENROLLED = re.compile(r"(?m)^MDM enrollment: (Yes|No)\b(.*)$")


def keep_boot(text: str) -> JSON:
    """System Integrity Protection with its parts that are off, the seal of the system volume, Secure Boot."""
    sip = _SIP.search(text)
    if not sip:
        raise ValueError("no state of System Integrity Protection")
    root = _ROOT.search(text)
    secure = settings(text.splitlines(), {"secure"}).get("secure", "")
    return {
        "sip": sip[1],
        "custom": sip[2] is not None,
        "off": sorted({name for name, state in _PART.findall(text) if state == "disabled"} - {"Apple Internal"}),
        "root": root[1] if root else "",
        "secure": secure.lower().split()[0] if re.fullmatch(r"[A-Za-z]+ Security", secure) else "",
    }


def keep_gatekeeper(text: str) -> JSON:
    """Whether code is assessed before it is started, and when the definitions of XProtect were installed."""
    found = _ASSESS.search(text)
    if not found:
        raise ValueError("no state of assessments")
    told = stamp(m[1]) if (m := _INSTALLED.search(text)) else None
    files = number(settings(text.splitlines(), {"xprotect"}).get("xprotect", ""))
    times = [at for at in (told, files) if at is not None]
    return {"assessed": found[1] == "enabled", "xprotect": max(times, default=None)}


def keep_extensions(text: str) -> JSON:
    """The extensions that are active: those that see all events, and the others."""
    if "extension(s)" not in text:
        raise ValueError("no list of system extensions")
    found: dict[str, set[str]] = {"security": set(), "others": set()}
    category = "others"
    for line in text.splitlines():
        if head := _CATEGORY.match(line):
            category = "security" if head[1].endswith(".endpoint_security") else "others"
        elif line.rstrip().endswith(_ACTIVE) and (extension := _EXTENSION.search(line)):
            found[category].add(extension[1])
    return {name: sorted(some) for name, some in found.items()}


def keep_firewall(text: str) -> JSON:
    """Off, on, or shut to all but the necessary; are programs let in because they are signed."""
    state = _STATE.search(text)
    if not state:
        raise ValueError("no state of the firewall")
    signed = [said.lower() == "enabled" for said in _SIGNED.findall(text)]
    return {"state": int(state[1]), "signed": any(signed) if signed else None}


def keep_management(text: str) -> JSON:
    """Whether it is managed, and did its owner approve. No address of a server."""
    found = _ENROLLED.search(text)
    if not found:
        raise ValueError("no word on enrolment")
    return {"enrolled": found[1] == "Yes", "approved": "(User Approved)" in found[2]}


QUESTIONS = (
    HostQuestion(
        id="macos.boot",
        operation="csrutil status; csrutil authenticated-root status; system_profiler SPiBridgeDataType (Secure Boot)",
        needs="",
        feeds=((Guard, "unsigned-boot"),),
        sheet="macos/protection/protection.sh",
        keep=keep_boot,
        seconds=40,
    ),
    HostQuestion(
        id="macos.gatekeeper",
        operation="spctl --status; xprotect version; stat XProtect.bundle",
        needs="",
        feeds=((Detector, "malware"), Definitions),
        sheet="macos/protection/protection.sh",
        keep=keep_gatekeeper,
    ),
    HostQuestion(
        id="macos.extensions",
        operation="systemextensionsctl list",
        needs="",
        feeds=((Detector, "malware"), Definitions, (LogTrail, "host"), Delivery, LogStore),
        sheet="macos/protection/protection.sh",
        keep=keep_extensions,
    ),
    HostQuestion(
        id="macos.firewall",
        operation="socketfilterfw --getglobalstate --getblockall --getallowsigned",
        needs="",
        feeds=((Guard, "unlisted-traffic"),),
        sheet="macos/protection/protection.sh",
        keep=keep_firewall,
    ),
    HostQuestion(
        id="macos.management",
        operation="profiles status -type enrollment",
        needs="",
        feeds=((Detector, "enrolment"),),
        sheet="macos/protection/protection.sh",
        keep=keep_management,
        dropped=("the address of the management server",),
    ),
)
