"""Any service that speaks TLS, at once or after STARTTLS: seen from outside, as anybody may see it who reaches it.

`asking.py` has the questions, `place.py` the options, `survey.py` finds versions and suites by hellos of our own, and
`reading.py` reads the answers.
"""

from collections.abc import Iterator

from collectors.tls import asking, reading
from collectors.tls.asking import QUESTIONS
from collectors.tls.causes import explain
from collectors.tls.kinds import KINDS
from collectors.tls.place import OPTIONS, place
from scanner.answers import Answer
from scanner.collector import Collector, Inquiry


def collect(inquiry: Inquiry) -> Iterator[Answer]:
    """Ask one service.

    Raises:
        CollectError: an option of the target makes no sense.
    """
    yield from asking.collect(inquiry, TLS.name)


TLS = Collector(
    scheme="tls",
    platform="TLS service",
    version="1",
    kinds=KINDS,
    questions=QUESTIONS,
    options=OPTIONS,
    collect=collect,
    read=reading.read,
    check=place,
    explain=explain,
)
