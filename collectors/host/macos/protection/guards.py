"""Guards of the running Mac: does it start signed code only, does its firewall refuse, does a management know it."""

from collections.abc import Iterator, Mapping

from collectors.host.host import Host, guard, unanswered
from scanner.answers import JSON, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Detector, Fact, Guard

KINDS = {
    "macos.boot": Kind(
        "boot",
        ((Guard, "unsigned-boot"),),
        {"integrity.boot": "In recovery: csrutil enable, csrutil authenticated-root enable; Startup Security: full."},
        always=True,
    ),
    "macos.firewall": Kind(
        "firewall",
        ((Guard, "unlisted-traffic"),),
        {
            "network-segmentation.deny-by-default": "socketfilterfw --setglobalstate on, --setallowsigned off,"
            " --setallowsignedapp off (/usr/libexec/ApplicationFirewall); or by a profile, com.apple.security.firewall."
        },
        always=True,
    ),
    "macos.management": Kind(
        "management (MDM)",
        ((Detector, "enrolment"),),
        {"asset-inventory.known": "Enrol it in your MDM: profiles renew -type enrollment."},
        always=True,
    ),
}
_SIGNED_ONLY = ("full", "medium", "reduced")
"""Reduced and medium security start older systems too, all of them signed."""


def read_boot(host: Host) -> Iterator[Fact]:
    """System Integrity Protection, the seal of the system volume, and Secure Boot where the Mac has it."""
    boot = host.ask("macos.boot")
    on, why = (None, unanswered(boot)) if not boot.ok else _signed_only(boot.body, boot)
    yield guard(host, "macos.boot", "boot", "unsigned-boot", on=on, why=why)


def _signed_only(body: Mapping[str, JSON], boot: Got) -> tuple[bool | None, Got]:
    """Any part of the protection that is off is a way; a Mac that tells of no Secure Boot may have none."""
    if body["sip"] == "disabled" or body["off"] or body["root"] == "disabled":
        return False, boot
    if body["secure"] and body["secure"] not in _SIGNED_ONLY:
        return False, boot
    if body["sip"] != "enabled" or body["custom"]:
        return None, unclear(boot, "a configuration of its own, whose parts are not told")
    if not body["secure"]:
        return None, unclear(
            boot, "System Integrity Protection is on; no Secure Boot is told, as on Macs that have none"
        )
    return True, boot


def read_firewall(host: Host) -> Iterator[Fact]:
    """The application firewall; one that lets in whatever is signed refuses little."""
    firewall = host.ask("macos.firewall")
    on, why = (None, unanswered(firewall)) if not firewall.ok else _refuses(firewall.body, firewall)
    yield guard(host, "macos.firewall", "firewall", "unlisted-traffic", on=on, why=why)


def _refuses(body: Mapping[str, JSON], firewall: Got) -> tuple[bool | None, Got]:
    match body["state"], body["signed"]:
        case 0, _:
            return False, firewall
        case (2, _) | (1, False):
            return True, firewall
        case _:
            said = "lets in what any signed program listens for" if body["signed"] else "may let in signed programs"
            return None, unclear(firewall, f"the firewall is on, and {said}")


def read_management(host: Host) -> Iterator[Fact]:
    """Enrolled in a management, which is what knows it."""
    management = host.ask("macos.management")
    yield Detector(
        **host.fact("macos.management", "management", management),
        watches="enrolment",
        enabled=management.body["enrolled"] if management.ok else None,
        unread=() if management.ok else unread(enabled=unanswered(management)),
    )
