"""Collectors of hosts and devices in small, that read inventories as ours do."""

from functools import partial
from typing import Any

from collectors.inventory import devices, read
from collectors.network.options import means, platform
from collectors.network.over_ssh import check
from scanner.collector import CollectError, Collector
from scanner.plugins import Registry
from scanner.targets import Target

OPTIONS: dict[str, Any] = {
    "host": {"type": "string", "minLength": 1},
    "port": {"type": "integer", "minimum": 1, "maximum": 65535},
    "user": {"type": "string", "pattern": "^[^@ ]+$", "x-wanted": "a name without @"},
    "identity": {"type": "string"},
    "jump": {"type": "string"},
    "host_key": {"type": ["string", "array"], "items": {"type": "string"}},
    "password": {"type": "string"},
    "sudo": {"type": "boolean"},
    "config": {"type": "string"},
}
PLATFORMS = (
    "ios",
    "iosxe",
    "iosxr",
    "nxos",
    "asa",
    "junos",
    "eos",
    "fortios",
    "panos",
    "aoscx",
    "routeros",
    "frr",
    "vyos",
)
_DEVICE = {key: value for key, value in OPTIONS.items() if key != "sudo"} | {"enable": {"type": "string"}}


def _check(target: Target) -> None:
    if "jump" in target.options and "config" in target.options:
        raise CollectError("jump: config says it already")


def _collector(scheme: str, **more: Any) -> Collector:
    return Collector(
        scheme=scheme,
        platform=scheme,
        version="1",
        kinds={},
        questions=(),
        collect=lambda _: iter(()),
        read=lambda _: iter(()),
        **more,
    )


REGISTRY = Registry(
    checks={},
    collectors={
        "local": _collector("local", options={}, unnamed=lambda: "here"),
        "network": _collector(
            "network",
            options={**_DEVICE, "platform": platform(PLATFORMS)},
            inventory=devices,
            check=check,
            means=partial(means, PLATFORMS),
        ),
        "router": _collector("router", options={"port": OPTIONS["port"]}, inventory=read),
        "ssh": _collector("ssh", options=OPTIONS, inventory=read, check=_check),
    },
    plugins=(),
)
