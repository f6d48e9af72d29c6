"""Ranges in names of hosts: what Ansible makes of them, and a law or two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.inventory.ranges import MOST, RangeError, hosts


@pytest.mark.parametrize(
    ("pattern", "names", "port"),
    [
        ("web1", ["web1"], None),
        ("web1:2222", ["web1"], 2222),
        ("web[01:05:2].example", ["web01.example", "web03.example", "web05.example"], None),
        ("web[08:11]", ["web08", "web09", "web10", "web11"], None),
        ("web[8:11]", ["web8", "web9", "web10", "web11"], None),
        ("web[:2]", ["web0", "web1", "web2"], None),
        ("db-[a:c]:5432", ["db-a", "db-b", "db-c"], 5432),
        ("db-[y:B]", ["db-y", "db-z", "db-A", "db-B"], None),
        ("db-[a:f:2]", ["db-a", "db-c", "db-e"], None),
        ("x[1:2]y[a:b]", ["x1ya", "x1yb", "x2ya", "x2yb"], None),
        ("10.0.0.[1:3]:23", ["10.0.0.1", "10.0.0.2", "10.0.0.3"], 23),
        ("::1", ["::1"], None),
        ("2001:db8::1", ["2001:db8::1"], None),
        ("[2001:db8::1]:2022", ["2001:db8::1"], 2022),
        ("[web1]:22", ["web1"], 22),
        ("user@host", ["user@host"], None),
        ("foo_:22", ["foo_:22"], None),  # a label does not end so, and Ansible takes the whole for a name
    ],
)
def test_as_ansible_reads_it(pattern: str, names: list[str], port: int | None) -> None:
    found, behind = hosts(pattern)
    assert (list(found), behind) == (names, port)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("web[1:", "is not closed"),
        ("web[1:2", "is not closed"),
        ("web[1]", "begin:end"),
        ("web[1:]", "begin:end"),
        ("web[1:2:3:4]", "begin:end"),
        ("web[5:1]", "ends before it begins"),
        ("web[c:a]", "ends before it begins"),
        ("web[1:5:0]", "step"),
        ("web[1:5:-1]", "step"),
        ("web[01:100]", "as many digits"),
        ("web[1:b]", "letter"),
        ("web[ab:cd]", "letter"),
        ("web[a:5]", "one number to another"),
        ("web[1:1000000]", "more than 100000"),
        ("web[1:1000][1:1000]", "more than 100000"),
        ("web[\u0661:\u0665]", "one number to another"),
        ("web1:", "colon"),
    ],
)
def test_what_stands_for_nothing_is_told(pattern: str, said: str) -> None:
    with pytest.raises(RangeError, match=said):
        hosts(pattern)


@given(first=st.integers(0, 5000), more=st.integers(0, 500), step=st.integers(1, 50), width=st.integers(0, 6))
def test_a_range_of_numbers_is_a_range(first: int, more: int, step: int, width: int) -> None:
    begin, end = str(first).zfill(width), str(first + more).zfill(width)
    if begin[0] == "0" and len(begin) > 1 and len(begin) != len(end):
        return
    found, port = hosts(f"h[{begin}:{end}:{step}]x")
    fill = len(begin) if begin[0] == "0" and len(begin) > 1 else 0
    assert [*found] == [f"h{str(n).zfill(fill)}x" for n in range(first, first + more + 1, step)]
    assert port is None


@given(st.text(st.sampled_from("ab019[]:-.@ \u00e9"), max_size=24))
def test_whatever_stands_there_is_a_few_names_or_a_sentence(pattern: str) -> None:
    try:
        found, port = hosts(pattern)
    except RangeError:
        return
    assert 1 <= len(found) <= MOST
    assert port is None or port >= 0
