"""How a device talks: what answers on it, and where it sends its logs and copies."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.said import Said, says, unsaid
from scanner.answers import HIDDEN, NOT_ASKED, Got, unclear
from scanner.facts import Channel

PLAIN: Final = frozenset({"http", "ftp", "tftp", "rcp"})
"""Ways to copy that everybody on the path can read."""
MAIL: Final = "mail"
ELSEWHERE: Final = frozenset({"scp", "sftp", "https", MAIL, *PLAIN})
"""Ways to copy that lead off the device."""
_OF_COPIES: Final = {"scp": "ssh", "sftp": "ssh", "https": "tls", "http": "http"}

Value = Said[Any] | Got
"""What a line says, or what would have told."""


def unnamed(device: Device) -> Said[Any]:
    """Algorithms of SSH, where no lines name them all."""
    return unsaid(unclear(device.got, "no line names all algorithms; the server says them to whoever connects"))


def plain(  # noqa: PLR0913  # as below
    device: Device,
    part: str,
    enabled: Value,
    encryption: Value | str = "none",
    *,
    protocol: str = "",
    doubt: Iterable[Stated] = (),
) -> Channel:
    """Telnet, HTTP, FTP: what never encrypts.

    encryption: `required` where HTTP only leads to HTTPS. protocol: which, where the part's name does not say it.
    """
    protocol = protocol or {"telnet": "telnet", "ftp": "ftp", "tftp": "ftp", "rcp": "ftp"}.get(part, "http")
    return device.make(
        Channel,
        "service",
        part,
        doubt=doubt,
        protocol=protocol,
        enabled=enabled,
        encryption=encryption,
        min_version="",
        algorithms=() if encryption == "none" else NOT_ASKED,
    )


def shell(  # noqa: PLR0913  # one listener has so many sides
    device: Device,
    enabled: Value,
    version: Value | str,
    algorithms: Value,
    part: str = "ssh",
    *,
    doubt: Iterable[Stated] = (),
) -> Channel:
    """SSH, or what is carried by it. `version`: `2.0`, or `1` where the first is spoken too.

    What the server `ssh` offers on the wire outweighs all this.
    """
    return device.make(
        Channel,
        "service",
        part,
        doubt=doubt,
        protocol="ssh",
        enabled=enabled,
        encryption="required",
        min_version=version,
        algorithms=algorithms,
    )


def pages(  # noqa: PLR0913  # one listener has so many sides
    device: Device,
    part: str,
    enabled: Value,
    version: Value | str = NOT_ASKED,
    algorithms: Value | tuple[str, ...] = NOT_ASKED,
    *,
    encryption: Value | str = "required",
    doubt: Iterable[Stated] = (),
) -> Channel:
    """What is carried by TLS: pages, an API.

    version: the lowest, `1.2`. encryption: `offered` where plain HTTP is taken too, `none` where nothing else is.
    """
    return device.make(
        Channel,
        "service",
        part,
        doubt=doubt,
        protocol="tls",
        enabled=enabled,
        encryption=encryption,
        min_version=version,
        algorithms=algorithms,
    )


def snmp(  # noqa: PLR0913, PLR0917  # as above
    device: Device,
    part: str,
    enabled: Value,
    encryption: Value | str = "none",
    least: str = "",
    algorithms: Value | tuple[str, ...] = NOT_ASKED,
    *,
    doubt: Iterable[Stated] = (),
) -> Channel:
    """An agent in one version: `snmpv2c`, `snmpv3`; `snmp` where none is spoken. `least`: `1`, `2`, `3`."""
    return device.make(
        Channel,
        "service",
        part,
        doubt=doubt,
        protocol="snmp",
        enabled=enabled,
        encryption=encryption,
        min_version=least,
        algorithms=() if encryption == "none" else _of_users(algorithms),
    )


def _of_users(algorithms: Value | tuple[str, ...]) -> Value | tuple[str, ...]:
    """`sha` without a number is SHA-1 (RFC 3414), on all platforms: the others are called by their sizes."""
    if not isinstance(algorithms, Said) or algorithms.value is None:
        return algorithms
    return algorithms.as_(tuple(sorted({"sha1" if name == "sha" else name for name in algorithms.value})))


def snmp_agents(
    device: Device,
    plain_: Sequence[Stated],
    secure: Sequence[Stated],
    algorithms: Value | tuple[str, ...] = NOT_ASKED,
    *,
    doubt: Iterable[Stated] = (),
) -> Iterator[Channel]:
    """A channel for each version in use; where none is, one that is off.

    plain_: lines of versions 1 and 2c. secure: lines of version 3, with the `level` that they demand.
    """
    lines = [*doubt]
    if plain_:
        yield snmp(device, "snmpv2c", says(plain_[0], True), "none", "1", doubt=lines)
    if secure:
        levels = {one["level"] or "noauth" for one in secure}
        encryption = "required" if levels == {"priv"} else "offered" if "priv" in levels else "none"
        worst = next((one for one in secure if one["level"] != "priv"), secure[0])
        yield snmp(device, "snmpv3", says(worst, True), encryption, "3", algorithms, doubt=lines)
    if not plain_ and not secure:
        yield snmp(device, "snmp", device.switch("service.snmp"), doubt=lines)


def log_server(device: Device, address: str, enabled: Value, *, secure: bool, doubt: Iterable[Stated] = ()) -> Channel:
    """Where a log is sent: over TLS, or for everybody on the path to read."""
    return device.make(
        Channel,
        "sending",
        f"syslog/{address}",
        name=f"logs to {address}",
        doubt=doubt,
        protocol="syslog",
        enabled=enabled,
        encryption="required" if secure else "none",
        min_version=HIDDEN if secure else "",
        algorithms=HIDDEN if secure else (),
    )


def copied_by(device: Device, place: int, scheme: str, enabled: Value, *, doubt: Iterable[Stated] = ()) -> Channel:
    """How a copy of the configuration travels. `place`: which of several."""
    open_ = scheme in PLAIN
    return device.make(
        Channel,
        "sending",
        f"copy/{place}",
        name=f"copies by {scheme.upper()}",
        doubt=doubt,
        protocol=_OF_COPIES.get(scheme, "ftp"),
        enabled=enabled,
        encryption="none" if open_ else "required",
        min_version="" if open_ else HIDDEN,
        algorithms=() if open_ else HIDDEN,
    )
