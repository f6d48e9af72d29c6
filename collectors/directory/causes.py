"""Why a directory did not answer, for people. Pure."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.directory.kerberos_causes import BY_CODE as BY_TICKET
from collectors.directory.kerberos_causes import HERE
from collectors.secured.causes import explain as connecting
from scanner.answers import GOOD, Answer
from scanner.collector import Cause

_WHY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "525": "it knows no such user",
        "52e": "the password is wrong",
        "530": "the user may not sign in at this time",
        "531": "the user may not sign in from here",
        "532": "the password has expired",
        "533": "the account is disabled",
        "701": "the account has expired",
        "773": "the password must be changed first",
        "775": "the account is locked",
    }
)
"""Active Directory's own codes beside "invalidCredentials", as Windows calls them (winerror.h: 0x52e is
ERROR_LOGON_FAILURE)."""
_BY_CODE: Final[Mapping[int, Cause]] = MappingProxyType(
    {
        4: Cause(
            said="it gives nobody so many entries",
            advice="let the account read pages without end: olcLimits of OpenLDAP, size.prtotal=unlimited",
        ),
        8: Cause(said="it wants a stronger way to sign in", advice="name a user and a password, or sasl: gssapi"),
        10: Cause(
            said="it does not hold that part of the tree, and names another server",
            more="Nobody was asked there.",
            advice="scan the server that holds it, or name a base of this one: base: DN",
        ),
        11: Cause(said="it has a limit for this account", advice="see its limits: olcLimits of OpenLDAP"),
        12: Cause(said="it cannot give page after page", advice="scan a server that knows RFC 2696"),
        48: Cause(said="it lets nobody in without a name", advice="name a user and a password, or sasl: gssapi"),
        49: Cause(
            said="it does not know the user, or the password is another one",
            advice="look at user and password of the target, and at what the reference leads to",
        ),
    }
)
_CODE: Final = re.compile(r"\w+ \((\d+)(?:, (\w+))?\)")


def explain(answer: Answer) -> Cause | None:
    """Say why an answer did not come; None where its outcome and the right it takes say enough."""
    if answer.outcome in GOOD:
        return None
    if not (found := _CODE.fullmatch(answer.code)):
        return HERE.get(answer.code) or connecting(answer)
    if "sasl" in answer.parameters and (cause := BY_TICKET.get(found[2] or found[1])):
        return cause
    if said := _WHY.get(found[2] or ""):
        return Cause(said=said, advice="look at the account in the directory, and at user and password of the target")
    return _BY_CODE.get(int(found[1]))
