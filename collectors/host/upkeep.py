"""Upkeep: malware protection, file integrity, secure boot, firewall, the crypto policy of the system."""

import re
from collections.abc import Iterable, Iterator

from collectors.host.clock import age
from collectors.host.machine import Host, Units, unanswered
from scanner.answers import JSON, NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Channel, Detector, Fact, Guard

KINDS = {
    "linux.malware": Kind(
        "malware protection",
        ((Detector, "malware"),),
        {
            "malware-protection.on": "apt-get install clamav-daemon (RHEL: dnf install clamd), systemctl enable --now"
            " clamav-daemon clamav-freshclam; or your EDR.",
            "malware-protection.current": "systemctl enable --now clamav-freshclam.",
        },
        always=True,
    ),
    "linux.integrity": Kind(
        "file integrity",
        ((Guard, "silent-file-change"),),
        {
            "integrity.changes-noticed": "apt-get install aide && aideinit, move aide.db.new to aide.db, systemctl"
            " enable --now"
            " dailyaidecheck.timer (RHEL: dnf install aide, aide --init, a cron line for aide --check)."
        },
        always=True,
    ),
    "linux.boot": Kind(
        "boot",
        ((Guard, "unsigned-boot"),),
        {"integrity.boot": "Switch Secure Boot on in the firmware (mokutil --sb-state tells)."},
    ),
    "linux.firewall": Kind(
        "firewall",
        ((Guard, "unlisted-traffic"),),
        {
            "network-segmentation.deny-by-default": "ufw default deny incoming && ufw allow OpenSSH && ufw enable"
            " (RHEL:"
            " systemctl enable --now firewalld)."
        },
        always=True,
    ),
    "linux.crypto-policy": Kind(
        "crypto policy",
        ((Channel, "tls"),),
        {
            "encryption-in-transit.protocol-version": "update-crypto-policies --set DEFAULT (or FUTURE, FIPS), then"
            " restart."
        },
    ),
}


def read_malware(host: Host) -> Iterator[Fact]:
    """The program that looks for malware: does it run, and how old is what it knows."""
    malware, units = host.ask("linux.malware"), Units(host.ask("linux.units"))
    running = [name for unit, name in _PROTECTION.items() if units.running(unit)]
    installed = malware.body["tools"] if malware.ok else []
    enabled, silent = _protected(malware, units, running)
    days, why = _definitions(malware, running)
    yield Detector(
        **host.fact(
            "linux.malware", "malware-protection", malware, units.got, name=", ".join(sorted(set(running) or installed))
        ),
        watches="malware",
        enabled=enabled,
        notifies=None,
        definitions_days=days,
        oldest_open_days=None,
        unread=(
            *unread(notifies=NOT_ASKED, oldest_open_days=NOT_ASKED),
            *(unread(enabled=silent) if enabled is None else ()),
            *(unread(definitions_days=why) if days is None else ()),
        ),
    )


def _protected(malware: Got, units: Units, running: list[str]) -> tuple[bool | None, Got]:
    """A program runs that looks for malware; Microsoft's is asked itself, for it may run and look at nothing."""
    others = [name for name in running if name != _DEFENDER]
    if others or (running and malware.ok and _DEFENDS.items() <= malware.body["mdatp"].items()):
        return True, malware
    if not malware.ok:
        return None, unanswered(malware)
    if running:
        said = [malware.body["mdatp"].get(key) for key in _DEFENDS]
        return (False if "false" in said else None), unclear(malware, "Defender runs and does not say what it does")
    # What is not installed does not run, whoever starts services here.
    if units.known or (units.got.good and not malware.body["tools"]):
        return False, malware
    return None, unclear(units.got, "whether it runs is not known") if units.got.good else units.got


_DEFENDER = "Microsoft Defender"
_DEFENDS = {"mdatp.healthy": "true", "mdatp.real_time_protection_enabled": "true"}
_PROTECTION = {
    "clamav-daemon.service": "ClamAV",
    "clamd@scan.service": "ClamAV",
    "clamav-clamonacc.service": "ClamAV",
    "falcon-sensor.service": "CrowdStrike Falcon",
    "mdatp.service": _DEFENDER,
    "ds_agent.service": "Trend Micro",
    "sav-protect.service": "Sophos",
    "sophos-spl.service": "Sophos",
    "cbagentd.service": "Carbon Black",
    "cbdaemon.service": "Carbon Black",
    "sentinelone.service": "SentinelOne",
    "esets.service": "ESET",
    "eea.service": "ESET",
}


def _definitions(malware: Got, running: list[str]) -> tuple[int | None, Got]:
    """Age of the signatures, of ClamAV and Defender; the others keep theirs to themselves."""
    if not malware.ok:
        return None, unanswered(malware)
    minutes = malware.body["mdatp"].get("mdatp.definitions_updated_minutes_ago", "")
    if minutes.isdecimal():
        return int(minutes) // 1440, malware
    if (made := malware.body["definitions"]) is not None:
        return age(malware.asked, made) // 86400, malware
    if malware.body["denied"]:
        return None, Got("denied", f"{malware.ask}: /var/lib/clamav (root)", place=malware.place)
    if {"clamd", "clamscan"} & set(malware.body["tools"]):
        return FOREVER, malware
    return None, unclear(malware, f"{', '.join(running)} does not tell here" if running else "no program that has any")


