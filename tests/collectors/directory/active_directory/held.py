"""The well kept domain as a double holds it: with what nobody asks for, secrets above all, and bytes as they come."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tests.collectors.directory.active_directory import clinic
from tests.servers.ldap import Double

READER: Final = "safeguard@clinic.example"
SECRET: Final = "c4n4ryB1ndP4ss"  # noqa: S105  # that is what it plays
ROOT: Final = {
    "supportedCapabilities": ["1.2.840.113556.1.4.800"],
    "defaultNamingContext": [clinic.BASE],
    "configurationNamingContext": [clinic.CONFIGURATION],
    "namingContexts": [clinic.BASE, clinic.CONFIGURATION],
    "dnsHostName": ["dc1.clinic.example"],
}
_SIGNED: Final = (
    b"<DS_REPL_ATTR_META_DATA><pszAttributeName>%b</pszAttributeName><dwVersion>4</dwVersion>"
    b"<ftimeLastOriginatingChange>%b</ftimeLastOriginatingChange>"
    b"<pszLastOriginatingDsaDN>CN=c4n4ryMeta</pszLastOriginatingDsaDN></DS_REPL_ATTR_META_DATA>\0"
)
_SECRETS: Final[Mapping[str, list[str | bytes]]] = {
    "unicodePwd": ["c4n4ryUnicodePwd"],
    "ms-Mcs-AdmPwd": ["c4n4ryLaps"],
    "msLAPS-Password": ['{"p":"c4n4ryLaps2"}'],
    "description": ["password is c4n4ryDescription"],
    "mail": ["c4n4ry@clinic.example"],
}
_CLASSES: Final[Mapping[str, Mapping[str, Any]]] = {
    "ad.accounts": {"sAMAccountType": ["805306368"], "objectCategory": ["person"]},
    "ad.krbtgt": {"sAMAccountType": ["805306368"]},
    "ad.computers": {"sAMAccountType": ["805306369"], "objectCategory": ["computer"]},
    "ad.controllers": {"userAccountControl": ["532480"], "objectCategory": ["computer"]},
    "ad.groups": {"objectCategory": ["group"], "groupType": ["-2147483646"]},
    "ad.psos": {"objectClass": ["msDS-PasswordSettings"]},
    "ad.trusts": {"objectClass": ["trustedDomain"]},
}


def raw(identifier: str) -> bytes:
    """A security identifier as it travels."""
    _, _, authority, *parts = identifier.split("-")
    return bytes((1, len(parts))) + int(authority).to_bytes(6) + b"".join(int(p).to_bytes(4, "little") for p in parts)


def _held(question: str, values: Mapping[str, Any]) -> dict[str, list[str | bytes]]:
    held: dict[str, list[str | bytes]] = {**_SECRETS}
    for name, value in values.items():
        some = [*value] if isinstance(value, list | tuple) else [value]
        held[name] = [raw(one) if name == "objectSid" else str(one) for one in some]
    if "servicePrincipalName" in held:
        held["servicePrincipalName"] = ["MSSQLSvc/c4n4ry.clinic.example:1433"]
    return {**held, **_CLASSES.get(question, {})}


def entries(
    some: Mapping[str, list[clinic.Row]] | None = None, copied: bytes = b"2026-11-25T02:00:00Z"
) -> Iterator[tuple[str, dict[str, list[str | bytes]]]]:
    """All of them, each once, with all that was said of it anywhere. copied: when a backup last marked the domain."""
    found: dict[str, dict[str, list[str | bytes]]] = {}
    for question, rows in (some or clinic.entries()).items():
        for dn, values in rows:
            found.setdefault(dn, {}).update(_held(question, values))
    marks = [_SIGNED % (b"c4n4ry", b"2026-01-01T00:00:00Z"), _SIGNED % (b"dSASignature", copied)]
    found[clinic.BASE]["msDS-ReplAttributeMetaData"] = [*marks]
    found[f"CN=krbtgt,{clinic.USERS}"]["objectCategory"] = ["person"]
    yield from found.items()


def domain(**more: Any) -> Double:
    """As Active Directory answers: nobody in particular is told 1, and three parts of the tree lie elsewhere."""
    refers = [
        f"ldap://c4n4ry:pw@clinic.example/{part},{clinic.BASE}" for part in ("CN=Configuration", "DC=DomainDnsZones")
    ]
    known: dict[str, Any] = {
        "entries": [*entries()],
        "user": READER,
        "password": SECRET,
        "anonymous": 1,
        "refers": refers,
    }
    return Double(root=ROOT, **{"entries": [*entries()], **known, **more})
