"""What users and roles of an account may do, from all policies at once. Pure.

Denials, boundaries and organisation policies can take away from this. They are not followed: a grant stays said.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from collectors.aws.identity.escalation import administers, allows_everything
from collectors.aws.policy import Statement, conditions, many, statements

Right: TypeAlias = Literal["everything", "administer", "other"]
_MANAGED: Final[Mapping[str, Right]] = MappingProxyType(
    {"AdministratorAccess": "everything", "PowerUserAccess": "everything", "IAMFullAccess": "administer"}
)
"""Policies of AWS whose names say that they allow it; their texts are not asked for."""
_ORDER: Final[tuple[Right, ...]] = ("other", "administer", "everything")


class Rights:
    """The policies of an account, by who holds them."""

    def __init__(self, details: Mapping[str, Any]) -> None:
        self._policies = {p["Arn"]: _document(p) for p in details.get("Policies", [])}
        self._groups = {g["GroupName"]: g for g in details.get("GroupDetailList", [])}
        self.users: dict[str, Mapping[str, Any]] = {u["Arn"]: u for u in details.get("UserDetailList", [])}
        self.roles: list[Mapping[str, Any]] = list(details.get("RoleDetailList", []))

    def user(self, arn: str) -> Right:
        """The most that a user may do, by himself or through his groups."""
        user = self.users.get(arn, {})
        groups = [self._groups.get(name, {}) for name in user.get("GroupList", [])]
        return self._most([(user, "UserPolicyList"), *((g, "GroupPolicyList") for g in groups)])

    def role(self, role: Mapping[str, Any]) -> Right:
        """The most that who takes on a role may do."""
        return self._most([(role, "RolePolicyList")])

    def direct(self, arn: str) -> bool:
        """Something is given to the user and not to a group."""
        user = self.users.get(arn, {})
        return bool(user.get("UserPolicyList") or user.get("AttachedManagedPolicies"))

    def _most(self, holders: Iterable[tuple[Mapping[str, Any], str]]) -> Right:
        found = [right for holder, inline in holders for right in self._of(holder, inline)]
        return max(found, key=_ORDER.index, default="other")

    def _of(self, holder: Mapping[str, Any], inline: str) -> Iterator[Right]:
        for attached in holder.get("AttachedManagedPolicies", []):
            arn = attached["PolicyArn"]
            ours = self._policies.get(arn)
            yield _right(ours) if ours is not None else _MANAGED.get(arn.rpartition("/")[2], "other")
        for policy in holder.get(inline, []):
            yield _right(policy.get("PolicyDocument"))


def _document(policy: Mapping[str, Any]) -> Mapping[str, Any]:
    versions = policy.get("PolicyVersionList", [])
    return versions[0].get("Document", {}) if versions else {}


def _right(document: Mapping[str, Any] | None) -> Right:
    if allows_everything(document):
        return "everything"
    return "administer" if administers(document) else "other"


def trusted(document: Mapping[str, Any] | None) -> tuple[tuple[str, str], ...]:
    """Who may take on a role: kind of principal (`AWS`, `Service`, `Federated`) and name."""
    found: set[tuple[str, str]] = set()
    for statement in statements(document):
        principal = statement.get("Principal")
        if statement.get("Effect") == "Allow" and isinstance(principal, Mapping):
            found |= {(kind, name) for kind, names in principal.items() for name in many(names)}
        elif statement.get("Effect") == "Allow":
            found.add(("AWS", "*"))
    return tuple(sorted(found))


def activation(document: Mapping[str, Any] | None) -> Literal["standing", "password"] | None:
    """What it takes to take on a role, services of AWS aside. A second factor is asked for a session that ends.

    None where that is left to a directory (SAML; Identity Center comes so too), of which IAM tells nothing.
    """
    allowed = [s for s in statements(document) if s.get("Effect") == "Allow" and not _all_of(s, "Service")]
    easy = [s for s in allowed if not any(_demands_mfa(*c) for c in conditions(s))]
    if allowed and not easy:
        return "password"
    return None if easy and all(_all_of(s, "Federated", ":saml-provider/") for s in easy) else "standing"


def _all_of(statement: Statement, kind: str, part: str = "") -> bool:
    """All of its principals are of one kind, with a part in their names."""
    principal = statement.get("Principal")
    return isinstance(principal, Mapping) and all(
        k == kind and part in name for k, names in principal.items() for name in many(names)
    )


def _demands_mfa(operator: str, key: str, values: list[str]) -> bool:
    """The age of a second factor is known only where one was given. `...IfExists` lets in who gave none."""
    present = (operator, key, values) == ("bool", "aws:multifactorauthpresent", ["true"])
    return present or (operator in _YOUNGER and key == "aws:multifactorauthage")


_YOUNGER: Final = ("numericlessthan", "numericlessthanequals")
