"""A realm of FreeIPA as its server tells of it; names, values and who may read them: FreeIPA's own sources."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from scanner.answers import Answer
from scanner.facts import Fact
from scanner.finding import Finding, Status
from scanner.targets import Target
from tests.collectors.directory.asking import facts, refused, said
from tests.judged import judged

BASE: Final = "dc=clinic,dc=example"
PEOPLE: Final = f"cn=users,cn=accounts,{BASE}"
GROUPS: Final = f"cn=groups,cn=accounts,{BASE}"
ROLES: Final = f"cn=roles,cn=accounts,{BASE}"
PERMISSIONS: Final = f"cn=permissions,cn=pbac,{BASE}"
REALM: Final = f"cn=CLINIC.EXAMPLE,cn=kerberos,{BASE}"
Row = tuple[str, Mapping[str, Any]]
TARGET: Final = Target(id="ldaps:dc1", scheme="ldaps", name="dc1", options={})


def account(name: str, **more: Any) -> Row:
    """Somebody who came in yesterday with a password and a token."""
    values = {
        "uid": name,
        "krbPrincipalName": f"{name}@CLINIC.EXAMPLE",
        "ipaUniqueID": f"11111111-{name}",
        "ipaUserAuthType": "otp",
        "createTimestamp": "20250101000000Z",
        "krbLastSuccessfulAuth": "20261124080000Z",
        "krbLoginFailedCount": 0,
    }
    return f"uid={name},{PEOPLE}", _kept({**values, **more})


def token(owner: str, **more: Any) -> Row:
    """A token of somebody."""
    return f"ipatokenUniqueID={owner},cn=otp,{BASE}", _kept({"ipatokenOwner": f"uid={owner},{PEOPLE}", **more})


def group(name: str, *members: str, **more: Any) -> Row:
    """A group."""
    return f"cn={name},{GROUPS}", _kept({"cn": name, "member": members, **more})


def role(name: str, permission: str, *members: str) -> Row:
    """A role with one permission."""
    held = (f"cn=some,cn=privileges,cn=pbac,{BASE}", f"cn={permission},{PERMISSIONS}")
    return f"cn={name},{ROLES}", _kept({"cn": name, "member": members, "memberOf": held})


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != ()}


def _policy(name: str, **more: Any) -> Row:
    values = {
        "cn": name,
        "krbPwdMinLength": 14,
        "krbPwdHistoryLength": 5,
        "krbMaxPwdLife": 7776000,
        "krbPwdMaxFailure": 5,
        "krbPwdLockoutDuration": 900,
        "krbPwdFailureCountInterval": 900,
    }
    return f"cn={name},{REALM}", {**values, **more}


def entries() -> dict[str, list[Row]]:
    """What each question finds in a well kept one."""
    return {
        "freeipa.settings": [(f"cn=ipaConfig,cn=etc,{BASE}", {"cn": "ipaConfig", "ipaConfigString": ["AllowNThash"]})],
        "freeipa.policy": [_policy("global_policy"), _policy("admins", krbPwdMinLength=20)],
        "freeipa.groups": [group("admins", f"uid=boss,{PEOPLE}"), group("nurses", f"uid=ana,{PEOPLE}")],
        "freeipa.roles": [
            role("helpdesk", "System: Modify Users"),
            role("safeguard", "System: Read Roles", f"uid=eye,{PEOPLE}"),
        ],
        "freeipa.accounts": [account("ana"), account("boss", ipaUserAuthType="passkey"), account("eye")],
        "freeipa.tokens": [token("ana"), token("eye", ipatokenNotAfter="20300101000000Z")],
        "freeipa.anonymous": [],
        "freeipa.realm": [
            (REALM, {"cn": "CLINIC.EXAMPLE", "krbSupportedEncSaltTypes": ["aes256-sha2:special", "aes256-cts:normal"]})
        ],
        "freeipa.config": [("cn=config", _config())],
        "freeipa.encryption": [("cn=encryption,cn=config", {"cn": "encryption", "sslVersionMin": "TLS1.2"})],
    }


def _config() -> dict[str, Any]:
    return {
        "cn": "config",
        "nsslapd-minssf": 56,
        "nsslapd-accesslog-level": 256,
        "nsslapd-accesslog-logging-enabled": "on",
        "nsslapd-auditlog-logging-enabled": "on",
    }


def changed(question: str, dn: str, **values: Any) -> dict[str, list[Row]]:
    """The same with other values of one entry (`_` for a hyphen of its name); None takes one away."""
    found = entries()
    names = {name.replace("_", "-"): value for name, value in values.items()}
    assert [one for one in found[question] if one[0].startswith(dn)], dn
    found[question] = [(at, _kept({**row, **names})) if at.startswith(dn) else (at, row) for at, row in found[question]]
    return found


ROOT: Final = ("", {"ipaDomainLevel": "1", "ipaTopologyIsManaged": "on", "defaultNamingContext": BASE})


def answers(found: Mapping[str, Iterable[Row]], *denied: str) -> list[Answer]:
    """What a run would have been answered."""
    told = [said(question, *rows) for question, rows in found.items() if question not in denied]
    return [said("directory.root", ROOT), *told, *map(refused, denied)]


def findings(found: Mapping[str, Iterable[Row]], *denied: str, **options: Any) -> list[Finding]:
    """What comes of it, by the real checks and the rule in force."""
    of = Target(id=TARGET.id, scheme="ldaps", name="dc1", options=options)
    return [*judged(answers(found, *denied), of).findings]


def of(some: Iterable[Finding], check: str, kind: str, name: str = "") -> list[tuple[Status, str]]:
    """The verdicts of one check on the things of a kind with such a name, or on what stands for all of them."""
    return [(f.status, f.seen) for f in some if (f.check, f.kind) == (check, kind) and (not name or name in f.name)]


def read(found: Mapping[str, Iterable[Row]]) -> list[Fact]:
    """The facts that it comes to."""
    return facts(answers(found), TARGET)
