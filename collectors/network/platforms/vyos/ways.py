"""Ways in: console, SSH and, on old releases, Telnet; when an idle shell ends, and what somebody must show."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.doors import REFUSED, Methods, session, sign_in
from collectors.network.platforms.vyos.accounts import CERTIFICATES, User, users
from collectors.network.said import Said, says, unsaid
from scanner.answers import unclear
from scanner.facts import Fact

_DOORS: Final = {"console": (), "ssh": ("ssh",), "telnet": ("telnet",)}
"""Ways in, and the families that speak of each."""


def ways(device: Device) -> Iterator[Fact]:
    """A session and a sign-in on each way that somebody can come in by."""
    config = device.config
    said = config.last("system login timeout")
    for way, families in _DOORS.items():
        if way == "console" or config.under(f"service {way}"):
            idle = says(said, said.count("seconds")) if said else device.default(f"idle.{_LIKE.get(way, way)}")
            yield session(device, "line", way, idle, doubt=config.unknown("whole", "login"))
            doubt = [*config.unknown("whole", "login", "account", "aaa", *families)]
            yield from sign_in(device, "line", way, _methods(device, way), servers(config), doubt=doubt)

    if salt := config.under("service salt-minion"):
        why = unsaid(
            unclear(device.got, f"what a master of Salt asks for, which commands it, is not read: {salt.line}")
        )
        yield session(device, "line", "salt", why)
        yield from sign_in(device, "line", "salt", why)


_LIKE: Final = {"telnet": "ssh"}
"""All have the same shell."""


def _methods(device: Device, way: str) -> Methods | Said[Any]:
    """Servers are asked first where there are some; `optional`, as is the default, lets local accounts in too."""
    config = device.config
    asked, everybody = [*servers(config)], [one for one in users(config) if one.name not in device.break_glass]
    mode = config.last("system login radius security-mode", "system login tacacs security-mode")
    local = device.default(f"sign_in.{_LIKE.get(way, way)}")
    if local.value is None:
        return local
    methods = Methods(("local",), local.stands, factors=_factors(everybody))
    if asked:
        line = next(one for one in _named(config) if one["address"] in asked)
        let = says(mode, mode["mode"] == "optional") if mode else _beside(device)
        stands, also = "; ".join(filter(None, (line.line, let.stands))), let.value is not False
        methods = Methods(("group servers", "local"), stands, also_local=also, factors=_factors(everybody))
    return _by_keys(config, everybody, methods) if way == "ssh" else methods


def _beside(device: Device) -> Said[Any]:
    """Whether who is refused by a server may come in by a local account, where no line says security-mode."""
    default = device.default("aaa.fallback")
    return default.as_(default.value == "always")


def _by_keys(config: Stated, everybody: list[User], methods: Methods) -> Methods:
    """A key of an account lets in by SSH without a question to any server, and without a second factor."""
    alone = config.last("service ssh disable-password-authentication")
    lines = [line for user in everybody if not user.last("disable") for line in user.keys]
    line = next(iter((*lines, *config.all(*CERTIFICATES))), None)
    if alone:
        return Methods(("keys" if any(user.keys for user in users(config)) or line else REFUSED,), alone.line)
    if line is None:
        return methods
    return Methods(("keys", *methods.names), f"{line.line}; {methods.stands}", also_local=methods.also_local)


def _factors(everybody: list[User]) -> int:
    """Of those who come in with a password; accounts for emergencies are left out."""
    open_ = [user for user in everybody if user.password and not user.last("disable")]
    return 2 if open_ and all(user.second for user in open_) else 1


def servers(config: Stated) -> Iterator[str]:
    """Addresses of servers that are asked, each once."""
    off = {one["address"] for one in config.below if one.match and one.key in _OFF}
    yield from dict.fromkeys(one["address"] for one in _named(config) if one["address"] not in off)


_OFF: Final = ("system login radius server disable", "system login tacacs server disable")


def _named(config: Stated) -> list[Stated]:
    begins = ("system login radius server", "system login tacacs server", "system login radius-server")
    return config.beginning(*begins)
