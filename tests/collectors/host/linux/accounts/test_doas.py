import pytest

from scanner.facts import Gap, Grant
from tests.collectors.host.machines import kept, only, read


def doas(*lines: str, path: str = "/etc/doas.conf", more: str = "") -> bytes:
    return (f"@absent /etc/sudoers\n@ok {path}\n" + "".join(f"|{line}\n" for line in lines) + more).encode()


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("permit :wheel", ("%wheel", True, True)),
        ("permit persist :wheel as root", ("%wheel", True, True)),
        ("permit nopass keepenv ana", ("ana", True, False)),
        ("permit setenv { PATH=/bin FOO=bar } nopass ana", ("ana", True, False)),
        ("permit ana as postgres", ("ana", False, True)),
        ("permit nopass ana cmd /sbin/reboot", ("ana", False, False)),
        ("permit ana cmd /bin/sh", ("ana", True, True)),
        ("permit ana cmd /bin/sh args", ("ana", False, True)),
        ("permit ana cmd /usr/bin/apk args update", ("ana", False, True)),
        ("permit ana as 0 cmd ALL # all", ("ana", True, True)),
    ],
)
def test_what_doas_permits(line: str, seen: tuple[str, bool, bool]) -> None:
    (grant,) = kept("linux.sudo", doas(line))["grants"]
    assert (grant["who"], grant["everything"], grant["password"]) == seen


@pytest.mark.parametrize(
    ("line", "unclear"),
    [
        ("permit ana cmd /usr/bin/python3", ["ana"]),
        ("permit ana cmd reboot", ["ana"]),
        ("permit ana command x", ["a line that is not understood"]),
        ("permits ana", ["a line that is not understood"]),
        ("# permit ana", []),
        ("deny ana", []),
    ],
)
def test_what_doas_means_is_not_guessed(line: str, unclear: list[str]) -> None:
    assert kept("linux.sudo", doas(line))["unclear"] == unclear


def test_a_grant_is_a_grant_by_whatever_program() -> None:
    grant = only(Grant, read({"sudo": doas("permit nopass :wheel", "permit nopass root")}))
    assert (grant.name, grant.right, grant.direct, grant.activation) == ("%wheel", "everything", False, "standing")


@pytest.mark.parametrize(
    ("nss", "gaps"), [("", []), ("#directories files\n", []), ("#directories files sss\n", ["not-asked"])]
)
def test_rules_of_a_directory_are_not_asked_for(nss: str, gaps: list[str]) -> None:
    found = read({"sudo": doas("permit :wheel", more=nss)})
    assert [f.outcome for f in found if isinstance(f, Gap) and f.kind == "linux.grant"] == gaps
