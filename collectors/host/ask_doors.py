"""The doors: sshd as it really is set, and the PAM stacks behind all of them."""

import re
from collections.abc import Iterator

from collectors.host.kept import number, settings, shown, statements
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Channel, Lockout, PasswordPolicy, Session, SignIn

SSHD = frozenset(  # one name a line would be a page
    "port permitrootlogin passwordauthentication kbdinteractiveauthentication challengeresponseauthentication"  # noqa: SIM905
    " pubkeyauthentication hostbasedauthentication gssapiauthentication kerberosauthentication permitemptypasswords"
    " usepam authenticationmethods maxauthtries logingracetime clientaliveinterval clientalivecountmax channeltimeout"
    " unusedconnectiontimeout ciphers macs kexalgorithms hostkeyalgorithms pubkeyacceptedalgorithms"
    " pubkeyacceptedkeytypes loglevel strictmodes x11forwarding".split()
)
"""The settings that are kept."""
_ARGUMENT = re.compile(
    r"nullok|nullok_secure|deny=\d+|unlock_time=(?:\d+|never)|fail_interval=\d+|even_deny_root|root_unlock_time=\d+"
    r"|min(?:len|class)=-?\d+|(?:d|u|l|o)credit=-?\d+|difok=\d+|retry=\d+|remember=\d+|enforce_for_root|local_users_only"
    r"|use_authtok|try_first_pass|use_first_pass|sha512|sha256|yescrypt|gost_yescrypt|blowfish|md5|bigcrypt|rounds=\d+"
    r"|preauth|authfail|authsucc|require_cert_auth|try_cert_auth|pinverification=\d|userpresence=\d|onerr=(?:fail|succeed)"
    r"|use_uid|quiet|obscure"
)
_CONTROL = re.compile(r"-?(?:required|requisite|sufficient|optional|include|substack|\[[a-z0-9_= ]{1,400}\])")
_LINE = re.compile(r"-?(auth|account|password|session)\s+(\[[^\]]*\]|\S+)\s+(\S+)\s*(.*)")
_NAME = re.compile(r"[A-Za-z0-9_.@+-]{1,64}")
_VERSION = re.compile(r"(?m)^version (OpenSSH_[\w.]{1,20})$")
_MATCH = re.compile(r"(?i)match[\s=]+(\w+)")


def keep_sshd(text: str) -> JSON:
    """The named settings, for everyone and for root; the ports that listen here; which conditions `Match` names."""
    version, *parts = re.split(r"(?m)^@(\w+)\n", text)
    part = dict(zip(parts[::2], parts[1::2], strict=True))
    everyone = _sshd_settings(part["everyone"]) if "everyone" in part else {}
    if "ciphers" not in everyone or "permitrootlogin" not in everyone:
        raise ValueError("no settings of sshd")
    ports = (int(p, 16) for p in part.get("listening", "").split() if re.fullmatch(r"[0-9A-F]{4}", p))
    matched = part.get("match", "").splitlines()
    return {
        "version": found[1] if (found := _VERSION.search(version)) else "",
        "everyone": everyone,
        "root": _sshd_settings(part.get("root", "")),
        "listening": sorted(set(ports)),
        "match": sorted({m[1].lower() for line in matched if (m := _MATCH.match(line.strip()))}),
        "match_read": "unreadable" not in matched and all(_known_include(line) for line in matched),
    }


def _known_include(line: str) -> bool:
    """It includes nothing, or what was read, or what the crypto policy writes (which has no Match blocks)."""
    included = re.match(r"(?i)\s*include[\s=]+(.*)", line)
    places = included[1].split() if included else []
    return all(re.fullmatch(r"(?:/etc/ssh/)?sshd_config\.d/\*\.conf|/etc/crypto-policies/\S+", p) for p in places)


def _sshd_settings(text: str) -> dict[str, JSON]:
    found = settings(text.splitlines(), SSHD - {"port"}, " ")
    ports = [p for line in text.splitlines() if line.startswith("port ") and (p := number(line[5:])) is not None]
    return {**found, "ports": ports}


def keep_pam(text: str) -> JSON:
    """For each service its lines: type, control, module and the arguments that bear on passwords and factors."""
    services: dict[str, JSON] = {}
    for file in shown(text):
        name = file.path.rpartition("/")[2]
        if (
            file.state == "ok"
            and _NAME.fullmatch(name)
            and not name.endswith((".dpkg-old", ".dpkg-dist", ".rpmnew", "~"))
        ):
            services[name] = list(_pam_lines(file.lines))
    return services


def _pam_lines(lines: tuple[str, ...]) -> Iterator[JSON]:
    for line in statements(lines):
        if line.startswith("@include"):
            yield ["@include", "", _pam_name(line.removeprefix("@include").strip()), []]
        elif found := _LINE.fullmatch(line.partition(" #")[0].strip()):
            kind, control, module, arguments = found.groups()
            kept = control if _CONTROL.fullmatch(control) else "unknown"
            yield [kind, kept, _pam_name(module), [a for a in arguments.split() if _ARGUMENT.fullmatch(a)]]


def _pam_name(module: str) -> str:
    name = module.rpartition("/")[2].removesuffix(".so")
    return name if _NAME.fullmatch(name) else "unknown"


QUESTIONS = (
    HostQuestion(
        id="linux.sshd",
        operation="sshd -T; sshd -T -C user=root,host=client,addr=192.0.2.1",
        needs="",
        feeds=(Channel, SignIn, Session),
        sheet="doors.sh",
        keep=keep_sshd,
    ),
    HostQuestion(
        id="linux.pam",
        operation="cat /etc/pam.d/*",
        needs="",
        feeds=(SignIn, PasswordPolicy, Lockout),
        sheet="doors.sh",
        keep=keep_pam,
        dropped=("arguments of PAM modules",),
    ),
)
