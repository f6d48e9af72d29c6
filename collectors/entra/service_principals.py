"""What of that which stands at a service principal one may sign in with, and somebody here may mend. Pure."""

from collections.abc import Mapping
from typing import Any, Final

_SIGNS: Final = "Sign"


def ours(row: Mapping[str, Any]) -> bool:
    """It is no managed identity: what these sign in with Azure itself renews.

    What stands at an application of Microsoft's own somebody here has added (T1098.001 of MITRE ATT&CK), certificates
    too: such are that of an Exchange server beside Exchange Online (CVE-2025-53786), and that with which AD FS asks for
    second factors (learn.microsoft.com/powershell/module/adfs/new-adfsazuremfatenantcertificate).
    """
    return row.get("servicePrincipalType") != "ManagedIdentity"


def to_sign_in(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A service principal with those credentials alone that it may sign in with, and that somebody here may mend.

    A certificate that signs what is told of others (SAML) is three: its private and public keys, with one
    customKeyIdentifier, and the password that opens its file and has the private key's id:
    learn.microsoft.com/graph/api/serviceprincipal-addtokensigningcertificate.
    """
    secrets, keys = row.get("passwordCredentials"), row.get("keyCredentials")
    signing = [one for one in keys or [] if one.get("usage") == _SIGNS]
    ids, marks = ({one.get(name) for one in signing} - {None} for name in ("keyId", "customKeyIdentifier"))
    others = [one for one in keys or [] if one.get("usage") != _SIGNS]
    # One of each mark: another of the same mark is no part of what signs.
    public = {mark: one for one in others if (mark := one.get("customKeyIdentifier")) in marks}
    beside = [one for one in others if one not in public.values()]
    return {
        **row,
        "passwordCredentials": secrets and [one for one in secrets if one.get("keyId") not in ids],
        "keyCredentials": keys and beside,
    }
