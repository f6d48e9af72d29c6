"""How a profile is made of files: the one that came with the scanner, and what people lay over it."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from scanner import paths
from scanner.check import Check
from scanner.profile import Control, Layer, Profile, Support, Threshold
from scanner.profile.fitting import misfits, misfits_of, misfits_over
from scanner.profile.limits import Checks, plain
from scanner.secrets.reference import literals
from scanner.written.document import Document, FileError, Flaws, Problem, Steps, said
from scanner.written.yamlfile import load as read
from scanner.written.yamlschema import nearest, violations


class UnknownProfileError(FileError):
    """No profile has that name."""

    def __init__(self, name: str) -> None:
        names = profile_names()
        next_ = f"Next: safeguard scan --profile {(get_close_matches(name, names, 1) or names)[0]}"
        super().__init__([Problem("", f"no profile {said(name)}", more=(_there_are(), next_))])


class UnknownControlError(FileError):
    """A check serves a control that no rule knows: it would be judged nowhere, without a word."""

    def __init__(self, check: Check[Any, Any], known: Iterable[str]) -> None:
        hint, _ = nearest(check.control, known)
        more = hint or "It would be judged nowhere. `controls:` of profiles/hipaa-security-rule.yaml has them all"
        said_ = f"the check {check.id} ({check.where}) serves the control {said(check.control)}, which no rule knows"
        super().__init__([Problem("", said_, more=(f"{more[0].upper()}{more[1:]}",))])


def load_profile(name: str | Path, checks: Checks) -> Profile:
    """Load a profile by its name, or from a file (a path, or a name that ends in `.yaml`), with all that it extends.

    Raises FileError, with file, line, column and the nearest right name, for whatever is wrong in it: an unknown
    check, control, citation or threshold, a value of the wrong type, a limit that names no authority; and a check whose
    control neither this rule knows nor the one that comes with the scanner.
    """
    (whole, flaws), *overlays = reversed([*_chain(name)])
    flaws.refuse()
    profile = _whole(whole, checks)
    for document, flaws in overlays:
        profile = _lay(profile, document, flaws, checks)
    if strange := [check for check in checks.values() if not profile.maps(check.control)]:
        known = _builtin(profile_names()[0]).value["controls"]
        for check in strange:
            if check.control not in known:
                raise UnknownControlError(check, known)
    return profile


def profile_names() -> list[str]:
    """The profiles that come with the scanner; the rule in force first."""
    names = [f.name.removesuffix(".yaml") for f in files("profiles").iterdir() if f.name.endswith(".yaml")]
    return sorted(names, key=lambda name: ("nprm" in name, name))


def schema() -> dict[str, Any]:
    """The JSON Schema of the profiles that people write."""
    text = files("profiles").joinpath("schemas", "profile.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, Any])


def _schema_of(document: Document) -> dict[str, Any]:
    """The schema to hold it against: of what says nothing of a rule, only `extends` can be missing."""
    whole, value = schema(), document.value
    if isinstance(value, dict) and value.keys().isdisjoint({"controls_of", "controls", "requirements"}):
        return {"$defs": whole["$defs"], "$ref": "#/$defs/overlay"}
    return whole


def names_file(name: str) -> bool:
    """Tell whether a name of a profile means a file, not one that comes with the scanner."""
    return "/" in name or name.endswith((".yaml", ".yml"))


def astray(document: Document, steps: Steps) -> Iterator[Problem]:
    """Say that a name of a profile leads nowhere; a file is meant from where the document lies."""
    name = document.get(steps)
    if names_file(name):
        if not paths.is_file(beside(document, name)):
            here = "" if name.startswith(("/", "~")) else " beside this one"
            yield document.problem(steps, f"there is no file {said(name)}{here}")
    else:
        yield from _unknown(document, steps)


def beside(document: Document, name: str) -> Path:
    """The file that a document names: from where it lies, or from somebody's home."""
    try:
        return Path(document.name).parent / paths.home(name)
    except OSError:  # there is no such file, then
        return Path(name)


def _chain(name: str | Path) -> Iterator[tuple[Document, Flaws]]:
    """The file, with what is wrong in its form, then what it extends, and so on down to one that stands alone."""
    if isinstance(name, str) and not names_file(name):
        document = _builtin(name)
        yield document, Flaws(document)
        return
    document, met = read(paths.expanded(name)), set[Path]()
    while True:
        flaws = Flaws(document, literals(document))  # it is sealed with the run
        flaws.add(violations(document, _schema_of(document)))
        met.add(paths.resolved(document.name))
        yield document, flaws
        if flaws.at(("extends",)) or "extends" not in document.value:
            flaws.refuse()
            return
        flaws.add(_extended(document, met))
        if flaws.at(("extends",)):
            flaws.refuse()
        below = document.value["extends"]
        if not names_file(below):
            document = _builtin(below)
            yield document, Flaws(document)
            return
        document = read(beside(document, below))


def _extended(document: Document, met: set[Path]) -> Iterator[Problem]:
    yield from astray(document, ("extends",))
    below = document.value["extends"]
    if names_file(below) and paths.resolved(beside(document, below)) in met:
        yield document.problem(("extends",), "these profiles extend each other in a circle")


def _unknown(document: Document, steps: Steps) -> Iterator[Problem]:
    name = document.get(steps)
    if name not in profile_names():
        hint, _ = nearest(name, profile_names())
        yield document.problem(steps, f"no profile {said(name)}", hint=hint, more=() if hint else (_there_are(),))


def _there_are() -> str:
    names = (f"{name} (a proposal, not law)" if "nprm" in name else name for name in profile_names())
    return f"There are: {', '.join(names)}."


@cache
def _builtin(name: str) -> Document:
    if name not in profile_names():
        raise UnknownProfileError(name)
    return read(files("profiles").joinpath(f"{name}.yaml").read_bytes(), f"{name}.yaml")


def _whole(document: Document, checks: Checks) -> Profile:
    parts, flaws = dict(document.value), Flaws(document)
    layers = [_layer(document)]
    if "controls_of" in parts:
        flaws.add(_unknown(document, ("controls_of",)))
        flaws.refuse()
        known = _whole(_builtin(parts.pop("controls_of")), checks)
        flaws.add(misfits_of(document, known, checks))
        flaws.refuse()
        parts["controls"] = dict(_mapped_anew(known, parts.pop("mappings")))
        parts["thresholds"] = dict(_own_numbers(known, parts["thresholds"]))
        layers = [*known.layers, *layers]
    profile = msgspec.convert(msgspec.to_builtins({**parts, "layers": layers}), Profile)
    flaws.add(misfits(document, profile, checks))
    flaws.refuse()
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


def _lay(profile: Profile, document: Document, flaws: Flaws, checks: Checks) -> Profile:
    flaws.add(misfits_over(flaws.sound(), profile, checks))
    flaws.refuse()
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
