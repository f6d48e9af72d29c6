"""What an owner wrote on things, as far as a target lets it in: what holds ePHI, and who answers for it. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from scanner.answers import JSON

_TEXT: Final = {"type": "string", "minLength": 1}
TEXTS: Final = {"oneOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1, "uniqueItems": True}]}
_SORTING: Final = ("ephi_tags", "free_tags")
_VALUES: Final = {"type": "object", "additionalProperties": TEXTS}


def schema(word: str) -> Mapping[str, JSON]:
    """The options of it. word: what the platform calls a tag."""
    said = {
        "tags": f"Names of {word}s that findings show; no others enter the evidence.",
        "owner_tags": f"Names of {word}s whose value says who answers for a thing; the first goes.",
        "ephi_tags": f"{word.capitalize()}s that say what holds ePHI: name, and the values that mean it.",
        "free_tags": f"{word.capitalize()}s that say what is free of ePHI: name, and the values that mean it.",
    }
    forms: Mapping[str, Mapping[str, JSON]] = {name: _VALUES if name in _SORTING else TEXTS for name in said}
    return {name: {**forms[name], "description": text} for name, text in said.items()}


def texts(value: Any) -> tuple[str, ...]:
    """A list, or one string with commas as a URI has it."""
    some = value.split(",") if isinstance(value, str) else value or ()
    return tuple(dict.fromkeys(str(s).strip() for s in some if str(s).strip()))


def tag_values(said: Mapping[str, Any], option: str) -> dict[str, tuple[str, ...]]:
    """The tags that an option lists: name, and the values."""
    tags = said.get(option) or {}
    return {key: texts(values) for key, values in tags.items()} if isinstance(tags, Mapping) else {}


def let_in(said: Mapping[str, Any]) -> frozenset[str]:
    """Names of tags that enter the evidence, in lower case: neither Azure nor Google tells names apart by case."""
    named = {*texts(said.get("tags")), *texts(said.get("owner_tags"))}
    named.update(*(tag_values(said, option) for option in _SORTING))
    return frozenset(name.lower() for name in named)


def declared(said: Mapping[str, Any], written: Mapping[str, str]) -> dict[str, Any]:
    """What the tags of one thing say of it, as facts have it: `ephi`, `owner`, `tags`."""
    tags = {name.lower(): value for name, value in written.items()}
    return {
        "ephi": True if _tagged(said, tags, "ephi_tags") else False if _tagged(said, tags, "free_tags") else None,
        "owner": next((tags[n.lower()] for n in texts(said.get("owner_tags")) if tags.get(n.lower(), "").strip()), ""),
        "tags": tuple((n, tags[n.lower()]) for n in texts(said.get("tags")) if n.lower() in tags),
    }


def _tagged(said: Mapping[str, Any], tags: Mapping[str, str], option: str) -> bool:
    """One of the tags that an option lists has a value that it lists."""
    return any(
        tags.get(name.lower(), "").strip().lower() in {v.lower() for v in values}
        for name, values in tag_values(said, option).items()
    )
