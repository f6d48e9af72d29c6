"""What there is on a FortiGate, what to type where a check fails, and the commands that are asked."""

from contextlib import suppress
from typing import Final

from collectors.network.kinds import kinds
from collectors.network.platform import READS, Platform, configuration, keeper, shows
from collectors.network.platforms.fortios.read import read
from collectors.network.platforms.fortios.seen import part
from collectors.network.shown import clock, values
from collectors.network.syntax.blocks import blocks, closed_blocks
from scanner.answers import JSON
from scanner.facts import Clock, Release

_STATUS: Final = values(
    version=r"^Version: \S{1,60} v(\d{1,2}\.\d{1,2}(?:\.\d{1,3})?)\b", said=r"^System time: (.{10,40})"
)
_ACCOUNT: Final = """\
# With VDOMs: config global, before it.
config system admin
 edit safeguard
  set accprofile super_admin_readonly
  set password PASSWORD
 next
end"""
_LOGS: Final = (
    "config log syslogd setting\n set status enable\n set server ADDRESS\n set mode reliable\n set enc-algorithm high"
)
_NO_WAY_ROUND: Final = (
    "set two-factor for local administrators too, or config system global, set admin-restrict-local enable"
)
_FIXES: Final = {
    "line": {
        "automatic-logoff.idle-ends": "config system global\n set admintimeout 10\n(and no profile with set"
        " admintimeout-override enable and a longer admintimeout)",
        "mfa.demanded": "config system admin\n edit NAME\n  set two-factor fortitoken\n  set fortitoken SERIAL",
        "mfa.no-way-round": _NO_WAY_ROUND,
        "unique-user-identification.central-directory": "config user radius (ldap, tacacs+)\n edit NAME\n  set server"
        " FIRST\n  set secondary-server SECOND\nconfig user group\n edit GROUP\n  set member NAME\n"
        "config system admin\n edit NAME\n  set remote-auth enable\n  set remote-group GROUP",
    },
    "web": {
        "automatic-logoff.idle-ends": "config system global\n set admintimeout 10",
        "mfa.no-way-round": _NO_WAY_ROUND,
        "mfa.demanded": "config system admin\n edit NAME\n  set two-factor fortitoken\n  set fortitoken SERIAL",
        "unique-user-identification.central-directory": "config system admin\n edit NAME\n  set remote-auth enable\n"
        "  set remote-group GROUP (of a server with a secondary-server)",
    },
    "service": {
        "encryption-in-transit.plain-refused": "Telnet, HTTP: config system interface, edit NAME, set allowaccess ping"
        " https ssh (the whole list without them). SNMP: config system snmp community, delete ID, and users with"
        " set security-level auth-priv.",
        "encryption-in-transit.protocol-version": "HTTPS: config system global, set admin-https-ssl-versions tlsv1-2"
        " tlsv1-3. SSH: set admin-ssh-v1 disable. SNMP: users with set security-level auth-priv, and no community.",
        "encryption-in-transit.strong-algorithms": "config system ssh-config (before 7.4.4: config system global)\n"
        " set ssh-enc-algo aes256-gcm@openssh.com aes256-ctr\n set ssh-mac-algo hmac-sha2-512 hmac-sha2-256\n"
        " set ssh-kex-algo ecdh-sha2-nistp384 ecdh-sha2-nistp521. SNMP: set auth-proto sha256, set priv-proto aes256",
    },
    "sending": {
        "encryption-in-transit.plain-refused": f"Syslog: {_LOGS}. FortiAnalyzer: set reliable enable. Copies: execute"
        " backup config sftp.",
    },
    "account": {
        "password-policy.stored-safely": "config system admin\n edit NAME\n  set password PASSWORD (on 7.2.11, 7.4.8,"
        " 7.6.1 and later it is stored by PBKDF2 once it is set or used; older ones have a weak hash alone)",
        "mfa.every-person": "config system admin\n edit NAME\n  set two-factor fortitoken\n  set fortitoken SERIAL",
    },
    "secret": {
        "password-policy.stored-safely": "config system global\n set private-data-encryption enable (with a key of your"
        " own; keep that key). SNMP: no community, and users of version 3.",
    },
    "device": {
        "password-policy.lockout": "config system global\n set admin-lockout-threshold 3\n"
        " set admin-lockout-duration 900",
        "password-policy.long-enough": "config system password-policy\n set status enable\n"
        " set apply-to admin-password\n"
        " set minimum-length 15",
        "audit-logging.recording": "config log disk setting (or memory)\n set status enable",
        "audit-logging.events-complete": "config log eventfilter\n set event enable\n set system enable",
        "audit-logging.copied-away": _LOGS,
        "audit-logging.clock-right": "config system ntp\n set ntpsync enable\n set type custom\n config ntpserver\n"
        "  edit 1\n   set server ADDRESS\n   set authentication enable\n   set key-id 1\n   set key KEY\n"
        "(its time can be compared where config system global, set timezone names UTC)",
        "login-monitoring.watched": "an alarm on failed sign-ins of administrators (log 0100032002) where the logs go",
        "backup.exists": "config system automation-action\n edit NAME\n  set action-type cli-script\n  set script"
        ' "execute backup config sftp PLACE ADDRESS USER PASSWORD"\nand a stitch with a scheduled trigger (a copy that'
        " another machine fetches is not seen here: name it in a decision)",
        "patching.supported-release": "Install a release that Fortinet still fixes.",
    },
}


def status(text: str) -> JSON:
    """The release and the time that it says it is, which comes without its zone."""
    found = _STATUS(text)
    body = {name: value for name, value in found.items() if name != "said"}
    with suppress(ValueError):
        body |= clock(str(found.get("said", "")))
    return body


def whole(text: str) -> bool:
    """Its blocks are closed, and what every FortiGate has is there."""
    return "config system global" in text and closed_blocks(text)


FORTIOS: Final = Platform(
    scheme="fortios",
    title="Fortinet FortiOS",
    grammar="fortios",
    syntax=blocks,
    whole=whole,
    questions=(
        configuration("fortios", "show", keeper("fortios", blocks, whole)),
        configuration("fortios", "show full-configuration", keeper("fortios", blocks, whole), full=True),
        shows("fortios", "status", "get system status", (Release, Clock), status, READS),
        shows(
            "fortios",
            "ntp_status",
            "diagnose sys ntp status",
            (Clock,),
            values(state=r"^synchronized: (yes|no)\b"),
            READS,
        ),
    ),
    kinds=kinds("fortios", "Fortinet FortiOS", _FIXES),
    read=read,
    part=part,
    account=_ACCOUNT,
)
