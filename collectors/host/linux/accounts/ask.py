"""Accounts, passwords as classes, sudo: what is asked and what is kept."""

import re
from datetime import datetime

from collectors.host.kept import File, number, settings, shown
from collectors.host.linux.accounts.sudoers import keep_sudo
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Credential, Grant, Identity, Lockout, LogTrail, PasswordPolicy

PRIVILEGED = ("root", "sudo", "wheel", "admin", "docker", "lxd", "incus-admin")
"""Groups whose members are root, or can be when they like."""
_CLASSES = (
    *("empty", "locked", "yescrypt", "gost-yescrypt", "scrypt", "sha512", "sha256", "bcrypt"),
    *("md5", "des", "other"),
)
_RULES = {
    "login.defs": {"PASS_MAX_DAYS", "PASS_MIN_DAYS", "PASS_MIN_LEN", "ENCRYPT_METHOD", "UID_MIN"},
    "pwquality.conf": {"minlen", "minclass", "dcredit", "ucredit", "lcredit", "ocredit", "enforcing"},
    "faillock.conf": {"deny", "unlock_time", "fail_interval", "even_deny_root", "root_unlock_time"},
    "pwhistory.conf": {"remember", "enforce_for_root"},
}
_LOGIN = re.compile(r"(\S+) (never|[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d [+-]\d{4} \d{4})")


def keep_accounts(text: str) -> JSON:
    """Name, numbers and shell of each account; the members of the groups that matter. No names of persons, no homes."""
    people, _, rest = text.partition("@groups\n")
    groups, _, rest = rest.partition("@shells\n")
    shells, _, nss = rest.partition("@directories\n")
    return {
        "accounts": [
            {"name": name, "uid": uid, "gid": gid, "shell": shell, "password": password}
            for line in people.splitlines()
            if line != "odd"
            for name, *numbers, shell, password in [_five(line)]
            for uid, gid in [numbers]
        ],
        "groups": {
            name: {"gid": number(gid), "members": [m for m in members.split(",") if m]}
            for line in groups.splitlines()
            if len(parts := line.split(":")) == 3  # noqa: PLR2004  # as cut was told
            for name, gid, members in [parts]
            if name in PRIVILEGED
        },
        "shells": sorted(set(shells.split())),
        "odd": people.splitlines().count("odd"),
        "directories": _directories(nss),
    }


def _directories(said: str) -> list[str]:
    """Where accounts or rules are looked for beside the files of the machine: `sss`, `ldap`, `winbind`."""
    words = re.sub(r"\[[^\[\]]*\]", " ", said).split()
    return sorted({word for word in words if re.fullmatch(r"[a-z_]{1,20}", word)} - _LOCAL)


_LOCAL = frozenset({"files", "compat", "db", "systemd", "altfiles", "usrfiles", "extrausers", "cache"})


def _five(line: str) -> tuple[str, int, int, str, str]:
    parts = line.split(":")
    if len(parts) != 5 or (uid := number(parts[1])) is None or (gid := number(parts[2])) is None:  # noqa: PLR2004
        raise ValueError("no line of passwd")
    return parts[0], uid, gid, parts[3], parts[4]


def keep_shadow(text: str) -> JSON:
    """For each account the class of its password and the ageing numbers, days since 1970 for dates."""
    kept = {}
    for line in filter(None, text.splitlines()):
        parts = line.split(":")
        if len(parts) != 6 or parts[1] not in _CLASSES:  # noqa: PLR2004  # as awk prints it
            raise ValueError("no line of reduced shadow")
        ages = dict(zip(("changed", "max", "inactive", "expires"), map(number, parts[2:]), strict=True))
        kept[parts[0]] = {"class": parts[1], **ages}
    return kept


