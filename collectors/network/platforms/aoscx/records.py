"""What is written down, where it goes, by which clock, and which copies there are of the configuration."""

import re
from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import clocks, copies, logs
from collectors.network.parts.channels import log_server
from collectors.network.platforms.aoscx.doors import servers
from collectors.network.platforms.aoscx.words import off
from collectors.network.said import Said, says, unsaid
from scanner.answers import HIDDEN, unclear
from scanner.facts import Delivery, Fact

_AUDIT: Final = "include-auditable-events"
_IN_STEP: Final = ("synchronized", "ntp synchronization information")
"""How old and new releases begin to say with which server."""
_SIEVE: Final = re.compile(r"\bfilter |\bseverity (?!info|debug)")
"""Of what is sent to a server something may be left out."""
_KEY: Final = re.compile(r"\bkey-id (\d+)")


def records(device: Device) -> Iterator[Fact]:
    """The log, where it goes, who is told, the clock, the copies."""
    config, doubt = device.config, [*device.config.unknown("logging")]
    commands = device.default("log.admin")
    done = commands.as_(commands.value in (True, "on"))
    events: dict[str, Stated | Said[Any] | None] = {"sign-in": None, "admin": None, "commands": done}
    yield logs.trail(device, device.switch("log.enabled"), events, doubt=doubt)
    hosts = _hosts(config)
    for address, line in hosts.items():
        secure = "tls" in line["options"].split()
        yield log_server(device, address, says(line, True), secure=secure, doubt=doubt)
    yield _delivery(device, [*hosts.values()], [*doubt, *config.unknown("aaa")])
    yield logs.alarm(device, None, doubt=doubt)
    yield _clock(device)
    yield from copies.made(device, _copied(config), doubt=config.unknown("copies"))


def _hosts(config: Stated) -> dict[str, Stated]:
    """Servers that logs are sent to, each by its last line."""
    every = {one["address"]: one for one in config.all("logging") if one["address"]}
    return {address: one for address, one in every.items() if "disable" not in one["options"].split()}


def _delivery(device: Device, hosts: list[Stated], doubt: list[Stated]) -> Delivery:
    """Sign-ins and commands are in a log of their own; it goes where a line asks for it, and to servers of AAA."""
    config = device.config
    whole = [one for one in hosts if _AUDIT in one["options"].split() and not logs.ITSELF.match(one["address"])]
    sieved = next((one for one in whole if _SIEVE.search(one["options"])), None)
    whole = [one for one in whole if not _SIEVE.search(one["options"])]
    ways = {one["way"]: one for one in config.all("aaa accounting all-mgmt start-stop")}
    if "default" in ways and all(_counted(config, one) for one in ways.values()):
        whole += [ways["default"]]
    lacks = f"no line says {_AUDIT}: sign-ins and changes stay on the device" if hosts else "no line names a log server"
    copies_: Any = logs.counted(whole, lacks)
    if sieved and not whole:
        copies_ = unsaid(unclear(device.got, f"{sieved.line}: what it lets through"))
    return device.make(Delivery, "device", doubt=doubt, silent_seconds=HIDDEN, copies=copies_)


def _counted(config: Stated, line: Stated) -> bool:
    groups = [name for name in line["methods"].split() if name not in ("group", "local")]
    return any(True for group in groups for _ in servers(config, group))


def _clock(device: Device) -> Fact:
    config = device.config
    said = config.last("ntp enable", "no ntp enable")
    enabled = says(said, not said.key.startswith("no ")) if said else device.switch("ntp.enabled")
    named = (one for one in config.all("ntp server") if not logs.ITSELF.match(one["address"]))
    every = list({one["address"]: one for one in named}.values())
    sources = logs.counted(every, "no line names a time server") if enabled.value else enabled.as_(0)
    return clocks.clock(
        device,
        (),
        _authenticated(device, every) if sources.value else sources.as_(False),
        synchronised=clocks.in_step(device.ask("ntp_status"), "state", *_IN_STEP),
        sources=sources,
        doubt=config.unknown("ntp"),
    )


def _authenticated(device: Device, sources: list[Stated]) -> Said[Any]:
    """Of every source: a key that is defined and trusted, and that keys are asked for at all."""
    config = device.config
    switch = config.last("ntp authentication", "no ntp authentication")
    if switch is None or switch.key.startswith("no "):
        return says(switch, False) if switch else device.switch("ntp.authenticate")
    trusted = {one["key"] for one in config.all("ntp trusted-key")}
    keys = {one["key"] for one in config.all("ntp authentication-key") if one.holds("trusted") or one["key"] in trusted}
    bare = next((one for one in sources if _key(one) not in keys), None)
    return says(bare, False) if bare else says(switch, True)


def _key(source: Stated) -> str:
    found = _KEY.search(source["options"])
    return found[1] if found else ""


def _copied(config: Stated) -> Iterator[tuple[str, Stated]]:
    """What jobs copy that a schedule runs again and again."""
    jobs = {one["job"]: one for one in config.all("job") if not off(one, "enable")}
    run: set[str] = set()
    for schedule in config.all("schedule"):
        if not off(schedule, "enable") and schedule.has("trigger on", "trigger every"):
            run |= {one["job"] for one in _steps(schedule, "job")}
    for job in (one for name, one in jobs.items() if name in run):
        for one in _steps(job, "cli", "delay"):
            yield one["command"].removeprefix("<copied:").removesuffix(">"), one


def _steps(block: Stated, *keys: str) -> list[Stated]:
    """Each by its number, which a later line takes over."""
    return list({one["step"] or f"line {one.number}": one for one in block.all(*keys)}.values())
