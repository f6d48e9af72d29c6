"""Asks a database all that is wanted, in one session; each question gives one answer, whatever happens."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Final

from collectors.asking.keep import TooMuchError
from collectors.secured.line import TOO_MUCH, Bounds, failure, secure
from collectors.sql.keep import kept
from collectors.sql.options import Options
from collectors.sql.session import Enter, RefusedError, Rows, Session, SignIn
from collectors.sql.statement import Statement
from collectors.tls.wire import UnansweredError
from scanner.answers import JSON, Answer, Outcome, Source
from scanner.collector import Inquiry

ODD: Final = "NotUnderstood"
"""Code: the server's answer is none that its driver, or what keeps it, can read."""


@dataclass(frozen=True, slots=True)
class _Heard:
    outcome: Outcome
    code: str = ""
    body: JSON = None
    items: int = 0


def collect(
    inquiry: Inquiry, table: Sequence[Statement], said: Options, enter: Enter, collector: str
) -> Iterator[Answer]:
    """Sign in, and put each statement that is wanted, in the order of the table.

    Raises:
        CollectError: an option of the target makes no sense, or a package is missing.
    """
    wanted = [row for row in table if row.id in inquiry.questions]
    bounds = Bounds(said.place.seconds, inquiry.stopped)
    context = secure(said.place, bounds)
    sign_in = SignIn(said.place, bounds, context, said.user, lambda: _password(inquiry, said), said.database)
    times: list[str] = []
    heard: list[_Heard] = []
    caller = ""
    with inquiry.together.turn:
        try:
            with closing(enter(sign_in)) as session:
                caller = session.caller
                for row in wanted:
                    times.append(inquiry.now())
                    heard.append(_put(row, session))
        except RefusedError as err:
            lost = _Heard(err.outcome, err.code)
        except (UnansweredError, OSError) as err:
            lost = _Heard(*_lost(failure(err)))
    now = inquiry.now()
    for number, row in enumerate(wanted):
        one = heard[number] if number < len(heard) else lost
        yield Answer(
            target=inquiry.target.id,
            question=row.id,
            operation=row.operation,
            parameters={"sql": row.sql},
            needs=row.needs,
            outcome=one.outcome,
            code=one.code,
            body=one.body,
            items=one.items,
            asked=times[number] if number < len(times) else now,
            source=Source(endpoint=said.place.endpoint, identity=context.identity, caller=caller),
            collector=collector,
        )


def _password(inquiry: Inquiry, said: Options) -> str:
    return inquiry.secret(said.password) if said.password else ""


def _lost(err: UnansweredError) -> tuple[Outcome, str]:
    return err.outcome, err.code


def _put(row: Statement, session: Session) -> _Heard:
    """One statement. What ends the session is raised; all else is an answer."""
    try:
        return _taken(row, session.run(row.sql))
    except RefusedError as err:
        return _Heard("absent", err.code, {}) if err.code in row.absent else _Heard(err.outcome, err.code)
    except TooMuchError:
        return _Heard("error", TOO_MUCH)
    except (ValueError, TypeError, LookupError):
        return _Heard("error", ODD)


def _taken(row: Statement, came: Rows) -> _Heard:
    """Keep the named columns; a list that is longer than any server's is none."""
    rows = kept(row.columns, came.columns, islice(came.rows, row.most + 1))
    if len(rows) > row.most:
        return _Heard("error", f"more than {row.most} rows")
    return _Heard("ok" if rows else "empty", body={"value": rows}, items=len(rows))
