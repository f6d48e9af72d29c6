"""What there is on a device with Junos, what to type where a check fails, and the commands that are asked."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from collectors.network.kinds import kinds
from collectors.network.platform import Platform, configuration, keeper, shows
from collectors.network.platforms.junos.read import read
from collectors.network.shown import values
from collectors.network.syntax.junos import junos, junos_whole
from scanner.answers import JSON
from scanner.collector import Kind
from scanner.facts import Clock, Release, Session, SignIn

_ACCOUNT: Final = (
    "# system scripts and event-options are shown to the permission maintenance alone, which may become root: where\n"
    "# event-options stand, little is assessed without it. deny-commands takes away what it may run.\n"
    "set system login class safeguard permissions [ view view-configuration secret ]\n"
    "set system login user safeguard class safeguard authentication ssh-ed25519 KEY"
)
_SERVERS: Final = (
    "Let RADIUS or TACACS+ servers that demand two factors decide: set system authentication-order tacplus"
)
_SERVERS_ALONE: Final = (
    "delete system authentication-order password (local accounts still come in when no server answers)"
)
_FIXES: Final = {
    "class": {
        "automatic-logoff.idle-ends": "set system login idle-timeout 10\nset system login class CLASS idle-timeout"
        " 10\n(the predefined classes take none: give their users a class of your own)",
        "automatic-logoff.enforced": 'set system login class CLASS deny-commands "^set cli idle-timeout"',
    },
    "line": {
        "mfa.demanded": _SERVERS,
        "mfa.no-way-round": f"{_SERVERS_ALONE}, and delete system login user NAME authentication ssh-rsa",
        "unique-user-identification.own-name": "set system services ssh root-login deny",
        "unique-user-identification.central-directory": "set system tacplus-server FIRST secret KEY\n"
        "set system tacplus-server SECOND secret KEY\nset system authentication-order tacplus",
    },
    "web": {
        "automatic-logoff.idle-ends": "set system services web-management session idle-timeout 10; or delete system"
        " services web-management",
        "mfa.demanded": f"{_SERVERS}; or delete system services web-management",
        "mfa.no-way-round": _SERVERS_ALONE,
        "unique-user-identification.central-directory": "set system authentication-order radius",
    },
    "service": {
        "encryption-in-transit.plain-refused": "delete system services telnet (ftp, finger, xnm-clear-text, rest http,"
        " web-management http). SNMP: delete snmp community, then snmp v3 with security-level privacy.",
        "encryption-in-transit.protocol-version": "SSH: set system services ssh protocol-version v2. SNMP: delete snmp"
        " community.",
        "encryption-in-transit.strong-algorithms": "set system services ssh ciphers [ aes256-ctr aes192-ctr ]"
        "\nset system services ssh macs [ hmac-sha2-512 hmac-sha2-256 ]\nset system services ssh key-exchange"
        " [ ecdh-sha2-nistp521 ecdh-sha2-nistp384 ecdh-sha2-nistp256 ]",
    },
    "sending": {
        "encryption-in-transit.plain-refused": "Logs: set system syslog host ADDRESS transport tls. Copies: set system"
        ' archival configuration archive-sites "scp://USER@HOST/PLACE" password PASSWORD.',
    },
    "account": {
        "password-policy.stored-safely": "set system login password format sha512, then set the password again: set"
        " system login user NAME authentication plain-text-password (of root: set system root-authentication"
        " plain-text-password)",
    },
    "secret": {
        "password-policy.stored-safely": "set system master-password plain-text-password, then set the keys again."
        " Communities: delete snmp community, and snmp v3 in their place.",
    },
    "device": {
        "password-policy.lockout": "set system login retry-options tries-before-disconnect 3\nset system login"
        " retry-options lockout-period 15",
        "password-policy.long-enough": "set system login password minimum-length 15",
        "audit-logging.recording": "set system syslog file messages any info",
        "audit-logging.events-complete": "set system syslog file audit authorization info\nset system syslog file audit"
        " change-log info\nset system syslog file audit interactive-commands info",
        "audit-logging.copied-away": "set system syslog host ADDRESS any info",
        "audit-logging.clock-right": "set system ntp authentication-key 1 type sha256 value KEY\nset system ntp"
        " trusted-key 1\nset system ntp server ADDRESS key 1",
        "login-monitoring.watched": "set system syslog host ADDRESS authorization info, and an alarm on LOGIN_FAILED"
        " and SSHD_LOGIN_FAILED there",
        "backup.exists": "set system archival configuration transfer-on-commit\nset system archival configuration"
        ' archive-sites "scp://USER@HOST/PLACE" password PASSWORD\n(a copy that another machine fetches is not seen'
        " here: name it in a decision)",
        "patching.supported-release": "Install a release that Juniper still fixes.",
    },
}


def _kinds() -> Mapping[str, Kind]:
    """A login class has an idle limit and is no way in; a way in has no limit of its own."""
    every = kinds("junos", "Juniper Junos", _FIXES)
    line = replace(every["junos.line"], title="Way in", gives=((SignIn, "administrators"),), may=())
    limit = replace(line, title="Login class", gives=((Session, "management"),), fix=_FIXES["class"])
    # root has its password elsewhere than users have it: whose it is, is for a person to type.
    account = replace(every["junos.account"], own={})
    return {**every, "junos.line": line, "junos.class": limit, "junos.account": account}


_SYNC: Final = re.compile(r"\b(sync_[a-z_]{2,20})\b")
_SECONDS: Final = re.compile(r"\bclock=([0-9a-f]{8})\.[0-9a-f]{8}\b")
_EPOCH: Final = datetime(1900, 1, 1, tzinfo=UTC)


def ntp_status(text: str) -> JSON:
    """Whether the clock is in step, and the time, which NTP counts from 1900 on and in no zone.

    Raises:
        ValueError: neither stands in it.
    """
    state, seconds = _SYNC.search(text[:5000]), _SECONDS.search(text[:5000])
    if not state and not seconds:
        raise ValueError("no status of NTP")
    told: dict[str, str] = {"state": state[1]} if state else {}
    if seconds:
        when = _EPOCH + timedelta(seconds=int(seconds[1], 16))
        told |= {"time": when.replace(tzinfo=None).isoformat(), "zone": "UTC"}
    return told


_VERSION: Final = r"^(?:Junos: ?|JUNOS [A-Za-z ]{2,60}\[)([0-9][0-9A-Za-z.-]{2,40})"
JUNOS: Final = Platform(
    scheme="junos",
    title="Juniper Junos",
    grammar="junos",
    syntax=junos,
    whole=junos_whole,  # between two blocks of the outermost depth nothing shows that more is to come
    questions=(
        configuration("junos", "show configuration | display omit", keeper("junos", junos, junos_whole)),
        shows(
            "junos",
            "version",
            "show version",
            (Release,),
            values(version=_VERSION, model=r"^Model: ([A-Za-z0-9/+-]{2,30})"),
        ),
        shows("junos", "clock", "show ntp status no-resolve", (Clock,), ntp_status),
    ),
    kinds=_kinds(),
    read=read,
    account=_ACCOUNT,
)
