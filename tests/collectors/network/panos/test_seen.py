"""What the account that asked is shown."""

import pytest

from scanner.facts import Gap, Session
from tests.collectors.network.panos.configurations import HARDENED, SUPER, VERSION, XML
from tests.collectors.network.reading import facts

ROLE = "mgt-config users ana permissions role-based"


@pytest.mark.parametrize(
    ("lines", "version", "part"),
    [
        ([], "", False),  # some lines that were picked out
        ([], VERSION, True),  # a device that shows no account at all
        (["mgt-config users ana phash $5$a$b"], "", False),
        ([f"{ROLE} devicereader"], "", True),
        ([f"{ROLE} vsysreader localhost.localdomain vsys vsys1"], "", True),
        ([f"{ROLE} custom profile clerk"], VERSION, True),
        ([f"{ROLE} superreader yes"], VERSION, True),  # it is shown a superuser
        ([f"{ROLE} superuser no"], "", True),
        ([f"{ROLE} superreader yes", SUPER], VERSION, False),
        ([f"{ROLE} custom profile clerk", SUPER], "", False),
    ],
)
def test_of_a_part_nothing_is_read(lines: list[str], version: str, *, part: bool) -> None:
    text = "".join(f"set {line}\n" for line in lines) + "set deviceconfig system hostname x\n"
    said = {"version": version} if version else {}
    found = facts("panos", text, whole=True, **said)
    assert any(isinstance(fact, Session) for fact in found) == (not part)
    assert {fact.outcome for fact in found if isinstance(fact, Gap)} == ({"denied"} if part else set())


def test_a_superuser_may_come_from_panorama() -> None:
    text = f"set {ROLE} devicereader\nset deviceconfig system panorama local-panorama panorama-server 10.9.0.9\n"
    found = facts("panos", text, whole=True, merged=f"{text}set {SUPER}\n", version=VERSION)
    assert not [fact for fact in found if isinstance(fact, Gap)]


@pytest.mark.parametrize("text", [HARDENED, XML])
def test_a_whole_one(text: str) -> None:
    assert not [fact for fact in facts("panos", text, version=VERSION) if isinstance(fact, Gap)]
