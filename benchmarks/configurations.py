"""What it costs to read configurations of devices: one of 5,000 lines, and 32 MiB of whatever a device may send."""

from collections.abc import Iterator
from typing import Final

from benchmarks.cost import Figure, cpu
from collectors.network.platforms import PLATFORMS
from tests.collectors.network.hardened import hardened
from tests.collectors.network.reading import facts

LINES: Final = 5000
SIZE: Final = 32 << 20
FILLING: Final = {
    "junos": "set interfaces ge-0/0/{} unit 0 family inet address 10.0.0.1/24\n",
    "vyos": "set interfaces ethernet eth{} address '10.0.0.1/24'\n",
    "panos": "set network interface ethernet ethernet1/{} layer3 ip 10.0.0.1/24\n",
    "fortios": 'config firewall address\n    edit "host-{}"\n        set subnet 10.0.0.1 255.0.0.0\n    next\nend\n',
    "routeros": "/ip address\nadd address=10.0.0.{}/24 interface=ether1 network=10.0.0.0\n",
}
_INTERFACES: Final = (
    "interface Ethernet1/{}\n description to ward\n ip address 10.0.0.1 255.255.255.0\n no shutdown\n!\n"
)
BYTES: Final = {
    "words": "word " * 15 + "\n",
    "one line": "x",
    "blanks": " " * 60 + "a\n",
    "deep": "".join(f"{' ' * n}a\n" for n in range(60)),
    "braces": "a { b { c d; } } ",
    "quotes": 'set a "b\\" c\n',
    "tags": "<a><b name='c'>d</b></a>",
    "backslashes": "add a=b \\\n",
    "secrets": "snmp-server community word ro\nset snmp community word authorization read-only\n",
    "NULs": "\0\0\0\n",
}


def figures() -> Iterator[Figure]:
    """The dearest platform of each."""
    costs = {name: cpu(lambda name=name: facts(name, long(name), whole=True)) for name in PLATFORMS}  # type: ignore[misc]
    dearest = max(costs, key=costs.__getitem__)
    yield Figure(f"a configuration of {LINES} lines: kept and read ({dearest})", costs[dearest], "CPU-s", 0.015)
    worst = max((cpu(lambda p=p, t=t: _kept(p, t), 1), f"{p}, {what}") for p in PLATFORMS for what, t in _texts())  # type: ignore[misc]
    yield Figure(f"32 MiB of any bytes ({worst[1]})", worst[0], "CPU-s", 6)


def long(platform: str, lines: int = LINES) -> str:
    """A well kept configuration with so many interfaces that it has so many lines."""
    sample = hardened(platform)
    one = FILLING.get(platform, _INTERFACES)
    count = (lines - sample.count("\n")) // one.count("\n")
    filling = "".join(one.format(n) for n in range(count))
    # Not at its end, where the mark is; and not in its middle, where a block may stand open.
    return filling + sample


def _texts() -> Iterator[tuple[str, str]]:
    for what, piece in BYTES.items():
        yield what, (piece * (SIZE // len(piece) + 1))[:SIZE]


def _kept(platform: str, text: str) -> None:
    try:
        PLATFORMS[platform].config.keep(text)
    except ValueError:
        return
