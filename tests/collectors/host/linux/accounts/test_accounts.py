from pathlib import Path
from typing import Any

import pytest

from scanner.facts import FOREVER, Credential, Gap, Identity
from tests.collectors.host.linux.doors.stacks import SSHD, sshd
from tests.collectors.host.live import ask
from tests.collectors.host.machines import only, read, why
from tests.collectors.host.samples import SAMPLES
from tests.servers.other_etc import other_etc

ROOT_ANA_WWW = "root:0:0:/bin/bash:shadow\nana:1000:1000:/bin/bash:shadow\nwww:33:33:/usr/sbin/nologin:shadow\n"


KEY_ROOT = SSHD.replace("permitrootlogin no", "permitrootlogin prohibit-password")
NO_RULES: dict[str, Any] = {"grants": [], "unclear": [], "elsewhere": [], "never_asked": [], "directories": []}


def machine(passwd: str = ROOT_ANA_WWW, shadow: str = "", logins: str = "", groups: str = "", **more: Any) -> list[Any]:
    given: dict[str, Any] = {
        "shadow": shadow.encode(),
        "accounts": f"{passwd}@groups\n{groups}@shells\n".encode(),
        "logins": logins.encode(),
        **more,
    }
    return read({"sudo": NO_RULES, **given})


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
        ("bob:900:900:/bin/bash:empty", "person"),
        ("sftp:900:900:/usr/sbin/nologin:here", "person"),
        ("demon:900:900:/bin/bash:locked", "machine"),
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
    ("uid", "shell", "shadow", "enabled", "interactive"),
    [
        (1000, "/usr/sbin/nologin", "ana:yescrypt:20000:::", True, True),
        (33, "/usr/sbin/nologin", "ana:yescrypt:20000:::", True, True),
        (33, "/usr/sbin/nologin", "ana:locked:20000:::", False, False),
        (1000, "/usr/sbin/nologin", "ana:locked:20000:::", None, False),
        (1000, "/usr/sbin/nologin", "ana:locked:20000:::1", False, False),
        (65534, "/usr/sbin/nologin", "ana:locked:20000:::", False, False),
    ],
)
def test_sftp_takes_no_shell(uid: int, shell: str, shadow: str, enabled: bool | None, interactive: bool) -> None:  # noqa: FBT001
    found = account(machine(f"ana:{uid}:{uid}:{shell}:shadow\n", shadow, sshd=SAMPLES["linux.sshd"].encode()), "ana")
    assert (found.enabled, found.interactive) == (enabled, interactive)
    assert enabled is not None or why(found, "enabled") == "unclear"


def test_an_sshd_that_was_not_read_may_let_them_in() -> None:
    found = account(machine("ana:33:33:/usr/sbin/nologin:shadow\n", "ana:yescrypt:20000:::\n", sshd="denied"), "ana")
    assert (found.enabled, found.interactive) == (True, True)


@pytest.mark.parametrize(("shell", "holder"), [("/bin/sh", None), ("/usr/sbin/nologin", "machine")])
def test_whose_a_low_number_is_takes_its_password(shell: str, holder: str | None) -> None:
    found = account(
        read({"accounts": f"db:33:33:{shell}:shadow\n@groups\n@shells\n".encode(), "shadow": "denied"}), "db"
    )
    assert found.holder == holder
    assert holder or why(found, "holder") == "denied"


@pytest.mark.parametrize(
    ("said", "uid", "holder"),
    [
        ("0x3e8", 999, "machine"),
        ("0x3e8", 1000, "person"),
        ("0764", 500, "person"),
        ("0764", 499, "machine"),
        ("500", 500, "person"),
        ("many", 999, "machine"),
        ("09", 1000, "person"),
        ("-5", 999, "machine"),
    ],
)
def test_the_first_number_of_a_person(said: str, uid: int, holder: str) -> None:
    more: dict[str, Any] = {"password-rules": f"@ok /etc/login.defs\n|UID_MIN {said}\n".encode()}
    found = machine(f"ana:{uid}:{uid}:/bin/bash:shadow\n", **more)
    assert account(found, "ana").holder == holder


def test_lines_that_some_take_for_accounts_are_said() -> None:
    found = machine(f"{ROOT_ANA_WWW}odd\n")
    assert [(f.outcome, f.missing) for f in found if isinstance(f, Gap) and f.kind == "linux.account"] == [
        ("unclear", "identity")
    ]


@pytest.mark.parametrize(
    ("login", "shadow", "days"),
    [
        ("ana Nov 24 12:00:00 +0000 2026", "", 1),
        ("ana Nov 25 13:00:00 +0100 2026", "", 0),
        ("ana Nov 25 12:59:00 +0000 2026", "", 0),  # while the run went on
        ("ana Nov 26 12:00:00 +0000 2026", "", -1),
        ("ana never", "ana:yescrypt:20417:::", 365),
        ("ana never", "ana:yescrypt:20418:::", None),  # a new password makes no new account
        ("ana never", "", None),
        ("", "ana:yescrypt:20682:::", None),
    ],
)
def test_since_when_unused(login: str, shadow: str, days: int | None) -> None:
    found = account(machine(shadow=f"{shadow}\n", logins=f"{login}\n"), "ana")
    assert found.unused_days == days
    assert days is not None or why(found, "unused_days") == "unclear"


