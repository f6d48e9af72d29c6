"""What is kept of Google's answers beside the fields that a row names: labels that the target lets in. Pure."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from collectors.asking import keep
from scanner.answers import JSON

_LABELS: Final = frozenset({"labels", "userLabels", "resourceLabels"})
LABELS_DROPPED: Final = "labels outside the allow-list"


class Kept(keep.Kept):
    """Gathers the kept fields of an answer's pages."""

    def __init__(self, labels: Collection[str]) -> None:
        super().__init__()
        self._labels = labels

    def special(self, key: str, value: Any) -> Callable[[Any], JSON] | None:
        """Labels."""
        return self._allowed if key in _LABELS and isinstance(value, Mapping) else None

    def _allowed(self, labels: Mapping[str, Any]) -> JSON:
        kept = {name: value for name, value in labels.items() if name.lower() in self._labels}
        if len(kept) < len(labels):
            self.dropped.add(LABELS_DROPPED)
        return {name: value for name, value in kept.items() if isinstance(value, str)}
