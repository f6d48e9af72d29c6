"""Lists of which botocore knows no pages: all of them are read, or the answer is none."""

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
