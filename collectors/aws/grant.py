"""Writes rights as IAM policies to paste."""

import json
from collections.abc import Iterable, Iterator
from typing import Final

_MOST: Final = 6144
"""Characters of a managed policy, white space not counted."""


def grant(actions: Iterable[str]) -> str:
    """One policy for these actions, or several where one would be longer than AWS takes: JSON, a blank line between."""
    return "\n\n".join(json.dumps(_policy(part), indent=2) for part in _parts(sorted(set(actions) - {""})))


def _policy(actions: list[str]) -> dict[str, object]:
    statement = {"Sid": "SafeguardReadsSettings", "Effect": "Allow", "Action": actions, "Resource": "*"}
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
