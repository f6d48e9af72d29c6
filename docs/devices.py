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
from tests.collectors.network.hardened import hardened
from tests.collectors.network.reading import facts

_HEAD = """\
What no line of a configuration says is known all the same, where its maker, DISA or devices themselves have said what
it means. Each row names who: *stig*, the text of a rule of a DISA STIG; *doc*, a document of the maker or one that
quotes it; *seen*, on devices, with how many; [K], a document of the maker as somebody else quotes it. A row from
*memory* is not used: the finding is then *not assessed*, and names the command that would settle it, as it does where
nothing is known. A row for some releases holds where the device says which it has."""
_BASIS = {"stig": "stig", "doc": "doc", "seen": "seen", "memory": "memory, not used"}


_ASSESSED = """\
What the configuration alone of a well kept device tells on each platform, as the tests have one. *yes*: all that is
judged and can be known; *in part*: the rest takes other commands or a look from outside, and the finding names it; a
dash: there is no such thing, or nothing tells of it."""
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
    found = {platform: [*facts(platform, hardened(platform), whole=True)] for platform in PLATFORMS}
    rows = (" | ".join((family, *(_told(found[p], cls) for p in PLATFORMS))) for family, cls in _FAMILIES.items())
    yield from _table(f"| {' | '.join(PLATFORMS)}", rows)
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


def _told(found: list[Fact], cls: type[Fact]) -> str:
    given = [fact for fact in found if isinstance(fact, cls)]
    return "—" if not given else "in part" if any(_open(fact) for fact in given) else "yes"


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
