from typing import Any

import msgspec
import pytest

from checks.backup import deletion_guarded, encrypted, exists, fresh, kept, last_run_good, off_site, unalterable
from checks.restore import restored_in_time, restored_lately
from scanner.check import Check, Judged, Related
from scanner.facts import FOREVER, Asset, Backup, Guard
from tests.checks.every import GAP, only, routine
from tests.make import make

PASS, FAIL, UNKNOWN, NA = Judged.PASS, Judged.FAIL, Judged.UNKNOWN, Judged.INAPPLICABLE


def copy(newest: int | None, mechanism: str = "copy") -> Backup:
    return make(Backup, mechanism=mechanism, newest_seconds=newest)


def undelete(days: int | None, mechanism: str = "versions") -> Backup:
    return make(Backup, mechanism=mechanism, retention_days=days)


def made(newest: int | None, kept_days: int | None, mechanism: str = "copy") -> Backup:
    return make(Backup, mechanism=mechanism, newest_seconds=newest, retention_days=kept_days)


OFF = "its own backups are switched off, and nothing else copies it"
REPLICA = make(Backup, mechanism="replica", newest_seconds=1, retention_days=99)


@pytest.mark.parametrize(
    ("backups", "gap", "judged", "seen"),
    [
        ((copy(60),), False, PASS, "has a backup (copy)"),
        ((copy(60),), True, PASS, "has a backup (copy)"),
        ((copy(60), copy(5, "point-in-time"), copy(7)), False, PASS, "has a backup (copy, point-in-time)"),
        ((undelete(FOREVER),), False, PASS, "has a backup (versions)"),
        ((undelete(7, "soft-delete"),), False, PASS, "has a backup (soft-delete)"),
        ((), False, FAIL, "it has no backup"),
        ((REPLICA,), False, FAIL, "only a replica, which copies the damage too"),
        ((copy(FOREVER),), False, FAIL, "a backup is set up, but holds no good copy"),
        ((undelete(0),), False, FAIL, OFF),
        ((made(FOREVER, 0),), False, FAIL, OFF),
        ((made(FOREVER, 0), undelete(0)), False, FAIL, OFF),
        ((made(FOREVER, 0), copy(FOREVER)), False, FAIL, "a backup is set up, but holds no good copy"),
        ((made(FOREVER, 0), copy(60)), False, PASS, "has a backup (copy)"),
        ((made(FOREVER, 0),), True, UNKNOWN, "which backups it has: denied (it:List)"),
        ((copy(FOREVER), copy(60)), False, PASS, "has a backup (copy)"),
        ((copy(None),), False, UNKNOWN, "how old the newest copy is and for how long it is kept: denied (it:Ask)"),
        ((copy(-1),), False, UNKNOWN, "the newest copy lies in the future, so a clock is wrong"),
        ((copy(-1), copy(0)), False, PASS, "has a backup (copy)"),
        ((copy(-1), copy(FOREVER)), False, UNKNOWN, "the newest copy lies in the future, so a clock is wrong"),
        ((copy(None), undelete(7)), False, PASS, "has a backup (versions)"),
        ((), True, UNKNOWN, "which backups it has: denied (it:List)"),
        ((REPLICA,), True, UNKNOWN, "which backups it has: denied (it:List)"),
        ((copy(FOREVER),), True, UNKNOWN, "which backups it has: denied (it:List)"),
    ],
)
def test_exists(*, backups: tuple[Backup, ...], gap: bool, judged: Judged, seen: str) -> None:
    related = Related(backups, (GAP,) if gap else ())
    (verdict,) = exists(make(Asset, role="store"), related)
    assert (verdict.judged, verdict.seen) == (judged, seen)


def of(resource: str, newest: int | None) -> Backup:
    return make(Backup, resource=resource, also=(f"short-{resource}",), mechanism="copy", newest_seconds=newest)


