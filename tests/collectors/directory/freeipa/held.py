"""The well kept realm as a double holds it: with what nobody asks for, secrets above all."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from tests.collectors.directory.freeipa import realm
from tests.servers.ldap import Double

READER: Final = f"uid=eye,{realm.PEOPLE}"
SECRET: Final = "c4n4ryB1ndP4ss"  # noqa: S105  # that is what it plays
_ROOT: Final = {
    "ipaDomainLevel": ["1"],
    "ipaTopologyIsManaged": ["on"],
    "defaultNamingContext": [realm.BASE],
    "namingContexts": [realm.BASE],
}
_SECRETS: Final[Mapping[str, list[str | bytes]]] = {
    "userPassword": ["{PBKDF2-SHA512}c4n4ryHash"],
    "krbPrincipalKey": [b"c4n4ryKey"],
    "ipaNTHash": [b"c4n4ryNT"],
    "ipatokenOTPkey": [b"c4n4ryToken"],
    "krbMKey": [b"c4n4ryMaster"],
    "description": ["password is c4n4ryDescription"],
    "nsslapd-rootpw": ["{SSHA}c4n4ryRoot"],
}
_CLASSES: Final = {
    "freeipa.policy": "krbPwdPolicy",
    "freeipa.groups": "ipaUserGroup",
    "freeipa.roles": "groupOfNames",
    "freeipa.accounts": "posixAccount",
    "freeipa.tokens": "ipaToken",
    "freeipa.realm": "krbRealmContainer",
}


def _held(found: Mapping[str, Iterable[realm.Row]]) -> Iterator[tuple[str, dict[str, list[str | bytes]]]]:
    for question, rows in found.items():
        for dn, values in rows:
            held: dict[str, list[str | bytes]] = {**_SECRETS, "objectClass": [_CLASSES.get(question, "top")]}
            for name, value in values.items():
                held[name] = [str(one) for one in (value if isinstance(value, list | tuple) else [value])]
            yield dn, held


def directory_of(found: Mapping[str, Iterable[realm.Row]], **more: Any) -> Double:
    """As 389 Directory Server answers; whoever gives no name is refused (48) where anonymous access is off."""
    known = {"user": READER, "password": SECRET, "anonymous": 48}
    return Double(root=_ROOT, entries=[*_held(found)], **{**known, **more})
