"""safeguard.yaml: what to scan, by which profile, and where the evidence goes."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import msgspec

from scanner import plugins, secrets, targets
from scanner.collector import Collector
from scanner.commands import has_arguments, without_arguments
from scanner.plugins import Registry
from scanner.targets import Target, TargetError
from scanner.yamlfile import Document, FileError, Problem, printable
from scanner.yamlfile import load as read
from scanner.yamlschema import nearest, validate

DEFAULT_FILE: Final = Path("safeguard.yaml")
"""Is read where no other file is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What safeguard.yaml says, every target held against the schema of its collector."""

    registry: Registry
    """Our checks and collectors, and those of the plugins that the file names."""
    file: Path | None = None
    """None: there is none, and everything below is its default."""
    organisation: str = ""
    store: str = "evidence"
    profile: str = "hipaa-security-rule"
    sign_key: str = ""
    """Empty: the key in the default place."""
    fail_on: str = "low"
    """A severity, or `never`."""
    plugins: tuple[str, ...] = ()
    allow_cmd: bool = False
    concurrency: int = 16
    targets: tuple[Target, ...] = ()
    """In the order of the file."""
    commands: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Of the references `cmd:PROGRAM …` of targets, what is really started: arguments may be secrets."""


def load_config(path: Path | None = None, load: Callable[[Collection[str]], Registry] = plugins.load) -> Config:
    """Read the file, or `safeguard.yaml` here if there is one, and load the plugins that it names.

    Raises:
        FileError: with line and column, whatever is wrong in it, a secret above all; no value of it is repeated.
        PluginError: a plugin cannot be loaded.
    """
    if path is None and not DEFAULT_FILE.exists():
        return Config(registry=load(()))
    path = path or DEFAULT_FILE
    document = read(path)
    if document.value is None:  # nothing but comments
        return Config(registry=load(()), file=path)
    secrets.check_literals(document)
    validate(document, schema())
    registry = load(tuple(document.value.get("plugins", ())))
    return _config(path, document, registry)


