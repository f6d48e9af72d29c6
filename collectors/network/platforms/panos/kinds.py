"""What there is on a device with PAN-OS, what to type where a check fails, and the commands that are asked."""

from typing import Final

from collectors.network.kinds import kinds
from collectors.network.platform import READS, Platform, configuration, keeper, shows
from collectors.network.platforms.panos.read import read
from collectors.network.platforms.panos.seen import part
from collectors.network.shown import clock, values
from collectors.network.syntax.panos import closed_panos, panos
from scanner.facts import Clock, Release

_KEEP: Final = keeper("panos", panos, closed_panos)
_ACCOUNT: Final = (
    "set mgt-config users safeguard permissions role-based superreader yes\nset mgt-config users safeguard password"
)
_IDLE: Final = "set deviceconfig setting management idle-timeout 10"
_DIRECTORY: Final = (
    "set shared server-profile tacplus SERVERS server FIRST address ADDRESS\n(and a SECOND)\n"
    "set shared authentication-profile PROFILE method tacplus server-profile SERVERS\n"
)
_PROFILE: Final = (
    f"{_DIRECTORY}set mgt-config users NAME authentication-profile PROFILE\n(the servers are asked in place of the"
    " password then, and demand the second factor)"
)
_SEND: Final = (
    "set shared log-settings syslog PROFILE server NAME server ADDRESS\n"
    "set shared log-settings syslog PROFILE server NAME transport SSL\n"
    'set shared log-settings system match-list NAME filter "All Logs"\n'
    "set shared log-settings system match-list NAME send-syslog PROFILE\n(and the same of log-settings config)"
)
_FIXES: Final = {
    "line": {
        "automatic-logoff.idle-ends": _IDLE,
        "mfa.demanded": _PROFILE,
        "mfa.no-way-round": "set mgt-config users NAME authentication-profile PROFILE, for all but the account for"
        " emergencies; delete mgt-config users NAME public-key",
        "unique-user-identification.central-directory": _PROFILE,
    },
    "web": {
        "automatic-logoff.idle-ends": _IDLE,
        "mfa.demanded": _PROFILE,
        "mfa.no-way-round": "set mgt-config users NAME authentication-profile PROFILE, for all but the account for"
        " emergencies",
        "unique-user-identification.central-directory": _PROFILE,
    },
    "service": {
        "encryption-in-transit.plain-refused": "set deviceconfig system service disable-telnet yes\n"
        "set deviceconfig system service disable-http yes\n(and in profiles of interfaces: set network profiles"
        " interface-management-profile NAME telnet no). SNMP: set deviceconfig system snmp-setting access-setting"
        " version v3 users NAME ...",
        "encryption-in-transit.protocol-version": "HTTPS: set shared ssl-tls-service-profile PROFILE protocol-settings"
        " min-version tls1-2, set deviceconfig system ssl-tls-service-profile PROFILE. SNMP: version v3.",
        "encryption-in-transit.strong-algorithms": "set deviceconfig system ssh profiles mgmt-profiles server-profiles"
        " PROFILE ciphers [ aes256-gcm aes256-ctr ]\n(kex [ ecdh-sha2-nistp384 ], mac [ hmac-sha2-512 ])\n"
        "set deviceconfig system ssh mgmt server-profile PROFILE",
    },
    "sending": {"encryption-in-transit.plain-refused": f"Logs: {_SEND}. Copies: protocol scp."},
    "account": {
        "password-policy.stored-safely": "Set the password again: set mgt-config users NAME password (from 10.1 on it"
        " is stored as a strong hash)",
        "mfa.every-person": _PROFILE,
    },
    "secret": {
        "password-policy.stored-safely": "A master key of your own: request master-key. SNMP: no community, and users"
        " of version 3.",
    },
    "device": {
        "password-policy.lockout": "set deviceconfig setting management admin-lockout failed-attempts 3\n"
        "set deviceconfig setting management admin-lockout lockout-time 15\n(and lockout of each profile)",
        "password-policy.long-enough": "set mgt-config password-complexity enabled yes\n"
        "set mgt-config password-complexity minimum-length 15",
        "audit-logging.copied-away": _SEND,
        "audit-logging.clock-right": "set deviceconfig system ntp-servers primary-ntp-server ntp-server-address"
        " ADDRESS\nset deviceconfig system ntp-servers primary-ntp-server authentication-type symmetric-key key-id 1"
        " algorithm sha1 authentication-key KEY",
        "login-monitoring.watched": "an alarm on events auth-fail where the logs go",
        "backup.exists": "Of a Panorama: set deviceconfig system config-bundle-export-schedule NAME enable yes"
        " protocol scp hostname ADDRESS. A firewall has no schedule for its configuration: what fetches it is not seen"
        " here, name it in a decision.",
        "patching.supported-release": "Install a release that Palo Alto still fixes.",
    },
}


def _in_tags(text: str) -> bool:
    """As XML it ends with the tag that it began with."""
    return text.lstrip().startswith("<")


PANOS: Final = Platform(
    scheme="panos",
    title="Palo Alto PAN-OS",
    grammar="panos",
    syntax=panos,
    whole=closed_panos,
    marked=_in_tags,
    questions=(
        configuration("panos", "show config running", _KEEP),
        # With what a Panorama has pushed; of single settings it is what is in force.
        configuration("panos", "show config merged", _KEEP, name="merged"),
        shows(
            "panos",
            "version",
            "show system info",
            (Release,),
            values(version=r"^sw-version: ([0-9][0-9A-Za-z.-]{1,30})$", model=r"^model: ([A-Za-z0-9-]{2,30})$"),
            READS,
        ),
        shows(
            "panos",
            "ntp",
            "show ntp",
            (Clock,),
            values(state=r"^\s*NTP synched to ([A-Za-z0-9.:_-]{1,100})", alone=r"^\s*(NTP not synched)"),
            READS,
        ),
        shows("panos", "clock", "show clock", (Clock,), clock, READS),
    ),
    kinds=kinds("panos", "Palo Alto PAN-OS", _FIXES),
    read=read,
    part=part,
    account=_ACCOUNT,
)
