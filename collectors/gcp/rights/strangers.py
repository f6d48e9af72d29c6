"""Who of those that hold rights comes from outside. Pure.

What is one's own domain Google says of the organisation (its display name is the primary domain of its Workspace
customer, developers: cloudresourcemanager v3 organizations); further ones only people can say (own_domains).
"""

import re
from typing import Final, NamedTuple

from collectors.asking.tags import texts
from collectors.gcp.project import ANCESTRY
from collectors.gcp.question import gcp
from collectors.gcp.read import Project, last
from scanner.answers import Got, unclear
from scanner.facts import Exposure, Grant

ORGANIZATION: Final = "iam.organization"
OPTION: Final = "own_domains"
CONSUMERS: Final = frozenset({"gmail.com", "googlemail.com", "googlegroups.com"})
"""Anybody may have an account or a group there."""
EVERYONE: Final = frozenset({"allUsers", "allAuthenticatedUsers"})
_AGENT: Final = re.compile(
    r"(?:service-)?(\d+)(?:-compute)?@(?:(?:gcp-sa-[\w-]+|compute-system|container-engine-robot|serverless-robot-prod|"
    r"gcf-admin-robot|containerregistry|container-analysis|dataflow-service-producer-prod|dataproc-accounts|"
    r"service-networking|cloud-redis|cloud-filer|sourcerepo-service-accounts|cloudcomposer-accounts)\.iam|"
    r"cloudservices|developer|cloudbuild)\.gserviceaccount\.com"
)
"""What Google does in a project's name, and the account of its machines: both are named by the project's number."""
_AGENT_ROLE: Final = re.compile(r"roles/[\w.-]*[sS]erviceAgent(?:V\d\w*)?")
MEMBERS: Final = Got("not-asked", "cloudidentity.groups.memberships.list: who is in a group")
_OTHER: Final = Got("not-asked", "cloudresourcemanager.projects.getAncestry of another project: whose it is")
_POOL: Final = Got("not-asked", "iam.workloadIdentityPools.providers.list: whom a pool of identities lets in")

QUESTIONS: Final = (
    gcp(
        ORGANIZATION,
        "cloudresourcemanager.organizations.get",
        "/v3/organizations/{id}",
        ("name", "displayName"),
        needs="resourcemanager.organizations.get",
        feeds=(Grant, (Exposure, "permission/data")),
        each=ANCESTRY,
        of="value[?type=='organization']",
        about="id",
    ),
)


class Outside(NamedTuple):
    """Whether somebody is from outside; None for the reason in `why`."""

    it_is: bool | None
    why: Got


def outside(whole: Project, member: str, got: Got) -> Outside:
    """Say it of a member of a policy. got: that policy."""
    kind, _, name = member.partition(":")
    if member in EVERYONE:
        return Outside(True, got)
    if kind == "serviceAccount":
        return _account(whole, name, got)
    if kind in {"user", "group", "domain"}:
        return _address(whole, kind, name.rpartition("@")[2], got)
    if kind in {"principal", "principalSet"}:
        ours = name.startswith(f"//cloudresourcemanager.googleapis.com/projects/{whole.number}/")
        return Outside(False, got) if ours else Outside(None, _POOL)
    return Outside(None, unclear(got, "it names somebody in a way that we do not know"))


def _address(whole: Project, kind: str, domain: str, got: Got) -> Outside:
    if domain in CONSUMERS:
        return Outside(True, got)
    declared = {name.lower() for name in texts(whole.answers.options.get(OPTION))}
    told = _organization(whole)
    if domain in declared or (told.ok and domain == str((told.body or {}).get("displayName", "")).lower()):
        return Outside(None, MEMBERS) if kind == "group" else Outside(False, got)
    if declared:
        return Outside(True, got)
    return Outside(None, told if not told.good else unclear(got, f"whose domain it is it does not say; {OPTION} would"))


def _organization(whole: Project) -> Got:
    """Its own answer; that of what stands above the project where there is none."""
    number = next((last(scope) for scope in whole.above if scope.startswith("organizations/")), "")
    return whole.answers.one(ORGANIZATION, number) if number else whole.answers.one(ANCESTRY)


def _account(whole: Project, email: str, got: Got) -> Outside:
    """A service account says in its address of which project it is."""
    return Outside(False, got) if _ours(whole, email) else Outside(None, _OTHER)


def _ours(whole: Project, email: str) -> bool:
    """A service account of this project, or an account of Kubernetes that its pool of identities knows."""
    own = email.endswith(f"@{mail_domain(whole.id)}") or email == f"{whole.id}@appspot.gserviceaccount.com"
    agent = _AGENT.fullmatch(email)
    return own or email.startswith(f"{whole.id}.svc.id.goog[") or bool(agent and agent[1] == whole.number)


def mail_domain(project: str) -> str:
    """What the addresses of a project's service accounts end with: of `example.com:alder` too."""
    domain, _, name = project.rpartition(":")
    return f"{name}.{domain}.iam.gserviceaccount.com" if domain else f"{name}.iam.gserviceaccount.com"


def agent_of_google(whole: Project, member: str) -> bool:
    """It is a service agent of this project: Google acts by it, and nobody signs in as it.

    Where Google has one of another project act by rights here, the people of that project may have it do so.
    """
    kind, _, email = member.partition(":")
    agent = _AGENT.fullmatch(email) if kind == "serviceAccount" else None
    return agent is not None and agent[1] == whole.number and "-compute@" not in email


def given_by_google(whole: Project, member: str, role: str, scope: str) -> bool:
    """Nobody of this project gave it, and nobody can use it: Google's own agents have it from the first.

    Their role is one for agents alone. The one by which Google changes what stands in a project is its Editor, and is
    to stay that (cloud.google.com/iam/docs/service-account-types: Google APIs Service Agent). scope: of the policy.
    """
    if role == "roles/editor" and scope == f"projects/{whole.id}":
        return member == f"serviceAccount:{whole.number}@cloudservices.gserviceaccount.com"
    return bool(_AGENT_ROLE.fullmatch(role)) and agent_of_google(whole, member)


def of_another(whole: Project, member: str) -> bool:
    """It is a service account of another project, and none that Google alone acts as."""
    kind, _, email = member.partition(":")
    agent = _AGENT.fullmatch(email) and "-compute@" not in email
    return kind == "serviceAccount" and not agent and not _ours(whole, email)
