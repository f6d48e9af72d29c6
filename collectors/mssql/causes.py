"""Why SQL Server did not answer, in plain words, and what to do. Pure: from sealed answers only."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.mssql.entering import ELSEWHERE
from collectors.secured.causes import explain as shared
from collectors.secured.line import NO_TLS
from scanner.answers import Answer
from scanner.collector import Cause

_WRONG: Final = Cause(
    said="it does not let the account in",
    more="Its password may be wrong, the account disabled, or the server one that knows accounts of Windows alone.",
    advice="look into the error log of SQL Server, which says which of these it is",
)
_BY_CODE: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        **dict.fromkeys(("18456", "18452", "18461"), _WRONG),
        "18470": Cause(said="the account is disabled", advice="ALTER LOGIN NAME ENABLE, if this scan is to come in"),
        "18486": Cause(
            said="the account is locked after wrong passwords",
            advice="ALTER LOGIN NAME WITH PASSWORD = '...' UNLOCK, and see who tries it",
        ),
        **dict.fromkeys(
            ("18487", "18488"),
            Cause(said="the account's password has ended", advice="set a new one, where the target finds it"),
        ),
        "4060": Cause(said="the account may not enter the database", advice="leave database: out of the target"),
        ELSEWHERE: Cause(
            said="it sends whoever signs in to another server",
            more="Nothing was said to that one.",
            advice="name the server that is meant in the target",
        ),
        "ConnectionResetError": Cause(
            said="it hung up",
            more="One that forces strict encryption (TDS 8.0), which is not spoken here, does so at once.",
            advice="look into the error log of SQL Server, or at the port in the target",
        ),
        NO_TLS: Cause(
            said="it does not encrypt the whole session, and nobody signs in without",
            more="No name and no password was sent.",
            advice="SQL Server Configuration Manager > Protocols: a certificate, and Force Encryption",
        ),
    }
)


def explain(answer: Answer) -> Cause | None:
    """Say why it did not come; None where its outcome and the right it takes say enough."""
    return _BY_CODE.get(answer.code) or shared(answer)
