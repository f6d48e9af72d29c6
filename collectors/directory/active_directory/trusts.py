"""Other domains whose accounts are let in, whose word is taken for whom, and with which keys."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.directory.active_directory import kerberos
from collectors.directory.active_directory.grant import ANY
from collectors.directory.active_directory.rules import rules
from collectors.directory.active_directory.words import number
from collectors.directory.question import Search
from collectors.directory.read import Directory, Entry
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Fact, Grant

TRUST: Final = "ad.trust"
TRUSTS: Final = "ad.trusts"
# MS-ADTS 6.1.6.7: trustAttributes, trustDirection, trustType.
_QUARANTINED: Final = 0x4
_FOREST: Final = 0x8
_WITHIN_FOREST: Final = 0x20
_AS_EXTERNAL: Final = 0x40
_OUTBOUND: Final = 0x2
_REALM: Final = 3
_RULES: Final = rules(least_privilege__no_everything=("V-243484",), business_associates__outsiders_known=("V-243494",))
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        TRUST: Kind(
            title="trust in another domain",
            gives=(Grant, kerberos.KEYS),
            fix=MappingProxyType(
                {
                    "least-privilege.no-everything": "netdom trust DOMAIN /domain:PARTNER /quarantine:yes (of a "
                    "forest: /enablesidhistory:no): accounts of PARTNER can then name no identifiers of this domain",
                    "least-privilege.asked-for": "netdom trust DOMAIN /domain:PARTNER /quarantine:yes (of a forest: "
                    "/enablesidhistory:no)",
                    "business-associates.outsiders-known": "netdom trust DOMAIN /domain:PARTNER /remove, or put "
                    "PARTNER on the register",
                    "encryption-in-transit.strong-algorithms": "ksetup /setenctypeattr PARTNER AES128-CTS-HMAC-SHA1-96 "
                    "AES256-CTS-HMAC-SHA1-96",
                }
            ),
            asked_by=lambda check: _RULES.get(check, ()),
            own={"PARTNER": "name"},
        )
    }
)
QUESTIONS: Final = (
    Search(
        id=TRUSTS,
        operation="LDAP search of the trusts",
        needs=ANY,
        base="CN=System,{defaultNamingContext}",
        scope="one",
        filter="(objectClass=trustedDomain)",
        attributes=("cn", "trustPartner", "trustDirection", "trustType", "trustAttributes", kerberos.TYPES),
        feeds=(Grant, kerberos.KEYS),
        untried=True,
    ),
)


def read(whole: Directory) -> Iterator[Fact]:
    """Give each trust."""
    got = whole.one(TRUSTS)
    if got.outcome == "absent":
        got = unclear(got, "CN=System is there, and was not shown to the account that asks")
    if not got.good:
        yield from gaps(whole.target, TRUST, got, Grant, kerberos.KEYS)
    for part, entries in whole.parts(TRUSTS):
        for entry in entries:
            thing = whole.thing(TRUST, entry.dn, entry.one("trustpartner") or entry.one("cn"), part)
            yield _grant(thing, part, entry)
            yield kerberos.keys(thing, part, entry, 0)


def _grant(thing: dict[str, object], got: Got, entry: Entry) -> Grant:
    """What the accounts of the other may be here: nobody, themselves, or whom they like where no SID is filtered."""
    values = [number(got, entry, name) for name in ("trustDirection", "trustAttributes", "trustType")]
    (direction, _), (attributes, _), (kind, _) = values
    bad = next((why for _, why in values if not why.good), None)
    let_in = None if direction is None else bool(direction & _OUTBOUND)
    partner = str(thing["name"])
    ours = bool(attributes is not None and attributes & _WITHIN_FOREST)
    safe = let_in is False or (attributes is not None and _filtered(attributes, kind))
    holders = () if let_in is False else (partner,)
    return Grant(
        **thing,  # type: ignore[arg-type]  # the common fields
        right="other" if safe else "everything",
        holders=None if bad else holders,
        outsiders=None if bad else () if ours else holders,
        direct=False,
        activation="standing",
        unused_days=None,
        unread=unread(holders=bad or got, outsiders=bad or got, unused_days=HIDDEN),
    )


def _filtered(attributes: int, kind: int | None) -> bool:
    """Identifiers of this domain are taken out of what the other vouches for (MS-PAC 4.1.2.2).

    Of a forest they are, unless it is treated as external; of another domain where it is quarantined. Domains of one
    forest filter nothing, and are one; a realm that is no Windows domain names no identifiers.
    """
    if attributes & _WITHIN_FOREST or kind == _REALM:
        return True
    if attributes & _FOREST:
        return not attributes & _AS_EXTERNAL
    return bool(attributes & _QUARANTINED)
