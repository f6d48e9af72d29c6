"""Why a service that is signed in to over TLS was not asked, for people. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.secured.line import CERTIFICATE, HANDSHAKE, NO_TLS, TOO_MUCH
from scanner.answers import GOOD, Answer
from scanner.collector import Cause

_BY_CODE: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        "gaierror": Cause(
            said="its name leads to no address here", advice="look at the name, or at the name servers of this machine"
        ),
        "ConnectionRefusedError": Cause(said="nothing listens at that port", advice="look at the port in the target"),
        NO_TLS: Cause(
            said="it speaks no TLS, and nobody signs in without",
            more="No name and no password was sent.",
            advice="switch TLS on there; a password that travels in plain is no safeguard",
        ),
        TOO_MUCH: Cause(
            said="it said more than any such service has to say",
            more="What had come until then is no answer.",
            advice="see what answers at that address",
        ),
    }
)
_CERTIFICATE: Final = Cause(
    said="its certificate is not accepted",
    more="No name and no password was sent. Somebody else may be answering in its place.",
    advice="look at the certificate: safeguard scan tls://HOST:PORT. A private authority is named by ca: FILE, another"
    " name than the target's by server_name: NAME",
)
_HANDSHAKE: Final = Cause(
    said="it and this machine have no version of TLS in common, from 1.2 on",
    more="No name and no password was sent.",
    advice="allow TLS 1.2 or 1.3 there",
)
_TIMEOUT: Final = Cause(
    said="it did not answer in time",
    more="A firewall may drop what comes from here.",
    advice="see whether it can be reached from this machine, or give it more time: timeout: SECONDS",
)


def explain(answer: Answer) -> Cause | None:
    """Say why an answer did not come; None where its outcome says it."""
    if answer.outcome in GOOD:
        return None
    if answer.code.startswith(CERTIFICATE):
        return _CERTIFICATE
    if answer.code.startswith(HANDSHAKE):
        return _HANDSHAKE
    if cause := _BY_CODE.get(answer.code):
        return cause
    return _TIMEOUT if answer.outcome == "timeout" else None
