"""A framework as data: what the rule asks, which controls answer it and how strongly, and whose numbers are used."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, get_args

import msgspec
from msgspec import Struct

from scanner.check import Check, Severity

Strength: TypeAlias = Literal["direct", "supporting"]
Safeguard: TypeAlias = Literal["administrative", "physical", "technical", "organizational", "documentation", "general"]
Value: TypeAlias = int | bool | str | tuple[int | str, ...]


class _Stored(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is written and read back, strictly."""


class Support(_Stored, frozen=True, kw_only=True):
    """A control supports a requirement."""

    cite: str
    strength: Strength
    """`direct`: it is what the requirement asks for. `supporting`: never enough alone."""
    where: str = ""
    """The line of a user's profile that added it; empty when the profile came with the scanner."""


class Evidence(_Stored, frozen=True, kw_only=True):
    """How a requirement can be known to be met."""

    mode: Literal["automatic", "partial", "attestation"]
    """`attestation`: no machine can see it; a signed statement answers it, or it stays open."""
    automatic: str = ""
    """What a machine can see of it; empty when nothing."""
    attestation: str = ""
    """The record that a person must sign; empty when none is needed."""


class Crosswalk(_Stored, frozen=True, kw_only=True):
    """The same subject in other catalogues, as NIST maps it."""

    nist_800_53r5: tuple[str, ...] = ()
    nist_csf_2_0: tuple[str, ...] = ()


class Requirement(_Stored, frozen=True, kw_only=True):
    """One row of the regulation."""

    id: str
    cite: str
    """`164.312(b)`: the name of the row everywhere."""
    citation: str
    """`45 CFR 164.312(b)`: as a lawyer writes it."""
    title: str
    title_official: bool = True
    """False: the regulation has no heading here and the title is ours."""
    kind: Literal["general", "standard", "standard_clause", "implementation_specification", "definition"]
    designation: Literal["standard", "required", "addressable"] | None = None
    """None for general rules, and in a proposal that no longer makes the difference."""
    safeguard: Safeguard
    parent: str | None = None
    text: str
    """The official words, or, where `summary` is true, what they ask in ours."""
    sha256: str
    """Of the text, UTF-8."""
    summary: bool = False
    evidence: Evidence
    crosswalk: Crosswalk = Crosswalk()
    replaces: tuple[str, ...] = ()
    """Of a proposal: the rows of the rule in force that it would change."""
    change: str = ""
    source: str = ""
    """Of a summary: where its words were taken from."""
    checked: Literal["seen", "part", "memory", ""] = ""
    """Of a summary: whether its source was seen, seen in part, or is from memory."""

    @property
    def core(self) -> bool:
        """One of the standards and specifications of the three safeguards (164.308, 310, 312)."""
        return self.safeguard in ("administrative", "physical", "technical")


class Control(_Stored, frozen=True, kw_only=True):
    """What must hold, as people say it."""

    title: str
    why: str
    safeguard: Safeguard
    supports: tuple[Support, ...]
    proves: str
    does_not_prove: str
    likelihood: int
    """1 (rare) to 5 (nearly certain within a year): that the lack of it is used or strikes. Our own estimate."""
    likelihood_because: str

    def strength(self, cite: str) -> Strength | None:
        """How strongly it supports a requirement; None when it does not."""
        return next((s.strength for s in self.supports if s.cite == cite), None)


class Other(_Stored, frozen=True, kw_only=True):
    """Another authority's number for the same thing."""

    value: str
    authority: str
    seen: bool
    """False: from memory; look it up before relying on it."""


class Slot(_Stored, frozen=True, kw_only=True):
    """The setting of a check that a threshold fills."""

    check: str
    setting: str
    key: str = ""
    """Of a setting that is a mapping: `shell` in `max_seconds`."""