def schema() -> dict[str, Any]:
    """The JSON Schema of safeguard.yaml, as far as it does not depend on collectors."""
    text = files("profiles").joinpath("schemas", "safeguard.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, Any])


def stand_alone(uri: str, registry: Registry) -> Target:
    """A target that is only named on the command line. Raises TargetError."""
    if secrets.looks_secret(uri):
        raise TargetError(
            "a target here holds a secret itself, and is not repeated: give a reference in safeguard.yaml"
        )
    target = _checked(uri, targets.parse(uri), registry)
    for key, value in target.options.items():
        if isinstance(value, str) and has_arguments(value):
            raise TargetError(
                f"{target.scheme}: the option {printable(key)} is a command with arguments, which others can see here:"
                " write it into safeguard.yaml"
            )
    return target


def _config(path: Path, document: Document, registry: Registry) -> Config:
    value: Mapping[str, Any] = document.value
    commands: dict[str, str] = {}
    found = tuple(
        msgspec.structs.replace(target, options=without_arguments(target.options, commands))
        for target in _declared(document, registry)
    )
    plain: dict[str, Any] = {k: value[k] for k in ("organisation", "fail_on", "allow_cmd", "concurrency") if k in value}
    plain |= {k: _beside(path, value[k]) for k in ("store", "sign_key") if k in value}
    if "profile" in value:
        named_file = "/" in value["profile"] or value["profile"].endswith((".yaml", ".yml"))
        plain["profile"] = str(path.parent / value["profile"]) if named_file else value["profile"]
    named = tuple(value.get("plugins", ()))
    return Config(registry=registry, file=path, plugins=named, targets=found, commands=commands, **plain)


def _beside(file: Path, uri: str) -> str:
    """A plain path, or one after `file:`, is meant from where the file lies."""
    path = re.sub(r"^file:(//(?=/))?", "", uri)
    if re.match(r"[a-z][a-z0-9+.-]*:", path) or path.startswith("~"):
        return uri
    return str(file.parent / path)


def _declared(document: Document, registry: Registry) -> Iterator[Target]:
    entries: list[dict[str, Any]] = document.value.get("targets", [])
    parsed = [*_parsed(document, entries, registry)]
    collectors = [registry.collectors[target.scheme] for target in parsed]
    validate(document, _with_options(collectors))
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for place, (entry, target, collector) in enumerate(zip(entries, parsed, collectors, strict=True)):
        steps = ("targets", place, "target")
        try:
            whole = _entry(entry, target, collector, document.value.get("tags"), registry)
        except TargetError as err:
            problems.append(document.problem(steps, str(err)))
            continue
        if whole.id in lines:
            said = f"{whole.id} stands here a second time, first on line {lines[whole.id]}"
            problems.append(
                document.problem(steps, said, more=("Give one of them a name of its own below it: name: WORD",))
            )
        lines.setdefault(whole.id, document.where(steps)[0])
        yield whole
    if problems:
        raise FileError(problems)


def _parsed(document: Document, entries: list[dict[str, Any]], registry: Registry) -> Iterator[Target]:
    problems: list[Problem] = []
    for place, entry in enumerate(entries):
        steps = ("targets", place, "target")
        try:
            target = targets.parse(entry["target"])
            _collector(target, registry)
            yield target
        except TargetError as err:
            problems.append(document.problem(steps, str(err)))
    if problems:
        raise FileError(problems)


def _with_options(collectors: list[Collector]) -> dict[str, Any]:
    """The schema of the file, each entry of its targets with the options of its own collector."""
    whole = schema()
    entry = whole["properties"]["targets"].pop("items")
    whole["properties"]["targets"]["prefixItems"] = [
        {**entry, "additionalProperties": False, "properties": {**entry["properties"], **collector.options}}
        for collector in collectors
    ]
    return whole


def _entry(
    entry: Mapping[str, Any], target: Target, collector: Collector, tags: list[str] | None, registry: Registry
) -> Target:
    own = {k: v for k, v in entry.items() if k in collector.options}
    if both := sorted(set(own) & set(target.options)):
        raise TargetError(f"the option {both[0]} stands in the URI and below it: write it once")
    if tags and "tags" in collector.options:
        own.setdefault("tags", tags)
    target = _checked(entry["target"], target, registry)
    return msgspec.structs.replace(
        target,
        id=f"{target.scheme}:{entry['name']}" if "name" in entry else target.id,
        options={**target.options, **own},
        labels=entry.get("labels", {}),
        ephi=entry.get("ephi"),
        owner=entry.get("owner", ""),
    )


def _checked(uri: str, target: Target, registry: Registry) -> Target:
    """The target with a name, and its options in the types that its collector wants."""
    collector = _collector(target, registry)
    known = collector.options
    given = {key: _coerced(value, known.get(key, {})) for key, value in target.options.items()}
    for key, value in given.items():
        if isinstance(value, str) and secrets.holds_secret(key, value):
            raise TargetError(
                f"{target.scheme}: the option {printable(key)} holds a secret itself, a reference is wanted"
            )
    _validated(uri, given, known)
    name = target.name or collector.unnamed()
    return msgspec.structs.replace(target, id=f"{target.scheme}:{name}", options=given)


def _collector(target: Target, registry: Registry) -> Collector:
    if target.scheme not in registry.collectors:
        hint, _ = nearest(target.scheme, registry.collectors)
        known = f"Known are: {', '.join(f'{s}:' for s in sorted(registry.collectors)) or 'none'}"
        asked = f"{hint.removesuffix('?')}:? {known}" if hint else known
        raise TargetError(f"no collector reads targets of the scheme “{target.scheme}:”. {asked[0].upper()}{asked[1:]}")
    return registry.collectors[target.scheme]


def _validated(uri: str, given: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    whole = {"type": "object", "additionalProperties": False, "properties": known}
    document = Document(uri, dict(given), "", ("",), {}, {})
    try:
        validate(document, whole)
    except FileError as err:
        # It has no lines to show: what is wrong, and its hint, say it.
        said = [f"{p.said}{f', {p.hint}' if p.hint else ''}" for p in err.problems]
        raise TargetError(f"{printable(uri.partition('?')[0]).removesuffix(':')}: {'; '.join(said)}") from None


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
