"""Writes rights as IAM policies to paste."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from collectors.aws.asking.signing import configured, home, prefix
from collectors.aws.options import Options, options
from scanner.targets import Target

_Policy: TypeAlias = Callable[[list[str]], dict[str, object]]
"""Makes the policy of these rows."""
_MOST: Final = 6144
"""Characters of a managed policy, white space not counted."""


def grant(actions: Iterable[str]) -> str:
    """One policy for these actions, or several where one would be longer than AWS takes: JSON, a blank line between."""
    return _written(sorted(set(actions) - {""}), lambda part: _allow("SafeguardReadsSettings", part, "*"))


def enters(target: Target) -> str:
    """The policy for whoever asks in many accounts, or several: to take on the role of that name in each.

    Raises:
        CollectError: an option makes no sense.
    """
    said = options(target)
    partition = prefix(home(said, "" if said.regions else _configured(said)))
    roles = [f"arn:{partition}:iam::{account}:role/{said.role}" for account in said.accounts or ("*",)]
    return _written(roles, lambda part: _allow("SafeguardEntersAccounts", ["sts:AssumeRole"], part))


def _configured(said: Options) -> str:
    """The region that the profile, or the environment, says; what is wrong with a profile a scan tells."""
    import botocore.session  # the SDK loads where it is used
    from botocore.exceptions import BotoCoreError

    try:
        return configured(botocore.session.Session(profile=said.profile))
    except BotoCoreError:
        return ""


def _allow(sid: str, actions: list[str], resource: str | list[str]) -> dict[str, object]:
    statement = {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _written(rows: Iterable[str], policy: _Policy) -> str:
    return "\n\n".join(json.dumps(policy(part), indent=2) for part in _parts(rows, policy))


def _parts(rows: Iterable[str], policy: _Policy) -> Iterator[list[str]]:
    """As many rows at a time as one policy of them may hold."""
    part: list[str] = []
    for row in rows:
        if part and len(json.dumps(policy([*part, row]), separators=(",", ":"))) > _MOST:
            yield part
            part = []
        part.append(row)
    if part:
        yield part
