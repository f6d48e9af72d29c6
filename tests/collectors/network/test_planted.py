"""Secrets planted wherever a platform's syntax can hold one: none is in what is kept."""

import importlib
import json

import pytest

from collectors.network.platforms import PLATFORMS

MARK = "Zq7-Wint3r_Sale"
OTHERS = ("$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfco", "Gh4k2LpQ9rTzX8wVb3NmK7", "correct horse")


def planted() -> list[tuple[str, str]]:
    return [(p.scheme, one) for p in PLATFORMS.values() for one in secrets(p.grammar)]


def secrets(platform: str) -> tuple[str, ...]:
    texts: tuple[str, ...] = importlib.import_module(f"tests.collectors.network.{platform}.secrets").SECRETS
    return texts


@pytest.mark.parametrize(("platform", "text"), planted())
@pytest.mark.parametrize("secret", [MARK, *OTHERS])
def test_no_secret_is_kept(platform: str, text: str, secret: str) -> None:
    told: list[str] = []
    body = PLATFORMS[platform].config.keep(text.replace("{}", secret), told.append)
    kept = json.dumps(body)
    assert secret not in kept
    assert all(word not in kept for word in secret.split() if len(word) > 4)


@pytest.mark.parametrize(("platform", "text"), planted())
@pytest.mark.parametrize("mark", ["<secret#1:Wint3r_Sale>", "<secret#7:$9$>"])
def test_nobody_but_us_says_what_is_known_of_a_secret(platform: str, text: str, mark: str) -> None:
    body = json.dumps(PLATFORMS[platform].config.keep(text.replace("{}", mark)))
    assert "Wint3r_Sale" not in body
    assert "#7" not in body
