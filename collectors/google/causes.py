"""Why Google's clouds did not answer, in plain words, and what to type. Pure: from sealed answers only."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import structs

from collectors.google.outcome import DISABLED, off
from scanner.answers import Answer
from scanner.collector import Cause

_BY_WORD: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        "invalid_grant": Cause(
            said="what we prove ourselves with is not accepted any more",
            more="The key or the federated token is over, was withdrawn, or the clock here is wrong.",
            advice="sign in anew, or give the key that is in force; by hand:",
            command="gcloud auth application-default login",
        ),
        "unauthorized_client": Cause(
            said="the service account may not act for anybody in that domain",
            more="Delegation is given in the admin console, by the account's number and for each scope.",
            advice="allow it these scopes: safeguard permissions workspace",
        ),
        "invalid_scope": Cause(
            said="whoever signed in is not given this scope",
            advice="sign in with it too, as with gcloud auth application-default login --scopes=...",
        ),
        "cannot_act_for": Cause(
            said="what we sign in with cannot ask for somebody else",
            advice="name a service account to ask through in impersonate, or leave the option admin out",
        ),
        "invalid_client": Cause(said="Google knows no such client"),
    }
)
"""By the error of OAuth 2.0 (RFC 6749, 5.2) that the tokens' endpoint gives."""
_BY_CODE: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        DISABLED: Cause(
            said="this API is switched off",
            more="What an API that is off would tell of may be there all the same. Google asks for it to be on in the "
            "project of whoever asks (quota_project), of some also in the project that is asked about.",
            command="gcloud services enable API --project PROJECT",
        ),
        "NoCredentials": Cause(
            said="there are no credentials to ask with",
            more="Looked for: what sign_in names, or where Google's own tools look (ADC).",
            advice="say which to use, as in sign_in: workload; by hand:",
            command="gcloud auth application-default login",
        ),
        "NotSignedIn": Cause(said="Google gives us no token"),
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT": Cause(
            said="the token is not meant for this API",
            advice="the machine's service account must have the scope cloud-platform",
        ),
        "OtherProject": Cause(
            said="another project answered than the one that was meant", alarm="another project answered"
        ),
    }
)


def explain(answer: Answer) -> Cause | None:
    """Say why it did not come; None where its outcome and the right it takes say enough."""
    code, _, word = answer.code.partition(" (")
    return _off(answer.code) or _BY_WORD.get(word.rstrip(")")) or _BY_CODE.get(code)


def _off(code: str) -> Cause | None:
    """Which API is off, and whose project must switch it on."""
    if (found := off(code)) is None:
        return None
    where = found.project.removeprefix("projects/") or "PROJECT"
    cause = _THERE if found.project else _INVENTORY if found.api.startswith("cloudasset.") else _HERE
    return structs.replace(
        cause,
        said=f"{cause.said} {code.removeprefix(DISABLED).lstrip()}",
        command=f"gcloud services enable {found.api} --project {where}",
    )


_HERE: Final = Cause(
    said="this API is switched off in the project",
    more="What it would tell of may be there all the same: switching an API off deletes nothing. Cloud Asset Inventory "
    "(cloudasset.googleapis.com) tells of most of it without that API.",
)
_INVENTORY: Final = Cause(
    said=_HERE.said,
    more="Without it each service is asked for what it holds, and of some of that nobody else tells.",
)
_THERE: Final = Cause(
    said="this API is switched off in the project of whoever asks",
    more="Google counts what is asked to that project (quota_project, or the one that the account is of), and asks for "
    "the API to be on there.",
)
