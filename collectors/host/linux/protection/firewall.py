"""The firewall: is incoming traffic refused that no rule names."""

from collections.abc import Iterable, Iterator

from collectors.host.host import Host, guard
from scanner.answers import JSON, unclear
from scanner.collector import Kind
from scanner.facts import Fact, Guard

KINDS = {
    "linux.firewall": Kind(
        "firewall",
        ((Guard, "unlisted-traffic"),),
        {
            "network-segmentation.deny-by-default": "apt-get install ufw; ufw default deny incoming; ufw allow"
            " PORT/tcp for each port that must be reached, that of SSH first (sshd -T | grep ^port); ufw enable. RHEL:"
            " firewall-cmd --permanent --add-port=PORT/tcp likewise (firewall-offline-cmd while it is off), systemctl"
            " enable --now firewalld. Keep a session open until a second one has come in."
        },
        always=True,
    ),
}


def read_firewall(host: Host) -> Iterator[Fact]:
    """Is incoming traffic that no rule allows refused, for IPv4 and, where there is one, IPv6."""
    got = host.ask("linux.firewall")
    if not got.good:
        yield guard(host, "linux.firewall", "firewall", "unlisted-traffic", on=None, why=got)
        return
    body = got.body or {"ipv6": False, "chains": []}
    seen = [_refused(body["chains"], family) for family in (("ip", "ip6") if body["ipv6"] else ("ip",))]
    on = False if False in seen else None if None in seen else True
    why = unclear(got, "a rule lets in all of an interface, a protocol or what is new") if on is None else got
    yield guard(host, "linux.firewall", "firewall", "unlisted-traffic", on=on, why=why)


def _refused(chains: Iterable[JSON], family: str) -> bool | None:
    """One chain that refuses is enough: what it drops no other brings back."""
    seen = [c["refuses"] for c in chains if c["family"] in {family, "inet"}]
    return True if True in seen else None if None in seen else False
