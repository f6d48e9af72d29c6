"""Reduces what AWS answers to what is kept: canonical JSON, allow-listed tags, policies without free text. Pure."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from collectors.aws.asking.outcome import TooMuchError
from scanner.answers import JSON

TAGS_DROPPED: Final = "tags outside the allow-list"
CONDITIONS_DROPPED: Final = "values of policy conditions that may hold a secret"
_TAG_LISTS: Final = frozenset({"Tags", "TagSet", "TagList"})
_POLICIES: Final = frozenset({"Policy", "Document", "PolicyDocument", "AssumeRolePolicyDocument"})
_STATEMENT: Final = (
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)
_CONDITIONS: Final = frozenset(
    {
        "aws:multifactorauthage",
        "aws:multifactorauthpresent",
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalisawsservice",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principaltype",
        "aws:requestedregion",
        "aws:securetransport",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceorgid",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:viaawsservice",
        "elasticfilesystem:accessedviamounttarget",
        "glacier:archiveageindays",
        "kms:calleraccount",
        "kms:granteeisawsservice",
        "kms:viaservice",
        "lambda:functionurlauthtype",
        "lambda:invokedviafunctionurl",
        "s3:dataaccesspointaccount",
        "s3:tlsversion",
        "s3:x-amz-acl",
        "s3:x-amz-server-side-encryption",
        "saml:aud",
    }
)
"""Condition keys, in lower case, whose values are kept. Of the others only the key: people use a referer, a user agent
or an external id as a password, and tags hold free text. An empty list of values therefore reads "some condition"."""


MOST: Final = 1 << 28
"""Bytes, about, that the kept fields of one answer may take: some hundred thousand things with their settings."""
_AROUND: Final = 64
"""What a value takes beside its text, about."""


class Kept:
    """Gathers the kept fields of an answer's pages, and what was taken out on purpose."""

    def __init__(self, tags: Collection[str], most: int = MOST) -> None:
        self._tags = frozenset(tags)
        self._left = most
        self.dropped: set[str] = set()
        self.body: dict[str, JSON] = {}

    def add(self, page: Mapping[str, Any]) -> None:
        """Take one page: lists are joined by key, the rest is overwritten.

        Raises:
            ValueError: a policy in it cannot be read.
            TooMuchError: with it, all that came is too much.
        """
        for key, value in self._object(page).items():
            if isinstance(value, list) and isinstance(self.body.get(key), list):
                self.body[key].extend(value)
            else:
                self.body[key] = value

    @property
    def items(self) -> int:
        """How many things its lists hold."""
        return sum(len(v) for v in self.body.values() if isinstance(v, list))

    def _object(self, value: Mapping[str, Any]) -> dict[str, JSON]:
        kept = {}
        for key, inner in value.items():
            if inner is None:
                continue
            self.weigh(key)
            special = self._special(key, inner)
            kept[key] = special(inner) if special else self._plain(inner)
        return kept

    def _special(self, key: str, value: Any) -> Callable[[Any], JSON] | None:
        if key in _TAG_LISTS and isinstance(value, list):
            return self._allowed
        if key in _POLICIES and isinstance(value, str | Mapping):
            return self._policy
        return None

    def weigh(self, value: Any) -> None:
        """Count what a value takes. Raises TooMuchError where all that came is too much."""
        self._left -= _AROUND + (len(value) if isinstance(value, str) else 0)
        if self._left < 0:
            raise TooMuchError

    def _plain(self, value: Any) -> JSON:
        self.weigh(value)
        match value:
            case bool() | int() | str():
                return value
            case float():
                return int(value) if value.is_integer() else str(value)
            case datetime():
                return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            case date():
                return value.isoformat()
            case Mapping():
                return self._object(value)
            case list() | tuple():
                return [self._plain(v) for v in value if v is not None]
            case _:
                raise ValueError(f"{type(value).__name__} is nothing that evidence can hold")

    def _allowed(self, tags: list[Mapping[str, Any]]) -> list[JSON]:
        kept = [{"Key": t["Key"], "Value": t.get("Value", "")} for t in tags if t.get("Key") in self._tags]
        if len(kept) < len(tags):
            self.dropped.add(TAGS_DROPPED)
        return kept

    def _policy(self, policy: str | Mapping[str, Any]) -> JSON:
        """A policy without the texts people write into it; what is kept says as much about rights as the whole."""
        whole = json.loads(policy) if isinstance(policy, str) else policy
        if not isinstance(whole, Mapping) or "Statement" not in whole:
            raise ValueError("no policy: it has no statements")
        some = whole["Statement"] if isinstance(whole["Statement"], list) else [whole["Statement"]]
        if not all(isinstance(s, Mapping) for s in some):
            raise ValueError("no policy: a statement is no object")
        return {
            "Version": str(whole.get("Version", "")),
            "Statement": [{k: self._part(k, s[k]) for k in _STATEMENT if k in s} for s in some],
        }

    def _part(self, key: str, value: Any) -> JSON:
        if key == "Condition" and isinstance(value, Mapping):
            return {op: dict(self._conditions(keys)) for op, keys in value.items() if isinstance(keys, Mapping)}
        return self._plain(value)

    def _conditions(self, keys: Mapping[str, Any]) -> Iterator[tuple[str, JSON]]:
        for key, values in keys.items():
            if key.lower() in _CONDITIONS:
                yield key, self._plain(values)
            else:
                self.dropped.add(CONDITIONS_DROPPED)
                yield key, []
