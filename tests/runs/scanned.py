"""A run of `tests.tiny`, sealed into a store and judged again."""

from typing import Any

from scanner.answers import Answer
from scanner.evidence import log
from scanner.evidence.sealed import SealedRun, read_run
from scanner.plugins import Registry
from scanner.profile import Profile
from scanner.replay import replay
from scanner.run import Outcome, Plan, scan
from scanner.scope import Scope
from scanner.signers import Signer
from scanner.stores import Store
from tests import tiny
from tests.test_ask import Silent

GOOD = tiny.box()


def plan(script: list[Answer], *, scope: Scope | None = None, rule: Profile | None = None) -> Plan:
    rule = rule or tiny.profile()
    return Plan(scope or tiny.scope(rule=rule), rule, tiny.registry(script), str)


def scanned(store: Store, signer: Signer, script: list[Answer], **more: Any) -> Outcome:
    return scan(plan(script, **more), store, signer, progress=Silent())


def sealed(store: Store, number: int = 0) -> SealedRun:
    found = read_run(store, store.read(log.leaf_key(number)), "test")
    assert found
    return found


def again(run: SealedRun, registry: Registry | None = None) -> Any:
    return replay(run, lambda _: registry or tiny.registry())
