"""Who may act as a service account that is an administrator: by the policy of that account alone.

Who may do so by the policy of the project has a grant there; an account's own policy is asked only of those that hold
great rights by name. Pure but for its row.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from collectors.asking.listing import rows
from collectors.asking.row import Known
from collectors.gcp.question import gcp
from collectors.gcp.read import Project
from collectors.gcp.rights.policies import FOLDER, ORGANIZATION, OWN, bindings
from collectors.gcp.rights.roles import GREAT, own, right
from scanner.answers import Got
from scanner.facts import Grant, Promise

ACCOUNTS: Final = "iam.accounts"
_POLICY: Final = "iam.account.policy"
IMPERSONATE: Final[Promise] = (Grant, "impersonate")
_ABOVE: Final = (OWN, FOLDER, ORGANIZATION)
_LENDS: Final = GREAT | {"impersonate"}
"""Rights to an account by which one acts as it, or may let oneself do so."""


def _no_administrator(known: Known, item: Mapping[str, Any]) -> bool:
    """What is known by now says so; before a policy is known, nothing does."""
    return bool(known.outcome(OWN)) and f"serviceaccount:{item['email']}".lower() not in known.once(_great)


def _great(known: Known) -> frozenset[str]:
    """All that hold great rights by name."""
    policies = (body for question in _ABOVE for body in known.bodies(question))
    some = (one for body in policies for one in body.get("bindings") or () if right(str(one.get("role"))) in GREAT)
    return frozenset(member.lower() for one in some for member in one.get("members") or ())


QUESTIONS: Final = (
    gcp(
        _POLICY,
        "iam.projects.serviceAccounts.getIamPolicy",
        "/v1/projects/{project}/serviceAccounts/{email}:getIamPolicy?options.requestedPolicyVersion=3",
        ("bindings[].role", "bindings[].members[]", "bindings[].condition.title", "etag"),
        needs="iam.serviceAccounts.getIamPolicy",
        feeds=(IMPERSONATE,),
        method="POST",
        each=ACCOUNTS,
        about="email",
        after=_ABOVE,
        unless=_no_administrator,
        asset="iam.googleapis.com/ServiceAccount",
        policy="//iam.googleapis.com/projects/{project}/serviceAccounts/{email} "
        "//iam.googleapis.com/projects/{project}/serviceAccounts/{uniqueId}",
    ),
)


def lent(whole: Project, great: Iterable[str]) -> Iterator[tuple[str, Got, list[Mapping[str, Any]]]]:
    """The accounts of the project that are among these, each with its policy's answer and who may act as it by that.

    An account that is named and not listed is none of the project's, or is gone.
    """
    listing, named = whole.answers.one(ACCOUNTS), {*great}
    if named and not listing.good:
        yield "", listing, []
    for row in rows(listing) if listing.good else ():
        email = str(row["email"]).lower()
        if f"serviceAccount:{email}" in named:
            got = whole.answers.one(_POLICY, email)
            yield email, got, [one for one in bindings(got) if _lends(str(one.get("role")))] if got.good else []


def _lends(role: str) -> bool:
    """It lets one act as the account, or may: of a role of one's own nobody knows."""
    return right(role) in _LENDS or own(role)
