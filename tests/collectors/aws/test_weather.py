"""A bad night: throttled, slow, cut and garbled at random. What is said then is what a quiet night says, or nothing."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

import pytest

from scanner.answers import GOOD, Answer
from scanner.finding import Status
from scanner.judging.assess import Assessment
from tests.collectors.aws.scanning import ask, target
from tests.judged import judged, lost
from tests.servers.aws_canned import completed
from tests.servers.aws_proxy import Fault, Proxy, Reply, Request, error

KINDS: dict[str, Callable[[Request], Reply]] = {
    "throttled": lambda r: error(r, "ThrottlingException", 429),
    "too many": lambda r: error(r, "RequestLimitExceeded", 503),
    "status only": lambda _: Reply(429, b""),
    "unavailable": lambda _: Reply(503, b"<html>try again</html>", "text/html"),
    "broken": lambda r: error(r, "InternalFailure", 500),
    "garbage": lambda _: Reply(200, b"\x00\xffgarbage", "text/html"),
    "nothing": lambda _: Reply(200, b"{}", "application/json"),
    "cut": lambda _: Reply(200, b"<R><half>" + b" " * 64, cut=40),
    "silent": lambda _: Reply(0),
}


@dataclass
class Weather:
    """Spoils so many of a hundred requests. The seed and the request decide which and how, not who is first."""

    seed: int
    percent: int
    quiet: Fault = field(default_factory=completed)
    did: Counter[str] = field(default_factory=Counter)
    _times: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def __call__(self, request: Request) -> Reply | None:
        """Spoil it, or not. Who we are is never spoilt: without it nothing at all is asked."""
        asked = f"{request.service} {request.region} {request.path} {request.operation} {request.body!r}"
        with self._lock:
            self._times[asked] += 1
            dice = random.Random(f"{self.seed} {asked} {self._times[asked]}")  # noqa: S311  # no secret
            spoilt = request.operation != "GetCallerIdentity" and dice.random() * 100 < self.percent
            # Of what costs a second few are enough.
            (kind,) = dice.choices([*KINDS], [1 if kind == "silent" else 8 for kind in KINDS])
            self.did[kind if spoilt else "quiet"] += 1
        return KINDS[kind](request) if spoilt else self.quiet(request)


@pytest.fixture(scope="module")
def quiet(whole: list[Answer]) -> Assessment:
    return judged(whole, target(None))


@pytest.mark.parametrize(("seed", "percent", "attempts"), [(1, 5, 2), (2, 25, 2), (3, 60, 1)])
def test_a_bad_night_says_nothing_else_than_a_quiet_one(  # noqa: PLR0913, PLR0917  # a column each, and what it needs
    quiet: Assessment, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, seed: int, percent: int, attempts: int
) -> None:
    # It lets pass a call in two seconds once it was told to slow down: here nobody waits for it.
    monkeypatch.setattr("botocore.retries.bucket.TokenBucket.acquire", lambda *_: True)
    weather = Weather(seed, percent)
    proxy.fault = weather
    answers = ask(target(proxy.url, timeout=1, attempts=attempts, threads=16))
    stormy = judged(answers, target(None))
    print(f"seed {seed}: {dict(weather.did)}; {Counter(a.outcome for a in answers)}")  # noqa: T201  # seen where it fails
    assert lost(quiet, stormy) == []
    was = {f.fingerprint for f in quiet.findings}
    assert [f for f in stormy.findings if f.fingerprint not in was and f.status is Status.FAIL] == []
    assert sum(weather.did.values()) - weather.did["quiet"] > 0
    bad = [a for a in answers if a.outcome not in GOOD]
    assert all(a.body is None and not a.complete for a in bad)
    assert stormy.coverage.totals["not_assessed"] > quiet.coverage.totals["not_assessed"] or not bad
