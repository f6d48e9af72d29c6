"""The targets that people name, in safeguard.yaml or on the command line, each held against its collector."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec

from scanner import targets
from scanner.collector import CollectError, Collector
from scanner.commands import has_arguments
from scanner.document import Document, Flaws
from scanner.plugins import Registry
from scanner.reference import holds_secret, looks_secret
from scanner.targets import Target, TargetError
from scanner.words import visible
from scanner.yamlschema import nearest, violations


def stand_alone(uri: str, registry: Registry) -> Target:
    """A target that is only named on the command line. Raises TargetError."""
    if looks_secret(uri):
        raise TargetError(
            "a target here holds a secret itself, and is not repeated: give a reference in safeguard.yaml"
        )
    parsed = targets.parse(uri)
    collector = _collector(parsed, registry)
    target = _checked(uri, parsed, collector)
    _sound(target, collector)
    for key, value in target.options.items():
        if isinstance(value, str) and has_arguments(value):
            raise TargetError(
                f"{target.scheme}: the option {visible(key)} is a command with arguments, which others can see here:"
                " write it into safeguard.yaml"
            )
    return target


def declared(document: Document, schema: Mapping[str, Any], registry: Registry, flaws: Flaws) -> Iterator[Target]:
    """The targets of safeguard.yaml in which nothing is wrong; what is wrong with the others, and the file, is added.

    `schema`: of the file, as far as it does not depend on collectors.
    """
    parsed = dict(_parsed(document, registry, flaws))
    collectors = {place: registry.collectors[target.scheme] for place, target in parsed.items()}
    flaws.add(violations(document, _with_options(schema, _entries(document), collectors)))
    lines: dict[str, int] = {}
    for place, target in parsed.items():
        steps = ("targets", place, "target")
        try:
            checked = _checked(document.get(steps), target, collectors[place])
            own = _own(document.get(steps[:-1]), target, collectors[place])
        except TargetError as err:
            flaws.add([document.problem(steps, str(err))])
        if flaws.within(steps[:-1]):
            continue
        if "tags" in collectors[place].options and (tags := document.value.get("tags")):
            own.setdefault("tags", tags)
        whole = _entry(document.get(steps[:-1]), checked, own)
        try:
            _sound(whole, collectors[place])
        except TargetError as err:
            flaws.add([document.problem(steps, str(err))])
        if whole.id in lines:
            said = f"{whole.id} stands here a second time, first on line {lines[whole.id]}"
            more = ("Give one of them a name of its own below it: name: WORD",)
            flaws.add([document.problem(steps, said, more=more)])
        lines.setdefault(whole.id, document.where(steps)[0])
        yield whole


def _entries(document: Document) -> list[Any]:
    entries = document.value.get("targets") if isinstance(document.value, dict) else None
    return entries if isinstance(entries, list) else []


def _parsed(document: Document, registry: Registry, flaws: Flaws) -> Iterator[tuple[int, Target]]:
    """The URIs that a collector reads, by their place in the list."""
    for place, entry in enumerate(_entries(document)):
        steps = ("targets", place, "target")
        if flaws.at(steps) or not isinstance(entry, dict) or not isinstance(entry.get("target"), str):
            continue
        try:
            target = targets.parse(entry["target"])
            # A plugin that is missing would have brought it.
            if target.scheme in registry.collectors or not flaws.within(("plugins",)):
                _collector(target, registry)
                yield place, target
        except TargetError as err:
            flaws.add([document.problem(steps, str(err))])


def _with_options(schema: Mapping[str, Any], entries: list[Any], collectors: Mapping[int, Collector]) -> dict[str, Any]:
    """The schema of the file, each entry of its targets with the options of its own collector."""
    properties = dict(schema["properties"])
    entry = properties["targets"]["items"]
    each = [
        {**entry, "additionalProperties": False, "properties": {**entry["properties"], **collectors[place].options}}
        if place in collectors
        else entry
        for place, _ in enumerate(entries)
    ]
    without = {key: value for key, value in properties["targets"].items() if key != "items"}
    properties["targets"] = without | ({"prefixItems": each} if each else {})
    return {**schema, "properties": properties}


def _own(entry: Mapping[str, Any], target: Target, collector: Collector) -> dict[str, Any]:
    """The options that stand below the URI."""
    own = {key: value for key, value in entry.items() if key in collector.options}
    if both := sorted(set(own) & set(target.options)):
        raise TargetError(f"the option {both[0]} stands in the URI and below it: write it once")
    return own


def _entry(entry: Mapping[str, Any], target: Target, own: Mapping[str, Any]) -> Target:
    return msgspec.structs.replace(
        target,
        id=f"{target.scheme}:{entry['name']}" if "name" in entry else target.id,
        options={**target.options, **own},
        labels=entry.get("labels", {}),
        ephi=entry.get("ephi"),
        owner=entry.get("owner", ""),
    )


def _checked(uri: str, target: Target, collector: Collector) -> Target:
    """The target with a name, and its options in the types that its collector wants."""
    known = collector.options
    given = {key: _coerced(value, known.get(key, {})) for key, value in target.options.items()}
    for key, value in given.items():
        if isinstance(value, str) and holds_secret(key, value):
            raise TargetError(
                f"{target.scheme}: the option {visible(key)} holds a secret itself, a reference is wanted"
            )
    _validated(uri, given, known)
    name = target.name or collector.unnamed()
    return msgspec.structs.replace(target, id=f"{target.scheme}:{name}", options=given)


def _sound(target: Target, collector: Collector) -> None:
    """Refuse options that its collector cannot make sense of together."""
    try:
        collector.check(target)
    except CollectError as err:
        raise TargetError(f"{target.scheme}: {err}") from err


def _collector(target: Target, registry: Registry) -> Collector:
    if target.scheme not in registry.collectors:
        hint, _ = nearest(target.scheme, registry.collectors)
        known = f"Known are: {', '.join(f'{s}:' for s in sorted(registry.collectors)) or 'none'}"
        asked = f"{hint.removesuffix('?')}:? {known}" if hint else known
        raise TargetError(f"no collector reads targets of the scheme “{target.scheme}:”. {asked[0].upper()}{asked[1:]}")
    return registry.collectors[target.scheme]


def _validated(uri: str, given: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    whole = {"type": "object", "additionalProperties": False, "properties": known}
    # It has no lines to show: what is wrong, and its hint, say it.
    found = violations(Document(uri, dict(given), "", ("",), {}, {}), whole)
    if said := [f"{p.said}{f', {p.hint}' if p.hint else ''}" for p in found]:
        raise TargetError(f"{visible(uri.partition('?')[0]).removesuffix(':')}: {'; '.join(said)}")


def _coerced(value: Any, wanted: Mapping[str, Any]) -> Any:
    """A URI holds only text: the number, yes or no, or list that it stands for."""
    match wanted.get("type"):
        case "integer" if re.fullmatch(r"-?[0-9]{1,15}", value):
            return int(value)
        case "boolean" if value in _WORDS:
            return _WORDS[value]
        case "array":
            return [part for part in value.split(",") if part]
    return value


_WORDS: Final = MappingProxyType({"true": True, "false": False, "yes": True, "no": False})
