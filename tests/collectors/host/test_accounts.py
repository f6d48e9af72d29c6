from typing import Any

import pytest

from collectors.host.kept import shown
from collectors.host.sudoers import keep_sudo
from scanner.facts import FOREVER, Credential, Gap, Grant, Identity
from tests.collectors.host.machines import only, read, why

ROOT_ANA_WWW = "root:0:0:/bin/bash:shadow\nana:1000:1000:/bin/bash:shadow\nwww:33:33:/usr/sbin/nologin:shadow\n"


def machine(passwd: str = ROOT_ANA_WWW, shadow: str = "", logins: str = "", groups: str = "", **more: Any) -> list[Any]:
    given = {"accounts": f"{passwd}@groups\n{groups}@shells\n".encode(), "logins": logins.encode(), **more}
    return read({"shadow": shadow.encode(), "sudo": {"grants": [], "elsewhere": [], "never_asked": []}, **given})


def account(found: list[Any], name: str) -> Identity:
    return only(Identity, found, resource=f"/{name}")


@pytest.mark.parametrize(
    ("line", "holder"),
    [
        ("ana:1000:1000:/bin/bash:shadow", "person"),
        ("toor:0:0:/bin/sh:shadow", "shared"),
        ("backup:34:34:/bin/sh:shadow", "machine"),
        ("nobody:65534:65534:/usr/sbin/nologin:shadow", "machine"),
        ("guest:1001:1001:/bin/bash:shadow", "guest"),
        ("limit:999:999:/bin/bash:shadow", "machine"),
    ],
)
def test_whose_it_is(line: str, holder: str) -> None:
    found = machine(f"root:0:0:/bin/bash:shadow\n{line}\n" if not line.startswith("toor") else f"{line}\n")
    assert account(found, line.partition(":")[0]).holder == holder


def test_a_number_given_twice_is_shared_by_both() -> None:
    found = machine(f"{ROOT_ANA_WWW}toor:0:0:/bin/sh:shadow\n")
    assert [account(found, name).holder for name in ("root", "toor")] == ["shared", "shared"]


def test_a_name_given_twice_is_told_once() -> None:
    found = machine(f"{ROOT_ANA_WWW}ana:1001:1001:/bin/sh:shadow\n")
    assert account(found, "ana").holder == "shared"


@pytest.mark.parametrize(
    ("shell", "shadow", "enabled", "interactive"),
    [
        ("/bin/bash", "ana:yescrypt:20000:::", True, True),
        ("/bin/bash", "ana:locked:20000:::", True, False),
        ("/bin/bash", "ana:empty:20000:::", True, True),
        ("/bin/bash", "ana:yescrypt:20000:::20781", False, True),
        ("/bin/bash", "ana:yescrypt:20000:::20782", False, True),
        ("/bin/bash", "ana:yescrypt:20000:::20783", True, True),
        ("/bin/bash", "ana:yescrypt:20000:::0", False, True),
        ("/usr/sbin/nologin", "ana:yescrypt:20000:::", False, False),
        ("/bin/false", "ana:locked:20000:::", False, False),
    ],
)
def test_who_can_come_in(shell: str, shadow: str, enabled: bool, interactive: bool) -> None:  # noqa: FBT001  # a table
    found = account(machine(f"ana:1000:1000:{shell}:shadow\n", shadow), "ana")
    assert (found.enabled, found.interactive) == (enabled, interactive)


@pytest.mark.parametrize(
    ("login", "shadow", "days"),
    [
        ("ana Nov 24 12:00:00 +0000 2026", "", 1),
        ("ana Nov 25 13:00:00 +0100 2026", "", 0),
        ("ana Nov 26 12:00:00 +0000 2026", "", 0),
        ("ana never", "ana:yescrypt:20682:::", 100),
        ("ana never", "", None),
        ("", "ana:yescrypt:20682:::", None),
    ],
)
def test_since_when_unused(login: str, shadow: str, days: int | None) -> None:
    found = account(machine(shadow=f"{shadow}\n", logins=f"{login}\n"), "ana")
    assert found.unused_days == days
    assert days is not None or why(found, "unused_days") == "unclear"


def test_what_a_service_account_last_did_is_hidden() -> None:
    assert why(account(machine(logins="www never\n"), "www"), "unused_days") == "hidden"


@pytest.mark.parametrize(
    ("groups", "grants", "privileged"),
    [
        ("sudo:27:ana,bob\n", [], True),
        ("wheel:10:bob\n", [], False),
        ("docker:999:ana\n", [], True),
        ("sudo:1000:\n", [], True),
        ("", [{"who": "ana", "everything": True, "password": True}], True),
        ("", [{"who": "ana", "everything": False, "password": True}], False),
        ("", [{"who": "ALL", "everything": True, "password": True}], True),
    ],
)
def test_who_is_root_in_the_end(groups: str, grants: list[Any], privileged: bool) -> None:  # noqa: FBT001  # a table
    sudo = {"grants": grants, "elsewhere": [], "never_asked": []}
    assert account(machine(groups=groups, sudo=sudo), "ana").privileged is privileged


def test_without_sudoers_only_groups_tell() -> None:
    found = machine(groups="sudo:27:ana\n", sudo="denied")
    assert account(found, "ana").privileged is True
    assert why(account(found, "www"), "privileged") == "denied"
    assert [f.missing for f in found if isinstance(f, Gap) and f.kind == "linux.grant"] == ["grant"]


