"""Lists of which botocore knows no pages: all of them are read, or the answer is none."""

from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from tests.collectors.aws.scanning import ask, target
from tests.servers.aws_proxy import Proxy, Request, asks
from tests.servers.aws_shapes import parameters, reply

LIST = "athena.ListWorkGroups"


def page(*names: str, then: str = "") -> Any:
    return {"WorkGroups": [{"Name": name} for name in names], **({"NextToken": then} if then else {})}


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        ({"": page("a")}, ("ok", "", 1, 1)),
        ({"": page("a", then="1"), "1": page("b")}, ("ok", "", 2, 2)),
        # A page may be empty and not the last.
        ({"": page("a", then="1"), "1": page(then="2"), "2": page("b")}, ("ok", "", 3, 2)),
        ({"": page(then="1"), "1": page(then="2"), "2": page("b")}, ("ok", "", 3, 1)),
        ({"": page("a", then="1"), "1": page("b", then="1")}, ("error", "Truncated", 2, 2)),
        ({"": page("a", then="1"), "1": page(then="1")}, ("error", "Truncated", 2, 1)),
        ({"": page("a", then="1"), "1": page(then="2"), "2": page(then="1")}, ("error", "Truncated", 3, 1)),
    ],
)
def test_every_page_is_read(pages: dict[str, Any], told: tuple[str, str, int, int], proxy: Proxy) -> None:
    lists = asks(LIST)

    def answer(request: Request) -> Any:
        return reply(LIST, pages[parameters(request).get("NextToken", "")]) if lists(request) else None

    proxy.fault = answer
    (it,) = (a for a in ask(target(proxy.url), {"athena.workgroups"}) if a.question == "athena.workgroups")
    assert (it.outcome, it.code, it.pages, it.items) == told
    assert it.complete is (it.outcome == "ok")
    assert (it.body is None) == (it.outcome == "error")


def test_a_list_without_an_end_is_no_answer(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever answers names a next page for ever: so much is held, no more, and nothing of it is used."""
    monkeypatch.setattr("collectors.aws.asking.call.MOST", 100_000)
    lists, pages = asks(LIST), count(1)

    def answer(request: Request) -> Any:
        return reply(LIST, page(*(f"group-{n}" for n in range(50)), then=str(next(pages)))) if lists(request) else None

    proxy.fault = answer
    (it,) = (a for a in ask(target(proxy.url), {"athena.workgroups"}) if a.question == "athena.workgroups")
    assert (it.outcome, it.code, it.body, it.complete) == ("error", "TooMuch", None, False)
    assert it.pages < 20


def test_an_answer_of_too_many_parts_is_asked_for_once(proxy: Proxy) -> None:
    lists, asked = asks(LIST), []

    def answer(request: Request) -> Any:
        if not lists(request):
            return None
        asked.append(request)
        return replace(reply(LIST, page()), body=b"[" + b"[]," * (1 << 21) + b"[]]")

    proxy.fault = answer
    (it,) = (a for a in ask(target(proxy.url), {"athena.workgroups"}) if a.question == "athena.workgroups")
    assert (it.outcome, it.code, it.body, len(asked)) == ("error", "TooMuch", None, 1)
