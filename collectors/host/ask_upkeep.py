"""Patches, malware protection, integrity, boot, firewall, crypto policy: what is asked and what is kept."""

import json
import re
from collections.abc import Iterator

from collectors.host.kept import number, rows, settings, shown
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Channel, Detector, Guard, Release

_APT = re.compile(r"Inst (\S+) (?:\[\S*\] )?\((\S+) ([^\[)]*)")
_ADVISORY = re.compile(r"^\s*(Update ID|Name|Severity|Updated|Issued|Type)\s*:\s*(.*)$")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_POLICY = re.compile(r"[A-Z0-9:_-]{1,100}")


def keep_updates(text: str) -> JSON:
    """What waits to be installed: for apt the security packages, for dnf and zypper the advisories."""
    said = settings(text.splitlines(), {"manager", "restart"})
    looked = [n for line in text.splitlines() if line.startswith("looked=") and (n := number(line[7:])) is not None]
    keep = _MANAGERS.get(said.get("manager", ""))
    if keep is None:
        raise ValueError("no package manager")
    common = {"manager": said["manager"], "restart": said.get("restart") == "due", "looked": max(looked, default=None)}
    return {**common, "open": list(keep(text))}


def _apt(text: str) -> Iterator[JSON]:
    for name, version, origin in _APT.findall(text):
        if "ecurity" in origin or "ESM" in origin:
            yield {"name": name, "version": version, "severity": "", "date": ""}


def _dnf(text: str) -> Iterator[JSON]:
    found: dict[str, str] = {}
    for line in [*text.splitlines(), "Update ID: end"]:
        if not (match := _ADVISORY.match(line)):
            continue
        name, value = match[1].replace("Name", "Update ID"), match[2].strip()
        if name == "Update ID" and found:
            day = _DATE.search(found.get("Issued", "") or found.get("Updated", ""))
            one = {"name": found["Update ID"], "version": "", "severity": found.get("Severity", "").lower()}
            yield {**one, "date": day[0] if day else ""}
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


def keep_auto(text: str) -> JSON:
    """Whether updates are to install themselves."""
    said = settings(text.splitlines(), {"manager", "tool", "apply_updates", "upgrade_type"})
    periodic = dict(re.findall(r'(?m)^APT::Periodic::(Enable|Unattended-Upgrade) "(\w{1,8})";', text))
    security = re.search(r'(?m)^Unattended-Upgrade::(?:Allowed-Origins|Origins-Pattern):: ".*[Ss]ecurity', text)
    return {**said, "periodic": periodic, "security": security is not None}


def keep_malware(text: str) -> JSON:
    """Which protection is installed, and how old its knowledge is."""
    wanted = {"mdatp.healthy", "mdatp.real_time_protection_enabled", "mdatp.definitions_updated_minutes_ago"}
    ages = [n for line in text.splitlines() if line.startswith("definitions=") and (n := number(line[12:])) is not None]
    return {
        "tools": _tools(text),
        "definitions": max(ages, default=None),
        "denied": "definitions=denied" in text.splitlines(),
        "mdatp": {
            k: v for k, v in settings(text.splitlines(), wanted).items() if re.fullmatch(r"true|false|\d{1,9}", v)
        },
    }


def _tools(text: str) -> list[str]:
    return sorted({line[5:] for line in text.splitlines() if re.fullmatch(r"tool=[A-Za-z0-9_-]{1,40}", line)})


def keep_integrity(text: str) -> JSON:
    """Which tool watches files, and when its database was made."""
    made = [n for line in text.splitlines() if line.startswith("database=") and (n := number(line[9:])) is not None]
    return {
        "tools": _tools(text),
        "database": max(made, default=None),
        "denied": "database=denied" in text.splitlines(),
    }


def keep_boot(text: str) -> JSON:
    """The firmware, and whether it starts signed software only."""
    said = settings(text.splitlines(), {"firmware", "secure"})
    if said.get("firmware") not in {"bios", "efi"}:
        raise ValueError("no word of the firmware")
    return {"firmware": said["firmware"], "secure": said.get("secure", "")}


