"""The page about network devices: what no line means on each platform, who says so, and how long releases are fixed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from collectors.network.defaults import Default, known
from collectors.network.platforms import PLATFORMS
from collectors.network.words import words
from scanner.check import span
from scanner.facts import (
    Alarm,
    Backup,
    Channel,
    Clock,
    Credential,
    Delivery,
    Fact,
    Identity,
    Lockout,
    LogTrail,
    PasswordPolicy,
    Release,
    Reuse,
    Session,
    SignIn,
)
from scanner.facts.base import STANDING
from tests.collectors.network.hardened import careless, hardened
from tests.collectors.network.reading import facts

_HEAD = """\
What no line of a configuration says is known all the same, where its maker, DISA or devices themselves have said what
it means. Each row names who: *stig*, the text of a rule of a DISA STIG; *doc*, a document of the maker or one that
quotes it; *seen*, on devices, with how many; [K], a document of the maker as somebody else quotes it. A row from
*memory* is not used: the finding is then *not assessed*, and names the command that would settle it, as it does where
nothing is known. A row for some releases holds where the device says which it has."""
_BASIS = {"stig": "stig", "doc": "doc", "seen": "seen", "memory": "memory, not used"}


_ASSESSED = """\
What the configuration alone tells on each platform: of a well kept device, and where that has nothing of the kind (no
secret that opens two things, no password that all share) of a careless one, as the tests have both. *yes*: all that is
judged and can be known; *in part*: the rest takes other commands or a look from outside, and the finding names it;
*not in it*: no configuration holds it, and the finding says who knows: another command, or the host. A dash: there is
no such thing."""
_FAMILIES: Final[Mapping[str, type[Fact]]] = {
    "when idle sessions end": Session,
    "what signing in takes": SignIn,
    "Telnet, SSH, pages, APIs, SNMP, logs and copies on their way": Channel,
    "local accounts": Identity,
    "how secrets are stored": Credential,
    "secrets that open two things": Reuse,
    "wrong passwords": Lockout,
    "what a password must be": PasswordPolicy,
    "what is recorded": LogTrail,
    "where the record goes": Delivery,
    "whether failed sign-ins are told": Alarm,
    "the clock": Clock,
    "copies of the configuration": Backup,
    "the release and its support": Release,
}


def devices() -> Iterator[str]:
    """What is assessed, then a chapter for each platform."""
    yield _ASSESSED
    columns = [[_told(samples, cls, promised(p)) for cls in _FAMILIES.values()] for p, samples in _samples()]
    yield from _table(f"| {' | '.join(PLATFORMS)}", map(" | ".join, zip(_FAMILIES, *columns, strict=True)))
    yield _HEAD
    head = "platform | commands | stig | doc | seen | memory | not known | releases | DISA rules"
    yield from _table(head, map(_counted, PLATFORMS))
    for platform in PLATFORMS.values():
        data = known(platform.scheme)
        yield f"## {platform.title} (`{platform.scheme}`)"
        defaults = ((setting, row) for setting, some in data.defaults.items() for row in some)
        yield from _table("no line says | means | releases | basis | who says so", (_row(*one) for one in defaults))
        yield from _table(
            "release | fixed until | who says so",
            (f"{one.version} | {one.ends} | {_cell(one.source)}" for one in data.releases),
        )


def _samples() -> Iterator[tuple[str, list[list[Fact]]]]:
    for platform in PLATFORMS:
        texts = hardened(platform), careless(platform)
        yield platform, [facts(platform, text, whole=True) for text in texts]


def promised(platform: str) -> set[type[Fact]]:
    """What is judged of a platform, or not assessed by name."""
    every = (one for kind in PLATFORMS[platform].kinds.values() for one in kind.gives)
    return {one[0] if isinstance(one, tuple) else one for one in every}


def _told(samples: list[list[Fact]], cls: type[Fact], of: set[type[Fact]]) -> str:
    """By the first that has any of it."""
    every = ([fact for fact in found if isinstance(fact, cls)] for found in samples)
    given = next(filter(None, every), [])
    if not given:
        return "not in it" if cls in of else "—"
    return "in part" if any(map(_open, given)) else "yes"


def _open(fact: Fact) -> bool:
    """Something is not known of it that could be; what nobody can tell is said once a kind."""
    return any(unread.outcome not in STANDING for unread in fact.unread)


def _counted(platform: str) -> str:
    data = known(platform)
    rows = [row for rows in data.defaults.values() for row in rows]
    count = Counter("not known" if row.value == "unknown" else row.basis for row in rows)
    every = (count[basis] for basis in ("stig", "doc", "seen", "memory", "not known"))
    asked = len(PLATFORMS[platform].questions)
    return " | ".join(map(str, (PLATFORMS[platform].title, asked, *every, len(data.releases), len(data.stig))))


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


def _table(head: str, rows: Iterable[str]) -> Iterator[str]:
    lines = [*rows]
    if lines:
        yield "\n".join(f"| {row} |" for row in (head, " | ".join(["---"] * (head.count("|") + 1)), *lines))


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
