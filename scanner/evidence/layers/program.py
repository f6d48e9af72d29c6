"""Which program made a run, beside the one that verifies it, and by which profile it judged.

It says so of itself, below the signature: that shows what an honest house ran, and nothing of a dishonest one.
"""

from collections.abc import Sequence
from typing import Final

from scanner.evidence.layers.seen import Pinned, Seen, Step, Trust
from scanner.evidence.released import RELEASED
from scanner.evidence.sealed import SealedRun
from scanner.evidence.statement import Tool
from scanner.evidence.verdict import Found, State
from scanner.words import counted, visible

_HOW: Final = {
    "verified": "its files as they were installed",
    "editable": "from a working copy, which is compared with nothing",
    "modified": "its files NOT those that were installed",
}
_WORST: Final[tuple[State, ...]] = ("unknown", "open", "ok")
_MODIFIED: Final = "Intact and signed, but made by a program whose files were not those that were installed."
_OTHER_PROFILE: Final = "NOT VERIFIED. It was judged by another profile than the one that you pinned."
_OLDER_PROFILE: Final = (
    "Older runs were judged by another profile than the one that you pinned; --all says what differs."
)
_DIGITS: Final = 12


def look(seen: Seen) -> Found:
    """Whether a program that the verifier knows made the runs that are judged again, by the profile that they want."""
    runs = [*seen.looked_at, *(one.run for one in seen.parts)]
    if wrong := seen.trust.profile and _judged_otherwise(runs, seen.trust.profile):
        return wrong
    found = _all([run.record.tool for run in runs], seen.trust)
    return _by_profile(seen, found, seen.trust.profile) if seen.trust.profile else found


def _by_profile(seen: Seen, found: Found, pinned: Pinned) -> Found:
    """The same, with what is to be said of the older runs of a store, which are not judged again."""
    said = f"{found.said}; judged by the profile that you pinned"
    other = [run.record for run in seen.signed if run.record.profile.digest != pinned.digest]
    if not other:
        return found._replace(said=said)
    older = f"{counted(len(other), 'older run')} by another one, the last of them {other[-1].run}"
    if found.state == "unknown":
        return found._replace(said=f"{said}; {older}")
    return Found(
        "open", f"{said}; {older}", f"{STEP.open} {_OLDER_PROFILE}" if found.state == "open" else _OLDER_PROFILE
    )


def _judged_otherwise(runs: Sequence[SealedRun], pinned: Pinned) -> Found | None:
    """The first run that was judged by another profile than the one that is wanted."""
    for run in runs:
        theirs = run.record.profile
        if theirs.digest != pinned.digest:
            called = f"{visible(theirs.id)}, digest {theirs.digest[:_DIGITS]}"
            said = f"run {run.record.run}: judged by the profile {called}; you pinned {pinned.digest[:_DIGITS]}"
            more = visible(pinned.otherwise(run.member("profile.json")), lines=True)
            return Found("fails", f"{said}\n{more}".rstrip(), _OTHER_PROFILE)
    return None


def _all(made: Sequence[Tool], trust: Trust) -> Found:
    """What each of the programs that made runs says of itself, and how far the verifier knows it. The worst decides."""
    if not made:
        return Found("unknown", "there is no run in it")
    found = [_compare(theirs, trust) for theirs in dict.fromkeys(made)]
    worst = min(found, key=lambda one: _WORST.index(one.state))
    return Found(worst.state, "\n".join(one.said for one in found), worst.verdict)


def _compare(theirs: Tool, trust: Trust) -> Found:
    mine = trust.program
    name = "safeguard" if mine and theirs.name == mine.name else visible(theirs.name)
    called = f"{name} {visible(theirs.version)}"
    said = f"made by {called}, build {theirs.digest[:_DIGITS]}, {_HOW[theirs.installed]}"
    if theirs.installed == "modified":
        return Found("unknown", said, _MODIFIED)
    if theirs.digest in trust.codes:
        return Found("ok", f"{said}; you named that build")
    if mine is None:
        return Found("open", said)
    if theirs.name != mine.name:
        return Found("unknown", f"{said}; this is {mine.name}")
    return _of_ours(theirs, mine, called, said)


def _of_ours(theirs: Tool, mine: Tool, called: str, said: str) -> Found:
    """Which of ours it is: the verifier's own, one that was released before it, or one that nobody here knows."""
    if theirs.digest == mine.digest and theirs.version == mine.version:
        return Found("ok", f"{said}; this one is the same")
    if theirs.version == mine.version:
        verdict = (
            f"Intact and signed, but not made by the program that you have: both are {called}, their files differ."
        )
        return Found("unknown", f"{said}; this one is build {mine.digest[:_DIGITS]}", verdict)
    if RELEASED.get(theirs.version) == theirs.digest:
        return Found("ok", f"{said}; that is the build of its release")
    verdict = (
        f"Intact and signed, but made by code that this version does not know: {called}, digest {theirs.digest}. "
        "Whoever knows it from somewhere else says so with --code DIGEST."
    )
    return Found("unknown", f"{said}; this is {mine.version}, and knows no such build", verdict)


STEP: Final = Step(
    name="program",
    look=look,
    fails="NOT VERIFIED. What made it cannot be told.",
    unknown="Intact and signed, but not made by the program that you have.",
    open="The program that made it was not compared with yours.",
)
