"""Secrets planted wherever a platform's syntax can hold one: none is in what is kept."""

import importlib
import json
import re
from collections.abc import Iterator
from importlib.resources import files

import pytest

from collectors.network.grammar import pattern
from collectors.network.grammar.grammar import Grammar, compiled
from collectors.network.grammar.keep import kept
from collectors.network.grammar.slots import HIDDEN, SHAPES
from collectors.network.platforms import PLATFORMS

MARK = "Zq7-Wint3r_Sale"
OTHERS = ("$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfco", "Gh4k2LpQ9rTzX8wVb3NmK7", "correct horse")


def secrets(platform: str) -> tuple[str, ...]:
    texts: tuple[str, ...] = importlib.import_module(f"tests.collectors.network.{platform}.secrets").SECRETS
    return texts


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("secret", [MARK, *OTHERS])
def test_no_secret_is_kept(platform: str, secret: str) -> None:
    keep, texts = PLATFORMS[platform].config.keep, secrets(PLATFORMS[platform].grammar)
    words = [secret, *(word for word in secret.split() if len(word) > 4)]
    bodies = {text: json.dumps(keep(text.replace("{}", secret), [].append)) for text in texts}
    assert bodies
    assert [text for text, body in bodies.items() if any(word in body for word in words)] == []


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("mark", ["<secret#1:Wint3r_Sale>", "<secret#7:$9$>"])
def test_nobody_but_us_says_what_is_known_of_a_secret(platform: str, mark: str) -> None:
    keep, texts = PLATFORMS[platform].config.keep, secrets(PLATFORMS[platform].grammar)
    bodies = {text: json.dumps(keep(text.replace("{}", mark))) for text in texts}
    assert [text for text, body in bodies.items() if "Wint3r_Sale" in body or "#7" in body] == []


DROPPED = "any"
"""Nothing of these words is kept, whatever they are; of the others, what can be said of them."""
PLACES = "|".join(sorted(HIDDEN - {DROPPED}, key=len, reverse=True))
PLACE = re.compile(rf"(?<=[<:])({PLACES})(?=[ >}}])")


def opened(platform: str) -> Iterator[tuple[str, Grammar]]:
    """A grammar as often as it has a place for a secret, each time with one of them shown as it stands."""
    text = (files("collectors.network.grammar") / f"{platform}.txt").read_text("utf-8")
    for place in PLACE.finditer(text):
        if not text[text.rfind("\n", 0, place.start()) + 1 :].startswith("#"):
            line = text.count("\n", 0, place.start()) + 1
            yield f"line {line}", compiled(f"{text[: place.start()]}shown-{place[1]}{text[place.end() :]}")


@pytest.mark.parametrize("platform", sorted({one.grammar for one in PLATFORMS.values()}))
def test_in_every_place_for_a_secret_one_is_planted(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a grammar would show of a secret, were one place of it no such place, is found out here."""
    monkeypatch.setattr(pattern, "SHAPES", {**SHAPES, **{f"shown-{type_}": SHAPES[type_] for type_ in HIDDEN}})
    asked = next(one for one in PLATFORMS.values() if one.grammar == platform)
    every = [(one, text.replace("{}", one)) for one in (MARK, *OTHERS) for text in secrets(platform)]
    silent = [
        place
        for place, grammar in opened(platform)
        if not any(one in json.dumps(kept(text, asked.syntax, grammar, asked.whole)) for one, text in every)
    ]
    assert silent == []
