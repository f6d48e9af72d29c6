"""Why Workspace did not answer, in plain words, and what to do. Pure: from sealed answers only."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.google.causes import explain as shared
from collectors.workspace.asking import OTHER
from collectors.workspace.domain import CUSTOMER
from collectors.workspace.question import POLICIES, REFUSALS
from scanner.answers import Answer
from scanner.collector import Cause

_SCOPES: Final = frozenset({*REFUSALS, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})
_NOTHING: Final = Cause(
    said="whoever asks is not granted so much as the scope that tells whose domain it is",
    more="A service account is granted scopes in the admin console, by its number; a person agrees to them at "
    "sign-in, as with gcloud auth application-default login --client-id-file=FILE --scopes=SCOPES.",
    advice="grant all of them: safeguard permissions workspace",
)
_NO_ADMIN: Final = Cause(
    said="whoever asks is no administrator of the domain who may read this",
    advice="name one whose role reads it in the option admin",
)
_NO_SUPER: Final = Cause(
    said="policies are told to super admins alone", advice="name a super admin in the option admin"
)
_BY_CODE: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        OTHER: Cause(said="another domain answered than the one that was meant", alarm="another domain answered"),
        "domainPolicy": Cause(
            said="the domain's administrators have switched this API off",
            advice="admin.google.com > Security > Access and data control > API controls: let Google's own and "
            "internal applications in",
        ),
        **dict.fromkeys(("forbidden", "notAuthorized", "PERMISSION_DENIED"), _NO_ADMIN),
    }
)


def explain(answer: Answer) -> Cause | None:
    """Say why it did not come; None where its outcome and the scope it takes say enough."""
    if answer.code in _SCOPES:
        return _NOTHING if answer.question == CUSTOMER else None
    if answer.needs == POLICIES and _BY_CODE.get(answer.code) is _NO_ADMIN:
        return _NO_SUPER
    return _BY_CODE.get(answer.code) or shared(answer)
