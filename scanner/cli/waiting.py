"""What is shown while a scan waits for its targets."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scanner.cli.screen import Screen, aside

if TYPE_CHECKING:
    from scanner.ask import Progress
    from scanner.run import Plan


@contextmanager
def waiting(plan: "Plan", screen: Screen) -> Iterator["Progress"]:
    """Show on stderr how the asking goes: lines that move on a terminal, a line now and then elsewhere."""
    from scanner.reports.console import console
    from scanner.reports.progress import progress

    collectors = plan.registry.collectors
    platforms = {a.target.id: collectors[a.target.scheme].platform for a in plan.scope.targets}
    with progress(platforms, console(aside(), screen.color)) as shown:
        yield shown
