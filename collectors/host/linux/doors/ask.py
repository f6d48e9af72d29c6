"""The doors: sshd as it really is set, and the PAM stacks behind all of them."""

import re
from collections.abc import Iterator

from collectors.host.kept import number, settings, shown, statements
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Channel, Identity, Lockout, LogTrail, PasswordPolicy, Session, SignIn

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
    r"|nouserok|enforcing=\d|preauth|authfail|authsucc|require_cert_auth|try_cert_auth|pinverification=\d|userpresence=\d"
    r"|onerr=(?:fail|succeed)|use_uid|quiet|obscure|conf"
)
_CONTROL = re.compile(r"-?(?:required|requisite|sufficient|optional|include|substack|\[[a-z0-9_= ]{1,400}\])")
_LINE = re.compile(r"(?i)-?(auth|account|password|session)\s+(\[[^\]]*\]|\S+)\s+(\S+)\s*(.*)")
_NAME = re.compile(r"[A-Za-z0-9_.@+-]{1,64}")
_VERSION = re.compile(r"(?m)^version (OpenSSH_[\w.]{1,20})$")
_BLOCK = re.compile(r"(?m)^@(\w+)(?: (\w+))?$\n?")
_MATCH = re.compile(r"(?i)\s*match[\s=]+(\w+)\s*(.*)")
_UNASKED = frozenset({"odd", "other", "user", "container"})
"""Why a daemon that runs was not asked: its options, its program, whose it is, where."""


def keep_sshd(text: str) -> JSON:
    """The named settings, for everyone and for root: as configured, and as each daemon runs that was started otherwise.

    With them what `Match` blocks set by which conditions, the ports that listen here, and what else runs.
    """
    version, *parts = _BLOCK.split(text)
    blocks = list(zip(parts[::3], parts[1::3], parts[2::3], strict=True))
    told = [[rest for name, _, rest in blocks if name == part] for part in ("everyone", "root", "match")]
    configured, *daemons = [_configuration(*one) for one in zip(*told, strict=True)] or [{}]
    if "everyone" not in configured:
        raise ValueError("no settings of sshd")
    names = {name for name, _, _ in blocks}
    ports = (int(p, 16) for name, _, rest in blocks if name == "listening" for p in _PORT.findall(rest))
    return {
        "version": found[1] if (found := _VERSION.search(version)) else "",
        **configured,
        "listening": sorted(set(ports)),
        "running": {
            "plain": "plain" in names,
            "session": "session" in names,
            "hidden": "hidden" in names,
            "unasked": sorted({why if why in _UNASKED else "odd" for name, why, _ in blocks if name == "unasked"}),
            "daemons": daemons,
        },
    }


_PORT = re.compile(r"(?m)^([0-9A-F]{4})$")


def _configuration(everyone: str, root: str, match: str) -> dict[str, JSON]:
    said = _sshd_settings(everyone)
    if "ciphers" not in said or "permitrootlogin" not in said:
        raise ValueError("no settings of sshd")
    return {"everyone": said, "root": _sshd_settings(root), "match": _match(match)}


def _match(text: str) -> dict[str, JSON]:
    """What `Match` blocks go by, the settings they touch, and do they let root in; when the files were changed."""
    by: set[str] = set()
    sets: set[str] = set()
    root: dict[str, str] = {}
    condition = ""
    for line in text.splitlines():
        if found := _MATCH.fullmatch(line):
            condition = "named" if re.fullmatch(r"user\s+root", f"{found[1]} {found[2].strip()}".lower()) else "others"
            by |= {found[1].lower()} - {"all"}
        elif found := _SET.fullmatch(line):
            sets |= SSHD & {found[1]}
            if found[1] == "permitrootlogin" and root.get(condition, "no") == "no":
                root[condition] = found[2] if found[2] in _ROOT else "odd"
    read = "odd" not in text.splitlines()
    changed = number(m[1]) if (m := _CHANGED.search(text)) else None
    return {"by": sorted(by), "sets": sorted(sets), "root": root, "read": read, "changed": changed}


_CHANGED = re.compile(r"(?m)^changed (\d{1,12})$")
_SET = re.compile(r"\+([a-z0-9]+) ?(.*)")
_ROOT = frozenset({"yes", "no", "prohibit-password", "without-password", "forced-commands-only"})


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
            kind, control, module, arguments = found[1].lower(), found[2].lower(), found[3], found[4]
            kept = control if _CONTROL.fullmatch(control) else "unknown"
            words = ("conf" if a.startswith("conf=") else a for a in arguments.split())
            yield [kind, kept, _pam_name(module), [a for a in words if _ARGUMENT.fullmatch(a)]]


def _pam_name(module: str) -> str:
    name = module.rpartition("/")[2].removesuffix(".so")
    return name if _NAME.fullmatch(name) else "unknown"


QUESTIONS = (
    HostQuestion(
        id="linux.sshd",
        operation="sshd -T; sshd -T -C user=root,host=client,addr=192.0.2.1; the same for each sshd that runs",
        needs="",
        feeds=(
            (Channel, "ssh"),
            (SignIn, "everyone"),
            (SignIn, "administrators"),
            (Session, "shell"),
            Lockout,
            Identity,
            (LogTrail, "host"),
        ),
        sheet="linux/doors/doors.sh",
        keep=keep_sshd,
    ),
    HostQuestion(
        id="linux.pam",
        operation="cat /etc/pam.d/*",
        needs="",
        feeds=((SignIn, "everyone"), (SignIn, "administrators"), PasswordPolicy, Lockout),
        sheet="linux/doors/doors.sh",
        keep=keep_pam,
        dropped=("arguments of PAM modules",),
    ),
)
