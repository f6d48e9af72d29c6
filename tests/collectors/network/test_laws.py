"""What holds for every platform, whatever its configuration says."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors import network
from collectors.network.config import parsed
from collectors.network.grammar.grammar import grammar
from collectors.network.platforms import PLATFORMS
from scanner.check import Judged
from scanner.facts import Fact, Gap
from tests.checks.every import every_check
from tests.collectors.network.hardened import careless
from tests.collectors.network.hardened import hardened as sample
from tests.collectors.network.reading import facts

ALONE = [check for check in every_check().values() if not check.related]
LEAST = {"frr": 3}
"""What passes there at least: FRR leaves most to its host."""
some = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
each = pytest.mark.parametrize("platform", PLATFORMS)


def hardened(platform: str) -> str:
    text = sample(platform)
    return in_lines(platform, text) if "{\n" in text and ";\n" in text else text


def in_lines(platform: str, text: str) -> str:
    """What stands in braces, as lines of which each says its whole path."""
    return "".join(f"set {one.text}\n" for one in PLATFORMS[platform].syntax(text))


def verdicts(found: list[Fact]) -> Iterator[tuple[str, str, str, str, Judged]]:
    """What all checks that need one fact say of these, part by part."""
    for fact in found:
        for check in ALONE:
            if isinstance(fact, check.fact):
                for verdict in check(fact):
                    yield check.id, fact.resource, type(fact).__name__, verdict.part, verdict.judged


def passes(found: list[Fact]) -> Counter[tuple[str, ...]]:
    return Counter(said[:4] for said in verdicts(found) if said[4] is Judged.PASS)


def plain(found: list[Fact]) -> list[bytes]:
    """Facts without the numbers of the lines on which they stand."""
    every = []
    for fact in found:
        said = msgspec.to_builtins(fact)
        every.append(msgspec.json.encode({**said, "stands": [], "unread": [one["field"] for one in said["unread"]]}))
    return sorted(every)


@each
def test_a_hardened_device_passes(platform: str) -> None:
    """There is something to lose."""
    found = facts(platform, hardened(platform))
    # What no configuration of a platform holds at all, as the accounts of RouterOS, is a gap that is "unclear".
    assert not [fact for fact in found if isinstance(fact, Gap) and fact.outcome != "unclear"]
    assert passes(found).total() >= LEAST.get(platform, 15)
    assert not list(
        parsed(
            PLATFORMS[platform].config.keep(hardened(platform))["lines"], grammar(PLATFORMS[platform].grammar)
        ).unknown()
    )


@each
def test_all_of_a_careless_device_is_understood(platform: str) -> None:
    """What fails of it fails by what it says, or leaves unsaid."""
    found = facts(platform, careless(platform))
    assert not [fact for fact in found if isinstance(fact, Gap) and fact.outcome != "unclear"]
    assert not [unread for fact in found for unread in fact.unread if "not understood" in unread.ask]


@pytest.mark.parametrize(
    "platform", [asked.scheme for asked in PLATFORMS.values() if asked.marked(hardened(asked.scheme))]
)
@some
@given(data=st.data())
def test_what_was_cut_off_lets_nothing_pass(platform: str, data: st.DataObject) -> None:
    text = hardened(platform).rstrip()
    cut = text[: data.draw(st.integers(0, len(text) - 1))]
    assert all(isinstance(fact, Gap) for fact in facts(platform, cut))


@each
@some
@given(data=st.data())
def test_a_line_that_nobody_knows_lets_no_more_pass(platform: str, data: st.DataObject) -> None:
    text = hardened(platform)
    lines = text.split("\n")
    place = data.draw(st.integers(0, len(lines) - 1))
    said = lines[place]
    # In the block that the line is in, or opens.
    indent = max(map(_indent, lines[place : place + 2]), key=len)
    odd = data.draw(st.sampled_from([f"{indent}frobnicate 3", f"{said} frobnicate", f"{indent}no {said.strip()}"]))
    changed = "\n".join([*lines[: place + 1], odd, *lines[place + 1 :]])
    more = passes(facts(platform, changed)) - passes(facts(platform, text))
    # What a later line switches off may pass where it was on before: that is what it means.
    assert not more or odd.strip().startswith("no ")


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


@each
@some
@given(data=st.data())
def test_the_order_of_sections_changes_nothing(platform: str, data: st.DataObject) -> None:
    text = hardened(platform)
    sections = sectioned(platform, text)  # one alone where it is one document
    shuffled = data.draw(st.permutations(sections))
    assert plain(facts(platform, "".join(shuffled), whole=True)) == plain(facts(platform, text, whole=True))


def sectioned(platform: str, text: str) -> list[str]:
    """The text in pieces that do not belong together: by the first words of what stands furthest out."""
    asked = PLATFORMS[platform]
    if blocks := re.findall(r"(?:^.*\n)+?^}\n", text, re.MULTILINE):  # braces
        return [*blocks, text[sum(map(len, blocks)) :]]
    lines = text.splitlines(keepends=True)
    starts = [one for one in asked.syntax(text) if one.depth == 0]
    if len({one.number for one in starts}) < 2:
        return [text]
    pieces: defaultdict[str, list[str]] = defaultdict(list)
    ends = [*(one.number for one in starts[1:]), len(lines) + 1]
    for one, end in zip(starts, ends, strict=True):
        pieces[" ".join(one.text.split()[:2])] += lines[one.number - 1 : end - 1]
    return ["".join(piece) for piece in pieces.values()]


def test_every_platform_is_there() -> None:
    assert list(PLATFORMS) == [asked.scheme for asked in PLATFORMS.values()]
    assert [getattr(network, scheme.upper()).scheme for scheme in PLATFORMS] == list(PLATFORMS)
    for asked in PLATFORMS.values():
        assert all(question.id.startswith(f"{asked.scheme}.") for question in asked.questions)
        assert all(name.startswith(f"{asked.scheme}.") for name in asked.kinds)
