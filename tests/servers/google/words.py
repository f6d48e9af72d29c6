"""The words of a query and a body: what a method knows, and what Google says of all others."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from tests.servers.google.documents import Method
from tests.servers.google.refusals import Refused, invalid

JSON = Any
SIZES: Final = ("maxResults", "pageSize")
_NEUTRAL: Final = frozenset(
    {*SIZES, "pageToken", "alt", "prettyPrint", "fields", "key", "quotaUser", "userProject", "$.xgafv"}
    | {"project", "projection", "optionsRequestedPolicyVersion", "options.requestedPolicyVersion"}
    | {"returnPartialSuccess", "includeAllScopes", "accessPolicyVersion"}
)
"""What the double does as it is said, or what changes nothing in what is told."""
DONE: Final[Mapping[str, frozenset[str]]] = {
    "cloudasset.assets.list": frozenset({"contentType", "assetTypes"}),
    "cloudresourcemanager.projects.list": frozenset({"parent"}),
    "cloudresourcemanager.folders.list": frozenset({"parent"}),
    "cloudresourcemanager.projects.search": frozenset({"query"}),
    "cloudresourcemanager.folders.search": frozenset({"query"}),
    "cloudresourcemanager.organizations.search": frozenset({"query"}),
    "iam.projects.serviceAccounts.keys.list": frozenset({"keyTypes"}),
    "essentialcontacts.projects.contacts.compute": frozenset({"notificationCategories"}),
    "logging.projects.sinks.list": frozenset({"filter"}),
    "serviceusage.services.list": frozenset({"filter"}),
    "directory.users.list": frozenset({"customer"}),
    "directory.mobiledevices.list": frozenset({"customerId"}),
    "directory.orgunits.list": frozenset({"type", "orgUnitPath"}),
    "cloudidentity.policies.list": frozenset({"filter"}),
    "reports.activities.list": frozenset({"eventName", "filters"}),
    "sql.backupRuns.list": frozenset(),
}
"""By method: the words that the double heeds. Another one that Google has is refused aloud, and not passed over."""
_RANGE: Final = re.compile(r"Acceptable values are\s*`?(\d+)`? to\s*`?(\d+)`?|minimum is (\d+), and maximum is (\d+)")
_CANNOT: Final = re.compile(r"cannot exceed (\d+)|should not exceed (\d+)|Max allowed value is (\d+)")


def checked(method: Method, query: Sequence[tuple[str, str]]) -> dict[str, JSON]:
    """The words of a query, those that may come often as lists.

    Raises:
        Refused: with what Google says then.
    """
    known = method.query
    found: dict[str, JSON] = {}
    for name, value in query:
        if name not in known:
            said = f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
            raise invalid(f"{said}Field '{name}' could not be found in request message.", field=name)
        _value(method, name, known[name], value)
        if known[name].get("repeated"):
            found.setdefault(name, []).append(value)
        elif name in found:
            raise invalid(f"Invalid value at '{name}', Proto field is not repeating, cannot start list.", field=name)
        else:
            found[name] = value
    lacking = [name for name, p in known.items() if p.get("required") and name not in found]
    if lacking:
        raise invalid(f"Required parameter: {lacking[0]}", reason="required")
    _heeded(method, found)
    return found


def _heeded(method: Method, found: Iterable[str]) -> None:
    if more := {*found} - _NEUTRAL - DONE.get(method.id, frozenset()):
        raise Refused(501, "UNIMPLEMENTED", f"Google has {min(more)} of {method.id}, this double does not")


def _value(method: Method, name: str, p: JSON, value: str) -> None:
    if "enum" in p and value not in p["enum"]:
        raise invalid(f"Invalid value at '{name}', \"{value}\"", field=name)
    if name == "alt" and value != "json":
        raise invalid(f"Invalid value at 'alt', \"{value}\"", field=name)
    if p["type"] == "boolean" and value not in {"true", "false"}:
        raise invalid(f"Invalid value at '{name}' (TYPE_BOOL), \"{value}\"", field=name)
    if p["type"] == "integer":
        if not re.fullmatch(r"-?\d+", value):
            raise invalid(f"Invalid value at '{name}' (TYPE_INT32), \"{value}\"", field=name)
        least, most = span(p)
        if not least <= int(value) <= most:
            said = f"Invalid value for field '{name}': '{value}'. Values must be within the following range: "
            raise invalid(f"{said}[{least}, {most}]", field=name)


def span(p: Mapping[str, JSON]) -> tuple[int, int]:
    """The least and the most that a number may be, by its document or what that says in words."""
    least, most = int(p.get("minimum", 0)), int(p.get("maximum", 2**31 - 1))
    said = p.get("description", "")
    if found := _RANGE.search(" ".join(said.split())):
        low, high = (int(n) for n in found.groups() if n)
        return low, high
    if found := _CANNOT.search(said):
        return least, next(int(n) for n in found.groups() if n)
    return least, most


def sizes(method: Method) -> tuple[int, int]:
    """How many come in a page where nobody says, and at most: a greater wish is cut to that, as Google does."""
    p = next((method.query[name] for name in SIZES if name in method.query), None)
    if p is None:
        return 2**31 - 1, 2**31 - 1
    said = " ".join(p.get("description", "").split())
    usual = int(p.get("default") or _number(_USUAL, said) or 100)
    most = min(span(p)[1], _number(_MOST, said) or max(usual, 1000))
    return min(usual, most), most


_USUAL: Final = re.compile(r"default (?:page size )?is `?([\d,]+)|at most ([\d,]+)", re.IGNORECASE)
_MOST: Final = re.compile(r"maximum (?:value )?(?:is|of) `?([\d,]+)|capped at ([\d,]+)|or ([\d,]+) items, whichever")


def _number(pattern: re.Pattern[str], said: str) -> int:
    found = pattern.search(said)
    return next((int(n.replace(",", "")) for n in found.groups() if n), 0) if found else 0


def body(method: Method, data: bytes) -> JSON:
    """What was posted.

    Raises:
        Refused: it is no JSON, or holds what the method does not know.
    """
    if not data:
        return {}
    try:
        # A null is as good as nothing there; google-auth writes one for delegates.
        said = json.loads(data, object_pairs_hook=lambda pairs: {k: v for k, v in pairs if v is not None})
    except ValueError as err:
        raise invalid("Invalid JSON payload received.") from err
    if not method.request:
        raise invalid("Request body is not empty.")
    for problem in method.document.problems(method.request, said, ""):
        raise invalid(f"Invalid JSON payload received. Unknown name or value{problem}")
    return said
