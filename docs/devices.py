"""The page about network devices: what no line means on each platform, who says so, and how long releases are fixed."""

from collections.abc import Iterator

from collectors.network.defaults import Default, known
from collectors.network.device import words
from collectors.network.platforms import PLATFORMS
from scanner.check import span

_HEAD = """\
What no line of a configuration says is known all the same, where its maker, DISA or devices themselves have said what
it means. Each row names who: *stig*, the text of a rule of a DISA STIG; *doc*, a document of the maker or one that
quotes it; *seen*, on devices, with how many; [K], a document of the maker as somebody else quotes it. A row from
*memory* is not used: the finding is then *not assessed*, and names the command that would settle it, as it does where
nothing is known. A row for some releases holds where the device says which it has."""
_BASIS = {"stig": "stig", "doc": "doc", "seen": "seen", "memory": "memory, not used"}


def devices() -> Iterator[str]:
    """One chapter a platform."""
    yield _HEAD
    for platform in PLATFORMS.values():
        data = known(platform.scheme)
        yield f"## {platform.title} (`{platform.scheme}`)"
        rows = [(setting, row) for setting, rows in data.defaults.items() for row in rows]
        yield from _table("no line says | means | releases | basis | who says so", (_row(*row) for row in rows))
        yield from _table(
            "release | fixed until | who says so",
            (f"{one.version} | {one.ends} | {_cell(one.source)}" for one in data.releases),
        )


def _row(setting: str, row: Default) -> str:
    value = "not known" if row.value == "unknown" else _value(setting, row.value)
    settles = (
        f"; `{_cell(row.settles)}` settles it"
        if row.settles and (value == "not known" or row.basis == "memory")
        else ""
    )
    source = f" ({_cell(row.source)})" if row.source else ""
    basis = "" if value == "not known" else _BASIS[row.basis]
    return f"{words(setting)} | {value} | {_cell(row.versions) or 'all'} | {basis} | {_cell(row.says)}{source}{settles}"


def _value(setting: str, value: int | str) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if setting.startswith("idle.") and isinstance(value, int):
        return span(value)
    return _cell(str(value))


def _table(head: str, rows: Iterator[str]) -> Iterator[str]:
    lines = [*rows]
    if lines:
        yield "\n".join(f"| {row} |" for row in (head, " | ".join(["---"] * (head.count("|") + 1)), *lines))


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
