from typing import Any

import pytest

from collectors.host.kept import shown
from collectors.host.linux.accounts.commands import amounts_to
from collectors.host.linux.accounts.sudoers import keep_sudo
from scanner.facts import Gap, Grant
from tests.collectors.host.machines import only, read, why


def sudoers(*lines: str, name: str = "/etc/sudoers") -> dict[str, Any]:
    return {**keep_sudo(shown(f"@ok {name}\n" + "".join(f"|{line}\n" for line in lines))), "directories": []}


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
        (["ana web1=ALL : web2=NOPASSWD: ALL"], [("ana", True, False)]),
        (["ana web1=/bin/ls : web2=(root) ALL"], [("ana", True, True)]),
        (["ana ALL=(ALL) sha224:aGk= NOPASSWD: ALL"], [("ana", True, False)]),
        (["ana ALL=(ALL) NOPASSWD : ALL"], [("ana", True, False)]),
        (["ana ALL=NOPASSWD: /bin/bash *"], [("ana", True, False)]),
        (["ana ALL=NOPASSWD: /usr/bin/"], [("ana", True, False)]),
        (["ana ALL=NOPASSWD: /usr/bin/*"], [("ana", True, False)]),
        (["ana ALL=(ALL) TIMEOUT=5m CWD=/srv NOPASSWD: ALL"], [("ana", True, False)]),
        (["ana ALL=/bin/x a\\:b\\,c\\=d, NOPASSWD: ALL"], [("ana", True, False)]),
        (["ana ALL=!/bin/bash"], [("ana", False, True)]),
        (['"%domain admins" ALL=(ALL) ALL'], [("%domain admins", True, True)]),
        (["# ana ALL=(ALL) ALL"], []),
        (["Defaults env_reset"], []),
    ],
)
def test_sudoers(lines: list[str], grants: list[tuple[str, bool, bool]]) -> None:
    assert [(g["who"], g["everything"], g["password"]) for g in sudoers(*lines)["grants"]] == grants


@pytest.mark.parametrize(
    ("command", "amounts"),
    [
        ("ALL", "everything"),
        ("/bin/sh", "everything"),
        ("/usr/bin/bash *", "everything"),
        ("/bin/bash -c *", "everything"),
        ("/usr/bin/su -", "everything"),
        ("/usr/bin/su - root", "everything"),
        ("/usr/bin/env", "everything"),
        ("/usr/local/bin/*", "everything"),
        ("/usr/sbin/visudo", "everything"),
        ("sudoedit /etc/sudoers.d/x", "everything"),
        ("/bin/su - postgres", "other"),
        ("/bin/bash /opt/nightly.sh", "other"),
        ("/bin/ls", "other"),
        ("/usr/bin/systemctl restart app", "other"),
        ("/usr/lib/nagios/plugins/check_disk", "other"),
        ("sudoedit /etc/motd", "other"),
        ("/usr/bin/systemctl", "unclear"),
        ("/usr/bin/python3.11", "unclear"),
        ("/usr/bin/vim /etc/motd", "unclear"),
        ("/opt/app/", "unclear"),
        ("/opt/*", "unclear"),
        ("/usr/bin/systemctl restart *", "unclear"),
        ("^/usr/bin/.*$", "unclear"),
        ("sudoedit /srv/*", "unclear"),
        ("RESTART", "unclear"),
        ("list", "unclear"),
        ("", "unclear"),
    ],
)
def test_what_a_command_amounts_to(command: str, amounts: str) -> None:
    assert amounts_to(command) == amounts


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("ana ALL=/usr/bin/python3", ["ana"]),
        ("ana ALL=(postgres) /usr/bin/python3", []),
        ("ana ALL=ALL : x", ["ana"]),
        ("what is this", ["a line that is not understood"]),
        ("ana ALL = ALL", []),
    ],
)
def test_what_is_not_understood_is_said(line: str, who: list[str]) -> None:
    body = sudoers(line)
    assert body["unclear"] == who
    gaps = [f.outcome for f in read({"sudo": body}) if isinstance(f, Gap) and f.kind == "linux.grant"]
    assert gaps == ["unclear"] * bool(who)


SUSE = "ALL ALL=(ALL) ALL   # WARNING! Only use this together with 'Defaults targetpw'!"


