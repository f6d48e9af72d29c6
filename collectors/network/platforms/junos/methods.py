"""What somebody must show to come in: the order of methods, and the servers behind them."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.doors import REFUSED, Methods
from collectors.network.platforms.junos.accounts import with_keys
from collectors.network.said import Said, unsaid
from scanner.answers import unclear

_OWN: Final = {
    "ssh": "system services ssh authentication-order",
    "telnet": "system services telnet authentication-order",
    "console": "system ports authentication-order",
    "aux": "system ports authentication-order",
}
"""Where a way in has an order of its own, which outweighs the one for all."""
_PORTS: Final = {"console": "console", "aux": "auxiliary"}
_DEFAULTS: Final = {"api": "web"}
NO_PASSWORDS: Final = "system services ssh no-passwords"
"""Keys alone let in."""
_OTHER_KEYS: Final = tuple(
    f"system services ssh {way}" for way in ("authorized-keys-command", "trusted-user-ca-key-file", "cert-based-auth")
)


def of_way(device: Device, way: str) -> Methods | Said[Any]:
    """What a way in asks for.

    Without `password` local accounts are asked only where no server answers; with it, also where one refuses.
    """
    order = _order(device.config, way)
    if not order:
        said = device.default(f"sign_in.{_DEFAULTS.get(way, way)}")
        return said if said.value is None else _by_keys(device, way, Methods((str(said.value),), said.stands))
    named = [one["method"] for one in order]
    if "ldaps" in named:
        return unsaid(unclear(device.got, f"which servers line {order[named.index('ldaps')].number} asks"))
    stands = "; ".join(one.line for one in order)
    first = [name for name in named if name != "password" and any(servers(device.config, name))]
    local = "password" in named
    if not first or named[0] == "password":
        return _by_keys(device, way, Methods(("local", *(f"group {name}" for name in first)), stands, also_local=local))
    return _by_keys(device, way, Methods((*(f"group {name}" for name in first), "local"), stands, also_local=local))


def _order(config: Stated, way: str) -> list[Stated]:
    port = _PORTS.get(way, "")
    own = [one for one in config.all(_OWN[way]) if one["port"] == port] if way in _OWN else []
    return own or config.all("system authentication-order")


def _by_keys(device: Device, way: str, methods: Methods) -> Methods:
    """Keys of local accounts let in by SSH without a question to any server."""
    config = device.config
    if way != "ssh":
        return methods
    alone, none = _without_passwords(config), config.last("system services ssh no-public-keys")
    others = config.all(*_OTHER_KEYS)
    if alone:
        return Methods((REFUSED if none and not others else "keys",), alone.line)
    spared = {*device.break_glass, "root"}
    keys = [] if none else [line for user, line in with_keys(config).items() if user not in spared]
    line = next(iter((*keys, *others)), None)
    if line is None:
        return methods
    return Methods(("keys", *methods.names), f"{line.line}; {methods.stands}", also_local=methods.also_local)


def _without_passwords(config: Stated) -> Stated | None:
    """The line by which keys alone let in; of two that say it together the last."""
    both = [config.last(f"system services ssh no-{how}") for how in ("password-authentication", "challenge-response")]
    return config.last(NO_PASSWORDS) or (both[1] if all(both) else None)


def servers(config: Stated, kind: str) -> Iterator[str]:
    """Addresses of the servers of RADIUS or TACACS+, each once."""
    begin = f"system {kind}-server"
    yield from dict.fromkeys(one["address"] for one in config.beginning(begin))
