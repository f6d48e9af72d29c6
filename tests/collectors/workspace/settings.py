"""Tells of a table of settings what each of them means."""

from collections.abc import Sequence
from typing import Final

import pytest

from tests.collectors.azure.settings import Setting
from tests.collectors.workspace.asking import facts, one, put
from tests.servers.google.double import Google

BOSS, ANA, DOOR, PHONE = "/users/1", "/users/2", "/sign-in", "/devices/mobile/AFiQxQ8"
LATER: Final = "2027-01-01T00:00:00Z"
VALUE: Final = "setting.value."


def each(rows: Sequence[Setting]) -> pytest.MarkDecorator:
    """Run a test for each row, under its name."""
    return pytest.mark.parametrize("row", rows, ids=[f"{row[0]}-{row[4]}-{row[5]}-{n}" for n, row in enumerate(rows)])


def means(near: Google, row: Setting) -> None:
    """What was changed gives the fact this value; None with its reason, and no reason else."""
    _, cls, which, at, field, value, changes = row
    put(near, *changes)
    fact = one(facts(near), cls, which, at)
    assert getattr(fact, field) == value
    assert (value is None) == (field in {why.field for why in fact.unread})