@pytest.mark.parametrize(
    ("entry", "stored", "age", "left"),
    [
        ("yescrypt:20682:365::", "strong-hash", 100, 265),
        ("sha512:20682:90::", "strong-hash", 100, -10),
        ("sha512:20682:99999::", "strong-hash", 100, FOREVER),
        ("md5:20682:::", "weak-hash", 100, FOREVER),
        ("des:20682:-1::", "weak-hash", 100, FOREVER),
        ("empty:20682:::", "empty", 100, FOREVER),
        ("other:20682:::", None, 100, FOREVER),
        ("yescrypt::90::", "strong-hash", None, None),
    ],
)
def test_how_a_password_is_kept(entry: str, stored: str | None, age: int | None, left: int | None) -> None:
    password = only(Credential, machine("ana:1000:1000:/bin/bash:shadow\n", f"ana:{entry}\n"))
    assert (password.stored, password.age_days, password.days_left) == (stored, age, left)


@pytest.mark.parametrize(("field", "stored"), [("empty", "empty"), ("here", None)])
def test_a_password_in_passwd_itself(field: str, stored: str | None) -> None:
    password = only(Credential, machine(f"ana:1000:1000:/bin/bash:{field}\n", "bob:locked::::\n"))
    assert password.stored == stored


def test_a_locked_account_has_no_password() -> None:
    assert not [f for f in machine(shadow="root:locked:20000:::\nana:locked:20000:::\n") if isinstance(f, Credential)]


def sudoers(*lines: str, name: str = "/etc/sudoers") -> dict[str, Any]:
    return dict(keep_sudo(shown(f"@ok {name}\n" + "".join(f"|{line}\n" for line in lines))))


@pytest.mark.parametrize(
    ("lines", "grants"),
    [
        (["ana ALL=(ALL:ALL) ALL"], [("ana", True, True)]),
        (["ana ALL = (ALL) NOPASSWD: ALL"], [("ana", True, False)]),
        (["%wheel\tALL=(ALL)\tNOPASSWD: ALL"], [("%wheel", True, False)]),
        (["ana, bob ALL=(root) ALL"], [("ana", True, True), ("bob", True, True)]),
        (["ana ALL=NOPASSWD: /bin/ls, PASSWD: ALL"], [("ana", True, True)]),
        (["ana ALL=/bin/ls, NOPASSWD: ALL"], [("ana", True, False)]),
        (["ana ALL=NOPASSWD: /bin/ls"], [("ana", False, False)]),
        (["ana ALL=(postgres) NOPASSWD: ALL"], [("ana", False, False)]),
        (["ana ALL=(ana, root) ALL"], [("ana", True, True)]),
        (["ana ALL=/bin/bash"], [("ana", True, True)]),
        (["ana ALL=NOPASSWD: /usr/bin/su -"], [("ana", True, False)]),
        (["User_Alias ADMINS = ana, bob : OPS = eve", "ADMINS ALL=ALL"], [("ana", True, True), ("bob", True, True)]),
        (["Cmnd_Alias EVERYTHING = /bin/ls, ALL", "ana ALL=EVERYTHING"], [("ana", True, True)]),
        (["Runas_Alias DB = postgres, root", "ana ALL=(DB) ALL"], [("ana", True, True)]),
        (["ana ALL=(ALL) \\", "  NOPASSWD: ALL"], [("ana", True, False)]),
        (["%domain\\ admins ALL=(ALL) ALL"], [("%domain admins", True, True)]),
        (["ana ALL=(ALL) NOEXEC:NOPASSWD: ALL # why"], [("ana", True, False)]),
        (["#1000 ALL=(ALL) ALL"], [("#1000", True, True)]),
        (["# ana ALL=(ALL) ALL"], []),
        (["Defaults env_reset"], []),
    ],
)
def test_sudoers(lines: list[str], grants: list[tuple[str, bool, bool]]) -> None:
    assert [(g["who"], g["everything"], g["password"]) for g in sudoers(*lines)["grants"]] == grants


def test_includes_that_were_not_read_are_said() -> None:
    body = sudoers("#includedir /etc/sudoers.d", "@include /opt/sudoers", "ana ALL=ALL")
    assert body["elsewhere"] == ["/opt/sudoers"]
    found = read({"sudo": body})
    assert [f.outcome for f in found if isinstance(f, Gap) and f.kind == "linux.grant"] == ["unclear"]


def test_files_that_sudo_leaves_out() -> None:
    assert sudoers("ana ALL=ALL", name="/etc/sudoers.d/x.dpkg-old")["grants"] == []


@pytest.mark.parametrize(
    ("defaults", "activation"),
    [
        ("Defaults !authenticate", "standing"),
        ("Defaults:ana !authenticate", "standing"),
        ("Defaults:bob !authenticate", "password"),
    ],
)
def test_never_asked(defaults: str, activation: str) -> None:
    grant = only(Grant, read({"sudo": sudoers(defaults, "ana ALL=ALL", "root ALL=ALL")}))
    assert (grant.activation, grant.right, grant.holders, grant.direct) == (activation, "everything", ("ana",), True)
