import msgspec
import pytest

from scanner import answers as opening
from scanner.answers import HIDDEN, NOT_ASKED, Answer, Answers, Got, decode, gaps, rests_on, unclear, unread, would_tell
from scanner.evidence import canonical
from scanner.facts import Backup, Guard
from scanner.pseudonyms import Pseudonyms
from scanner.spool.shelf import Shelf, Shelved
from tests import tiny


def answers(*some: Answer) -> Answers:
    return Answers("tiny:a", enumerate(some or tiny.box()), wanted={"tiny.list": "tiny:List"})


@pytest.mark.parametrize(
    ("question", "about", "outcome", "ask"),
    [
        ("tiny.list", "", "ok", "tiny:List"),
        ("tiny.cipher", "one", "ok", "tiny:Cipher"),
        ("tiny.cipher", "two", "not-asked", "tiny.cipher"),
        ("tiny.list", "elsewhere", "error", "tiny:List: no answer"),
        ("tiny.other", "", "not-asked", "tiny.other"),
    ],
)
def test_no_answer_is_ever_missing(question: str, about: str, outcome: str, ask: str) -> None:
    got = answers().one(question, about)
    assert (got.outcome, got.ask) == (outcome, ask)


@pytest.mark.parametrize("outcome", ["ok", "empty", "absent"])
def test_an_answer_with_pages_missing_is_an_error(outcome: str) -> None:
    got = answers(tiny.answer("tiny.list", {}, outcome=outcome, complete=False, pages=3)).one("tiny.list")
    assert (got.outcome, got.good, got.ask) == ("error", False, "tiny:List: 3 pages read, not all")


def test_unread_explains_only_what_did_not_come() -> None:
    good, bad = answers().one("tiny.list"), Got("denied", "x:Y")
    (why,) = unread(a=good, b=bad)
    assert (why.field, why.outcome, why.ask) == ("b", "denied", "x:Y")
    assert [u.outcome for u in unread(a=HIDDEN, b=NOT_ASKED, c=unclear(good, "odd words"))] == [
        "hidden",
        "not-asked",
        "unclear",
    ]


def test_rests_on_counts_each_answer_once() -> None:
    got = answers()
    assert rests_on(got.one("tiny.cipher", "one"), got.one("tiny.list"), got.one("tiny.list")) == (0, 2)


def test_a_gap_needs_a_failure() -> None:
    with pytest.raises(ValueError, match="tiny:List was answered: there is no gap"):
        list(gaps("t", "k", answers().one("tiny.list"), Backup))


def test_gaps_name_class_and_facet() -> None:
    found = gaps("t", "k", Got("timeout", "x:Y", place=(3,)), Backup, (Guard, "deletion"), site="eu-west-1")
    assert [(g.missing, g.which, g.resource, g.answers) for g in found] == [
        ("backup", "", "t/eu-west-1", (3,)),
        ("guard", "deletion", "t/eu-west-1", (3,)),
    ]


@pytest.mark.parametrize(
    ("outcome", "ask"),
    [("denied", "tiny:Cipher (tiny:Read)"), ("ok", "tiny:Cipher"), ("empty", "tiny:Cipher"), ("absent", "tiny:Cipher")],
)
def test_a_right_is_named_where_it_may_be_missing(outcome: str, ask: str) -> None:
    got = answers(tiny.answer("tiny.cipher", {}, about="one", outcome=outcome)).one("tiny.cipher", "one")
    assert got.ask == ask


def test_what_would_tell() -> None:
    got = Got("ok", "show all")
    asks = [unclear(got, "no line says it", typed=typed).ask for typed in ("show ip ssh", "")]
    assert asks == ["show all: no line says it; “show ip ssh” would tell", "show all: no line says it"]
    assert [would_tell(ask) for ask in (*asks, "; ".join([asks[0]] * 2))] == [("show ip ssh",), (), ("show ip ssh",)]


def _shelved(place: int, size: int) -> tuple[int, Shelved]:
    shelf = Shelf()
    one = tiny.answer("tiny.cipher", {"rows": [{"a": at} for at in range(size)]}, about=f"{place}")
    return place, Shelved("tiny.cipher", f"{place}", shelf, *shelf.put(canonical.line(one)))


def test_answers_that_are_held_open_have_a_weight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty-four of the longest would be gigabytes; the newest one is held whatever it weighs."""
    monkeypatch.setattr(opening, "_OPEN_WEIGHT", 2_000_000)
    every = Answers("tiny:a", [_shelved(place, 2_000) for place in range(6)], wanted={})
    first = every.one("tiny.cipher", "0")
    assert every.one("tiny.cipher", "0") is first
    for place in range(1, 6):
        newest = every.one("tiny.cipher", f"{place}")
        assert every.one("tiny.cipher", f"{place}") is newest
    again = every.one("tiny.cipher", "0")
    assert again is not first
    assert again == first


def test_an_answer_that_would_fill_the_memory_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    line = canonical.line(tiny.answer("tiny.list", {"rows": [{}] * 50}))
    monkeypatch.setattr(canonical, "MAX_WEIGHT", canonical.weigh(line))
    assert decode(line).body == {"rows": [{}] * 50}
    monkeypatch.setattr(canonical, "MAX_WEIGHT", canonical.weigh(line) - 1)
    with pytest.raises(msgspec.ValidationError, match="an answer holds more values than fit into memory"):
        decode(line)


@pytest.mark.parametrize(
    ("was", "is_"),
    [
        (b'"rows":', b'"rows":[],"rows":'),
        (b'"rows":', b'"rows": '),
        (b"rows", b"\\u0072ows"),
        (b'"rows":[{}]', b'"rows":"\\ud800"'),
        (b'"rows":[{}]', b'"rows":1e0'),
        (b'"target":', b'"target":"tiny:b","target":'),
    ],
)
def test_an_answer_that_others_may_read_otherwise_is_not_read(was: bytes, is_: bytes) -> None:
    """Which of two values counts, or what one says, is not left to the reader."""
    line = canonical.line(tiny.answer("tiny.list", {"rows": [{}]}))
    assert canonical.line(decode(line)) == line
    assert line.count(was) == 1
    with pytest.raises(msgspec.MsgspecError):
        decode(line.replace(was, is_))


def test_an_answer_with_names_of_any_letters_is_read() -> None:
    line = canonical.line(tiny.answer("tiny.list", {"\uffee": 1, "\U0001f3e5": 2}))
    assert decode(line).body == {"\uffee": 1, "\U0001f3e5": 2}


def test_pseudonyms_do_not_keep_the_order_of_names() -> None:
    """What was sealed with names in their order is judged again with what stands in their place."""
    line = canonical.line(tiny.answer("tiny.list", dict.fromkeys(("smith", "jones", "okafor", "ruiz", "hale"), 1)))
    hidden = Pseudonyms(b"k" * 32).line(line)
    assert hidden != canonical.dumps(canonical.loads(hidden, "it"))
    assert len(decode(hidden).body) == 5
