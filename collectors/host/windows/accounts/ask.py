"""Local accounts and the rules for their passwords: what is asked and what is kept."""

import re

from collectors.host.question import HostQuestion
from collectors.host.windows.kept import flag, name, part, several, sid, told, whole, word
from scanner.answers import JSON
from scanner.facts import Identity, Lockout, PasswordPolicy

_RULES = (
    *("MinimumPasswordAge", "MaximumPasswordAge", "MinimumPasswordLength", "PasswordComplexity", "PasswordHistorySize"),
    *("LockoutBadCount", "ResetLockoutCount", "LockoutDuration", "ClearTextPassword", "AllowAdministratorLockout"),
)
_RULE = re.compile(r"(?m)^[ \t]*(\w{1,40})[ \t]*=[ \t]*(-?\d{1,9})[ \t]*$")
_SOURCES = ("Local", "MicrosoftAccount", "ActiveDirectory", "AzureAD")


def keep_rules(text: str) -> JSON:
    """The rules for passwords, as secedit exports them, and whether what it wrote is gone again."""
    said = dict(_RULE.findall(text.removeprefix("\ufeff")))
    rules: dict[str, JSON] = {rule: int(said[rule]) for rule in _RULES if rule in said}
    if not rules:
        raise ValueError("no rules for passwords")
    return {"rules": rules, "removed": said.get("left") == "0"}


def keep_accounts(text: str) -> JSON:
    """Local accounts with their number and their dates; who is an administrator, by number."""
    said = told(text)
    accounts = [_account(part(one)) for one in several(said.get("accounts"))]
    if not accounts:
        raise ValueError("no accounts")
    return {"accounts": accounts, "administrators": sorted({*map(sid, several(said.get("administrators")))})}


def _account(one: JSON) -> JSON:
    enabled = flag(one.get("enabled"))
    if enabled is None:
        raise ValueError("no account")
    return {
        "name": name(one.get("name")),
        "sid": sid(one.get("sid")),
        "enabled": enabled,
        "required": flag(one.get("required")),
        "set": whole(one.get("set")),
        "last": whole(one.get("last")),
        "expires": whole(one.get("expires")),
        "source": word(one.get("source"), _SOURCES),
    }


QUESTIONS = (
    HostQuestion(
        id="windows.password-rules",
        operation="secedit /export /areas SECURITYPOLICY (into a private folder in %TEMP%, removed at once)",
        needs="administrator",
        feeds=(PasswordPolicy, Lockout),
        sheet="windows/accounts/accounts.ps1",
        keep=keep_rules,
        seconds=60,
        dropped=("all of the security policy but the rules for passwords",),
    ),
    HostQuestion(
        id="windows.accounts",
        operation="Get-LocalUser; members of S-1-5-32-544",
        needs="",
        feeds=(Identity,),
        sheet="windows/accounts/accounts.ps1",
        keep=keep_accounts,
        json=True,
        seconds=40,
        dropped=("descriptions and full names",),
    ),
)
