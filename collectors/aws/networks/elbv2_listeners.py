"""Reads the listeners of load balancers: how they encrypt, and how long who signs in there stays. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, Literal

from collectors.aws.networks.elbv2 import KINDS, LISTENER, SIGN_IN
from collectors.aws.networks.reasons import reasons
from collectors.aws.networks.tls import ciphers, lowest
from collectors.aws.read import Account, body
from scanner.answers import HIDDEN, Got, gaps, rests_on, unclear, unread
from scanner.facts import Channel, Fact, Session

_WEEK: Final = 604800
"""Seconds that a session lasts where an action says nothing (`SessionTimeout`, Elastic Load Balancing API)."""
_ENCRYPTED: Final = frozenset({"HTTPS", "TLS"})
_SAME_HOST: Final = (None, "#{host}")


@dataclass(frozen=True, slots=True)
class Balancer:
    """A load balancer, with the answers about it alone."""

    whole: Account
    got: Got
    row: Mapping[str, Any]

    @property
    def arn(self) -> str:
        """Its id."""
        return str(self.row["LoadBalancerArn"])

    @property
    def listing(self) -> Got:
        """Its listeners."""
        return self.whole.one("elbv2.listeners", self.arn)

    @property
    def listeners(self) -> list[Mapping[str, Any]]:
        """Those that were listed."""
        return list(body(self.listing).get("Listeners", []))

    def thing(self, kind: str, resource: str = "", name: str = "") -> dict[str, Any]:
        """What all facts about it, or about one of its parts, share."""
        own = str(self.row.get("LoadBalancerName", ""))
        return self.whole.thing(kind, resource or self.arn, name=f"{own} {name}".rstrip(), site=self.got.about)


def channel(balancer: Balancer, row: Mapping[str, Any]) -> Channel:
    """Say how what comes through a listener is encrypted."""
    thing = balancer.thing(LISTENER, row["ListenerArn"], f"{row.get('Protocol', '')} {row.get('Port', '')}".strip())
    protocol: Literal["http", "tls"] = "http" if row.get("Protocol") in {"HTTP", "HTTPS"} else "tls"
    encryption, how = _encryption(balancer, row)
    versions, algorithms, told = _policy(balancer, _behind(balancer, row) if encryption == "required" else row)
    if encryption == "none":
        versions, algorithms, told = "", (), how
    elif encryption is None:
        versions, algorithms, told = None, None, how
    return Channel(
        **thing,
        answers=rests_on(balancer.got, balancer.listing, how, told),
        protocol=protocol,
        enabled=True,
        encryption=encryption,
        min_version=versions,
        algorithms=algorithms,
        unread=reasons(encryption=(encryption, how), min_version=(versions, told), algorithms=(algorithms, told)),
    )


def _encryption(balancer: Balancer, row: Mapping[str, Any]) -> tuple[Literal["required", "none"] | None, Got]:
    """A plain door that only ever sends on to the encrypted one, or away, counts as one that demands encryption."""
    if row.get("Protocol") in _ENCRYPTED:
        return "required", balancer.listing
    if row.get("Protocol") != "HTTP":
        return None, HIDDEN  # what is in the packets that it passes on it does not look at
    if not _refuses(row.get("DefaultActions", [])):
        return "none", balancer.listing
    rules = balancer.whole.one("elbv2.rules", row["ListenerArn"])
    if not rules.good:
        return None, rules
    return ("required" if all(_refuses(r["Actions"]) for r in body(rules).get("Rules", [])) else "none"), rules


def _refuses(actions: list[Mapping[str, Any]]) -> bool:
    """It leads nobody to a target without encryption."""
    ends = [a for a in actions if a.get("Type") in {"forward", "redirect", "fixed-response"}]
    return bool(ends) and all(a["Type"] == "fixed-response" or a.get("Protocol") == "HTTPS" for a in ends)


def _behind(balancer: Balancer, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The encrypted listener to which a plain one sends everybody on; the row itself where that is no other of them."""
    if row.get("Protocol") in _ENCRYPTED:
        return row
    here = (a for a in row.get("DefaultActions", []) if a.get("Type") == "redirect" and a.get("Host") in _SAME_HOST)
    ports = {a.get("Port") for a in here}
    return next((other for other in balancer.listeners if str(other.get("Port")) in ports), row)


def _policy(balancer: Balancer, row: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...] | None, Got]:
    """The lowest version and the ciphers of a listener's security policy."""
    if row.get("Protocol") not in _ENCRYPTED:
        return None, None, HIDDEN
    asked = [g for g in balancer.whole.every("elbv2.ssl_policies") if g.about.startswith(f"{balancer.got.about}/")]
    rows = ((got, p) for got in asked for p in body(got).get("SslPolicies", []))
    found = next(((got, p) for got, p in rows if p["Name"] == row.get("SslPolicy")), None)
    if found is None:
        bad = next((g for g in asked if not g.good), None)
        return None, None, bad or _unknown(balancer, row)
    got, policy = found
    version = lowest(policy.get("SslProtocols", []))
    return version, ciphers(policy.get("Ciphers", [])), got if version else unclear(got, "a version it does not name")


def _unknown(balancer: Balancer, row: Mapping[str, Any]) -> Got:
    asked = balancer.whole.one("elbv2.ssl_policies", f"{balancer.got.about}/{row.get('SslPolicy', '')}")
    return asked if not asked.good else unclear(asked, "it does not hold the listener's policy")


def sessions(balancer: Balancer, row: Mapping[str, Any]) -> Iterator[Fact]:
    """Give the sessions of who signs in at a listener: only encrypted ones of application load balancers do that."""
    if row.get("Protocol") != "HTTPS":
        return
    rules = balancer.whole.one("elbv2.rules", row["ListenerArn"])
    if not rules.good:
        yield from gaps(balancer.whole.target, SIGN_IN, rules, *KINDS[SIGN_IN].gives, site=balancer.got.about)
    own = ((row["ListenerArn"], balancer.listing, action) for action in row.get("DefaultActions", []))
    others = (r for r in body(rules).get("Rules", []) if not r.get("IsDefault"))
    of_rules = ((r["RuleArn"], rules, action) for r in others for action in r.get("Actions", []))
    for resource, got, action in chain(own, of_rules):
        if str(action.get("Type", "")).startswith("authenticate-"):
            yield _session(balancer, row, resource, got, int(action.get("SessionTimeout", _WEEK)))


def _session(balancer: Balancer, row: Mapping[str, Any], resource: str, got: Got, lasts: int) -> Session:
    """Nothing ends it before its time, however idle."""
    return Session(
        **balancer.thing(SIGN_IN, resource, f"HTTPS {row.get('Port', '')}".strip()),
        answers=rests_on(balancer.got, balancer.listing, got),
        surface="web",
        idle_seconds=lasts,
        on_idle="ends",
        max_seconds=lasts,
        enforced=True,
        reauth_seconds=None,
        unread=unread(reauth_seconds=HIDDEN),
    )
