import pytest

from scanner.secrets.commands import has_arguments, without_arguments
from scanner.secrets.lookup import resolve


@pytest.mark.parametrize(
    ("reference", "has"),
    [
        ("cmd:true", False),
        ("cmd: true ", False),
        ("cmd:echo x", True),
        ("cmd:", False),
        ("env:A B", False),
        ("", False),
    ],
)
def test_has_arguments(reference: str, *, has: bool) -> None:
    assert has_arguments(reference) is has


def test_arguments_of_programs_are_noted_elsewhere() -> None:
    commands: dict[str, str] = {}
    given = {"a": "cmd:echo one", "b": ["cmd:echo two", "cmd:true"], "c": {"d": "cmd:echo one"}, "e": "env:X", "n": 1}
    shown = without_arguments(given, commands)
    assert shown == {
        "a": "cmd:echo …",
        "b": ["cmd:echo … 2", "cmd:true"],
        "c": {"d": "cmd:echo …"},
        "e": "env:X",
        "n": 1,
    }
    found = [resolve(r, allow_cmd=True, commands=commands) for r in (shown["a"], shown["b"][0], shown["c"]["d"])]
    assert found == ["one", "two", "one"]
