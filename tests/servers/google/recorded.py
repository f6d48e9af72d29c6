"""What the real Google answered: GETs that Google recorded for its own Config Connector; see NOTICE.md beside them."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from tests.servers.google.documents import routes
from tests.servers.google.double import NUMBER, PROJECT, Google
from tests.servers.google.resources import owner, split
from tests.servers.need import shared

JSON = Any
_KNOWN: Final = {"projectId": PROJECT, "projectNumber": NUMBER}
_MANAGER: Final = "cloudresourcemanager.googleapis.com"
_PATHS: Final = (
    # Some APIs were asked at an older address, or in a version before the one that our documents are of.
    (re.compile(r"^www\.googleapis\.com/(compute|storage|bigquery|dns)/"), r"\1.googleapis.com/\1/"),
    (re.compile(r"^sqladmin\.googleapis\.com/sql/v1beta4/"), "sqladmin.googleapis.com/v1/"),
)


def answers() -> Iterator[tuple[str, JSON]]:
    """Host and path, and the answer, of every call that the documents know; skips the test where there are none."""
    for url, body in json.loads((shared("gcp") / "kcc_get.json").read_text()).items():
        place = _filled(url.removeprefix("https://").partition("?")[0])
        for pattern, better in _PATHS:
            place = pattern.sub(better, place)
        if any(route.method.verb == "GET" for route in routes(*split(place))):
            yield place, _told(body)


def problems(place: str, body: JSON) -> list[str]:
    """Where a recorded answer is not what the documents say of it today."""
    method = next(route.method for route in routes(*split(place)) if route.method.verb == "GET")
    return [*method.document.problems(method.response, body)]


def feed(it: Google) -> list[str]:
    """Put every recorded thing of a project that is as the documents say; gives their places."""
    put = []
    for place, body in answers():
        method = next(route.method for route in routes(*split(place)) if route.method.verb == "GET")
        own = owner(split(place)[1]) in {"", it.held.name, it.held.numbered}
        thing = not method.id.endswith("IamPolicy") and not method.items and method.document.host != _MANAGER
        if own and thing and not problems(place, body):
            put.append(it.held.put(place, body))
    return put


def _filled(text: str) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda found: _KNOWN.get(found[1], found[1].lower()), text)


def _told(body: JSON) -> JSON:
    """An answer without placeholders: one that is a whole value is a number, for which it mostly stands."""
    if isinstance(body, dict):
        return {key: _told(part) for key, part in body.items()}
    if isinstance(body, list):
        return [_told(part) for part in body]
    if isinstance(body, str):
        whole = re.fullmatch(r"\$\{(\w+(?:ID|Id|Number))\}", body)
        return _KNOWN.get(whole[1], "815") if whole else _filled(body)
    return body
