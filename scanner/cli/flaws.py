"""What collectors raise, shown whole to whoever asked for it with --debug. Of it evidence has kind and place only."""

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from scanner.cli.screen import Screen
from scanner.collector import Collector
from scanner.plugins import Registry


@dataclass(frozen=True)
class Flaws:
    """Listens to collectors, from any thread; what they raise goes on as it was."""

    raised: list[str] = field(default_factory=list)

    def heard(self, registry: Registry) -> Registry:
        """The same checks and collectors, and none of these breaks unheard."""
        return replace(registry, collectors={s: self._heard(c) for s, c in registry.collectors.items()})

    def show(self, screen: Screen) -> None:
        """Show what was raised, each once: of a hundred hosts all may break alike."""
        for text in dict.fromkeys(self.raised):
            screen.talk(text.rstrip())

    def _heard(self, one: Collector) -> Collector:
        return replace(
            one,
            collect=partial(self._each, one.collect),
            read=partial(self._each, one.read),
            members=partial(self._each, one.members),
            called=partial(self._one, one.called),
            explain=partial(self._one, one.explain),
        )

    def _each(self, function: Callable[..., Iterator[Any]], *args: Any) -> Iterator[Any]:
        try:
            yield from function(*args)
        except Exception as err:
            self._keep(err)
            raise

    def _one(self, function: Callable[..., Any], *args: Any) -> Any:
        try:
            return function(*args)
        except Exception as err:
            self._keep(err)
            raise

    def _keep(self, err: Exception) -> None:
        self.raised.append("".join(traceback.format_exception(err)))