def keep_logins(text: str) -> JSON:
    """When each account last signed in, in seconds of the epoch, or `never`; from where is dropped.

    `all`: every way in was noted; else those with a terminal only.
    """
    found = (m for line in text.splitlines() if (m := _LOGIN.fullmatch(line.strip())))
    seen = {m[1]: m[2] if m[2] == "never" else _epoch(m[2]) for m in found}
    return {"all": text.startswith("@all\n"), "seen": seen}


def _epoch(said: str) -> int:
    return int(datetime.strptime(" ".join(said.split()), "%b %d %H:%M:%S %z %Y").timestamp())


def keep_sudoers(text: str) -> JSON:
    """Who may do what."""
    lines = text.splitlines()
    nss = " ".join(line.removeprefix("#directories") for line in lines if line.startswith("#"))
    body = keep_sudo(shown("\n".join(line for line in lines if not line.startswith("#"))))
    return {**body, "directories": _directories(nss)}


def keep_rules(text: str) -> JSON:
    """The named settings of login.defs, pwquality, faillock and pwhistory.

    `reads_pwhistory`: whether the module names the file; None where no module was seen.
    """
    before, *parts = f"\n{text}".split("\n#pwhistory ")
    told = [part.partition("\n") for part in parts]
    if not {said for said, _, _ in told} <= {"read", "unread"}:
        raise ValueError("what the module reads")
    files = [f for f in shown("\n".join([before, *(rest for _, _, rest in told)])) if f.state == "ok"]
    reads = all(said == "read" for said, _, _ in told) if told else None
    return {**{name: _rules(name, wanted, files) for name, wanted in _RULES.items()}, "reads_pwhistory": reads}


def _rules(name: str, wanted: set[str], files: list[File]) -> JSON:
    found: dict[str, JSON] = {}
    own = [f for f in files if f.path.endswith(f"/{name}") or f"/{name}.d/" in f.path]
    if name == "login.defs":
        own = own[:1]  # the one in /etc stands for the one in /usr/etc
    # libpwquality reads the drop-ins first: where the file itself says something, that stands.
    own.sort(key=lambda file: file.path.endswith(f"/{name}"))
    for file in own:
        found |= settings(file.lines, wanted, " " if name == "login.defs" else "=")
    return found


QUESTIONS = (
    HostQuestion(
        id="linux.accounts",
        operation="awk (named fields) /etc/passwd /etc/group /etc/shells /etc/nsswitch.conf",
        needs="",
        feeds=(Identity, (Credential, "password")),
        sheet="linux/accounts/accounts.sh",
        keep=keep_accounts,
        dropped=("names of persons", "home folders"),
    ),
    HostQuestion(
        id="linux.shadow",
        operation="awk (class of the password and ages) /etc/shadow",
        needs="root",
        feeds=(Identity, (Credential, "password"), PasswordPolicy, Lockout, (LogTrail, "host")),
        sheet="linux/accounts/accounts.sh",
        keep=keep_shadow,
        dropped=("password hashes (reduced to a class on the machine)",),
    ),
    HostQuestion(
        id="linux.logins",
        operation="lastlog",
        needs="",
        feeds=(Identity,),
        sheet="linux/accounts/accounts.sh",
        keep=keep_logins,
        dropped=("where sign-ins came from",),
    ),
    HostQuestion(
        id="linux.sudo",
        operation="cat /etc/sudoers /etc/sudoers.d/* /etc/doas.conf; grep sudoers /etc/nsswitch.conf",
        needs="root",
        feeds=(Grant, Identity),
        sheet="linux/accounts/accounts.sh",
        keep=keep_sudoers,
        dropped=("commands of sudo and doas rules",),
    ),
    HostQuestion(
        id="linux.password-rules",
        operation="cat /etc/login.defs /etc/security/{pwquality,faillock,pwhistory}.conf;"
        " grep pwhistory.conf pam_pwhistory.so",
        needs="",
        feeds=(PasswordPolicy, Lockout, Identity),
        sheet="linux/accounts/accounts.sh",
        keep=keep_rules,
    ),
)
