"""A domain as its controllers tell of it: names and values as Samba 4.17 answered of a domain of ours.

`entries()` is a well kept one; tests change single values of it.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from scanner.answers import Answer
from scanner.finding import Finding, Status
from scanner.targets import Target
from tests.collectors.directory.asking import NOW, refused, said
from tests.judged import judged

BASE: Final = "DC=clinic,DC=example"
CONFIGURATION: Final = f"CN=Configuration,{BASE}"
USERS: Final = f"CN=Users,{BASE}"
BUILTIN: Final = f"CN=Builtin,{BASE}"
PSOS: Final = f"CN=Password Settings Container,CN=System,{BASE}"
SID: Final = "S-1-5-21-3577291292-1513574994-3866284690"
HEAD: Final = "ad.domain"
TYPES: Final = "msDS-SupportedEncryptionTypes"
NEVER: Final = "9223372036854775807"
Row = tuple[str, Mapping[str, Any]]
DAY: Final = -864000000000
MINUTE: Final = -600000000


def ticks(days: float) -> str:
    """A time so many days before the answer, as 100 nanoseconds since 1601."""
    at = datetime.fromisoformat(NOW) - timedelta(days=days)
    return str(int((at - datetime(1601, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1)) * 10)


def account(name: str, part: int, **more: Any) -> Row:
    """Somebody who came in yesterday; `None` takes a value away."""
    values = {
        "sAMAccountName": name,
        "userPrincipalName": f"{name}@clinic.example",
        "objectSid": f"{SID}-{part}",
        "userAccountControl": 512,
        "whenCreated": "20250101000000.0Z",
        "pwdLastSet": ticks(20),
        "lastLogonTimestamp": ticks(1.5),
        "lastLogon": 0,
        "logonCount": 7,
        "accountExpires": NEVER,
        "primaryGroupID": 513,
    }
    return f"CN={name},{USERS}", _kept({**values, **more})


def computer(name: str, place: str = f"CN=Computers,{BASE}", **more: Any) -> Row:
    """A machine that came in yesterday, whose local password Windows LAPS keeps."""
    values = {
        "sAMAccountName": f"{name}$",
        "objectClass": ["top", "person", "organizationalPerson", "user", "computer"],
        "userAccountControl": 4096,
        "whenCreated": "20250101000000.0Z",
        "lastLogonTimestamp": ticks(1.5),
        "logonCount": 7,
        "accountExpires": NEVER,
        "primaryGroupID": 515,
        "msLAPS-PasswordExpirationTime": ticks(-20),
    }
    return f"CN={name},{place}", _kept({**values, **more})


def group(name: str, identifier: str, *members: str, place: str = USERS) -> Row:
    """A group of security."""
    values = {"sAMAccountName": name, "objectSid": identifier, "member": members}
    return f"CN={name},{place}", _kept(values)


def controller(name: str, **more: Any) -> Row:
    """A controller."""
    values = {
        "sAMAccountName": f"{name}$",
        "dNSHostName": f"{name.lower()}.clinic.example",
        "operatingSystem": "Windows Server 2022 Standard",
        "operatingSystemVersion": "10.0 (20348)",
        "msDS-SupportedEncryptionTypes": 24,
    }
    return f"CN={name},OU=Domain Controllers,{BASE}", _kept({**values, **more})


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != ()}


def entries() -> dict[str, list[Row]]:
    """What each question finds."""
    domain_admins = f"CN=Domain Admins,{USERS}"
    boss = f"CN=boss,{USERS}"
    return {
        HEAD: [(BASE, _head())],
        "ad.forest": [
            (
                f"CN=Partitions,{CONFIGURATION}",
                {
                    "cn": "Partitions",
                    "msDS-Behavior-Version": 7,
                    "msDS-EnabledFeature": "CN=Recycle Bin Feature,CN=Optional Features,CN=Directory Service,"
                    f"CN=Windows NT,CN=Services,{CONFIGURATION}",
                },
            )
        ],
        "ad.backed_up": [
            (BASE, {"msDS-ReplAttributeMetaData": ["of another attribute", "2026-11-25T02:00:00Z"]}),
        ],
        "ad.psos.container": [(PSOS, {"objectClass": ["top", "msDS-PasswordSettingsContainer"]})],
        "ad.psos": [(f"CN=admins,{PSOS}", _pso())],
        "ad.settings": [
            (f"CN=Directory Service,CN=Windows NT,CN=Services,{CONFIGURATION}", {"cn": "Directory Service"})
        ],
        "ad.anonymous": [],
        "ad.controllers": [controller("DC1"), controller("DC2")],
        "ad.krbtgt": [(f"CN=krbtgt,{USERS}", {"sAMAccountName": "krbtgt", "pwdLastSet": ticks(60.5)})],
        "ad.groups": [
            group("Administrators", "S-1-5-32-544", domain_admins, f"CN=Enterprise Admins,{USERS}", place=BUILTIN),
            group("Domain Admins", f"{SID}-512", boss),
            group("Enterprise Admins", f"{SID}-519"),
            group("Account Operators", "S-1-5-32-548", place=BUILTIN),
            group("Protected Users", f"{SID}-525", boss),
            group("Nurses", f"{SID}-1200", f"CN=ana,{USERS}"),
        ],
        "ad.accounts": [
            account("Administrator", 500, userAccountControl=514, lastLogonTimestamp=None, logonCount=0),
            account("Guest", 501, userAccountControl=66082),
            account("krbtgt", 502, userAccountControl=514),
            account("ana", 1101),
            account("boss", 1102, userAccountControl=512 + 0x40000 + 0x100000),
            account("svc-sql", 1103, servicePrincipalName=["present"], **{"msDS-SupportedEncryptionTypes": 24}),
        ],
        "ad.computers": [
            computer("WS1"),
            computer("DC1", f"OU=Domain Controllers,{BASE}", userAccountControl=532480),
            computer("DC2", f"OU=Domain Controllers,{BASE}", userAccountControl=532480),
        ],
        "ad.trusts": [(f"CN=north.example,CN=System,{BASE}", _trust())],
    }


def _head() -> dict[str, Any]:
    return {
        "name": "clinic",
        "minPwdLength": 14,
        "pwdHistoryLength": 24,
        "maxPwdAge": 90 * DAY,
        "pwdProperties": 1,
        "lockoutThreshold": 5,
        "lockoutDuration": 30 * MINUTE,
        "lockOutObservationWindow": 15 * MINUTE,
        "ms-DS-MachineAccountQuota": 0,
        "msDS-Behavior-Version": 7,
    }


def _pso() -> dict[str, Any]:
    return {
        "cn": "admins",
        "msDS-PasswordSettingsPrecedence": 10,
        "msDS-PSOAppliesTo": f"CN=Domain Admins,{USERS}",
        "msDS-MinimumPasswordLength": 20,
        "msDS-PasswordHistoryLength": 24,
        "msDS-MaximumPasswordAge": 60 * DAY,
        "msDS-PasswordReversibleEncryptionEnabled": "FALSE",
        "msDS-LockoutThreshold": 3,
        "msDS-LockoutDuration": 60 * MINUTE,
        "msDS-LockoutObservationWindow": 60 * MINUTE,
    }


def _trust() -> dict[str, Any]:
    return {
        "cn": "north.example",
        "trustPartner": "north.example",
        "trustDirection": 3,
        "trustType": 2,
        "trustAttributes": 8,
        "msDS-SupportedEncryptionTypes": 24,
    }


def changed(question: str, dn: str, **values: Any) -> dict[str, list[Row]]:
    """The well kept domain with other values of one entry (`_` for a hyphen of its name); None takes one away."""
    found = entries()
    names = {name.replace("_", "-"): value for name, value in values.items()}
    hit = [one for one in found[question] if one[0].startswith(dn)]
    assert hit, dn
    found[question] = [(at, _kept({**row, **names})) if at.startswith(dn) else (at, row) for at, row in found[question]]
    return found


ROOT: Final = (
    "",
    {
        "supportedCapabilities": ["1.2.840.113556.1.4.800"],
        "defaultNamingContext": BASE,
        "configurationNamingContext": CONFIGURATION,
    },
)
TARGET: Final = Target(id="ldaps:dc1", scheme="ldaps", name="dc1", options={})


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
