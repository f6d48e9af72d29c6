"""Encryption in transit: 164.312(e)."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from checks.algorithms import OVER_TLS, WEAK, numbers, weak_among
from checks.judgements import ends, in_force, supposing
from scanner.check import Verdict, cannot_tell, check, days, failed, passed, unknown
from scanner.facts import FOREVER, Certificate, Channel, Guard

# crypto.tls_min, ssh_min, snmp_min, ipsec_min, smb_min
MINIMUM: Final[Mapping[str, str]] = MappingProxyType(
    {"tls": "1.2", "ssh": "2.0", "snmp": "3", "ipsec": "2", "smb": "3.0"}
)
_NEWEST: Final[Mapping[str, str]] = MappingProxyType(
    {"tls": "1.3", "ssh": "2.0", "snmp": "3", "ipsec": "2", "smb": "3.1.1"}
)
"""Nothing is newer: "tls 3.0" is SSL 3.0 misread, and must not pass."""

RENEWAL_DAYS: Final = 30  # crypto.certificate_renewal


@check(
    id="encryption-in-transit.plain-refused",
    title="Plain connections are refused",
    control="encryption-in-transit",
    severity="high",
)
def plain_refused(channel: Channel) -> Iterator[Verdict]:
    """Whoever sits on the path reads what travels in plain.

    Rule: passes where the protocol is off, or takes encrypted connections alone (a redirect to them is enough); fails
    where it is on and takes plain ones too, or does not encrypt.

    Fix: refuse connections without encryption, or switch the protocol off.
    """
    match channel.enabled, channel.encryption:
        case False, _:
            yield passed(f"{_called(channel)} is off")
        case _, "required":
            yield passed(f"{_called(channel)} refuses unencrypted connections")
        case _, None:
            yield unknown(channel, "enabled", "encryption")
        case _, "offered":
            yield supposing(channel, failed(f"{_called(channel)} accepts unencrypted connections too"), "enabled")
        case _, "none":
            yield supposing(channel, failed(f"{_called(channel)} does not encrypt"), "enabled")


_CALLED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tls": "it",
        "database": "the database",
        "link": "the link",
        "ipsec": "IPsec",
        "telnet": "Telnet",
        "syslog": "syslog",
        "kerberos": "Kerberos",
    }
)


def _called(channel: Channel) -> str:
    """The protocol as people call it; TLS is a property of the service, not a service of its own."""
    return _CALLED.get(channel.protocol, channel.protocol.upper())


@check(
    id="encryption-in-transit.protocol-version",
    title="Old protocol versions are refused",
    control="encryption-in-transit",
    severity="high",
)
def protocol_version(channel: Channel, *, minimum: Mapping[str, str] = MINIMUM) -> Iterator[Verdict]:
    """Old versions have flaws that give the plain text away.

    Rule: passes where the lowest version it accepts is at least what minimum names for its protocol (tls for all that
    is carried by it); fails where it is lower. Says nothing of what is off, plain, or not named there. What is no
    version, or newer than any, is not assessed.

    Fix: raise the lowest version that is accepted.
    """
    family = "tls" if channel.protocol in OVER_TLS else channel.protocol
    if channel.enabled is False or channel.min_version == "" or family not in minimum:
        return
    if channel.min_version is None:
        yield unknown(channel, "enabled", "min_version")
        return
    version, least, newest = (numbers(v) for v in (channel.min_version, minimum[family], _NEWEST.get(family, "9999")))
    if version is None or least is None or newest is None or version > newest:
        yield cannot_tell(
            f"{channel.min_version!r} is no version of {_version(family)} to compare with {minimum[family]}"
        )
    elif version < least:
        old = failed(f"{_version(family)} {channel.min_version} is accepted, less than {minimum[family]}")
        yield supposing(channel, old, "enabled")
    else:
        yield passed(f"{_version(family)} {channel.min_version} is the lowest accepted")


def _version(family: str) -> str:
    """What has the versions: IPsec itself has none."""
    return "IKE" if family == "ipsec" else family.upper()


@check(
    id="encryption-in-transit.strong-algorithms",
    title="No weak algorithm is on offer",
    control="encryption-in-transit",
    severity="medium",
)
def strong_algorithms(channel: Channel, *, weak: Mapping[str, tuple[str, ...]] = WEAK) -> Iterator[Verdict]:
    """An attacker on the path chooses the weakest algorithm that both ends know.

    Rule: fails where whole words of the name of an algorithm it accepts are in weak, under its protocol (tls for all
    that is carried by it) or else under other; passes where none are. Says nothing of what is off or plain; where it
    names no algorithm it is not assessed.

    Fix: list the algorithms to accept, and leave the weak ones out.
    """
    if channel.enabled is False or channel.encryption == "none":
        return
    family = "tls" if channel.protocol in OVER_TLS else channel.protocol
    match channel.algorithms:
        case None:
            yield unknown(channel, "enabled", "encryption", "algorithms")
        case ():
            yield cannot_tell("it is not said to be plain, and names no algorithm")
        case offered if bad := weak_among(offered, weak.get(family, weak.get("other", ()))):
            named = (name.upper() if family == "tls" else name for name in bad)
            yield supposing(channel, failed(f"accepts {', '.join(named)}"), "enabled", "encryption")
        case offered:
            yield passed(f"none of the {len(offered)} on offer is weak")


@check(
    id="encryption-in-transit.certificate-valid",
    title="Certificates are renewed before they expire",
    control="encryption-in-transit",
    severity="medium",
)
def certificate_valid(certificate: Certificate, *, min_days: int = RENEWAL_DAYS) -> Iterator[Verdict]:
    """People learn to click expired certificates away; then they click a forged one away.

    Rule: fails where the certificate has expired, or expires in fewer than min_days; passes where as many or more are
    left, or it does not expire.

    Fix: renew the certificate, and let a machine do it from now on.
    """
    match certificate.days_left:
        case None:
            yield unknown(certificate, "days_left")
        case left if left < 0:
            yield failed(f"expired {days(-left)} ago")
        case left if left < min_days:
            yield failed(f"expires in {days(left)}, less than {days(min_days)}")
        case int(left) if left == FOREVER:
            yield passed("does not expire")
        case left:
            yield ends("expires in", left, min_days)


@check(
    id="encryption-in-transit.server-proven",
    title="Servers prove who they are",
    control="encryption-in-transit",
    severity="high",
)
def server_proven(guard: Guard) -> Iterator[Verdict]:
    """Encryption to the wrong one keeps no secret, and people who click warnings away click that one away too.

    Rule: only of the guard against impersonation: whether a certificate fits its server, and an authority that the
    scanning machine knows vouches for it. Passes where it is in force, fails where it is not.

    Fix: give the server a certificate that fits its name, of an authority that its clients know, with a key and a
    signature that are not broken.
    """
    if guard.prevents == "impersonation":
        yield in_force(
            guard,
            on="its certificate fits its name, and an authority that the scanning machine knows vouches for it",
            off="who connects cannot tell it from another one",
        )
