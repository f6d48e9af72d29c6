"""The firewall, and what the machine starts."""

from collections.abc import Iterator

from collectors.host.host import Host, guard
from collectors.host.windows.machine.host import services
from scanner.answers import Got, unclear
from scanner.collector import Kind
from scanner.facts import Fact, Guard

KINDS = {
    "windows.firewall": Kind(
        "firewall",
        ((Guard, "unlisted-traffic"),),
        {
            "network-segmentation.deny-by-default": "Allow first what you come in by (remote desktop, SSH, WinRM);"
            " then Set-NetFirewallProfile -All -Enabled True -DefaultInboundAction Block, and take the rules away that"
            " let any program, port and address in."
        },
        always=True,
    ),
    "windows.boot": Kind(
        "start of the machine",
        ((Guard, "unsigned-boot"),),
        {
            "integrity.boot": "Turn Secure Boot on in the firmware; a disk with an MBR first: back up, mbr2gpt"
            " /validate, mbr2gpt /convert; suspend BitLocker meanwhile."
        },
        always=True,
    ),
}
_PROFILES = 3


def read_firewall(host: Host) -> Iterator[Fact]:
    """One `Guard`: all three profiles refuse what nobody lists."""
    firewall = host.ask("windows.firewall")
    on, why = _refuses(host, firewall)
    yield guard(host, "windows.firewall", "firewall", "unlisted-traffic", on=on, why=why)


def _refuses(host: Host, firewall: Got) -> tuple[bool | None, Got]:
    if not firewall.ok:
        return None, unclear(firewall, "no Windows firewall that can be asked") if firewall.good else firewall
    profiles = firewall.body["profiles"]
    if any(p["enabled"] == "False" or p["inbound"] == "Allow" for p in profiles) or firewall.body["open"]:
        return False, firewall
    runs = services(host).running("MpsSvc")
    if runs is False:
        return False, firewall
    whole = len({p["name"] for p in profiles}) == _PROFILES and all(p["enabled"] == "True" for p in profiles)
    refuses = whole and all(p["inbound"] in {"Block", "NotConfigured"} for p in profiles)
    if runs is None or firewall.body["open"] is None or not refuses:
        return None, unclear(firewall, "not all of its profiles, its rules and its service could be seen")
    return True, firewall


def read_boot(host: Host) -> Iterator[Fact]:
    """One `Guard`: a machine that starts by BIOS has no Secure Boot."""
    boot = host.ask("windows.boot")
    on = {"True": True, "False": False}.get(boot.body["secure"]) if boot.ok else False if boot.good else None
    why = unclear(boot, "neither the firmware nor Windows says") if boot.ok and on is None else boot
    yield guard(host, "windows.boot", "boot", "unsigned-boot", on=on, why=why)
