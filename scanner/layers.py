"""How a profile is made of files: the one that came with the scanner, and what people lay over it."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from scanner.fitting import misfits, misfits_of, misfits_over
from scanner.limits import Checks, plain
from scanner.profile import Control, Layer, Profile, Support, Threshold, profile_names
from scanner.yamlfile import Document, FileError, Problem, said
from scanner.yamlfile import load as read
from scanner.yamlschema import nearest, validate


class UnknownProfileError(FileError):
    """No profile has that name."""

    def __init__(self, name: str) -> None:
        names = profile_names()
        there = ", ".join(f"{n} (a proposal, not law)" if "nprm" in n else n for n in names)
        next_ = f"Next: safeguard scan --profile {(get_close_matches(name, names, 1) or names)[0]}"
        super().__init__([Problem("", f"no profile {said(name)}", more=(f"There are: {there}.", next_))])


def load(name: str | Path, checks: Checks) -> Profile:
    """Load a profile with all that it extends; see `scanner.profile.load_profile`."""
    whole, *overlays = reversed([*_chain(name)])
    profile = _whole(whole, checks)
    for document in overlays:
        profile = _lay(profile, document, checks)
    return profile


def schema() -> dict[str, Any]:
    """The JSON Schema of the profiles that people write."""
    text = files("profiles").joinpath("schemas", "profile.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, Any])


def _chain(name: str | Path) -> Iterator[Document]:
    """The file, then what it extends, and so on down to one that stands alone."""
    if not _is_file(name):
        yield _builtin(str(name))
        return
    document, met = read(Path(name)), set[Path]()
    while True:
        path = Path(document.name)
        if path.resolve() in met:
            raise FileError([document.problem(("extends",), "these profiles extend each other in a circle")])
        met.add(path.resolve())
        validate(document, schema())
        yield document
        if "extends" not in document.value:
            return
        below = document.value["extends"]
        if not _is_file(below):
            yield _builtin(below, document, "extends")
            return
        if not (path.parent / below).is_file():
            raise FileError([document.problem(("extends",), f"there is no file {said(below)} beside this one")])
        document = read(path.parent / below)


def _is_file(name: str | Path) -> bool:
    return isinstance(name, Path) or "/" in name or name.endswith((".yaml", ".yml"))


def _builtin(name: str, asked: Document | None = None, key: str = "") -> Document:
    if name in profile_names():
        return read(files("profiles").joinpath(f"{name}.yaml").read_bytes(), f"{name}.yaml")
    if asked is None:
        raise UnknownProfileError(name)
    hint, more = nearest(name, profile_names())
    raise FileError([asked.problem((key,), f"no profile {said(name)}", hint=hint, more=more)])


def _whole(document: Document, checks: Checks) -> Profile:
    parts = dict(document.value)
    layers = [_layer(document)]
    if "controls_of" in parts:
        known = _whole(_builtin(parts.pop("controls_of"), document, "controls_of"), checks)
        if problems := [*misfits_of(document, known, checks)]:
            raise FileError(problems)
        parts["controls"] = dict(_mapped_anew(known, parts.pop("mappings")))
        parts["thresholds"] = dict(_own_numbers(known, parts["thresholds"]))
        layers = [*known.layers, *layers]
    profile = msgspec.convert(msgspec.to_builtins({**parts, "layers": layers}), Profile)
    if problems := [*misfits(document, profile, checks)]:
        raise FileError(problems)
    return profile


def _mapped_anew(known: Profile, mappings: Mapping[str, Any]) -> Iterator[tuple[str, Control]]:
    """The same controls, answering other rows."""
    for name, added in mappings.items():
        supports = msgspec.convert(added, tuple[Support, ...])
        yield name, msgspec.structs.replace(known.controls[name], supports=supports)


def _own_numbers(known: Profile, numbers: Mapping[str, Any]) -> Iterator[tuple[str, Threshold]]:
    """The same thresholds; what the other rule says about them must be said anew, or it names no number."""
    for name, threshold in known.thresholds.items():
        own = {"rule_says": "no number", "is_regulatory": False, **numbers.get(name, {})}
        yield name, msgspec.convert({**msgspec.to_builtins(threshold), **own}, Threshold)


def _lay(profile: Profile, document: Document, checks: Checks) -> Profile:
    if problems := [*misfits_over(document, profile, checks)]:
        raise FileError(sorted(problems, key=lambda p: (p.line, p.column)))
    over, decided = document.value, document.value.get("checks", {})
    return msgspec.structs.replace(
        profile,
        id=over.get("id", Path(document.name).stem),
        title=over.get("title", profile.title),
        thresholds={**profile.thresholds, **dict(_limits(profile, document))},
        controls={**profile.controls, **dict(_mapped(profile, document))},
        disabled={**profile.disabled, **{c: d["disabled"] for c, d in decided.items() if "disabled" in d}},
        severities={**profile.severities, **{c: d["severity"] for c, d in decided.items() if "severity" in d}},
        layers=(*profile.layers, _layer(document)),
    )


def _layer(document: Document) -> Layer:
    return Layer(name=Path(document.name).name, sha256=document.sha256)


def _limits(profile: Profile, document: Document) -> Iterator[tuple[str, Threshold]]:
    for name, limit in document.value.get("thresholds", {}).items():
        new = {
            "value": plain(limit["value"]),
            "authority": limit["authority"],
            "is_regulatory": False,
            "reason": limit.get("reason", ""),
            "where": _where(document, "thresholds", name, "value"),
        }
        yield name, msgspec.structs.replace(profile.thresholds[name], **new)


def _mapped(profile: Profile, document: Document) -> Iterator[tuple[str, Control]]:
    for name, added in document.value.get("mappings", {}).items():
        control = profile.controls[name]
        new = (Support(**s, where=_where(document, "mappings", name, n)) for n, s in enumerate(added))
        yield name, msgspec.structs.replace(control, supports=(*control.supports, *new))


def _where(document: Document, *steps: str | int) -> str:
    return f"{Path(document.name).name} line {document.where(steps)[0]}"
