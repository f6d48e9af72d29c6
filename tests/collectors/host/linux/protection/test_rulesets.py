import json
from typing import Any

import pytest

from scanner.facts import Guard
from tests.collectors.host.machines import only, read, why


def nft(*chains: dict[str, Any], rules: list[Any] | None = None) -> str:
    items = [{"chain": {"table": "t", "name": "in", "hook": "input", **c}} for c in chains]
    last = [{"rule": {"table": "t", "chain": "in", "family": chains[0]["family"], "expr": e}} for e in rules or []]
    last.append({"rule": {"table": "t", "chain": "open", "family": chains[0]["family"], "expr": ACCEPT}})
    return "#nft\n" + json.dumps({"nftables": [{"metainfo": {}}, *items, *last]}) + "\n"


def match(left: str, key: str, right: Any) -> dict[str, Any]:
    return {"match": {"op": "in" if isinstance(right, list) else "==", "left": {left: {"key": key}}, "right": right}}


def vmap(key: str, value: str, verdict: str) -> dict[str, Any]:
    of = "meta" if key == "iifname" else "ct"
    return {"vmap": {"key": {of: {"key": key}}, "data": {"set": [[value, {verdict: None}]]}}}


ACCEPT: list[Any] = [{"accept": None}]
PORT_22 = {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 22}}
UFW = """#iptables
-P INPUT DROP
-N ufw-before-input
-N ufw-not-local
-N ufw-user-input
-A INPUT -j ufw-before-input
-A ufw-before-input -i lo -j ACCEPT
-A ufw-before-input -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A ufw-before-input -m conntrack --ctstate INVALID -j DROP
-A ufw-before-input -p icmp -m icmp --icmp-type 8 -j ACCEPT
-A ufw-before-input -j ufw-not-local
-A ufw-before-input -d 224.0.0.251/32 -p udp -m udp --dport 5353 -j ACCEPT
-A ufw-before-input -j ufw-user-input
-A ufw-not-local -m addrtype --dst-type LOCAL -j RETURN
-A ufw-not-local -m addrtype --dst-type MULTICAST -j RETURN
-A ufw-not-local -m limit --limit 3/min -j LOG --log-prefix "[UFW BLOCK] "
-A ufw-not-local -j DROP
-A ufw-user-input -p tcp -m tcp --dport 22 -j ACCEPT
"""


def firewalld() -> str:
    def chain(name: str, **hook: str) -> dict[str, Any]:
        return {"chain": {"family": "inet", "table": "firewalld", "name": name, **hook}}

    def rule(name: str, *expr: dict[str, Any]) -> dict[str, Any]:
        return {"rule": {"family": "inet", "table": "firewalld", "chain": name, "expr": [*expr]}}

    items = [
        chain("filter_INPUT", type="filter", hook="input", policy="accept"),
        rule("filter_INPUT", match("ct", "state", {"set": ["established", "related"]}), {"accept": None}),
        rule("filter_INPUT", match("meta", "iifname", "lo"), {"accept": None}),
        rule("filter_INPUT", {"jump": {"target": "zones"}}),
        rule("filter_INPUT", {"reject": {"type": "icmpx", "expr": "admin-prohibited"}}),
        rule("zones", match("meta", "iifname", "eth0"), {"goto": {"target": "filter_IN_ZONE"}}),
        rule("zones", {"goto": {"target": "filter_IN_ZONE"}}),
        rule("filter_IN_public", {"jump": {"target": "filter_IN_public_allow"}}),
        rule("filter_IN_public", match("meta", "l4proto", {"set": ["icmp", "ipv6-icmp"]}), {"accept": None}),
        rule("filter_IN_public_allow", PORT_22, {"accept": None}),
        rule("filter_IN_trusted", {"accept": None}),
    ]
    return "#ipv6\n#nft\n" + json.dumps({"nftables": items}) + "\n"


FIREWALLD = firewalld()
DROP: list[Any] = [{"counter": {"packets": 1}}, {"drop": None}]
MATCHED: list[Any] = [{"match": {}}, {"drop": None}]