@pytest.mark.parametrize(
    ("rests_on", "backups", "judged", "seen"),
    [
        (("a",), (of("a", 60),), PASS, "has a backup (copies of its disk)"),
        (("short-a",), (of("a", 60),), PASS, "has a backup (copies of its disk)"),
        (("a", "b"), (of("a", 60), of("b", 60)), PASS, "has a backup (copies of its 2 disks)"),
        (("a", "b"), (of("a", 60),), FAIL, "of its 2 disks only 1 with a copy"),
        (("a", "b"), (of("a", 60), of("a", 7)), FAIL, "of its 2 disks only 1 with a copy"),
        (("a", "b"), (of("a", 60), of("b", FOREVER)), FAIL, "of its 2 disks only 1 with a copy"),
        (
            ("a", "b"),
            (of("a", 60), of("b", None)),
            UNKNOWN,
            "how old the newest copy is and for how long it is kept: denied (it:Ask)",
        ),
        (("a", "b"), (of("r", 60),), PASS, "has a backup (copy)"),
        (("a", "b"), (), FAIL, "it has no backup"),
    ],
)
def test_exists_by_copies_of_what_it_is_made_of(
    *, rests_on: tuple[str, ...], backups: tuple[Backup, ...], judged: Judged, seen: str
) -> None:
    (verdict,) = exists(make(Asset, role="host", rests_on=rests_on), Related(backups))
    assert (verdict.judged, verdict.seen) == (judged, seen)


def test_a_list_of_replicas_is_not_missed() -> None:
    replicas = msgspec.structs.replace(GAP, which="replica")
    assert only(exists(make(Asset, role="store"), Related((), (replicas,)))) is FAIL


def test_that_nobody_asks_what_the_only_backup_holds_does_not_stand() -> None:
    versions = make(Backup, mechanism="versions", because="not-asked")
    (verdict,) = exists(make(Asset, role="store"), Related((versions,)))
    assert (verdict.judged, verdict.standing) == (UNKNOWN, False)


def test_what_the_platform_tells_nobody_stands() -> None:
    hidden, asked = (make(Backup, mechanism="copy", because=why) for why in ("hidden", "denied"))
    (verdict,) = exists(make(Asset, role="store"), Related((hidden,)))
    assert (verdict.judged, verdict.standing) == (UNKNOWN, True)
    (verdict,) = exists(make(Asset, role="store"), Related((hidden, asked)))
    assert (verdict.judged, verdict.reason) == (UNKNOWN, "denied")


@pytest.mark.parametrize(
    ("role", "ephi", "ephi_only", "judged"),
    [
        ("host", True, True, FAIL),
        ("host", None, True, FAIL),  # nobody has said is no "no"
        ("host", False, True, NA),
        ("host", False, False, FAIL),
        ("device", True, True, FAIL),
        ("scope", True, True, None),
        ("service", True, True, None),
    ],
)
def test_exists_for_what(*, role: str, ephi: bool | None, ephi_only: bool, judged: Judged | None) -> None:
    assert only(exists(make(Asset, role=role, ephi=ephi), Related(()), ephi_only=ephi_only)) is judged


@pytest.mark.parametrize(
    ("newest", "judged", "seen"),
    [
        (90_000, PASS, "the newest good copy is 1 d 1 h old"),
        (93_600, FAIL, "the newest good copy is 1 d 2 h old, more than 1 d 1 h"),
        (90_001, FAIL, "the newest good copy is 1 d 1 h old, more than 1 d 1 h"),
        (0, PASS, "the newest good copy is 0 s old"),
        (-1, UNKNOWN, "the newest copy lies in the future, so a clock is wrong"),
        (None, UNKNOWN, "how old the newest copy is: denied (it:Ask)"),
    ],
)
def test_fresh(newest: int | None, judged: Judged, seen: str) -> None:
    (verdict,) = fresh(copy(newest), Related())
    assert (verdict.judged, verdict.seen) == (judged, seen)
    assert only(fresh(copy(newest, "point-in-time"), Related())) is judged
    for mechanism in ("versions", "soft-delete", "replica"):
        assert fresh(copy(newest, mechanism), Related()) == []


@pytest.mark.parametrize("newest", [93_600, 0, -1, None])
@pytest.mark.parametrize(
    ("other", "young"),
    [
        (copy(300, "point-in-time"), True),
        (copy(90_001), False),
        (copy(-1), False),
        (copy(None), False),
        (copy(FOREVER), False),
        (copy(300, "replica"), False),
        (undelete(99), False),
    ],
)
def test_one_young_copy_is_enough(*, newest: int | None, other: Backup, young: bool) -> None:
    alone, beside = (only(fresh(copy(newest), Related(some))) for some in ((), (other,)))
    assert beside is (PASS if young else alone)


def test_where_nothing_was_copied_it_is_said_once() -> None:
    assert fresh(copy(FOREVER), Related((copy(5),))) == []
    assert only(exists(make(Asset, role="store"), Related((copy(FOREVER),)))) is FAIL


