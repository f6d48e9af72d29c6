"""Where the record of what is done in the project is sent, beside where it is written.

What a sink leaves out of the record, or hands on where we cannot look, counts for nothing, and is no "no" either.
"""

from collections.abc import Iterator
from typing import Final

from collectors.asking.listing import rows
from collectors.gcp.project import KIND, called
from collectors.gcp.read import Project
from collectors.gcp.records.destinations import LOGGING, STORAGE, ours, there
from collectors.gcp.records.samples import entries
from collectors.gcp.records.sinks import Sent, Sink, given, listings, locked, sinks, together
from scanner.answers import NOT_ASKED, Got, unclear, unread
from scanner.facts import Delivery, Fact

MESSAGES: Final = "pubsub.googleapis.com"
_LISTENING: Final = (LOGGING, MESSAGES)
"""What can raise an alarm of what it is sent, or hand it on to what can."""


def read(whole: Project) -> Iterator[Fact]:
    """Give to how many places the record goes that who has come into the project does not rule."""
    gots = [*listings(whole), whole.answers.one("storage.buckets")]
    found = [(sink, copied(whole, sink)) for sink in sinks(whole)]
    places = {sink.destination for sink, sent in found if sent.it_does}
    doubts = [got for got in gots[:-1] if not got.good] + [sent.why for _, sent in found if sent.it_does is None]
    why = doubts[0] if doubts and not places else None
    yield Delivery(
        **whole.thing(KIND, whole.resource, called(whole.answers), *gots, *(sent.why for _, sent in found)),
        silent_seconds=None,
        copies=None if why else len(places),
        unread=unread(silent_seconds=NOT_ASKED, **({"copies": why} if why else {})),
    )


def copied(whole: Project, sink: Sink) -> Sent:
    """Whether it sends the record of what was done here away, and leaves nothing out of it."""
    return together((away(whole, sink), carries(whole, sink)))


def carries(whole: Project, sink: Sink) -> Sent:
    """Whether it is given the record of changes, and all else that belongs to it."""
    changed, other = (together(given(whole, sink, entry) for entry in some) for some in entries(whole))
    if changed.it_does and other.it_does is False:
        return Sent(None, unclear(sink.got, "a sink sends what was changed, and not what was refused or looked at"))
    return other if changed.it_does else changed


def away(whole: Project, sink: Sink) -> Sent:
    """Whether it leads to where somebody else rules, or where nobody can delete anything early, and that is there."""
    if sink.host == STORAGE:
        return together((_not_ours(whole, sink), there(whole, sink)))
    if ours(whole, sink) and sink.host != MESSAGES:
        return Sent(False, sink.got)
    return there(whole, sink)


def _not_ours(whole: Project, sink: Sink) -> Sent:
    """A bucket that is not in the whole list of ours is another's; a lock makes one of ours as good."""
    buckets = whole.answers.one("storage.buckets")
    if not buckets.good:
        return Sent(None, buckets)
    own = next((row for row in rows(buckets) if row.get("name") == sink.place[0]), None)
    return Sent(own is None or locked(own), buckets)


def elsewhere(whole: Project) -> Got | None:
    """Why somebody may watch the record where we do not look; None where it is watched here, or nowhere."""
    for sink in sinks(whole):
        if sink.host in _LISTENING and copied(whole, sink).it_does is not False:
            return Got("not-asked", f"what watches the logs that are sent to {sink.host}", place=sink.got.place)
    return next((got for got in listings(whole) if not got.good), None)
