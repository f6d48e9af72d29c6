"""What collectors raise, shown whole to whoever asked for it with --debug. Of it evidence has kind and place only.

Of what is raised over texts of devices nobody is shown more than that either.
"""

import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from scanner.cli.screen import Screen
from scanner.collector import CollectError, Collector
from scanner.plugins import Registry
from scanner.plugins.lazily import Lazily


@dataclass(frozen=True)
class Flaws:
    """Listens to collectors, from any thread; what they raise goes on as it was."""

    raised: list[str] = field(default_factory=list)

    def heard(self, registry: Registry) -> Registry:
        """The same checks and collectors, and none of these breaks unheard."""
        heard = {scheme: partial(self._heard, registry.collectors, scheme) for scheme in registry.collectors}
        return replace(registry, collectors=Lazily(heard))

    def show(self, screen: Screen) -> None:
        """Show what was raised, each once: of a hundred hosts all may break alike."""
        for text in dict.fromkeys(self.raised):
            screen.talk(text.rstrip())

    def _heard(self, collectors: Mapping[str, Collector], scheme: str) -> Collector:
        one = collectors[scheme]
        return replace(
            one,
            collect=partial(self._each, one.close, one.collect),
            read=partial(self._each, one.close, one.read),
            members=partial(self._each, one.close, one.members),
            called=partial(self._one, one.close, one.called),
            explain=partial(self._one, one.close, one.explain),
        )

    def _each(self, close: bool, function: Callable[..., Iterator[Any]], *args: Any) -> Iterator[Any]:  # noqa: FBT001  # told by us alone
        try:
            yield from function(*args)
        except Exception as err:
            self._keep(err, close)
            raise

    def _one(self, close: bool, function: Callable[..., Any], *args: Any) -> Any:  # noqa: FBT001  # as above
        try:
            return function(*args)
        except Exception as err:
            self._keep(err, close)
            raise

    def _keep(self, err: Exception, close: bool) -> None:  # noqa: FBT001  # as above
        self.raised.append(_places(err) if close and not isinstance(err, CollectError) else _whole(err))


def _whole(err: Exception) -> str:
    return "".join(traceback.format_exception(err))


def _places(err: BaseException) -> str:
    """Of what is raised over texts of devices, which hold secrets, only where and of what kind it is."""
    before = err.__cause__ or (None if err.__suppress_context__ else err.__context__)
    said = f"{type(err).__name__} (its text is not shown: it may hold what the device said)"
    earlier = f"{_places(before)}\n" if before else ""
    return f"{earlier}Traceback (most recent call last):\n{''.join(traceback.format_tb(err.__traceback__))}{said}\n"