@pytest.mark.parametrize(
    ("mechanism", "days", "judged", "seen"),
    [
        ("copy", 35, PASS, "kept 35 days"),
        ("copy", 34, FAIL, "kept 34 days, less than 35 days"),
        ("point-in-time", 7, FAIL, "kept 7 days, less than 35 days"),
        ("point-in-time", 0, UNKNOWN, "how old the newest copy is: denied (it:Ask)"),
        ("versions", 7, PASS, "kept 7 days"),
        ("soft-delete", 6, FAIL, "kept 6 days, less than 7 days"),
        ("versions", FOREVER, PASS, "kept for ever"),
        ("copy", None, UNKNOWN, "for how long it is kept: denied (it:Ask)"),
    ],
)
def test_kept(mechanism: str, days: int | None, judged: Judged, seen: str) -> None:
    (verdict,) = kept(make(Backup, mechanism=mechanism, retention_days=days), Related())
    assert (verdict.judged, verdict.seen) == (judged, seen)


@pytest.mark.parametrize("off", [made(FOREVER, 0), made(FOREVER, 0, "point-in-time"), undelete(0)])
def test_what_is_switched_off_is_neither_old_nor_short_nor_plain(off: Backup) -> None:
    assert [fresh(off, Related()), kept(off, Related()), encrypted(off)] == [[], [], []]


@pytest.mark.parametrize(
    ("backup", "other", "judged", "seen"),
    [
        (made(60, 7), made(60, 35), PASS, "another backup is kept 35 days"),
        (made(60, 7), made(60, 34), FAIL, "kept 7 days, less than 35 days"),
        (made(60, 7), made(FOREVER, 35), FAIL, "kept 7 days, less than 35 days"),
        (made(60, 7), made(None, 35), FAIL, "kept 7 days, less than 35 days"),
        (made(60, 7), made(60, None), FAIL, "kept 7 days, less than 35 days"),
        (made(60, 7), REPLICA, FAIL, "kept 7 days, less than 35 days"),
        (made(60, 7), undelete(FOREVER), PASS, "another backup is kept for ever"),
        (made(60, 36), made(60, 35), PASS, "kept 36 days"),
        (made(60, 0), made(60, 7), FAIL, "nothing of it is kept"),
        (undelete(3), made(60, 7), PASS, "another backup is kept 7 days"),
        (made(60, None), made(60, 35), PASS, "another backup is kept 35 days"),
    ],
)
def test_one_backup_that_is_kept_is_enough(backup: Backup, other: Backup, judged: Judged, seen: str) -> None:
    (verdict,) = kept(backup, Related((other,)))
    assert (verdict.judged, verdict.seen) == (judged, seen)


def test_a_replica_keeps_nothing() -> None:
    assert kept(REPLICA, Related()) == []