OLD = "Jan 24 12:00:00 +0000 2026"
LATE = "Oct 11 12:00:00 +0000 2026"  # 45 days ago


@pytest.mark.parametrize(
    ("name", "login", "shadow", "door", "days"),
    [
        ("ana", OLD, "yescrypt", sshd(""), 305),
        ("ana", OLD, "locked", sshd(""), None),
        ("ana", LATE, "locked", sshd(""), 45),
        ("ana", OLD, "locked", "absent", 305),
        ("ana", OLD, "locked", "denied", None),
        ("ana", "never", "locked", sshd(""), None),
        ("ana", "never", "locked", "absent", 782),
        ("ana", "never", "yescrypt", sshd(""), 782),
        ("root", "never", "locked", sshd(""), 782),
        ("root", "never", "locked", sshd("", root=KEY_ROOT), None),
        ("root", OLD, "yescrypt", sshd("", root=KEY_ROOT), None),
        ("root", LATE, "locked", sshd("", root=KEY_ROOT), 45),
        ("root", OLD, "locked", "denied", None),
    ],
)
@pytest.mark.parametrize("whole", [False, True])
def test_a_key_leaves_no_trace_without_a_terminal(  # noqa: PLR0913, PLR0917  # a table
    name: str,
    login: str,
    shadow: str,
    door: Any,
    days: int | None,
    whole: bool,  # noqa: FBT001
) -> None:
    logins = f"{'@all' if whole else ''}\n{name} {login}\n".lstrip("\n")
    found = account(machine(shadow=f"{name}:{shadow}:20000:::\n", logins=logins, sshd=door, units={}), name)
    known = days or (305 if login == OLD else 782)
    assert found.unused_days == (known if whole else days)


@pytest.mark.parametrize(
    ("nss", "elsewhere"), [("files systemd", []), ("files sss", ["sss"]), ("compat winbind", ["winbind"])]
)
def test_people_of_a_directory_are_not_asked_for(nss: str, elsewhere: list[str]) -> None:
    text = f"{ROOT_ANA_WWW}@groups\n@shells\n@directories\n{nss}\n".encode()
    found = [f for f in machine(accounts=text) if isinstance(f, Gap) and f.kind == "linux.account"]
    assert [(f.outcome, f.missing) for f in found] == [("not-asked", "identity")] * len(elsewhere)
    assert all(word in f.ask for f, word in zip(found, elsewhere, strict=True))


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
    sudo = {**NO_RULES, "grants": grants}
    assert account(machine(groups=groups, sudo=sudo), "ana").privileged is privileged


@pytest.mark.parametrize(
    ("rules", "privileged"),
    [
        ({"grants": [{"who": "%ops", "everything": True, "password": True}]}, None),
        ({"grants": [{"who": "%sudo", "everything": True, "password": True}]}, False),
        ({"unclear": ["ana"]}, None),
        ({"unclear": ["bob"]}, False),
        ({"elsewhere": ["/opt/sudoers"]}, None),
    ],
)
def test_rules_that_may_be_about_an_account(rules: Any, privileged: bool | None) -> None:  # noqa: FBT001  # a table
    found = account(machine(sudo={**NO_RULES, **rules}), "ana")
    assert found.privileged is privileged
    assert privileged is not None or why(found, "privileged") == "unclear"


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


LINES = """root:x:0:0:root:/root:/bin/bash
evil::0:0::/root
  four::1:1
# comment:x:1:1:::
plus:x:+1000: 1000:a:/:/bin/sh
hash:$1$abc:1001:1001::/:/bin/false
short:x:1
odd:x:0x10:1::/:/bin/sh
+nis::::::
"""


def test_accounts_as_the_c_library_reads_them(tmp_path: Path) -> None:
    _, body = ask("linux.accounts", other_etc(tmp_path, {"passwd": LINES}))
    assert [(a["name"], a["uid"], a["shell"], a["password"]) for a in body["accounts"]] == [
        ("root", 0, "/bin/bash", "shadow"),
        ("evil", 0, "", "empty"),
        ("four", 1, "", "empty"),
        ("plus", 1000, "/bin/sh", "shadow"),
        ("hash", 1001, "/bin/false", "here"),
    ]
    assert body["odd"] == 3
    evil = account(read({"accounts": body, "shadow": b"root:locked::::\n", "sudo": NO_RULES}), "evil")
    assert (evil.holder, evil.enabled, evil.interactive, evil.privileged) == ("shared", True, True, True)
