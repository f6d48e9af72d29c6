"""Why a TLS service could not be looked at, for people. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scanner.answers import GOOD, Answer
from scanner.collector import Cause

_BY_CODE: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        "gaierror": Cause(
            said="its name leads to no address here", advice="look at the name, or at the name servers of this machine"
        ),
        "ConnectionRefusedError": Cause(
            said="nothing listens at that port",
            advice="look at the port: that in tls://HOST:PORT, else that of the protocol",
        ),
        "not understood: no TLS record": Cause(
            said="it answers, and neither TLS nor a plain protocol that is known here",
            more="A protocol that begins in plain wants its own words first.",
            advice="declare it: starttls=smtp, imap, pop3, ldap, postgres, mysql or ftp",
        ),
        "not understood: SSH": Cause(said="an SSH server answers there", advice="scan it as ssh://HOST"),
        "alert 112": Cause(
            said="it knows no service of that name", advice="name the one that it knows: server_name=portal.example"
        ),
    }
)
_TIMEOUT: Final = Cause(
    said="it did not answer in time",
    more="A firewall may drop what comes from here, or the service waits for a word of its own protocol first.",
    advice="see whether it can be reached from this machine; declare starttls where it begins in plain",
)
_REFUSED: Final = "no version is accepted: "
_NOTHING: Final = Cause(
    said="it takes no offer: no version from SSL 3.0 to TLS 1.3, with none of the cipher suites that are known here",
    more="It may let in known addresses or names alone, or take suites that stand in no registry.",
    advice="scan it from where its clients are, and under the name that they use: server_name=portal.example",
)
_DENIED: Final = Cause(
    said="it greets, and lets nobody in from here",
    more="It may be busy, or have this address on a list.",
    advice="scan it from where its clients are",
)


def explain(answer: Answer) -> Cause | None:
    """Say why an answer did not come; None where its outcome says it."""
    if answer.outcome in GOOD:
        return None
    if cause := _BY_CODE.get(answer.code.removeprefix(_REFUSED)):
        return cause
    if answer.code.startswith(_REFUSED):
        return _NOTHING
    return {"timeout": _TIMEOUT, "denied": _DENIED}.get(answer.outcome)
