"""Azure Lighthouse: roles that another organisation's people and machines hold here, and no list of roles here names.

Each delegation of the subscription lets in principals of one tenant, with a built-in role each, always or once they
take it up (learn.microsoft.com: lighthouse/concepts/tenants-users-roles). What is delegated of a single resource group
is not among the subscription's; but what it is made of is, a definition of whom it lets in: one that no delegation of
the subscription names may be one of groups, which nobody asks one by one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from collectors.asking.listing import listed
from collectors.azure.question import arm
from collectors.azure.read import Subscription, canonical, properties
from collectors.azure.rights.roles import BUILT_IN, role_name
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Fact, Grant

DELEGATED: Final = "azure.lighthouse.role"
_END: Final = "az managedservices assignment delete --assignment ASSIGNMENT"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        DELEGATED: Kind(
            title="role of another organisation",
            gives=(Grant,),
            fix=MappingProxyType(
                {
                    "least-privilege.asked-for": "have the service provider offer it as an eligible authorization in "
                    "place of a standing one, and ask for multifactor authentication or an approval",
                    "business-associates.outsiders-known": _END,
                }
            ),
        )
    }
)
_TYPE: Final = "Microsoft.ManagedServices/registrationAssignments"
_VERSION: Final = "2022-10-01"
_UNKNOWN: Final = ("MissingSubscriptionRegistration",)
"""Where nobody ever delegated anything, the subscription does not know the provider."""
_DEFINED: Final = "properties.registrationDefinition.properties"
_ROW: Final = arm(
    "lighthouse.delegations",
    _TYPE,
    _VERSION,
    (
        "properties.provisioningState",
        "properties.registrationDefinitionId",
        f"{_DEFINED}.managedByTenantId",
        *(
            f"{_DEFINED}.{kind}[].{name}"
            for kind in ("authorizations", "eligibleAuthorizations")
            for name in ("principalId", "roleDefinitionId")
        ),
        f"{_DEFINED}.eligibleAuthorizations[].justInTimeAccessPolicy.multiFactorAuthProvider",
        f"{_DEFINED}.eligibleAuthorizations[].justInTimeAccessPolicy.managedByTenantApprovers[].principalId",
    ),
    feeds=(Grant,),
    bulk="",
    absent=_UNKNOWN,
)
QUESTIONS: Final = (
    replace(_ROW, path=f"{_ROW.path}&$expandRegistrationDefinition=true"),
    arm(
        "lighthouse.definitions",
        "Microsoft.ManagedServices/registrationDefinitions",
        _VERSION,
        ("properties.provisioningState",),
        feeds=(Grant,),
        bulk="",
        absent=_UNKNOWN,
    ),
)
_Takes: TypeAlias = Literal["standing", "click", "approval"]
_WAYS: Final[tuple[_Takes | None, ...]] = ("click", None, "approval")
"""What it takes to take a role up, the least first; None: a second factor, which may have been shown to come in."""
_SHOWN: Final = "whether a second factor is asked for anew, or was shown to sign in to their own directory"


def read(whole: Subscription) -> Iterator[Fact]:
    """Give each role that a delegation gives to others."""
    for found in listed(whole, "lighthouse.delegations", DELEGATED, Grant):
        if isinstance(found, Fact):
            yield found
        elif not _deleted(found[1]):
            yield from _delegated(whole, *found)
    yield from _of_groups(whole)


def _deleted(row: Mapping[str, Any]) -> bool:
    return str(properties(row).get("provisioningState", "")).lower() == "deleted"


def _of_groups(whole: Subscription) -> Iterator[Fact]:
    """What may be delegated of single resource groups is missing, where there may be such a thing."""
    delegations, got = (whole.answers.one(f"lighthouse.{name}") for name in ("delegations", "definitions"))
    if not delegations.good:
        return
    rows, defined = ((one.body or {}).get("value") or [] for one in (delegations, got))
    named = {canonical(str(properties(row).get("registrationDefinitionId"))) for row in rows if not _deleted(row)}
    if not got.good:
        yield from gaps(whole.target, DELEGATED, got, Grant)
    elif loose := [row for row in defined if not _deleted(row) and canonical(row["id"]) not in named]:
        names = ", ".join(sorted(str(row["name"]) for row in loose))
        yield from gaps(
            whole.target, DELEGATED, unclear(got, f"what {names} defines is {_GROUPS}", typed=_TYPED), Grant
        )


_GROUPS: Final = (
    "of no delegation of the subscription, and may be of resource groups, which are not asked; one that no group uses "
    "is said no more once it is deleted (az managedservices definition delete --definition NAME)"
)
_TYPED: Final = "az managedservices assignment list --include-definition --resource-group GROUP"


def _delegated(whole: Subscription, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    said = properties(properties(row).get("registrationDefinition"))
    standing, eligible = (said.get(name) or [] for name in ("authorizations", "eligibleAuthorizations"))
    if not (standing or eligible):
        yield from gaps(whole.target, DELEGATED, unclear(got, "a delegation does not say whom it lets in"), Grant)
    for end, some in (("", standing), ("/eligible", eligible)):
        by_role: dict[str, list[Mapping[str, Any]]] = {}
        for one in some:
            by_role.setdefault(role_name(str(one["roleDefinitionId"])), []).append(one)
        for name, held in by_role.items():
            yield _grant(whole, got, row, f"/roles/{name}{end}", held, str(said.get("managedByTenantId") or ""))


def _grant(  # noqa: PLR0913, PLR0917  # what a grant is made of
    whole: Subscription, got: Got, row: Mapping[str, Any], of: str, held: list[Mapping[str, Any]], tenant: str
) -> Grant:
    """Its outsider is the tenant, with which there is a contract, and not each of its people."""
    name = of.split("/")[2]
    title, right = BUILT_IN.get(name, (name, "other"))
    holders = tuple(sorted({canonical(str(one["principalId"])) for one in held}))
    takes = "standing" if not of.endswith("/eligible") else min(map(_takes, held), key=_WAYS.index)
    scope = canonical(row["id"]).partition(f"/providers/{_TYPE.lower()}")[0]
    return Grant(
        **whole.thing(DELEGATED, {"id": row["id"], "name": title}, got, of=of) | {"within": (scope,)},
        right=right,
        holders=holders,
        outsiders=(canonical(tenant),) if tenant else holders,
        direct=None,
        activation=takes,
        unused_days=None,
        unread=unread(direct=HIDDEN, unused_days=HIDDEN, **({} if takes else {"activation": Got("not-asked", _SHOWN)})),
    )


def _takes(one: Mapping[str, Any]) -> _Takes | None:
    """Where a click is enough, it is as good as always on: so it is where no policy is told."""
    policy = one.get("justInTimeAccessPolicy") or {}
    if policy.get("managedByTenantApprovers"):
        return "approval"
    return None if str(policy.get("multiFactorAuthProvider", "")).lower() == "azure" else "click"
