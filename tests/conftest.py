"""Sampling: of a test marked `sampled`, a run with `--sample N` takes N cases, chosen by a printed seed.

`sampled("name")` draws them from all tests that are marked with that name, such that take long, one by one;
`sampled("name", times=5)` five times as many. Of long tables without a mark it takes some rows too, and what is tried
at random is tried less often.

And one locale and terminal for all, whatever the tests are started from: screens are compared.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

import hypothesis
import pytest

_ROWS: Final = 6
"""Times N: the rows of a table that run."""


@pytest.fixture(scope="session", autouse=True)
def _locale() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANG", "C.UTF-8")
        patch.setenv("TERM", "xterm-256color")
        for name in ("LC_ALL", "LC_CTYPE", "PYTHONIOENCODING", "NO_COLOR", "FORCE_COLOR"):
            patch.delenv(name, raising=False)
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("sampling")
    group.addoption(
        "--sample",
        type=int,
        metavar="N",
        help="run N cases of each test marked `sampled`, and 6 N rows of others, not all",
    )
    group.addoption("--seed", type=int, help="choose the same cases as the run that printed this seed")
    group.addoption("--changes", type=int, metavar="N", help="change each bundle of test_blind.py N times")


def pytest_configure(config: pytest.Config) -> None:
    drawn = getattr(config, "workerinput", {}).get("seed", config.option.seed)
    config.option.seed = random.SystemRandom().randrange(1_000_000) if drawn is None else drawn
    if config.option.sample is not None:
        less = _ROWS * max(config.option.sample, 1)
        slow = [hypothesis.HealthCheck.too_slow]
        hypothesis.settings.register_profile("sampled", max_examples=less, deadline=None, suppress_health_check=slow)
        hypothesis.settings.load_profile("sampled")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # xdist's WorkerController has no types
    """All workers choose by the seed that was drawn once, where the run began."""
    node.workerinput["seed"] = node.config.option.seed


def pytest_report_header(config: pytest.Config) -> str | None:
    if config.option.sample is None:
        return None
    size, seed = config.option.sample, config.option.seed
    return f"sampled tests: {size} cases of each, {_ROWS * size} rows of others; again with --seed {seed}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.sample is None:
        return
    kept = _sample(items, config.option.sample, config.option.seed)
    if left_out := [item for item in items if item.nodeid not in kept]:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item.nodeid in kept]


def _sample(items: list[pytest.Item], size: int, seed: int) -> set[str]:
    """The ids to run: of each test that is marked `size` cases, of a group of them `size` in all, at least one of each.

    Of any other test whose table is long six times as many of its rows: hundreds cost what they are rarely worth.
    """
    tests, times = defaultdict(list), {}
    for item in items:
        marked = item.get_closest_marker("sampled")
        name = marked.args[0] if marked and marked.args else item.nodeid.partition("[")[0]
        tests[name].append(item.nodeid)
        times[name] = marked.kwargs.get("times", 1) if marked else _ROWS
    chosen = set()
    for test, cases in tests.items():
        # Drawn for each test by its own name: the choice does not hang on what else was collected.
        draw = random.Random(f"{seed} {test}")  # noqa: S311  # nothing secret hangs on it
        chosen.update(draw.sample(cases, min(max(size * times[test], 1), len(cases))))
    return chosen
