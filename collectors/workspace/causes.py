"""Why Workspace did not answer, in plain words, and what to do. Pure: from sealed answers only."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.google.causes import explain as shared
from collectors.workspace.asking import OTHER
from collectors.workspace.question import POLICIES, REFUSALS
from scanner.answers import Answer
from scanner.collector import Cause

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
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT": Cause(
            said="whoever signed in did not agree to this scope",
            advice="sign in with the scopes that safeguard permissions workspace names, through a client of your own",
            command="gcloud auth application-default login --client-id-file=FILE --scopes=SCOPES",
        ),
        **dict.fromkeys(("forbidden", "notAuthorized", "PERMISSION_DENIED"), _NO_ADMIN),
    }
)


def explain(answer: Answer) -> Cause | None:
    """Say why it did not come; None where its outcome and the scope it takes say enough."""
    if answer.code in REFUSALS:
        return Cause(
            said=f"the scope {answer.needs} is not granted to who asks",
            more="Delegation is given in the admin console, by the service account's number and for each scope.",
            advice="what to paste there: safeguard permissions workspace --missing",
        )
    if answer.needs == POLICIES and _BY_CODE.get(answer.code) is _NO_ADMIN:
        return _NO_SUPER
    return _BY_CODE.get(answer.code) or shared(answer)
