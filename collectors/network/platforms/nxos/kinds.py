"""What there is on a device with NX-OS, what to type where a check fails, and the commands that are asked."""

from typing import Final

from collectors.network.kinds import kinds
from collectors.network.platform import Platform, configuration, keeper, shows
from collectors.network.platforms.nxos.read import read
from collectors.network.question import DeviceQuestion
from collectors.network.shown import clock, values
from collectors.network.syntax.fenced import closed_jobs, jobs
from scanner.facts import Channel, Clock, LogTrail, Release, Session, SignIn

_SCHEME: Final = "nxos"
_TITLE: Final = "Cisco NX-OS"
_KEEP: Final = keeper(_SCHEME, jobs, closed_jobs)
_SERVERS: Final = (
    "feature tacacs+\ntacacs-server host FIRST key KEY\ntacacs-server host SECOND key KEY\n"
    "aaa group server tacacs+ GROUP\n server FIRST\n server SECOND\naaa authentication login default group GROUP\n"
    "aaa authentication login console group GROUP"
)
_FIXES: Final = {
    "line": {
        "automatic-logoff.idle-ends": "line console\n exec-timeout 10\nline vty\n exec-timeout 10\n"
        "netconf idle-timeout 10 (where feature netconf is on)",
        "automatic-logoff.enforced": "Let a role without the command terminal session-timeout do the daily work.",
        "mfa.demanded": f"Let servers that demand two factors decide:\n{_SERVERS}",
        "mfa.no-way-round": "No username NAME sshkey beside a group of servers, and no list that ends in none.",
        "unique-user-identification.own-name": "aaa authentication login default group GROUP (and nowhere none)",
        "unique-user-identification.central-directory": _SERVERS,
    },
    "web": {
        "automatic-logoff.idle-ends": "nxapi idle-timeout 10; or no feature nxapi",
        "mfa.demanded": "no feature nxapi; or let servers that demand two factors decide: aaa authentication login"
        " default group GROUP",
        "mfa.no-way-round": "aaa authentication login default group GROUP (and nowhere none)",
        "unique-user-identification.own-name": "aaa authentication login default group GROUP (and nowhere none)",
        "unique-user-identification.central-directory": _SERVERS,
    },
    "service": {
        "encryption-in-transit.plain-refused": "Telnet: no feature telnet. NX-API: nxapi https port 443, then"
        " no nxapi http. SNMP: no snmp-server community, and snmp-server globalEnforcePriv.",
        "encryption-in-transit.protocol-version": "NX-API: nxapi ssl protocols TLSv1.2 TLSv1.3. SNMP: no snmp-server"
        " community, and snmp-server user NAME ROLE auth sha KEY priv aes-128 KEY.",
        "encryption-in-transit.strong-algorithms": "ssh ciphers aes256-gcm@openssh.com aes256-ctr\n"
        "ssh macs hmac-sha2-512 hmac-sha2-256\nssh kexalgos ecdh-sha2-nistp384 ecdh-sha2-nistp521\n"
        "SNMP: snmp-server user NAME ROLE auth sha-256 KEY priv aes-128 KEY. NX-API: no nxapi ssl ciphers weak.",
    },
    "sending": {
        "encryption-in-transit.plain-refused": "Logs: logging server ADDRESS 6 port 6514 secure. Copies: copy"
        " running-config scp://USER@HOST/PLACE in the job or applet.",
    },
    "account": {
        "password-policy.stored-safely": "username NAME password PASSWORD role ROLE (it is stored as type 5 with"
        " $5$, 8 or 9; type it anew where it stands with $1$ or in plain)",
    },
    "secret": {
        "password-policy.stored-safely": "Keys of servers: key config-key ascii, then feature password encryption aes,"
        " then encryption re-encrypt obfuscated. Communities: no snmp-server community.",
    },
    "device": {
        "password-policy.lockout": "system login block-for 900 attempts 3 within 120",
        "password-policy.long-enough": "password strength-check\nuserpassphrase min-length 15",
        "audit-logging.recording": "logging logfile messages 6",
        "audit-logging.events-complete": "aaa accounting default group GROUP; or login on-success log,"
        " logging level authpri 6 and logging logfile messages 6",
        "audit-logging.copied-away": "logging server ADDRESS 6 use-vrf VRF",
        "audit-logging.clock-right": "ntp authenticate\nntp authentication-key 1 md5 KEY\nntp trusted-key 1\n"
        "ntp server ADDRESS key 1",
        "login-monitoring.watched": "login on-failure log, and an alarm on %AUTHPRIV and %AAA messages where logs go",
        "backup.exists": 'event manager applet BACKUP\n event cli match "copy running-config startup-config"\n'
        " action 1 cli copy running-config scp://USER@HOST/PLACE\n action 2 event-default\n(a copy that another machine"
        " fetches is not seen here: name it in a decision)",
        "patching.supported-release": "Install a release that Cisco still fixes.",
    },
}
_SSH: Final = (Channel, "ssh")
_STATE: Final = r"\s+1\s+(enabled|disabled)"
_METHODS: Final = r":\s+((?:group )?[A-Za-z0-9_.+ -]{1,200}?)\s*$"

