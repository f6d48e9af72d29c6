import pytest

from scanner.check import unknown
from scanner.facts import CLASSES, Fact, blank, facets
from scanner.phrases import of_class, of_failure, of_field


@pytest.mark.parametrize("cls", CLASSES)
def test_no_name_of_a_field_or_a_class_is_shown_to_people(cls: type[Fact]) -> None:
    fact = blank(cls, facets(cls)[0], outcome="denied")
    assert fact
    for why in fact.unread:
        said = unknown(fact, why.field).seen
        assert said == f"{of_field(why.field)}: denied"
        assert " " in of_field(why.field)
    assert " " in of_class(cls)


def test_a_field_of_a_plugin_is_said_by_its_name() -> None:
    assert (of_field("dose_limit"), of_class("infusion-pump")) == ("dose limit", "infusion-pump")


@pytest.mark.parametrize(
    ("outcome", "ask", "said"),
    [
        ("denied", "s3:ListBuckets", "denied (s3:ListBuckets)"),
        ("denied", "show clock (read-configuration)", "denied: show clock (read-configuration)"),
        ("unclear", "a: no line (it may be cut)", "cannot be told from the answer (a: no line (it may be cut))"),
        ("hidden", "", "the platform does not tell"),
    ],
)
def test_no_brackets_in_brackets_where_something_failed(outcome: str, ask: str, said: str) -> None:
    assert of_failure(outcome, ask) == said
