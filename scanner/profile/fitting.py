"""Whether the parts of a profile fit the rule, the installed checks and each other; and the sentences where not."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from scanner.profile import Profile, Slot
from scanner.profile.limits import Checks, keys, plain, unexplained, unfit
from scanner.written.document import Document, Problem, Steps, said
from scanner.written.yamlschema import nearest


def misfits(document: Document, profile: Profile, checks: Checks) -> Iterator[Problem]:
    """What is wrong in a profile that stands alone, beyond its form."""
    cites = {row.cite for row in profile.requirements}
    for n, row in enumerate(profile.requirements):
        if hashlib.sha256(row.text.encode()).hexdigest() != row.sha256:
            yield document.problem(("requirements", n, "sha256"), f"this is not the SHA-256 of the text of {row.cite}")
        if row.parent is not None and row.parent not in cites:
            yield _unknown(document, ("requirements", n, "parent"), "requirement", cites)
    for name, control in profile.controls.items():
        steps: Steps = ("controls", name, "supports") if "controls" in document.value else ("mappings", name)
        for n, support in enumerate(control.supports):
            if support.cite not in cites:
                yield _unknown(document, (*steps, n, "cite"), "requirement", cites)
    if "controls" in document.value:
        yield from _slots(document, profile, checks)


def misfits_of(document: Document, known: Profile, checks: Checks) -> Iterator[Problem]:
    """What is wrong in a framework that takes its controls and thresholds from another one."""
    for name in document.value["mappings"]:
        if not known.maps(name):
            yield _unknown(document, ("mappings", name), "control", known.controls, key=True)
    for name, number in document.value["thresholds"].items():
        if name not in known.thresholds:
            yield _unknown(document, ("thresholds", name), "threshold", known.thresholds, key=True)
        else:
            value = plain(number["value"])
            yield from unfit(document, ("thresholds", name, "value"), known.thresholds[name], value, checks)


def misfits_over(document: Document, profile: Profile, checks: Checks) -> Iterator[Problem]:
    """What is wrong in a file that people lay over a profile, beyond its form."""
    over = document.value
    for name, limit in over.get("thresholds", {}).items():
        yield from _limit(document, name, limit, profile, checks)
    for name in over.get("checks", {}):
        if name not in checks:
            yield _unknown(document, ("checks", name), "check", checks, key=True)
    for name, added in over.get("mappings", {}).items():
        yield from _mapping(document, name, added, profile)


def _limit(document: Document, name: str, limit: Any, profile: Profile, checks: Checks) -> Iterator[Problem]:
    old = profile.thresholds.get(name)
    if old is None:
        yield _unknown(document, ("thresholds", name), "threshold", profile.thresholds, key=True)
        return
    if problems := [*unfit(document, ("thresholds", name, "value"), old, plain(limit["value"]), checks)]:
        yield from problems
    else:
        yield from unexplained(document, name, limit, old)


def _mapping(document: Document, name: str, added: Any, profile: Profile) -> Iterator[Problem]:
    if not profile.maps(name):
        yield _unknown(document, ("mappings", name), "control", profile.controls, key=True)
        return
    cites = {row.cite for row in profile.requirements}
    known = {s.cite: s.strength for s in profile.controls[name].supports}
    for n, support in enumerate(added):
        cite, steps = support["cite"], ("mappings", name, n, "cite")
        if cite in known:
            yield document.problem(steps, f"{name} supports {cite} already ({known[cite]})")
        elif cite not in cites:
            yield _unknown(document, steps, "requirement", cites)
        known.setdefault(cite, support["strength"])


def _slots(document: Document, profile: Profile, checks: Checks) -> Iterator[Problem]:
    taken: dict[Slot, str] = {}
    for name, threshold in profile.thresholds.items():
        steps: Steps = ("thresholds", name, "sets")
        problems = [p for n, slot in enumerate(threshold.sets) if (p := _no_slot(document, (*steps, n), slot, checks))]
        for n, slot in enumerate(threshold.sets):
            if taken.setdefault(slot, name) != name:
                problems.append(document.problem((*steps, n), f"{taken[slot]} sets this already"))
        yield from problems or unfit(document, ("thresholds", name, "value"), threshold, threshold.value, checks)


def _no_slot(document: Document, steps: Steps, slot: Slot, checks: Checks) -> Problem | None:
    if slot.check not in checks:
        return _unknown(document, (*steps, "check"), "check", checks)
    settings = checks[slot.check].settings
    if slot.setting not in settings:
        return _unknown(document, (*steps, "setting"), f"setting of {slot.check}", settings)
    known = keys(settings[slot.setting].type, settings[slot.setting].default)
    if slot.key not in known and not slot.key:
        return document.problem(steps, f"{slot.setting} wants a key", more=(f"There are: {', '.join(known)}",))
    if slot.key not in known:
        return _unknown(document, (*steps, "key"), f"key of {slot.setting}", known)
    return None


def _unknown(document: Document, steps: Steps, what: str, names: Iterable[str], *, key: bool = False) -> Problem:
    name = str(steps[-1] if key else document.get(steps))
    hint, more = nearest(name, names)
    return document.problem(steps, f"no {what} is called {said(name)}", key=key, hint=hint, more=more)
