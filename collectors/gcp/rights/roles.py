"""What a role lets one do, by its name (cloud.google.com/iam/docs/understanding-roles). Pure.

Google's roles for administrators end in `admin` or `Admin`, as CIS counts them too (Google Cloud Foundation, 1.5).
"""

import re
from typing import Final, Literal, TypeAlias

Right: TypeAlias = Literal["everything", "administer", "impersonate", "other"]
_EVERYTHING: Final = frozenset({"roles/owner", "roles/admin"})
_CHANGES: Final = frozenset({"roles/editor", "roles/writer"})
"""They change nearly all there is, but for who may do what."""
_IMPERSONATE: Final = frozenset(
    {
        "roles/iam.serviceAccountKeyAdmin",
        "roles/iam.serviceAccountOpenIdTokenCreator",
        "roles/iam.serviceAccountTokenCreator",
        "roles/iam.serviceAccountUser",
        "roles/iam.workloadIdentityUser",
    }
)
"""Given of a project they hold for every service account in it."""
_ADMIN: Final = re.compile(r"roles/(?:[\w.-]+\.)?\w*[aA]dmin(?:\.v\d+)?")
GREAT: Final = frozenset({"everything", "administer"})


def right(role: str) -> Right:
    """The right that a role of Google's gives. Of one of one's own its name says nothing: it counts as another."""
    if role in _EVERYTHING:
        return "everything"
    if role in _IMPERSONATE:
        return "impersonate"
    return "administer" if role in _CHANGES or _ADMIN.fullmatch(role) else "other"


def changes_all(role: str) -> bool:
    """Who has it may change or delete nearly all that a project holds, if not who may do what."""
    return role in _EVERYTHING | _CHANGES


def own(role: str) -> bool:
    """It is one that somebody made here: what it allows is not in its name."""
    return not role.startswith("roles/")
