"""What of that which stands at a service principal one may sign in with, and somebody here may mend. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from collectors.entra.read import MICROSOFT

_MICROSOFT: Final = frozenset({MICROSOFT, "72f988bf-86f1-41af-91ab-2d7cd011db47"})
"""The directories that own what Microsoft itself runs: learn.microsoft.com/troubleshoot/entra/entra-id/governance/
verify-first-party-apps-sign-in. Certificates of these are Microsoft's; a secret somebody here has added (T1098.001 of
MITRE ATT&CK)."""
_SIGNS: Final = "Sign"


def counts(row: Mapping[str, Any]) -> bool:
    """It is no managed identity: what these sign in with Azure itself renews."""
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
    of_microsoft = str(row.get("appOwnerOrganizationId") or "").lower() in _MICROSOFT
    return {
        **row,
        "passwordCredentials": secrets and [one for one in secrets if one.get("keyId") not in ids],
        "keyCredentials": [] if of_microsoft else keys and beside,
    }
