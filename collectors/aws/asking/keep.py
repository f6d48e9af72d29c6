"""Reduces what AWS answers to what is kept: canonical JSON, allow-listed tags, policies without free text. Pure."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

from collectors.asking import keep
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


class Kept(keep.Kept):
    """What is kept of AWS's answers."""

    def __init__(self, tags: Collection[str], most: int = keep.MOST) -> None:
        super().__init__(most)
        self._tags = frozenset(tags)

    def special(self, key: str, value: Any) -> Callable[[Any], JSON] | None:
        """Tags, and policies."""
        if key in _TAG_LISTS and isinstance(value, list):
            return self._allowed
        if key in _POLICIES and isinstance(value, str | Mapping):
            return self._policy
        return None

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
        return self.plain(value)

    def _conditions(self, keys: Mapping[str, Any]) -> Iterator[tuple[str, JSON]]:
        for key, values in keys.items():
            if key.lower() in _CONDITIONS:
                yield key, self.plain(values)
            else:
                self.dropped.add(CONDITIONS_DROPPED)
                yield key, []
