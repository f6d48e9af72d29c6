"""Malware protection, integrity, boot, firewall, crypto policy: what is asked and what is kept."""

import re

from collectors.host.kept import number, settings, shown
from collectors.host.linux.protection.rulesets import iptables, nftables
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Channel, Definitions, Detector, Guard

_POLICY = re.compile(r"[A-Z0-9:_-]{1,100}")


def keep_malware(text: str) -> JSON:
    """Which protection is installed, what of ClamAV runs, how old its knowledge is, and what the others say."""
    lines = text.splitlines()
    wanted = {"mdatp.healthy", "mdatp.real_time_protection_enabled", "mdatp.definitions_updated_minutes_ago"}
    ages = [n for line in lines if line.startswith("definitions=") and (n := number(line[12:])) is not None]
    falcon = re.search(r"(?m)^falcon=rfm-state=(true|false)$", text)
    return {
        "tools": _tools(text),
        "runs": sorted({line[5:] for line in lines if line in {"runs=clamd", "runs=clamonacc"}}),
        "definitions": max(ages, default=None),
        "denied": "definitions=denied" in lines,
        "mdatp": {k: v for k, v in settings(lines, wanted).items() if re.fullmatch(r"true|false|\d{1,9}", v)},
        "falcon": falcon[1] if falcon else "",
    }


def _tools(text: str) -> list[str]:
    return sorted({line[5:] for line in text.splitlines() if re.fullmatch(r"tool=[A-Za-z0-9_-]{1,40}", line)})


def keep_integrity(text: str) -> JSON:
    """Which tool watches files, when its database was made, and does Wazuh's agent compare files."""
    made = [n for line in text.splitlines() if line.startswith("database=") and (n := number(line[9:])) is not None]
    return {
        "tools": _tools(text),
        "database": max(made, default=None),
        "denied": "database=denied" in text.splitlines(),
        "wazuh": m[1] if (m := re.search(r"(?m)^wazuh=(on|off)$", text)) else "",
    }


def keep_boot(text: str) -> JSON:
    """The firmware, and whether it starts signed software only."""
    said = settings(text.splitlines(), {"firmware", "SecureBoot", "SetupMode", "MokSBStateRT"})
    if said.get("firmware") not in {"bios", "efi"}:
        raise ValueError("no word of the firmware")
    secure = {"1": "on", "0": "off"}.get(said.get("SecureBoot", ""), "")
    unchecked = "1" in {said.get("SetupMode"), said.get("MokSBStateRT")}
    return {"firmware": said["firmware"], "secure": "off" if secure and unchecked else secure}


def keep_firewall(text: str) -> JSON:
    """For each hook of incoming traffic: family, policy, and does it refuse what no rule names. No rules."""
    parts = re.split(r"(?m)^#(\S+)$", text)
    part = dict(zip(parts[1::2], parts[2::2], strict=True))
    tools = ("iptables", "iptables-legacy", "ip6tables", "ip6tables-legacy")
    old = [c for tool in tools for c in iptables(part.get(tool, ""), "ip6" if tool.startswith("ip6") else "ip")]
    new = list(nftables(part.get("nft", ""), told={chain["family"] for chain in old}))
    return {"ipv6": "ipv6" in part, "chains": [*new, *old]}


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
        id="linux.malware",
        operation="command -v clamd mdatp ...; stat /var/lib/clamav/daily.*; mdatp health",
        needs="",
        feeds=((Detector, "malware"), Definitions),
        sheet="linux/protection/protection.sh",
        keep=keep_malware,
    ),
    HostQuestion(
        id="linux.integrity",
        operation="command -v aide tripwire samhain ...; stat their databases",
        needs="",
        feeds=((Guard, "silent-file-change"),),
        sheet="linux/protection/protection.sh",
        keep=keep_integrity,
    ),
    HostQuestion(
        id="linux.boot",
        operation="od /sys/firmware/efi/efivars/SecureBoot-*",
        needs="",
        feeds=((Guard, "unsigned-boot"),),
        sheet="linux/protection/protection.sh",
        keep=keep_boot,
    ),
    HostQuestion(
        id="linux.firewall",
        operation="nft -j list ruleset; iptables -S",
        needs="root",
        feeds=((Guard, "unlisted-traffic"),),
        sheet="linux/protection/protection.sh",
        keep=keep_firewall,
        json=True,
        most=8_000_000,
    ),
    HostQuestion(
        id="linux.crypto-policy",
        operation="update-crypto-policies --show",
        needs="",
        feeds=((Channel, "tls"),),
        sheet="linux/protection/protection.sh",
        keep=keep_policy,
    ),
)
