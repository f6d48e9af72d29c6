"""Which policies hold great rights: all of them, or those by which one takes all of them. Pure."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from collectors.aws.policy import Document, Statement, conditions, many, matches, statements

Right: TypeAlias = Literal["everything", "administer", "other"]
_ESCALATING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "iam:AddUserToGroup": "group",
        "iam:AttachGroupPolicy": "group",
        "iam:AttachRolePolicy": "role",
        "iam:AttachUserPolicy": "user",
        "iam:CreateAccessKey": "user",
        "iam:CreateLoginProfile": "user",
        "iam:CreatePolicyVersion": "policy",
        "iam:PutGroupPolicy": "group",
        "iam:PutRolePolicy": "role",
        "iam:PutUserPolicy": "user",
        "iam:SetDefaultPolicyVersion": "policy",
        "iam:UpdateAssumeRolePolicy": "role",
        "iam:UpdateLoginProfile": "user",
        "iam:UpdateSAMLProvider": "saml-provider",
    }
)
"""Each of these alone gives who holds it, on all of that kind in an account, any right he likes."""
_TELLING: Final = ("kms:Decrypt", "lambda:InvokeFunction", "s3:GetObject", "sts:AssumeRole")
"""With those above: who may do none of these may do nothing great."""
_EVERY_ACTION: Final = re.compile(r"\*+(:\*+)?")
_EVERYTHING: Final = re.compile(r"\*+(:\*+)*|arn:\*+|arn:[\w*-]+:\*+(:[\d*]*)*")
_NAMES: Final = ("q7", "team/zx-9")
"""Names so unlike that a pattern that fits both fits all."""


def allows_everything(policy: Document | None) -> bool:
    """Some statement allows every action on every resource, if only under a condition.

    `NotAction` is everything but a few: whoever holds it can mostly take the rest.
    """
    return any(right == "everything" for right, _ in great(policy))


def administers(policy: Document | None) -> bool:
    """Some statement allows to change who may do what, for all users, roles or policies of an account."""
    return any(_administers(s) for s in statements(policy) if s.get("Effect") == "Allow")


def great(policy: Document | None) -> Iterator[tuple[Right, Statement]]:
    """The statements that allow great things, each with the greater of what it allows."""
    for statement in statements(policy):
        if statement.get("Effect") == "Allow":
            if _allows_everything(statement):
                yield "everything", statement
            elif _administers(statement):
                yield "administer", statement


def denies_without_mfa(policy: Document | None) -> bool:
    """Whoever did not give a second factor is denied all that is great.

    `Bool` alone lets through a long-lived key, whose requests do not say whether there was one.
    """
    return any(
        s.get("Effect") == "Deny"
        and list(conditions(s)) == [("boolifexists", "aws:multifactorauthpresent", ["false"])]
        and "*" in many(s.get("Resource"))
        and all(_names(s, action.lower()) for action in (*_ESCALATING, *_TELLING))
        for s in statements(policy)
    )


def _allows_everything(statement: Statement) -> bool:
    every = "NotAction" in statement or any(_EVERY_ACTION.fullmatch(a) for a in many(statement.get("Action")))
    return every and _on_everything(statement)


def _administers(statement: Statement) -> bool:
    """A condition that each thing changed has a boundary keeps whoever holds this within that boundary."""
    if any(o == "stringequals" and key == "iam:permissionsboundary" for o, key, _ in conditions(statement)):
        return False
    kinds = {k for k in set(_ESCALATING.values()) if _on_everything(statement) or _on_all(statement, k)}
    return any(_names(statement, action.lower()) for action, kind in _ESCALATING.items() if kind in kinds)


def _on_everything(statement: Statement) -> bool:
    return "NotResource" in statement or any(_EVERYTHING.fullmatch(r) for r in many(statement.get("Resource")))


def _on_all(statement: Statement, kind: str) -> bool:
    """All users, roles or whatever of an account, by a pattern of their ARNs."""
    return any(_fits_all(pattern, kind) for pattern in many(statement.get("Resource")))


def _fits_all(pattern: str, kind: str) -> bool:
    parts = pattern.split(":")
    partition = parts[1] if len(parts) > 1 and parts[1].startswith("aws") and "*" not in parts[1] else "aws"
    account = next((part for part in parts if part.isdigit()), "123456789012")
    return all(matches(pattern, f"arn:{partition}:iam::{account}:{kind}/{name}") for name in _NAMES)


def _names(statement: Statement, action: str) -> bool:
    """It is about an action, in lower case: actions have no case."""
    if "NotAction" in statement:
        return not any(_is(a.lower(), action) for a in many(statement["NotAction"]))
    return any(_is(a.lower(), action) for a in many(statement.get("Action")))


def _is(pattern: str, action: str) -> bool:
    return matches(pattern, action) if "*" in pattern or "?" in pattern else pattern == action
