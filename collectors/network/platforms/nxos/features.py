"""Which services are on: most are features of the system, and those are off unless a line names them."""

from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.said import Said, says

_OLD: Final = {"ssh": "ssh server enable", "telnet": "telnet server enable"}
"""How releases before 5.0 wrote it."""


def on(device: Device, service: str, feature: str = "") -> Said[Any]:
    """Whether a service is on: by the last line about its feature, or what the device shows, or what no line means."""
    line = _line(device.config, feature or service, _OLD.get(service, ""))
    if line:
        return says(line, not line.key.startswith("no "))
    shown = device.ask("feature")
    if shown.ok and (state := shown.body.get(service)):
        return Said(state == "enabled", f"show feature: {feature or service} is {state}")
    return device.switch(f"service.{service}")


def named(config: Stated, feature: str) -> bool:
    """A line names a feature, and none takes it back."""
    line = _line(config, feature, "")
    return line is not None and not line.key.startswith("no ")


def _line(config: Stated, feature: str, old: str) -> Stated | None:
    named = [one for one in config.below if one.key in ("feature", "no feature") and one["what"] == feature]
    named += [one for one in config.below if old and one.key in (old, f"no {old}")]
    said = [one for one in named if not one.by_default] or named
    return max(said, key=lambda one: one.number) if said else None