def _guard(  # noqa: PLR0913  # one guard has so many sides
    host: Host, kind: str, part: str, prevents: str, *, on: bool | None, why: Got
) -> Guard:
    return Guard(
        **host.fact(kind, part, why),
        prevents=prevents,  # type: ignore[arg-type]  # a word of the three readers below
        in_force=on,
        unread=unread(in_force=why) if on is None else (),
    )


def read_integrity(host: Host) -> Iterator[Fact]:
    """File integrity: a tool, a database to compare with, and something that starts it."""
    got, cron, units = host.ask("linux.integrity"), host.ask("linux.cron"), Units(host.ask("linux.units"))
    on, why = _watched(got, cron, units)
    yield _guard(host, "linux.integrity", "integrity", "silent-file-change", on=on, why=why)


_COMPARING = {"aide", "tripwire", "samhain"}
"""Each compares only when told so: to make a new database notices nothing."""


def _watched(got: Got, cron: Got, units: Units) -> tuple[bool | None, Got]:
    if not got.ok:
        return None, unanswered(got)
    if units.running("samhain.service") or ("wazuh" in got.body["tools"] and units.running("wazuh-agent.service")):
        return True, got
    if units.running("osqueryd.service"):
        return None, unclear(got, "osquery runs; whether it watches files stands in its own settings")
    if not got.body["tools"]:
        return False, got
    if got.body["database"] is None:
        denied = Got("denied", f"{got.ask} (root)", place=got.place)
        return (None, denied) if got.body["denied"] else (False, got)
    timed = units.running("dailyaidecheck.timer", "aidecheck.timer", "aide-check.timer")
    if units.of("dailyaidecheck.timer") and not timed:
        return False, got  # Debian's line for cron does nothing where there is a timer
    started = {row["tool"] for row in cron.body} if cron.ok else set()
    if timed or started & {f"{tool}-check" for tool in _COMPARING}:
        return True, got
    if started & _COMPARING:
        return None, unclear(cron, "what it does that cron starts is not known: to compare takes --check")
    lost = next((one for one in (units.got, cron) if not one.good), None)
    return (None, lost) if lost else (False, got)


def read_boot(host: Host) -> Iterator[Fact]:
    """Secure Boot; a container does not boot."""
    boot = host.ask("linux.boot")
    if host.about["container"]:
        return
    if not boot.ok:
        yield _guard(host, "linux.boot", "boot", "unsigned-boot", on=None, why=unanswered(boot))
        return
    secure = {"1": True, "0": False}.get(boot.body["secure"], False if boot.body["firmware"] == "bios" else None)
    why = unclear(boot, "the firmware has no SecureBoot variable") if secure is None else boot
    yield _guard(host, "linux.boot", "boot", "unsigned-boot", on=secure, why=why)


def read_firewall(host: Host) -> Iterator[Fact]:
    """Is incoming traffic that no rule allows refused, for IPv4 and, where there is one, IPv6."""
    got = host.ask("linux.firewall")
    if not got.good:
        yield _guard(host, "linux.firewall", "firewall", "unlisted-traffic", on=None, why=got)
        return
    body = got.body or {"ipv6": False, "chains": []}
    seen = [_refused(body["chains"], family) for family in (("ip", "ip6") if body["ipv6"] else ("ip",))]
    on = False if False in seen else None if None in seen else True
    why = unclear(got, "a rule lets in all of an interface, a protocol or what is new") if on is None else got
    yield _guard(host, "linux.firewall", "firewall", "unlisted-traffic", on=on, why=why)


def _refused(chains: Iterable[JSON], family: str) -> bool | None:
    """One chain that refuses is enough: what it drops no other brings back."""
    seen = [c["refuses"] for c in chains if c["family"] in {family, "inet"}]
    return True if True in seen else None if None in seen else False


def read_policy(host: Host) -> Iterator[Fact]:
    """The lowest TLS that programs of this system accept; where the system has no such policy, nothing is said."""
    policy = host.ask("linux.crypto-policy")
    if not policy.good:
        yield from host.gap("linux.crypto-policy", policy, (Channel, "tls"))
    if not policy.ok:
        return
    version = re.fullmatch(r"TLSv(1(?:\.\d)?)", policy.body["minimum"])
    lowest = (version[1] if "." in version[1] else "1.0") if version else None
    yield Channel(
        **host.fact("linux.crypto-policy", "crypto-policy", policy, name=policy.body["policy"]),
        protocol="tls",
        enabled=True,
        encryption=None,
        min_version=lowest,
        algorithms=None,
        unread=(
            *unread(encryption=NOT_ASKED, algorithms=NOT_ASKED),
            *(unread(min_version=unclear(policy, "no lowest TLS in its OpenSSL part")) if lowest is None else ()),
        ),
    )