@pytest.mark.parametrize(("succeeded", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_last_run_good(*, succeeded: bool | None, judged: Judged) -> None:
    assert only(last_run_good(make(Backup, mechanism="copy", succeeded=succeeded))) is judged
    assert only(last_run_good(make(Backup, mechanism="replica", succeeded=succeeded))) is judged
    assert last_run_good(make(Backup, mechanism="versions", succeeded=succeeded)) == []


@pytest.mark.parametrize(("value", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
@pytest.mark.parametrize(("check", "field"), [(off_site, "offsite"), (unalterable, "immutable")])
def test_what_a_profile_may_require(
    *, check: Check[Backup, ...], field: str, value: bool | None, judged: Judged
) -> None:
    seen: dict[str, Any] = {"mechanism": "copy", "newest_seconds": 60, field: value}
    backup = make(Backup, **seen)
    assert only(check(backup, Related(), required=True)) is judged
    assert check(backup, Related()) == []


@pytest.mark.parametrize(("newest", "judged"), [(60, PASS), (FOREVER, FAIL), (None, FAIL)])
@pytest.mark.parametrize(("check", "field"), [(off_site, "offsite"), (unalterable, "immutable")])
def test_another_backup_of_the_same_is_enough_where_it_holds_a_copy(
    *, check: Check[Backup, ...], field: str, newest: int | None, judged: Judged
) -> None:
    here: dict[str, Any] = {"mechanism": "point-in-time", "newest_seconds": 60, field: False}
    there: dict[str, Any] = {"mechanism": "copy", "newest_seconds": newest, field: True}
    assert only(check(make(Backup, **here), Related((make(Backup, **there),)), required=True)) is judged


PART: dict[str, Any] = {"resource": "account/shares/scans", "within": ("account",)}


@pytest.mark.parametrize(("here", "there"), [({"resource": "account"}, PART), (PART, {"resource": "account"})])
def test_a_copy_of_a_part_is_none_of_the_whole_nor_the_whole_one_of_the_part(
    here: dict[str, Any], there: dict[str, Any]
) -> None:
    poor: dict[str, Any] = {"mechanism": "copy", "newest_seconds": 10**6, "retention_days": 1}
    rich: dict[str, Any] = {"mechanism": "copy", "newest_seconds": 60, "retention_days": FOREVER}
    mine = make(Backup, **here, **poor, offsite=False, immutable=False)
    others = Related((make(Backup, **there, **rich, offsite=True, immutable=True),))
    assert [only(fresh(mine, others)), only(kept(mine, others))] == [FAIL, FAIL]
    assert [only(check(mine, others, required=True)) for check in (off_site, unalterable)] == [FAIL, FAIL]


@pytest.mark.parametrize(("value", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_encrypted(*, value: bool | None, judged: Judged) -> None:
    assert only(encrypted(make(Backup, mechanism="copy", newest_seconds=60, encrypted=value))) is judged


@pytest.mark.parametrize(
    ("prevents", "ephi", "in_force", "judged"),
    [
        ("deletion", True, True, PASS),
        ("deletion", None, False, FAIL),
        ("deletion", None, None, UNKNOWN),
        ("deletion", False, False, NA),
        ("unsigned-boot", True, False, None),
    ],
)
def test_deletion_guarded(*, prevents: str, ephi: bool | None, in_force: bool | None, judged: Judged | None) -> None:
    assert only(deletion_guarded(make(Guard, prevents=prevents, ephi=ephi, in_force=in_force))) is judged


@pytest.mark.parametrize("what", ["restore-test", "recovery-drill"])
@pytest.mark.parametrize(
    ("age", "outcome", "judged"),
    [
        (92, "good", PASS),
        (93, "good", FAIL),
        (FOREVER, "good", FAIL),
        (1, "bad", FAIL),
        (1, "unverified", FAIL),
        (None, "good", UNKNOWN),
        (1, None, UNKNOWN),
    ],
)
def test_restored_lately(what: str, age: int | None, outcome: str | None, judged: Judged) -> None:
    assert only(restored_lately(routine(what, age=age, outcome=outcome))) is judged
    assert restored_lately(routine("log-review", age=age, outcome=outcome)) == []


@pytest.mark.parametrize(
    ("age", "outcome", "fails_in"), [(90, "good", 3), (92, "good", 1), (93, "good", None), (1, "bad", None)]
)
def test_a_test_that_nobody_repeats_fails_by_itself(age: int, outcome: str, fails_in: int | None) -> None:
    (verdict,) = restored_lately(routine("restore-test", age=age, outcome=outcome))
    assert verdict.fails_in == fails_in


@pytest.mark.parametrize(
    ("age", "took", "judged", "seen"),
    [
        (1, 259_200, PASS, "it took 3 d"),
        (1, 0, PASS, "it took 0 s"),
        (None, 60, PASS, "it took 1 min"),
        (1, 262_800, FAIL, "it took 3 d 1 h, more than 3 d"),
        (1, -1, UNKNOWN, "-1 s for a restore cannot be meant"),
        (1, None, UNKNOWN, "how long it took: denied (it:Ask)"),
        (None, 262_800, UNKNOWN, "how old it is: denied (it:Ask)"),
    ],
)
def test_restored_in_time(age: int | None, took: int | None, judged: Judged, seen: str) -> None:
    (verdict,) = restored_in_time(routine("restore-test", age=age, took=took))
    assert (verdict.judged, verdict.seen) == (judged, seen)


def test_a_restore_that_went_wrong_took_no_time_that_counts() -> None:
    def said(outcome: str | None) -> list[Judged]:
        return [v.judged for v in restored_in_time(routine("restore-test", age=1, took=5, outcome=outcome))]

    assert (said("bad"), said("unverified"), said("good")) == ([], [PASS], [PASS])


def test_what_was_never_restored_took_no_time() -> None:
    assert restored_in_time(routine("restore-test", age=FOREVER, took=None)) == []


@pytest.mark.parametrize(("check", "field"), [(off_site, "offsite"), (unalterable, "immutable")])
def test_where_a_backup_would_lie_that_holds_no_copy_is_nothing(check: Check[Any, Any], field: str) -> None:
    def said(newest: int | None, *, good: bool) -> Judged | None:
        seen: dict[str, Any] = {"mechanism": "copy", "newest_seconds": newest, field: good}
        return only(check(make(Backup, **seen), Related(), required=True))

    assert (said(60, good=True), said(FOREVER, good=True)) == (PASS, None)
    assert (said(60, good=False), said(FOREVER, good=False), said(None, good=False)) == (FAIL, None, UNKNOWN)
