"""Syntaxes in which each line says the whole path: Junos `display set`, VyOS `commands`, PAN-OS in set format."""

from collections.abc import Iterator

from collectors.network.syntax.statement import Statement, expanded, lines, plain


def paths(text: str) -> Iterator[Statement]:
    """Read `set` lines; what is deleted or deactivated further down is gone."""
    found: dict[str, int] = {}
    gone: list[str] = []
    for number, line in enumerate(lines(text), 1):
        verb, _, path = plain(line).partition(" ")
        if verb == "set" and path:
            found |= dict.fromkeys(expanded(path), number)
        elif verb in ("delete", "deactivate") and path:
            if verb == "delete":
                _drop(found, path)
            else:
                gone.append(path)
    for path in gone:
        _drop(found, path)
    for path, number in found.items():
        yield Statement(number, 0, path)


def _drop(found: dict[str, int], path: str) -> None:
    """Take out a path and all below it."""
    for one in [one for one in found if one == path or one.startswith(f"{path} ")]:
        del found[one]
