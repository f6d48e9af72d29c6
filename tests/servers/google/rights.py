"""Which permission a method takes: mostly its own name without what it lies in; the others are in a table.

cloud.google.com/iam/docs/permissions-reference
"""

from collections.abc import Mapping
from typing import Any, Final

from tests.servers.google.inventory import right

_SERVICES: Final = {"cloudresourcemanager": "resourcemanager", "sql": "cloudsql"}
_RIGHTS: Final = {
    "accessapproval.projects.getAccessApprovalSettings": "accessapproval.settings.get",
    "accessapproval.folders.getAccessApprovalSettings": "accessapproval.settings.get",
    "accessapproval.organizations.getAccessApprovalSettings": "accessapproval.settings.get",
    "cloudresourcemanager.projects.getAncestry": "resourcemanager.projects.get",
    "cloudresourcemanager.projects.search": "resourcemanager.projects.get",
    "cloudresourcemanager.folders.search": "resourcemanager.folders.get",
    "cloudresourcemanager.organizations.search": "resourcemanager.organizations.get",
    "compute.networkFirewallPolicies.aggregatedList": "compute.firewallPolicies.list",
    "essentialcontacts.projects.contacts.compute": "essentialcontacts.contacts.list",
    "orgpolicy.projects.policies.getEffectivePolicy": "orgpolicy.policy.get",
    "iam.projects.serviceAccounts.keys.list": "iam.serviceAccountKeys.list",
    "iam.projects.serviceAccounts.keys.get": "iam.serviceAccountKeys.get",
    "logging.projects.metrics.list": "logging.logMetrics.list",
    "logging.projects.metrics.get": "logging.logMetrics.get",
    "sql.projects.instances.getLatestRecoveryTime": "cloudsql.instances.get",
}
_SILENT: Final = frozenset(
    {
        *(f"cloudresourcemanager.{kind}.search" for kind in ("projects", "folders", "organizations")),
        "bigquery.datasets.list",
        "cloudresourcemanager.projects.testIamPermissions",
    }
)
"""Whoever may see nothing is told of nothing, and not refused."""


def permissions(method: str, query: Mapping[str, Any]) -> list[str]:
    """The permissions that a method takes, the one that is named in a refusal first."""
    if method in _SILENT:
        return [method]
    if method == "cloudasset.assets.list":
        return [right(query)]
    if method in _RIGHTS:
        return [_RIGHTS[method]]
    api, *_, resource, verb = method.split(".")
    verb = "list" if verb == "aggregatedList" else verb
    return [".".join((_SERVICES.get(api, api), resource, verb))]
