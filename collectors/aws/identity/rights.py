"""What users and roles of an account may do, from all policies at once. Pure.

A permissions boundary whose text is ours to read takes away what it does not allow. Denials and the organisation's
policies can take away more. They are not followed: a grant stays said.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from collectors.aws.identity.escalation import Right, denies_without_mfa, great
from collectors.aws.policy import Statement, conditions, many, statements

_MANAGED: Final[Mapping[str, Right]] = MappingProxyType(
    {
        "AdministratorAccess": "everything",
        "PowerUserAccess": "everything",
        "IAMFullAccess": "administer",
        "AWSSSOMasterAccountAdministrator": "administer",
    }
)
"""Policies of AWS whose names say that they allow it; their texts are not asked for."""
_ORDER: Final[tuple[Right, ...]] = ("other", "administer", "everything")


class _Held(NamedTuple):
    """A right, and whether a second factor must have been given for it."""

    right: Right
    asked: bool


class Rights:
    """The policies of an account, by who holds them."""

    def __init__(self, details: Mapping[str, Any]) -> None:
        self._policies = {p["Arn"]: _document(p) for p in details.get("Policies", [])}
        self._groups = {g["GroupName"]: g for g in details.get("GroupDetailList", [])}
        self.users: dict[str, Mapping[str, Any]] = {u["Arn"]: u for u in details.get("UserDetailList", [])}
        self.roles: list[Mapping[str, Any]] = list(details.get("RoleDetailList", []))

    def user(self, arn: str) -> Right:
        """The most that a user may do, by himself or through his groups."""
        return self._within(self.users.get(arn, {}), self._of_user(arn))

    def role(self, role: Mapping[str, Any]) -> Right:
        """The most that who takes on a role may do."""
        return self._within(role, self._texts(role, "RolePolicyList"))

    def direct(self, arn: str) -> bool:
        """Something is given to the user and not to a group."""
        user = self.users.get(arn, {})
        return bool(user.get("UserPolicyList") or user.get("AttachedManagedPolicies"))

    def asked(self, arn: str) -> Literal["standing", "password"]:
        """What it takes a user to use what great rights he has: a second factor, where his policies demand one."""
        texts = list(self._of_user(arn))
        held = [h for text in texts for h in _held(text) if h.right != "other"]
        locked = any(denies_without_mfa(text) for text in texts if not isinstance(text, str))
        return "password" if held and (locked or all(h.asked for h in held)) else "standing"

    def _of_user(self, arn: str) -> Iterator[Mapping[str, Any] | str]:
        user = self.users.get(arn, {})
        yield from self._texts(user, "UserPolicyList")
        for name in user.get("GroupList", []):
            yield from self._texts(self._groups.get(name, {}), "GroupPolicyList")

    def _texts(self, holder: Mapping[str, Any], inline: str) -> Iterator[Mapping[str, Any] | str]:
        """The policies of a holder; of one that AWS wrote its name."""
        for attached in holder.get("AttachedManagedPolicies", []):
            yield self._text(attached["PolicyArn"])
        yield from (policy.get("PolicyDocument") or {} for policy in holder.get(inline, []))

    def _text(self, arn: str) -> Mapping[str, Any] | str:
        ours = self._policies.get(arn)
        return ours if ours is not None else arn.rpartition("/")[2]

    def _within(self, holder: Mapping[str, Any], texts: Iterable[Mapping[str, Any] | str]) -> Right:
        """The most of some policies, and no more than the holder's boundary allows."""
        most = _most(texts)
        boundary = (holder.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn", "")
        limit = self._policies.get(boundary)
        return most if limit is None else min(most, _most([limit]), key=_ORDER.index)


def _document(policy: Mapping[str, Any]) -> Mapping[str, Any]:
    versions = policy.get("PolicyVersionList", [])
    return versions[0].get("Document", {}) if versions else {}


def _held(text: Mapping[str, Any] | str) -> Iterator[_Held]:
    if isinstance(text, str):
        yield _Held(_MANAGED.get(text, "other"), asked=False)
    else:
        yield from (_Held(right, any(_demands_mfa(*c) for c in conditions(s))) for right, s in great(text))


def _most(texts: Iterable[Mapping[str, Any] | str]) -> Right:
    return max((h.right for text in texts for h in _held(text)), key=_ORDER.index, default="other")


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
