"""A finding with all that was sealed about its check, its kind and its control."""

from collections.abc import Iterator
from typing import Any

import msgspec

from scanner.finding import Finding, Status
from scanner.profile import Threshold
from scanner.reports.night import Night


def expand(finding: Finding, night: Night) -> dict[str, Any]:
    """The finding as one plain object: its own fields, then what its run says of it."""
    judged = night.catalogue.checks[finding.check]
    kind = night.catalogue.kinds.get(finding.kind)
    control = night.profile.control(finding.control)
    causes, fix = night.causes.of(finding), night.catalogue.fix_of(finding)
    unseen = finding.status is Status.NOT_ASSESSED
    return {
        **msgspec.to_builtins(finding),
        "sites": finding.sites or (),
        "owner": finding.owner or "",
        "tags": finding.tags or {},
        "fails_in": finding.fails_in or None,
        "stands": finding.stands or (),
        "target_title": night.titles.get(finding.target, ""),
        "title": judged.title,
        "control_title": control.title,
        "kind_title": kind.title if kind else "",
        "platform": kind.platform if kind else "",
        "why": judged.why,
        "rule": judged.rule or "",
        "fix": "\n".join(dict.fromkeys(cause.next for cause in causes if cause.next)) if unseen else fix,
        "fix_if_it_fails": fix if unseen else "",
        "causes": [
            {"reason": c.reason, "why": c.why, "asked": c.asked, "more": c.more, "next": c.next} for c in causes
        ],
        "asked_by": (judged.asked_by or {}).get(finding.kind, ()),
        "citations": [
            {"cite": s.cite, "strength": s.strength, "title": night.profile.requirement(s.cite).title}
            for s in night.profile.citations(finding.control)
        ],
        "proves": control.proves,
        "does_not_prove": control.does_not_prove,
        "limits": [_limit(finding, *found) for found in limits(finding, night)],
    }


def limits(finding: Finding, night: Night) -> Iterator[tuple[str, Threshold]]:
    """The thresholds that the check was judged by; of a setting with keys those that this finding is about."""
    for name, threshold in night.profile.thresholds.items():
        if any(_set(finding, threshold)):
            yield name, threshold


def _set(finding: Finding, threshold: Threshold) -> Iterator[str]:
    """What it sets of the check, as the rule of the check calls it: `max_days`, `max_seconds.shell`."""
    parts = finding.facet.partition("#")[0].split("/")
    for slot in threshold.sets:
        if slot.check == finding.check and (not slot.key or slot.key in parts):
            yield f"{slot.setting}.{slot.key}" if slot.key else slot.setting


def _limit(finding: Finding, name: str, threshold: Threshold) -> dict[str, Any]:
    return {
        "threshold": name,
        "settings": [*_set(finding, threshold)],
        "value": msgspec.to_builtins(threshold.value),
        "unit": threshold.unit,
        "authority": threshold.authority,
        "is_regulatory": threshold.is_regulatory,
        "rule_says": threshold.rule_says,
    }
