from rich.style import Style

from scanner.finding import Status
from scanner.profile.rule import NO_RECORD
from scanner.reports.states import NEEDS_ACTION, OPEN, STATES


def test_every_state_has_its_words_and_marks() -> None:
    assert list(STATES) == [*Status, NO_RECORD]
    for state in STATES.values():
        assert all((state.word, state.count, state.mark, state.ascii, state.means))
        assert state.ascii.isascii()
        assert Style.parse(state.style)


def test_no_two_states_look_alike() -> None:
    assert len({s.word for s in STATES.values()}) == len(STATES)
    assert len({s.mark for s in STATES.values()}) == len(STATES)
    assert len({s.ascii for s in STATES.values()}) == len(STATES)


def test_what_is_open_needs_somebody() -> None:
    assert Status.PASS not in (*OPEN, *NEEDS_ACTION)
    assert Status.NOT_ASSESSED in OPEN
    assert Status.NOT_ASSESSED in NEEDS_ACTION