@pytest.mark.parametrize(
    ("text", "on"),
    [
        (nft({"family": "inet", "policy": "drop"}), True),
        (nft({"family": "inet", "policy": "accept"}), False),
        (nft({"family": "inet", "policy": "accept"}, rules=[MATCHED, DROP]), True),
        (nft({"family": "inet", "policy": "accept"}, rules=[DROP, MATCHED]), True),
        (nft({"family": "inet", "policy": "accept"}, rules=[[{"reject": {"type": "icmpx"}}]]), True),
        (nft({"family": "ip", "policy": "drop"}), True),
        ("#ipv6\n" + nft({"family": "ip", "policy": "drop"}), False),
        ("#ipv6\n" + nft({"family": "ip", "policy": "drop"}, {"family": "ip6", "policy": "drop"}), True),
        (nft({"family": "inet", "policy": "drop", "hook": "forward"}), False),
        ("#iptables\n-P INPUT DROP\n", True),
        (
            (
                "#iptables\n-P INPUT ACCEPT\n-A INPUT -i lo -j ACCEPT\n"
                "-A INPUT -j REJECT --reject-with icmp-host-prohibited\n"
            ),
            True,
        ),
        ("#iptables\n-P INPUT ACCEPT\n-A INPUT -p tcp -j DROP\n", False),
        ("#ipv6\n#iptables\n-P INPUT DROP\n#ip6tables\n-P INPUT ACCEPT\n", False),
        ("", False),
        (nft({"family": "inet", "policy": "drop"}, rules=[ACCEPT]), False),
        (nft({"family": "inet", "policy": "drop"}, rules=[[match("meta", "iifname", "lo"), *ACCEPT]]), True),
        (nft({"family": "inet", "policy": "drop"}, rules=[[match("meta", "iifname", "eth0"), *ACCEPT]]), None),
        (nft({"family": "inet", "policy": "drop"}, rules=[[match("ct", "state", ["established"]), *ACCEPT]]), True),
        (
            nft({"family": "inet", "policy": "drop"}, rules=[[match("ct", "state", ["new", "established"]), *ACCEPT]]),
            None,
        ),
        (nft({"family": "inet", "policy": "drop"}, rules=[[match("meta", "l4proto", "tcp"), *ACCEPT]]), None),
        (nft({"family": "inet", "policy": "drop"}, rules=[[PORT_22, *ACCEPT]]), True),
        (nft({"family": "inet", "policy": "drop"}, rules=[[match("meta", "l4proto", "tcp"), PORT_22, *ACCEPT]]), True),
        (nft({"family": "inet", "policy": "drop"}, rules=[[{"jump": {"target": "open"}}]]), False),
        (nft({"family": "inet", "policy": "drop"}, rules=[[{"goto": {"target": "nowhere"}}], ACCEPT]), True),
        (nft({"family": "inet", "policy": "drop"}, rules=[[vmap("state", "established", "accept")]]), True),
        (nft({"family": "inet", "policy": "drop"}, rules=[[vmap("iifname", "eth0", "accept")]]), None),
        (nft({"family": "inet", "policy": "drop"}, rules=[[{"queue": None}]]), None),
        (nft({"family": "inet", "policy": "drop"}, {"family": "inet", "policy": "accept", "name": "other"}), True),
        ("#iptables\n-P INPUT DROP\n-A INPUT -j ACCEPT\n", False),
        ('#iptables\n-P INPUT DROP\n-A INPUT -m comment --comment "x -j DROP" -j ACCEPT\n', False),
        ("#iptables\n-P INPUT DROP\n-A INPUT -i eth0 -j ACCEPT\n", None),
        ("#iptables\n-P INPUT DROP\n-A INPUT ! -i lo -j ACCEPT\n", None),
        ("#iptables\n-P INPUT DROP\n-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n", True),
        ("#iptables\n-P INPUT DROP\n-A INPUT -m state --state NEW,ESTABLISHED -j ACCEPT\n", None),
        ("#iptables\n-P INPUT DROP\n-A INPUT -p tcp -m tcp --dport 22 ! -s 10.0.0.0/8 -j ACCEPT\n", True),
        ("#iptables\n-P INPUT DROP\n-A INPUT -p tcp -m tcp --dport 1:65535 -j ACCEPT\n", None),
        ("#iptables\n-P INPUT DROP\n-N all\n-A INPUT -j all\n-A all -i lo -j RETURN\n-A all -j ACCEPT\n", False),
        ("#iptables\n-P INPUT DROP\n-N loop\n-A INPUT -j loop\n-A loop -j loop\n", None),
        (UFW, True),
        (FIREWALLD.replace("ZONE", "public"), True),
        (FIREWALLD.replace("ZONE", "trusted"), False),
    ],
)
def test_the_firewall(text: str, on: bool | None) -> None:  # noqa: FBT001  # a table
    assert only(Guard, read({"firewall": text.encode()}), "linux.firewall").in_force is on


def test_no_firewall_program_is_no_firewall() -> None:
    assert only(Guard, read({"firewall": "absent"}), "linux.firewall").in_force is False
    assert why(only(Guard, read({"firewall": "denied"}), "linux.firewall"), "in_force") == "denied"
