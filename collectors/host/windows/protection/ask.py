"""Firewall, malware protection and the start of the machine: what is asked and what is kept."""

from collectors.host.question import HostQuestion
from collectors.host.windows.kept import flag, name, part, several, told, whole, word
from scanner.answers import JSON
from scanner.facts import Definitions, Detector, Guard

_STATES = ("ok", "absent", "denied", "error")
_MODES = ("Normal", "Passive", "Passive Mode", "SxS Passive Mode", "EDR Block Mode", "Not running", "")


def keep_firewall(text: str) -> JSON:
    """What each profile does, and how many rules let anybody reach anything; none of the rules."""
    said = told(text)
    profiles = [part(one) for one in several(said.get("profiles"))]
    if not profiles:
        raise ValueError("no profiles of the firewall")
    return {
        "profiles": [
            {
                "name": word(one.get("name"), ("Domain", "Private", "Public")),
                "enabled": word(one.get("enabled"), ("True", "False", "NotConfigured")),
                "inbound": word(one.get("inbound"), ("Block", "Allow", "NotConfigured")),
            }
            for one in profiles
        ],
        "open": whole(said.get("open")),
    }


def keep_malware(text: str) -> JSON:
    """What Defender says of itself, and which products Windows knows, with their state."""
    said = told(text)
    defender, products = part(said.get("defender")), [part(one) for one in several(said.get("products"))]
    kept = {switch: flag(defender.get(switch)) for switch in ("service", "antivirus", "realtime", "tamper")}
    return {
        "defender": {**kept, "mode": word(defender.get("mode"), _MODES), "age": whole(defender.get("age"))}
        if defender
        else None,
        "defender_state": word(said.get("defender_state"), _STATES),
        "products": [{"name": name(one.get("name")), "state": whole(one.get("state"))} for one in products],
        "products_state": word(said.get("products_state"), _STATES),
    }


def keep_boot(text: str) -> JSON:
    """Whether the machine starts only what is signed, and who says so."""
    said = told(text)
    secure = word(said.get("secure"), ("True", "False", "unknown"))
    if secure == "other":
        raise ValueError("neither True nor False")
    return {"secure": secure, "by": word(said.get("by"), ("firmware", "registry"))}


QUESTIONS = (
    HostQuestion(
        id="windows.firewall",
        operation="Get-NetFirewallProfile -PolicyStore ActiveStore; HNetCfg.FwPolicy2 Rules (how many are open to all)",
        needs="",
        feeds=((Guard, "unlisted-traffic"),),
        sheet="windows/protection/protection.ps1",
        keep=keep_firewall,
        json=True,
        seconds=60,
        dropped=("the rules of the firewall",),
    ),
    HostQuestion(
        id="windows.malware",
        operation="MSFT_MpComputerStatus; SecurityCenter2 AntiVirusProduct (clients)",
        needs="",
        feeds=((Detector, "malware"), Definitions),
        sheet="windows/protection/protection.ps1",
        keep=keep_malware,
        json=True,
        seconds=40,
    ),
    HostQuestion(
        id="windows.boot",
        operation="Confirm-SecureBootUEFI, or registry SecureBoot State",
        needs="",
        feeds=((Guard, "unsigned-boot"),),
        sheet="windows/protection/protection.ps1",
        keep=keep_boot,
        json=True,
    ),
)
