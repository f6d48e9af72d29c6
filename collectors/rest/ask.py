"""One row of a table of REST calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from collectors.asking.row import Known, Row
from scanner.answers import JSON

Onward: TypeAlias = Callable[[Mapping[str, Any], Mapping[str, JSON]], Mapping[str, JSON] | None]


@dataclass(frozen=True, kw_only=True)
class Rest(Row):
    """A call. Asked once of the target, or for each item of the answers to another row (`each`, `of`)."""

    method: str = "GET"
    path: str
    """After the origin, with its query. `{id}` and other names in braces: of the item (its fields), of the target."""
    post: Mapping[str, JSON] = field(default_factory=lambda: MappingProxyType({}))
    """Body of a POST that only reads. A text `{id}` in it is filled in like the path."""
    onward: Onward | None = None
    """Of a page and the body that asked for it: the body that asks for the next page; None after the last."""
    list: str = ""
    """Key of the answer that must be a list: without one the answer is garbage, and no "there are none"."""
    unless: Callable[[Known, Any], bool] | None = None
    """Of what is known, and an item: it is not asked of that one."""
    api: str = ""
    """Which of the platform's APIs is asked, where it has several."""
    exact: bool = False
    """Of two things whose names differ in case alone both are asked about; elsewhere they are one."""

    def holds(self, body: Mapping[str, Any]) -> bool:
        """Whether an answer is a whole page of what was asked for."""
        return not self.list or isinstance(body.get(self.list), list)
