"""Logs and the clock: what is asked and what is kept."""

import re

from collectors.host.kept import number, settings, shown, statements
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Clock, Delivery, LogStore, LogTrail

_FLAG = re.compile(r"(\^?)([+-]?)([a-z]{2,3}|all|no)")
_AGE = re.compile(r"(?i)(\d{1,9})\s*([shdybkmg])")
_NAME = re.compile(r"[A-Za-z0-9_.@-]{1,64}")
_NETWORK = re.compile(r"(?m)^Network Time: (On|Off)$")


def keep_audit(text: str) -> JSON:
    """Whether auditd is loaded, which classes of events are recorded for whom, how long, the times of its files."""
    lines = text.splitlines()
    head = [line for line in lines if not line.startswith(("@", "|"))]
    listed = shown("\n".join(line for line in lines if line.startswith(("@", "|"))))
    files = {f.path.rpartition("/")[2]: f for f in listed}
    if "audit_control" not in files:
        raise ValueError("no word on audit_control")
    said = settings(head, {"loaded", "runs", "oldest", "newest"})
    control = settings(files["audit_control"].lines, {"flags", "naflags", "expire-after"}, ":")
    users = files["audit_user"].lines if "audit_user" in files else ()
    return {
        "loaded": said.get("loaded") == "yes",
        "runs": said.get("runs") == "yes",
        "oldest": number(said.get("oldest", "")),
        "newest": number(said.get("newest", "")),
        "control": files["audit_control"].state,
        "flags": _flags(control.get("flags", "")),
        "naflags": _flags(control.get("naflags", "")),
        "expires": _ages(control.get("expire-after", "")),
        "never": sorted({name for line in statements(users) if (name := _spared(line))}),
    }


def _flags(said: str) -> list[str]:
    """`lo`, `-fw`, `^-fa`; a flag that is none makes the list not understood."""
    flags = [flag.strip().lower() for flag in said.split(",") if flag.strip()]
    return flags if all(_FLAG.fullmatch(flag) for flag in flags) else ["odd"]


def _ages(said: str) -> JSON:
    """`60d OR 5G`: the ages and sizes, and the word between; a unit in small letters."""
    parts = re.split(r"(?i)\s+(and|or)\s+", said.strip()) if said.strip() else []
    found = [_AGE.fullmatch(part) for part in parts[::2]]
    known = [f"{m[1]}{m[2].lower()}" for m in found if m]
    return {
        "limits": known if len(known) == len(found) else ["odd"],
        "all": [w.lower() for w in parts[1::2]] == ["and"],
    }


def _spared(line: str) -> str:
    """An account for which audit_user names classes that are never recorded."""
    name, _, rest = line.partition(":")
    never = rest.partition(":")[2].strip()
    return name if never and never != "no" and _NAME.fullmatch(name) else ""


def keep_unified(text: str) -> JSON:
    """How far the unified log goes back, and since when this Mac is set up."""
    said = settings(text.splitlines(), {"oldest", "begun"})
    return {name: number(said.get(name, "")) for name in ("oldest", "begun")}


def keep_time(text: str) -> JSON:
    """Whether the clock follows the network, whether a server is named, whether the daemon is loaded."""
    found = _NETWORK.search(text)
    if not found:
        raise ValueError("no word on network time")
    named = re.search(r"(?m)^Network Time Server: \S", text) is not None
    return {"network": found[1] == "On", "server": named, "timed": "timed=yes" in text.splitlines()}


QUESTIONS = (
    HostQuestion(
        id="macos.audit",
        operation="launchctl print system/com.apple.auditd; cat /etc/security/audit_{control,user}; stat /var/audit/*",
        needs="root",
        feeds=((LogTrail, "host"), Delivery, LogStore),
        sheet="macos/logs/logs.sh",
        keep=keep_audit,
    ),
    HostQuestion(
        id="macos.unified-log",
        operation="stat /var/db/diagnostics/Persist/* /var/db/.AppleSetupDone",
        needs="root",
        feeds=(LogStore,),
        sheet="macos/logs/logs.sh",
        keep=keep_unified,
    ),
    HostQuestion(
        id="macos.time",
        operation="systemsetup -getusingnetworktime, -getnetworktimeserver; launchctl print system/com.apple.timed",
        needs="root",
        feeds=(Clock,),
        sheet="macos/logs/logs.sh",
        keep=keep_time,
        dropped=("the name of the time server",),
    ),
)
