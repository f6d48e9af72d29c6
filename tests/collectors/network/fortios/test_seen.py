"""What the account that asked is shown, and what is said of the rest."""

import pytest

from scanner.facts import Credential, Fact, Gap, Identity, Lockout, Session, SignIn
from tests.collectors.network.fortios.configurations import entry
from tests.collectors.network.reading import about, all_about, facts


def head(user: str) -> str:
    return f"#config-version=FGT61F-7.6.5-FW-build1-2:opmode=0:vdom=0:user={user}\n"


def admin(name: str, profile: str, *lines: str) -> str:
    return entry("system admin", name, f'set accprofile "{profile}"', "set password ENC PB2x", *lines)


SUPER = admin("admin", "super_admin")
READER = admin("safeguard", "super_admin_readonly")
CLERK = admin("ana", "clerk")
ANYBODY = ("set remote-auth enable", "set wildcard enable")


def read(text: str) -> list[Fact]:
    return facts("fortios", f"config system global\nend\n{text}", whole=True)


def gaps(found: list[Fact]) -> set[str]:
    return {fact.missing for fact in found if isinstance(fact, Gap)}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (SUPER, ""),
        (head("admin") + SUPER, ""),
        (head("admin") + SUPER + CLERK, ""),
        (head("safeguard") + READER, ""),
        (head("ana") + CLERK, "ana has neither"),
        (head("ana") + SUPER + CLERK, "ana has neither"),  # before 6.4.1 it was shown them
        (head("ana") + READER + CLERK, "ana has neither"),
        (head("ana"), "ana has neither"),  # it may see no accounts at all
        (head("K\\ana"), "who asked has neither"),
        (head("jo"), "jo has neither"),
        (head("jo") + SUPER, ""),  # one that an identity provider knows is shown them: it has their profile
        (head("jo") + READER, "jo has neither"),
        (head("jo") + admin("any", "super_admin_readonly", *ANYBODY), ""),
        (head("jo") + admin("any", "clerk", *ANYBODY), "jo has neither"),
    ],
)
def test_of_a_part_nothing_is_read(text: str, why: str) -> None:
    found = read(text)
    assert any(isinstance(fact, Session) for fact in found) == (not why)
    if why:
        assert all(why in fact.ask and fact.outcome == "denied" for fact in found if isinstance(fact, Gap))


@pytest.mark.parametrize("text", [READER, CLERK, READER + CLERK, head("safeguard") + READER])
def test_accounts_that_are_not_shown(text: str) -> None:
    found = read(text)
    assert gaps(found) == {"identity", "credential"}
    door = about(found, SignIn, "console")
    assert (door.factors, door.bypass, door.directories) == (None, None, None)
    assert about(found, Lockout).attempts == 3


@pytest.mark.parametrize("text", [SUPER, SUPER + CLERK, head("admin") + SUPER, ""])
def test_all_accounts_are_shown(text: str) -> None:
    found = read(text)
    assert not gaps(found)
    assert about(found, SignIn, "console").factors == 1


def test_those_that_are_shown_are_told() -> None:
    found = read(head("safeguard") + READER)
    assert about(found, Identity, "user/safeguard").privileged is False
    assert all_about(found, Credential, "user/safeguard")[0].stored == "strong-hash"