_QUESTIONS: Final[tuple[DeviceQuestion, ...]] = (
    configuration(_SCHEME, "show running-config", _KEEP),
    configuration(_SCHEME, "show running-config all", _KEEP, full=True),
    shows(
        _SCHEME,
        "version",
        "show version",
        (Release,),
        values(
            version=r"^\s*(?:NXOS|system):\s+version\s+([0-9][0-9A-Za-z().]{1,30})",
            model=r"^\s*cisco (Nexus ?[A-Za-z0-9 -]{2,30}?) (?:Chassis|\()",
        ),
    ),
    shows(
        _SCHEME,
        "feature",
        "show feature",
        (_SSH, (Channel, "telnet"), (Channel, "tls"), (Channel, "http"), Session),
        values(
            ssh=rf"^sshServer{_STATE}",
            telnet=rf"^telnetServer{_STATE}",
            scp=rf"^scpServer{_STATE}",
            sftp=rf"^sftpServer{_STATE}",
            api=rf"^nxapi{_STATE}",
            http=rf"^http-server{_STATE}",
            netconf=rf"^netconf{_STATE}",
            grpc=rf"^grpc{_STATE}",
            restconf=rf"^restconf{_STATE}",
        ),
    ),
    shows(
        _SCHEME,
        "aaa",
        "show aaa authentication",
        (SignIn,),
        values(default=rf"^\s*default{_METHODS}", console=rf"^\s*console{_METHODS}"),
    ),
    shows(
        _SCHEME,
        "nxapi",
        "show nxapi",
        ((Channel, "tls"),),
        values(
            state=r"^nxapi (enabled|disabled)",
            http=r"^HTTP Listen on port (\d{1,5})",
            https=r"^HTTPS Listen on port (\d{1,5})",
        ),
    ),
    shows(
        _SCHEME,
        "logging",
        "show logging info",
        (LogTrail,),
        values(logfile=r"^Logging logfile:\s+(enabled|disabled)"),
    ),
    shows(
        _SCHEME,
        "ntp_status",
        "show ntp peer-status",
        (Clock,),
        values(peers=r"^Total peers\s*:\s*(\d{1,4})", followed=r"^(\*)\s*[0-9A-Fa-f]"),
    ),
    shows(_SCHEME, "clock", "show clock", (Clock,), clock),
)

_COMMANDS: Final = ("terminal length 0", "terminal width 511", *(one.command for one in _QUESTIONS))
_ACCOUNT: Final = "\n".join(
    (
        "role name safeguard",
        *(f" rule {number} permit command {command}" for number, command in enumerate(_COMMANDS, 1)),
        "username safeguard password PASSWORD role safeguard",
    )
)

NXOS: Final = Platform(
    scheme=_SCHEME,
    title=_TITLE,
    grammar=_SCHEME,
    syntax=jobs,
    whole=closed_jobs,
    questions=_QUESTIONS,
    kinds=kinds(_SCHEME, _TITLE, _FIXES),
    read=read,
    account=_ACCOUNT,
)
