from typing import Any

import pytest

from checks.encryption import (
    approved_cipher,
    customer_key,
    default_on,
    encrypted,
    key_alive,
    key_expiry,
    key_recoverable,
    key_rotates,
)
from scanner.check import Judged, Related
from scanner.facts import FOREVER, DataStore, Guard, Key
from tests.checks.every import GAP, only
from tests.make import make

PASS, FAIL, UNKNOWN, NA = Judged.PASS, Judged.FAIL, Judged.UNKNOWN, Judged.INAPPLICABLE


def under(
    resource: str, *, encrypted: bool | None, also: tuple[str, ...] = (), rests_on: tuple[str, ...] = ()
) -> DataStore:
    return make(DataStore, resource=resource, encrypted=encrypted, also=also, rests_on=rests_on)


@pytest.mark.parametrize(
    ("own", "rests_on", "beneath", "judged"),
    [
        (True, (), (), PASS),
        (False, (), (), FAIL),
        (None, (), (), UNKNOWN),
        (True, ("a",), (under("a", encrypted=False),), PASS),
        (False, ("a",), (), UNKNOWN),
        (False, ("a",), (under("a", encrypted=True),), PASS),
        (False, ("a",), (under("a", encrypted=False),), FAIL),
        (False, ("a",), (under("a", encrypted=None),), UNKNOWN),
        (None, ("a",), (under("a", encrypted=True),), PASS),
        (None, ("a",), (under("a", encrypted=False),), UNKNOWN),
        # a disk over two volumes: both count
        (False, ("a", "b"), (under("a", encrypted=True), under("b", encrypted=True)), PASS),
        (False, ("a", "b"), (under("a", encrypted=True), under("b", encrypted=False)), FAIL),
        (False, ("a", "b"), (under("a", encrypted=True), under("b", encrypted=None)), UNKNOWN),
        (False, ("a", "b"), (under("a", encrypted=True),), UNKNOWN),
        (False, ("a", "b"), (under("a", encrypted=True, also=("b",)),), PASS),
        # a volume by its ARN, and by the short name that a host knows
        (False, ("vol-1",), (under("arn:x:volume/vol-1", encrypted=True, also=("vol-1",)),), PASS),
        (False, ("vol-1",), (under("arn:x:volume/vol-1", encrypted=False, also=("vol-1",)),), FAIL),
        (False, ("vol-1",), (under("arn:x:volume/vol-12", encrypted=True, rests_on=("vol-1",)),), UNKNOWN),
        # another partition of the same volume is beside it, not beneath
        (False, ("a",), (under("sda2", encrypted=True, rests_on=("a",)),), UNKNOWN),
    ],
)
def test_encrypted(
    *, own: bool | None, rests_on: tuple[str, ...], beneath: tuple[DataStore, ...], judged: Judged
) -> None:
    assert only(encrypted(make(DataStore, encrypted=own, rests_on=rests_on), Related(beneath))) is judged


def test_encrypted_says_what_it_rests_on() -> None:
    disk = make(DataStore, encrypted=False, rests_on=("vol-2", "vol-1"))
    (verdict,) = encrypted(disk, Related((), (GAP,)))
    assert verdict.seen == "not encrypted itself, and nobody looked at vol-1, vol-2 beneath"
    assert verdict.reason == "denied"
    (verdict,) = encrypted(disk, Related((under("vol-1", encrypted=False),)))
    assert verdict.seen == "neither it nor vol-1 beneath is encrypted"
    (verdict,) = encrypted(make(DataStore, encrypted=True, cipher="aes-256-gcm"), Related())
    assert verdict.seen == "all of it is encrypted (aes-256-gcm)"
    volume = make(DataStore, resource="arn:x:volume/vol-1", encrypted=False, also=("vol-1",))
    assert only(encrypted(volume, Related())) is FAIL, "a short name of its own is nothing beneath it"
    (verdict,) = encrypted(make(DataStore, encrypted=None), Related())
    assert verdict.seen == "whether it is encrypted: denied (it:Ask)"