def keep_firewall(text: str) -> JSON:
    """For each hook of incoming traffic: family, policy, and whether its last rule refuses the rest. No rules."""
    parts = re.split(r"(?m)^#(\S+)$", text)
    part = dict(zip(parts[1::2], parts[2::2], strict=True))
    chains = list(_nft(part["nft"])) if "nft" in part else []
    for tool in ("iptables", "iptables-legacy", "ip6tables", "ip6tables-legacy"):
        chains += _iptables(part.get(tool, ""), "ip6" if tool.startswith("ip6") else "ip")
    return {"ipv6": "ipv6" in part, "chains": chains}


def _nft(text: str) -> Iterator[JSON]:
    items = rows(json.loads(text or "{}").get("nftables")) if text.strip() else []
    last: dict[tuple[str, str, str], JSON] = {}
    for rule in (r for item in items if isinstance(r := item.get("rule"), dict)):
        last[str(rule.get("family")), str(rule.get("table")), str(rule.get("chain"))] = rule.get("expr")
    for chain in (c for item in items if isinstance(c := item.get("chain"), dict)):
        if chain.get("hook") == "input":
            family, name = str(chain.get("family")), str(chain.get("name"))
            refuses = _refuses(last.get((family, str(chain.get("table")), name)))
            yield {"family": family, "policy": str(chain.get("policy", "accept")), "refuses": refuses}


def _refuses(expr: JSON) -> bool:
    """The last rule drops or rejects whatever comes to it: no match stands before the verdict."""
    steps = [k for step in rows(expr) for k in step if k not in {"counter", "log", "comment"}]
    return bool(steps) and all(step in {"drop", "reject"} for step in steps)


def _iptables(text: str, family: str) -> Iterator[JSON]:
    lines = text.splitlines()
    policy = next((line.split()[-1] for line in lines if line.startswith("-P INPUT ")), "")
    rules = [line for line in lines if line.startswith("-A INPUT ")]
    refuses = bool(rules) and re.fullmatch(r"-A INPUT -j (?:DROP|REJECT.*)", rules[-1].strip()) is not None
    if policy:
        yield {"family": family, "policy": policy.lower(), "refuses": refuses}


def keep_policy(text: str) -> JSON:
    """The system-wide crypto policy, and the lowest TLS it allows."""
    said = settings([line for line in text.splitlines() if not line.startswith(("@", "|"))], {"policy"})
    files = [
        f
        for f in shown("\n".join(line for line in text.splitlines() if line.startswith(("@", "|"))))
        if f.state == "ok"
    ]
    found = settings((line for f in files for line in f.lines), {"TLS.MinProtocol", "MinProtocol"})
    if not _POLICY.fullmatch(said.get("policy", "")):
        raise ValueError("no name of a policy")
    return {"policy": said["policy"], "minimum": found.get("TLS.MinProtocol") or found.get("MinProtocol", "")}


QUESTIONS = (
    HostQuestion(
        id="linux.updates",
        operation="apt-get -s dist-upgrade | dnf -C updateinfo info --security",
        needs="",
        feeds=(Release,),
        sheet="upkeep.sh",
        keep=keep_updates,
        most=2_000_000,
        seconds=90,
    ),
    HostQuestion(
        id="linux.auto-updates",
        operation="apt-config dump | cat /etc/dnf/automatic.conf",
        needs="",
        feeds=(Release,),
        sheet="upkeep.sh",
        keep=keep_auto,
    ),
    HostQuestion(
        id="linux.malware",
        operation="command -v clamd mdatp ...; stat /var/lib/clamav/daily.*; mdatp health",
        needs="",
        feeds=(Detector,),
        sheet="upkeep.sh",
        keep=keep_malware,
    ),
    HostQuestion(
        id="linux.integrity",
        operation="command -v aide tripwire samhain ...; stat their databases",
        needs="",
        feeds=(Guard,),
        sheet="upkeep.sh",
        keep=keep_integrity,
    ),
    HostQuestion(
        id="linux.boot",
        operation="od /sys/firmware/efi/efivars/SecureBoot-*",
        needs="",
        feeds=(Guard,),
        sheet="upkeep.sh",
        keep=keep_boot,
    ),
    HostQuestion(
        id="linux.firewall",
        operation="nft -j list ruleset; iptables -S INPUT",
        needs="root",
        feeds=(Guard,),
        sheet="upkeep.sh",
        keep=keep_firewall,
        most=8_000_000,
    ),
    HostQuestion(
        id="linux.crypto-policy",
        operation="update-crypto-policies --show",
        needs="",
        feeds=(Channel,),
        sheet="upkeep.sh",
        keep=keep_policy,
    ),
)
