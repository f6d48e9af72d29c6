"""What is kept of Azure's answers beside the fields that a row names: tags that the target lets in. Pure."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from collectors.asking import keep
from scanner.answers import JSON

TAGS_DROPPED: Final = "tags outside the allow-list"


class Kept(keep.Kept):
    """Gathers the kept fields of an answer's pages."""

    def __init__(self, tags: Collection[str]) -> None:
        super().__init__()
        self._tags = tags

    def special(self, key: str, value: Any) -> Callable[[Any], JSON] | None:
        """Tags."""
        return self._allowed if key == "tags" and isinstance(value, Mapping) else None

    def _allowed(self, tags: Mapping[str, Any]) -> JSON:
        kept = {name: value for name, value in tags.items() if name.lower() in self._tags and isinstance(value, str)}
        if len(kept) < len(tags):
            self.dropped.add(TAGS_DROPPED)
        return kept