@pytest.mark.parametrize(
    ("required", "ephi", "own", "judged"),
    [
        ("never", True, False, None),
        ("ephi", True, True, PASS),
        ("ephi", True, False, FAIL),
        ("ephi", False, False, NA),
        ("ephi", None, False, FAIL),  # nobody has said is no "no"
        ("always", False, False, FAIL),
        ("always", None, None, UNKNOWN),
    ],
)
def test_customer_key(*, required: Any, ephi: bool | None, own: bool | None, judged: Judged | None) -> None:
    assert only(customer_key(make(DataStore, ephi=ephi, customer_key=own), required=required)) is judged


@pytest.mark.parametrize(
    ("is_encrypted", "cipher", "judged"),
    [
        (True, "aes-256-xts", PASS),
        (True, "AES-256-GCM", PASS),
        (True, "aes-256", PASS),
        (None, "aes-128-cbc", PASS),
        (True, "aes-256-ecb", FAIL),
        (True, "serpent-256-xts", FAIL),
        (None, "3des", UNKNOWN),
        (True, None, UNKNOWN),
        (None, None, UNKNOWN),
        (False, None, None),
        (False, "", None),
        (None, "", None),
    ],
)
def test_approved_cipher(*, is_encrypted: bool | None, cipher: str | None, judged: Judged | None) -> None:
    assert only(approved_cipher(make(DataStore, encrypted=is_encrypted, cipher=cipher))) is judged


@pytest.mark.parametrize(
    ("documented", "seen"),
    [(False, "its cipher is aes-256-xts"), (True, "its cipher is aes-256-xts, by its maker's documents")],
)
def test_whether_an_answer_named_the_cipher(*, documented: bool, seen: str) -> None:
    (verdict,) = approved_cipher(make(DataStore, encrypted=True, cipher="aes-256-xts", documented=documented))
    assert verdict.seen == seen


@pytest.mark.parametrize(("in_force", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_default_on(*, in_force: bool | None, judged: Judged) -> None:
    assert only(default_on(make(Guard, prevents="unencrypted-stores", in_force=in_force))) is judged
    assert only(default_on(make(Guard, prevents="deletion", in_force=in_force))) is None


@pytest.mark.parametrize(
    ("every", "judged", "seen"),
    [
        (365, PASS, "rotates every 365 days"),
        (366, FAIL, "rotates every 366 days, more than 365 days"),
        (1, PASS, "rotates every 1 day"),
        (-1, UNKNOWN, "a rotation every -1 days cannot be meant"),
        (0, NA, "it cannot rotate by itself"),
        (FOREVER, FAIL, "never rotates by itself"),
        (None, UNKNOWN, "how often the key is changed: denied (it:Ask)"),
    ],
)
def test_key_rotates(every: int | None, judged: Judged, seen: str) -> None:
    (verdict,) = key_rotates(make(Key, rotation_days=every))
    assert (verdict.judged, verdict.seen) == (judged, seen)


@pytest.mark.parametrize(("state", "judged"), [("enabled", PASS), ("disabled", FAIL), ("dying", FAIL), (None, UNKNOWN)])
def test_key_alive(state: str | None, judged: Judged) -> None:
    assert only(key_alive(make(Key, state=state))) is judged


@pytest.mark.parametrize(("can", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_key_recoverable(*, can: bool | None, judged: Judged) -> None:
    assert only(key_recoverable(make(Key, recoverable=can))) is judged


@pytest.mark.parametrize(
    ("left", "settings", "judged"),
    [
        (None, {}, UNKNOWN),
        (FOREVER, {}, PASS),
        (FOREVER, {"must_expire": True}, FAIL),
        (30, {}, PASS),
        (30, {"must_expire": True}, PASS),
        (29, {}, FAIL),
        (29, {"min_days": 29}, PASS),
        (0, {}, FAIL),
        (0, {"min_days": 0}, PASS),
        (-1, {}, FAIL),
        (-1, {"min_days": 0}, FAIL),
    ],
)
def test_key_expiry(left: int | None, settings: dict[str, Any], judged: Judged) -> None:
    assert only(key_expiry(make(Key, days_left=left), **settings)) is judged
