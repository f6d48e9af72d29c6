"""The targets that people name, in safeguard.yaml or on the command line, each held against its collector."""

import re
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec

from scanner import targets
from scanner.collector import CollectError, Collector
from scanner.config import inventory
from scanner.config.inventory import Entry, Found
from scanner.plugins import PluginError, Registry, idle
from scanner.secrets.commands import has_arguments
from scanner.secrets.reference import holds_secret, looks_secret
from scanner.targets import Target, TargetError
from scanner.words import visible
from scanner.written.document import Document, Flaws, Problem
from scanner.written.yamlschema import complaints, nearest, violations


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
    return collector.settled(target)


def declared(document: Document, schema: Mapping[str, Any], registry: Registry, flaws: Flaws) -> Iterator[Target]:
    """The targets of safeguard.yaml in which nothing is wrong; what is wrong with the others, and the file, is added.

    `schema`: of the file, as far as it does not depend on collectors.
    """
    parsed = dict(_parsed(document, registry, flaws))
    collectors = {place: registry.collectors[target.scheme] for place, target in parsed.items()}
    flaws.add(violations(document, _with_options(schema, _entries(document), collectors)))
    seen: dict[str, Found] = {}
    for place, target in parsed.items():
        steps = ("targets", place, _key(document.get(("targets", place))))
        found = _found(document, steps, target, collectors[place], flaws)
        flaws.add([inventory.again(f, seen[f.target.id], document, steps) for f in found if f.target.id in seen])
        seen.update({f.target.id: f for f in found if f.target.id not in seen})
        yield from (f.target for f in found)


def _found(
    document: Document, steps: tuple[str, int, str], target: Target, collector: Collector, flaws: Flaws
) -> Collection[Found]:
    """What an entry stands for: one target, or those that its file lists."""
    entry = document.get(steps[:-1])
    try:
        checked = _checked(document.get(steps), target, collector)
        own = _own(entry, target, collector)
        flaws.add([*_reworded(own, document, steps[:-1], collector)])
    except TargetError as err:
        flaws.add([document.problem(steps, str(err))])
    if flaws.within(steps[:-1]):
        return ()
    if "tags" in collector.options and (tags := document.value.get("tags")):
        own.setdefault("tags", tags)
    whole = _entry(entry, checked, own)
    if steps[-1] == _INVENTORY:
        return inventory.expanded(Entry(document, steps, whole, collector, _sound), flaws)
    try:
        _sound(whole, collector)
        whole = collector.settled(whole)
    except TargetError as err:
        flaws.add([document.problem(steps, str(err))])
    return (Found(whole, document.name, document.where(steps)[0]),)


def _entries(document: Document) -> list[Any]:
    entries = document.value.get("targets") if isinstance(document.value, dict) else None
    return entries if isinstance(entries, list) else []


def _key(entry: Any) -> str:
    """The key by which an entry names what it stands for."""
    return _INVENTORY if isinstance(entry, dict) and _INVENTORY in entry else _TARGET


def _parsed(document: Document, registry: Registry, flaws: Flaws) -> Iterator[tuple[int, Target]]:
    """The URIs that a collector reads, by their place in the list; of a file that lists targets, their scheme."""
    for place, entry in enumerate(_entries(document)):
        steps = ("targets", place, key := _key(entry))
        if key == _INVENTORY and _TARGET in entry:
            text = "target stands beside inventory: an entry names one target, or a file that lists them"
            flaws.add([document.problem((*steps[:-1], _TARGET), text, key=True)])
        if flaws.at(steps) or not isinstance(entry, dict) or not isinstance(entry.get(key), str):
            continue
        try:
            target = inventory.template(entry) if key == _INVENTORY else targets.parse(entry[_TARGET])
            # A plugin that is missing would have brought it.
            if target.scheme in registry.collectors or not flaws.within(("plugins",)):
                collector = _collector(target, registry)
                if key == _INVENTORY:
                    inventory.readable(collector, registry.collectors.values())
                yield place, target
        except (TargetError, PluginError) as err:
            flaws.add([document.problem(steps, str(err))])


def _with_options(schema: Mapping[str, Any], entries: list[Any], collectors: Mapping[int, Collector]) -> dict[str, Any]:
    """The schema of the file, each entry of its targets with the options of its own collector."""
    properties = dict(schema["properties"])
    each = [
        _of_entry(properties["targets"]["items"], entry, collectors.get(place)) for place, entry in enumerate(entries)
    ]
    without = {key: value for key, value in properties["targets"].items() if key != "items"}
    properties["targets"] = without | ({"prefixItems": each} if each else {})
    return {**schema, "properties": properties}


def _of_entry(schema: Mapping[str, Any], entry: Any, collector: Collector | None) -> dict[str, Any]:
    """The schema of an entry that names a target, or of one that names a file, with the options of its collector."""
    key = _key(entry)
    beside = {word for word, needs in schema["dependentRequired"].items() if key not in needs}
    beside.add(_TARGET if key == _INVENTORY else _INVENTORY)
    said = {word: value for word, value in schema["properties"].items() if word not in beside}
    whole = {k: v for k, v in schema.items() if k not in {"oneOf", "dependentRequired"}} | {"required": [key]}
    if collector is None:
        return whole
    return {**whole, "additionalProperties": False, "properties": {**said, **collector.options}}


def _own(entry: Mapping[str, Any], target: Target, collector: Collector) -> dict[str, Any]:
    """The options that stand below the URI."""
    own = {key: value for key, value in entry.items() if key in collector.options}
    if both := sorted(set(own) & set(target.options)):
        raise TargetError(f"the option {both[0]} stands in the URI and below it: write it once")
    return own


def _reworded(
    own: dict[str, Any], document: Document, above: tuple[str, int], collector: Collector
) -> Iterator[Problem]:
    """Options as they are meant, in the place of other words for them; say of which nobody knows what they mean."""
    for key, value in own.items():
        try:
            own[key] = collector.means(key, value)
        except CollectError as err:
            yield document.problem((*above, key), str(err))


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
                f"{target.scheme}: the option {visible(key)} holds a secret itself, and must hold a reference"
            )
    _validated(uri, given, known)
    name = target.name or collector.unnamed()
    return msgspec.structs.replace(target, id=f"{target.scheme}:{name}", options=_meant(given, collector))


def _meant(given: Mapping[str, Any], collector: Collector) -> dict[str, Any]:
    """Options as they are meant, where there are other words for them."""
    try:
        return {key: collector.means(key, value) for key, value in given.items()}
    except CollectError as err:
        raise TargetError(f"{collector.scheme}: {err}") from err


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
        said = f"no collector reads targets of the scheme “{target.scheme}:”. {asked[0].upper()}{asked[1:]}"
        raise TargetError(said + _idle(registry))
    return registry.collectors[target.scheme]


def _idle(registry: Registry) -> str:
    """Installed plugins that may read others, and that nobody has allowed."""
    names = visible(", ".join(idle("safeguard.collectors", registry)))
    return f". Installed, and not loaded: {names}; plugins: in safeguard.yaml allows it" if names else ""


def _validated(uri: str, given: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    complain = complaints({"type": "object", "additionalProperties": False, "properties": known})
    if said := complain(given):
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


_TARGET: Final = "target"
_INVENTORY: Final = "inventory"
_WORDS: Final = MappingProxyType({"true": True, "false": False, "yes": True, "no": False})