class Threshold(_Stored, frozen=True, kw_only=True):
    """A number, a word or a list that a check judges by, and whose it is."""

    value: Value
    unit: str = ""
    authority: str
    is_regulatory: bool = False
    """The regulation itself names this value."""
    rule_says: str
    others: tuple[Other, ...] = ()
    sets: tuple[Slot, ...] = ()
    """Empty: no check judges by it; people do."""
    stricter: Literal["lower", "higher"]
    """Which way is stricter. Of a list: longer is higher. Of `choices`: a later one is higher. True is higher."""
    choices: tuple[str, ...] = ()
    """The words it can be, the loosest first."""
    off: int | None = None
    """The number that means "not judged": looser than all others."""
    reason: str = ""
    """Why somebody chose a looser value than this profile's."""
    where: str = ""
    """The line of a user's profile that set it: `clinic.yaml line 41`."""


class Layer(_Stored, frozen=True, kw_only=True):
    """A file that a profile was made of."""

    name: str
    sha256: str


class Profile(_Stored, frozen=True, kw_only=True):
    """One framework, whole: as a run was judged by it, and as it is sealed."""

    id: str
    title: str
    status: Literal["in-force", "proposed"]
    label: str = ""
    """Printed under the title on every page: `proposed, not law`."""
    regulation: str
    as_of: str
    requirements: tuple[Requirement, ...]
    controls: Mapping[str, Control]
    thresholds: Mapping[str, Threshold]
    disabled: Mapping[str, str] = {}
    """Check id -> the reason somebody gave."""
    severities: Mapping[str, Severity] = {}
    """Check id -> another severity than the check's own."""
    layers: tuple[Layer, ...] = ()
    """The files it was made of, the one that came with the scanner first."""

    def requirement(self, cite: str) -> Requirement:
        """The row of that citation. Raises KeyError."""
        for row in self.requirements:
            if row.cite == cite:
                return row
        raise KeyError(cite)

    def control(self, id: str) -> Control:
        """The control of that name. Raises KeyError."""
        return self.controls[id]

    def maps(self, control: str) -> bool:
        """Tell whether this framework knows the control."""
        return control in self.controls

    def citations(self, control: str) -> tuple[Support, ...]:
        """What a control supports, the direct ones first; nothing when the framework does not know it."""
        known = self.controls.get(control)
        return tuple(sorted(known.supports, key=lambda s: s.strength)) if known else ()

    def supporters(self, cite: str) -> Iterator[tuple[str, Strength]]:
        """The controls that support a requirement, by name."""
        for name, control in sorted(self.controls.items()):
            if strength := control.strength(cite):
                yield name, strength

    def settings(self, check: Check[Any, ...]) -> dict[str, Any]:
        """The keyword arguments of a check, in the types it declares; of a mapping, what is not set keeps its default.

        `profile.layers` has made sure that every value fits. With a sealed profile and other versions of the checks:
        KeyError when a check has no such setting any more, msgspec.ValidationError when a value does not fit it.
        """
        found: dict[str, Any] = {}
        for threshold in self.thresholds.values():
            for slot in (s for s in threshold.sets if s.check == check.id):
                setting = check.settings[slot.setting]
                if not slot.key:
                    found[slot.setting] = msgspec.convert(threshold.value, setting.type)
                    continue
                so_far = found.get(slot.setting, setting.default)
                value = msgspec.convert(threshold.value, get_args(setting.type)[1])
                found[slot.setting] = MappingProxyType({**so_far, slot.key: value})
        return found

    def deciding(self, check: str, setting: str, key: str = "") -> tuple[str, Threshold] | None:
        """The threshold that decides a setting, for a finding that must say whose number it is."""
        for name, threshold in self.thresholds.items():
            if Slot(check=check, setting=setting, key=key) in threshold.sets:
                return name, threshold
        return None


def to_json(profile: Profile) -> dict[str, Any]:
    """The profile as plain values, fit for canonical JSON: no floats, and everything that it needs to be read again."""
    return msgspec.to_builtins(profile)  # type: ignore[no-any-return]  # a Struct gives a dict


def from_json(document: Any) -> Profile:
    """The profile that was sealed; strictly. Raises msgspec.ValidationError with the path to the culprit."""
    return msgspec.convert(document, Profile)
