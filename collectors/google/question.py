"""A question to an API of Google's: what is kept of its answer, and whether that is a whole page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from collectors.rest.ask import Rest

_MARKS: Final = frozenset({"kind", "id", "etag", "selfLink", "nextPageToken", "readTime", "header", "totalSize"})
"""What a page may hold that lists nothing: Google leaves empty lists out."""
_PARTS: Final = ("unreachable", "unreachables", "missingZones", "warnings")
"""What says that a part of the list did not come."""
_NOTHING_THERE: Final = "NO_RESULTS_ON_PAGE"


@dataclass(frozen=True, kw_only=True)
class Google(Rest):
    """A list, or one thing."""

    fields: tuple[str, ...]
    """What is kept of one, in Google's words: `iamConfiguration.uniformBucketLevelAccess.enabled`."""
    keeps: str
    """The same as JMESPath over one."""
    newest: bool = False
    """The first of the list is all that is asked for: a page without any that goes on is no answer."""

    def holds(self, body: Mapping[str, Any]) -> bool:
        """Whether an answer is a whole page of the list."""
        if not self.list:
            return True
        if any(body.get(part) for part in _PARTS):
            return False
        found = body.get(self.list)
        if self.newest and not found and body.get("nextPageToken"):
            return False
        if found is None:
            return body.keys() <= _MARKS
        if isinstance(found, Mapping):  # by zone and region, each of which may be missing
            said = {(scope.get("warning") or {}).get("code", _NOTHING_THERE) for scope in found.values()}
            return said <= {_NOTHING_THERE}
        return isinstance(found, list)
