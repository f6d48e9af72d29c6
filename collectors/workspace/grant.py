"""Writes scopes as what the admin console takes, where a service account is let in for people of the domain."""

from collections.abc import Iterable
from typing import Final

from collectors.workspace.question import AUTH, POLICIES

_SUPER: Final = (
    "\n# Policies are told to super admins alone (cloud.google.com/identity/docs/concepts/overview-policies):\n"
    "# the option `admin` must name one. For the other scopes an administrator with a role that reads them is enough.\n"
)


def grant(rights: Iterable[str]) -> str:
    """What to paste. Nothing of it changes anything, and nothing reaches mail, files or calendars."""
    scopes = sorted(set(rights) - {""})
    return (
        "# In the project of the service account: gcloud services enable admin.googleapis.com "
        "cloudidentity.googleapis.com\n"
        "# In the admin console: Security > Access and data control > API controls > Manage domain-wide delegation > "
        "Add new\n\n"
        "# Client ID: what this prints\n"
        "gcloud iam service-accounts describe ACCOUNT --format='value(uniqueId)'\n\n"
        "# OAuth scopes (comma-delimited)\n"
        f"{','.join(f'{AUTH}{scope}' for scope in scopes)}\n"
        f"{_SUPER if POLICIES in scopes else ''}"
    ).rstrip("\n")