@pytest.mark.parametrize(
    ("lines", "everything"),
    [
        (("Defaults targetpw   # ask for the password of the target user i.e. root", SUSE), False),
        (("Defaults rootpw", SUSE), False),
        (("Defaults env_reset, targetpw", SUSE), False),
        (("Defaults targetpw", "Defaults !targetpw", SUSE), True),
        (("Defaults:ana targetpw", SUSE), True),
        (("Defaults targetpw", SUSE.replace("(ALL) ALL", "(ALL) NOPASSWD: ALL")), True),
        ((SUSE,), True),
    ],
)
def test_whoever_must_know_the_password_of_root_gets_nothing_more(lines: tuple[str, ...], everything: bool) -> None:  # noqa: FBT001  # a table
    assert [g["everything"] for g in sudoers(*lines)["grants"]] == [everything]


@pytest.mark.parametrize(
    ("lines", "everything", "unclear"),
    [
        (("Defaults !authenticate", SUSE), {"ALL"}, []),
        (("Defaults timestamp_timeout=-1", SUSE), {"ALL"}, []),
        (("Defaults>root !targetpw", SUSE), {"ALL"}, []),
        (("Defaults:ana !authenticate", SUSE), {"ana"}, []),
        (("Defaults:ana !targetpw", SUSE), {"ana"}, []),
        (("Defaults:ana !targetpw", "ana ALL=(ALL) ALL"), {"ana"}, []),
        (("Defaults:ana !targetpw", "bob ALL=(ALL) ALL"), set(), []),
        (("Defaults exempt_group=wheel", SUSE), {"%wheel"}, []),
        (("Defaults exempt_group=wheel", "ana ALL=(ALL) ALL"), set(), ["%wheel"]),
        (("Defaults:ana !targetpw", "%wheel ALL=(ALL) ALL"), set(), ["ana"]),
        (("Defaults !targetpw", "Defaults targetpw", SUSE), set(), []),
    ],
)
def test_whoever_is_spared_the_password_of_root_gets_more(
    lines: tuple[str, ...], everything: set[str], unclear: list[str]
) -> None:
    body = sudoers("Defaults targetpw", *lines)
    assert {g["who"] for g in body["grants"] if g["everything"]} == everything
    assert body["unclear"] == unclear


def test_includes_that_were_not_read_are_said() -> None:
    body = sudoers("#includedir /etc/sudoers.d", "@include /opt/sudoers", "ana ALL=ALL")
    assert body["elsewhere"] == ["/opt/sudoers"]
    found = read({"sudo": body})
    assert [f.outcome for f in found if isinstance(f, Gap) and f.kind == "linux.grant"] == ["unclear"]


def test_files_that_sudo_leaves_out() -> None:
    assert sudoers("ana ALL=ALL", name="/etc/sudoers.d/x.dpkg-old")["grants"] == []


@pytest.mark.parametrize(
    ("defaults", "who", "activation"),
    [
        ("Defaults !authenticate", "ana", "standing"),
        ("Defaults:ana !authenticate", "ana", "standing"),
        ("Defaults:bob !authenticate", "ana", "password"),
        ("Defaults:bob,ana !authenticate", "ana", "standing"),
        ("Defaults:bob, ana env_reset, !authenticate", "ana", "standing"),
        ("Defaults:ADMINS !authenticate", "ana", "standing"),
        ("Defaults>root !authenticate", "ana", "standing"),
        ("Defaults timestamp_timeout=-1", "ana", "standing"),
        ("Defaults timestamp_timeout = 15", "ana", "password"),
        ("Defaults exempt_group=ops", "ana", None),
        ("Defaults exempt_group=ops", "%ops", "standing"),
        ("Defaults:%ops !authenticate", "ana", None),
        ("Defaults:bob !authenticate", "%ops", None),
    ],
)
def test_never_asked(defaults: str, who: str, activation: str | None) -> None:
    rules = sudoers("User_Alias ADMINS = eve, ana", defaults, f"{who} ALL=ALL", "root ALL=ALL")
    grant = only(Grant, read({"sudo": rules}))
    assert (grant.right, grant.holders, grant.direct) == ("everything", (who,), who == "ana")
    assert grant.activation == activation
    assert activation or why(grant, "activation") == "unclear"
