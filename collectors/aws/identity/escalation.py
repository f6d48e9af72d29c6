"""Which policies hold great rights: all of them, or those by which one takes all of them. Pure."""

import re
from typing import Final

from collectors.aws.policy import Document, Statement, many, matches, statements

_ESCALATING: Final = (
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreatePolicyVersion",
    "iam:PutGroupPolicy",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateLoginProfile",
    "iam:UpdateSAMLProvider",
)
"""Each of these alone gives who holds it, on all of an account, any right he likes."""
_EVERY_ACTION: Final = re.compile(r"\*+(:\*+)?")
_EVERYTHING: Final = re.compile(r"\*+|arn:\*+|arn:[\w*-]+:\*+(:[\d*]*)*")
_EVERYBODY: Final = re.compile(
    r"arn:[\w*-]+:iam:(\*+|[^:]*:\*+|[^:]*:[^:]*:(\*+|(user|role|group|policy|saml-provider)/\*+))"
)
"""All that IAM holds, or all of one kind of it."""


def allows_everything(policy: Document | None) -> bool:
    """Some statement allows every action on every resource, if only under a condition.

    `NotAction` is everything but a few: whoever holds it can mostly take the rest.
    """
    return any(
        s.get("Effect") == "Allow"
        and _wide(s, _EVERYTHING)
        and (any(_EVERY_ACTION.fullmatch(a) for a in many(s.get("Action"))) or "NotAction" in s)
        for s in statements(policy)
    )


def administers(policy: Document | None) -> bool:
    """Some statement allows to change who may do what, for all users, roles or policies of an account."""
    return any(
        s.get("Effect") == "Allow"
        and (_wide(s, _EVERYTHING) or _wide(s, _EVERYBODY))
        and any(_allows(s, action.lower()) for action in _ESCALATING)
        for s in statements(policy)
    )


def _wide(statement: Statement, resources: re.Pattern[str]) -> bool:
    return "NotResource" in statement or any(resources.fullmatch(r) for r in many(statement.get("Resource")))


def _allows(statement: Statement, action: str) -> bool:
    """Actions have no case."""
    if "NotAction" in statement:
        return not any(matches(a.lower(), action) for a in many(statement["NotAction"]))
    return any(matches(a.lower(), action) for a in many(statement.get("Action")))
