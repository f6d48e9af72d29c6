"""Writes rights as IAM policies to paste."""

import json
from collections.abc import Iterable, Iterator
from typing import Final

from collectors.aws.asking.signing import home, prefix
from collectors.aws.options import options
from scanner.targets import Target

_MOST: Final = 6144
"""Characters of a managed policy, white space not counted."""


def grant(actions: Iterable[str]) -> str:
    """One policy for these actions, or several where one would be longer than AWS takes: JSON, a blank line between."""
    return "\n\n".join(json.dumps(_policy(part), indent=2) for part in _parts(sorted(set(actions) - {""})))


def enters(target: Target) -> str:
    """The policy for whoever asks in many accounts: to take on the role of that name in each.

    Raises:
        CollectError: an option makes no sense.
    """
    said = options(target)
    partition = prefix(home(said))
    roles = [f"arn:{partition}:iam::{account}:role/{said.role}" for account in said.accounts or ("*",)]
    return json.dumps(_allow("SafeguardEntersAccounts", ["sts:AssumeRole"], roles), indent=2)


def _policy(actions: list[str]) -> dict[str, object]:
    return _allow("SafeguardReadsSettings", actions, "*")


def _allow(sid: str, actions: list[str], resource: str | list[str]) -> dict[str, object]:
    statement = {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _parts(actions: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for action in actions:
        if part and _length([*part, action]) > _MOST:
            yield part
            part = []
        part.append(action)
    if part:
        yield part


def _length(actions: list[str]) -> int:
    return len(json.dumps(_policy(actions), separators=(",", ":")))
