"""What is made of a listing while asking: once for all that looks at it, however much there is of both."""

from typing import Any

import msgspec
import pytest

from collectors.asking.memory import Memory
from collectors.asking.row import Known
from collectors.aws.question import Place
from tests.collectors.aws.answering import REGION, ROWS, answer


def counted(known: Known, *names: str) -> tuple[str, ...]:
    MADE.append(names)
    return names


MADE: list[tuple[str, ...]] = []


def test_what_is_made_of_answers_is_made_once_and_anew_when_more_came() -> None:
    MADE.clear()
    memory = Memory([])
    assert [memory.once(counted, "a"), memory.once(counted, "b"), memory.once(counted, "a")] == [("a",), ("b",), ("a",)]
    assert MADE == [("a",), ("b",)]
    memory.forget([])
    memory.once(counted, "a")
    assert MADE == [("a",), ("b",), ("a",)]


class Listing(dict[str, Any]):
    """A body that counts how often somebody goes through it."""

    seen = 0

    def get(self, key: str, otherwise: Any = None) -> Any:
        """As of a dict."""
        self.seen += 1
        return super().get(key, otherwise)


@pytest.mark.parametrize(
    ("row", "listing", "key", "item"),
    [
        ("iam.devices", ("iam.virtual_devices", ""), "VirtualMFADevices", lambda name: {"UserArn": name}),
        (
            "kms.key",
            ("kms.aliases", REGION),
            "Aliases",
            lambda name: {"AliasName": "alias/aws/ebs", "TargetKeyId": name},
        ),
        (
            "backup.older",
            ("backup.points", f"{REGION}/main"),
            "RecoveryPoints",
            lambda name: {"ResourceArn": name, "Status": "COMPLETED"},
        ),
    ],
)
def test_a_long_listing_is_gone_through_once(row: str, listing: tuple[str, str], key: str, item: Any) -> None:
    memory = Memory([ROWS[row]])
    body = Listing({key: [item(f"thing-{n}") for n in range(0, 100, 2)]})
    memory.note(msgspec.structs.replace(answer(*listing, dict(body)), body=body))
    left_out = [ROWS[row].unless(memory, Place(REGION, f"thing-{n}", {})) for n in range(100)]
    assert left_out == [n % 2 == 0 for n in range(100)]
    assert body.seen == 1
