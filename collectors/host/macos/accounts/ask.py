"""Accounts, passwords as classes, sudo: what is asked and what is kept."""

import re

from collectors.host.kept import number
from collectors.host.linux.accounts.ask import keep_sudoers
from collectors.host.macos.accounts.policies import keep_policy
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Credential, Grant, Identity, Lockout, PasswordPolicy

_PARTS = ("numbers", "shells", "ways", "administrators", "guest", "directories")
_ROW = re.compile(r"(\S{1,64}) +(-?\d{1,10})")
_SHELL = re.compile(r"(\S{1,64}) +(/\S{1,200})")
_WAYS = re.compile(r"([^\s:]{1,64}):((?: (?:disabled|shadow|cached|token))*):([A-Z0-9,-]*)")


def keep_accounts(text: str) -> JSON:
    """Name, number, shell of each account, how it proves itself, as what its password is kept; who administers."""
    _, *parts = re.split(rf"(?m)^@({'|'.join(_PARTS)})\n", f"{text}\n")
    part = dict(zip(parts[::2], parts[1::2], strict=True))
    if [*part] != [*_PARTS]:
        raise ValueError("not all parts of the accounts")
    lines = {name: [line for line in rest.splitlines() if line.strip()] for name, rest in part.items()}
    numbered = {m[1]: int(m[2]) for line in lines["numbers"] if (m := _ROW.fullmatch(line.strip()))}
    shells = {m[1]: m[2] for line in lines["shells"] if (m := _SHELL.fullmatch(line.strip()))}
    ways = {m[1]: m for line in lines["ways"] if (m := _WAYS.fullmatch(line))}
    if not numbered or len(ways) < len(lines["ways"]):
        raise ValueError("no list of accounts")
    names = {line.strip() for line in lines["administrators"]}
    return {
        "accounts": [
            {
                "name": name,
                "uid": uid,
                "shell": shells.get(name, ""),
                "ways": ways[name][2].split() if name in ways else [],
                "hashes": [h for h in ways[name][3].split(",") if h] if name in ways else [],
                "administrator": name in names,
            }
            for name, uid in numbered.items()
            if number(uid) is not None and uid >= 0
        ],
        "odd": len(lines["numbers"]) - len(numbered),
        "guest": {"enabled": True, "disabled": False}.get(next(iter(lines["guest"]), "").strip()),
        "directories": sorted({line for line in lines["directories"] if line not in {"Local", "BSD"}} & _DIRECTORIES),
    }


_DIRECTORIES = frozenset({"Active Directory", "LDAPv3", "LDAPv2", "NIS"})


def keep_sudo(text: str) -> JSON:
    """Who may do what. /etc is a link to /private/etc.

    The folder of Homebrew belongs to a person: what a program there is tomorrow nobody knows, as with a pattern.
    """
    return keep_sudoers(text.replace("/private/etc/", "/etc/").replace("/opt/homebrew/", "/opt/homebrew*/"))


QUESTIONS = (
    HostQuestion(
        id="macos.accounts",
        operation="dscl . -list /Users UniqueID, UserShell, AuthenticationAuthority (in words); id -Gn; sysadminctl",
        needs="",
        feeds=(Identity, (Credential, "password")),
        sheet="macos/accounts/accounts.sh",
        keep=keep_accounts,
        dropped=("names of persons", "what AuthenticationAuthority holds (reduced to words on the machine)"),
    ),
    HostQuestion(
        id="macos.sudo",
        operation="cat /etc/sudoers /etc/sudoers.d/*",
        needs="root",
        feeds=(Grant, Identity),
        sheet="macos/accounts/accounts.sh",
        keep=keep_sudo,
        dropped=("commands of sudo rules",),
    ),
    HostQuestion(
        id="macos.password-policy",
        operation="pwpolicy -getaccountpolicies",
        needs="",
        feeds=(PasswordPolicy, Lockout),
        sheet="macos/accounts/accounts.sh",
        keep=keep_policy,
        dropped=("descriptions of rules",),
    ),
)
