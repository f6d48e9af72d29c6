"""Whether a record is kept: no sink has to send it anywhere. Pure.

What is changed _Required keeps always; all else lies where some sink sends it, _Default or another, and nowhere where
these are off or leave it out (cloud.google.com/logging/docs/routing/overview).
"""

from collections.abc import Iterable

from collectors.gcp.read import Project
from collectors.gcp.records.destinations import there
from collectors.gcp.records.filters import Event, any_
from collectors.gcp.records.sinks import Sent, Sink, given, listings, sinks, together


def kept(whole: Project, entries: Iterable[Event]) -> Sent:
    """Say it of all of these."""
    return together(_kept(whole, entry) for entry in entries)


def _kept(whole: Project, entry: Event) -> Sent:
    """Some sink keeps it. Where none surely does, one may that was not listed."""
    lists = listings(whole)
    found = [_keeps(whole, sink, entry) for sink in sinks(whole)]
    found += [Sent(None, got) for got in lists if not got.good]
    said = any_(one.it_does for one in found)
    return next((one for one in found if one.it_does is said), Sent(False, lists[0]))


def _keeps(whole: Project, sink: Sink, entry: Event) -> Sent:
    return together((given(whole, sink, entry), there(whole, sink)))
