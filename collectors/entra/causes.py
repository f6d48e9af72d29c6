"""Why Entra ID did not answer, in plain words, and what to type. Pure: from sealed answers only."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.microsoft.causes import explain as of_microsoft
from scanner.answers import Answer
from scanner.collector import Cause

OTHER_TENANT: Final = "OtherTenant"
_UNLICENSED: Final = Cause(
    said="the directory has no licence that has this",
    more="Conditional access, sign-in logs and activity take Entra ID P1; roles that are taken up, and reviews, P2. "
    "Graph has said the same to applications that may not read the directory.",
    advice="where there is a licence, grant Directory.Read.All as well",
)
_BY_CODE: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        OTHER_TENANT: Cause(
            said="another directory answered than the one that was meant",
            advice="give the target's id or a domain that is verified in it, and the same as tenant",
        ),
    }
)


def explain(answer: Answer) -> Cause | None:
    """Say why it did not come; None where its outcome and the right it takes say enough."""
    if answer.outcome == "unlicensed":
        return _UNLICENSED
    return _BY_CODE.get(answer.code) or of_microsoft(answer)
