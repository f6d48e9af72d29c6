"""The crypto policy of the system: the lowest TLS that its programs accept."""

import re
from collections.abc import Iterator

from collectors.host.host import Host
from scanner.answers import NOT_ASKED, unclear, unread
from scanner.collector import Kind
from scanner.facts import Channel, Fact

KINDS = {
    "linux.crypto-policy": Kind(
        "crypto policy",
        ((Channel, "tls"),),
        {
            "encryption-in-transit.protocol-version": "update-crypto-policies --set DEFAULT, then restart. FUTURE also"
            " refuses RSA keys below 3072 bits; FIPS needs fips-mode-setup --enable."
        },
    ),
}


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
