"""Nobody changes systems or files unnoticed: 164.312(c)."""

from collections.abc import Iterator

from checks.judgements import in_force
from scanner.check import Verdict, check
from scanner.facts import Guard


@check(id="integrity.boot", title="Only signed code boots", control="integrity", severity="medium")
def boot(guard: Guard) -> Iterator[Verdict]:
    """Code that runs before the system can hide from everything after it.

    Rule: only of the guard against unsigned code at the start. Passes where it is in force, fails where it is not.

    Fix: switch secure boot on.
    """
    if guard.prevents == "unsigned-boot":
        yield in_force(guard, on="only signed code boots", off="unsigned code can boot")


@check(id="integrity.changes-noticed", title="Changes of files are noticed", control="integrity", severity="medium")
def changes_noticed(guard: Guard) -> Iterator[Verdict]:
    """An intruder who can change programs or records unseen stays.

    Rule: only of the guards against unnoticed changes of files and of images. Passes where the guard is in force, fails
    where it is not.

    Fix: compare files or images with a known state on a schedule, and look at the differences.
    """
    if guard.prevents in ("silent-file-change", "image-change"):
        what = "a changed file" if guard.prevents == "silent-file-change" else "a changed image"
        yield in_force(guard, on=f"{what} is noticed", off=f"{what} is not noticed")
