"""The shell texts, run for real: by the shells a Mac has, over programs that print what was recorded."""

from pathlib import Path
from typing import Any

import pytest

from collectors.host import local
from collectors.host.asking import kept
from collectors.host.macos.questions import QUESTIONS
from collectors.host.question import sections
from collectors.host.script import Section, assemble, framed, split
from tests.collectors.host.macos.fakes import FILES, lay_out, moved
from tests.servers.need import need

MARK = "0123456789abcdef"
SHEETS = sorted({q.sheet for q in QUESTIONS})
Told = dict[str, tuple[Section, Any]]


def ask(folder: Path, shell: str = "dash", *, uid: int = 0, user: str = "root", **how: Any) -> Told:
    lay_out(folder, uid=uid, user=user, **how)
    script = moved(assemble({"Darwin": QUESTIONS}, mark=MARK, whole=60, key="a key", shell=shell), folder)
    ran = local.run([*shell.split(), "-s"], script, 60, lambda: False)
    frame = framed(ran.output, MARK)
    assert (frame.system, frame.whole) == ("Darwin", True)
    found = split(frame, QUESTIONS, MARK)
    return {q.id.removeprefix("macos."): kept(q, section) for q, section in zip(QUESTIONS, found, strict=True)}


@pytest.mark.parametrize("perl", [False, True], ids=["timeout", "perl"])
@pytest.mark.parametrize("shell", ["dash", "bash --posix"])
def test_every_text_runs_and_is_understood(tmp_path: Path, shell: str, perl: bool) -> None:  # noqa: FBT001  # a table
    need(shell.split(maxsplit=1)[0])
    told = ask(tmp_path, shell, perl=perl)
    assert {name: (s.outcome, s.code) for name, (s, _) in told.items() if s.outcome != "ok"} == {}
    body = {name: kept_ for name, (_, kept_) in told.items()}
    assert (body["machine"]["hostname"], body["machine"]["version"]) == ("Mac-1", "15.7.2")
    assert body["preferences"]["managed com.apple.screensaver"] == {"idleTime": 900}
    assert body["preferences"]["set com.apple.loginwindow"] == {"GuestEnabled": 0, "autoLoginUser": 1}
    ana = body["screen"]["people"]["ana"]
    assert ana == {"set": {"host": {"idleTime": 300}}, "lock": 300}
    assert body["screen"]["displaysleep"] == [2, 10]
    assert body["shell"]["timeouts"]["zsh"] == {"tmout": "600", "readonly": True}
    assert body["shell"]["logins"] == ["zsh"]
    assert body["accounts"]["guest"] is False
    assert body["accounts"]["directories"] == ["Active Directory"]
    assert [a["name"] for a in body["accounts"]["accounts"] if a["administrator"]] == ["ana"]
    assert {g["who"]: g["password"] for g in body["sudo"]["grants"]} == {"root": True, "%admin": True, "ana": False}
    assert body["sudo"]["elsewhere"] == []
    assert body["sshd"]["match"] == {
        "by": ["user"],
        "sets": ["permitrootlogin"],
        "root": {"named": "yes"},
        "read": True,
        "changed": None,
    }
    assert (body["sshd"]["switch"], body["sshd"]["loaded"], body["sshd"]["others"]) == (True, True, [])
    assert body["pam"]["sudo"][0] == ["auth", "include", "sudo_local", []]
    assert (body["audit"]["flags"], body["audit"]["loaded"], body["audit"]["runs"]) == (["lo", "ad", "ex"], True, True)
    assert body["audit"]["newest"] is not None
    assert body["unified-log"]["oldest"] is not None
    assert body["timemachine"]["destinations"][0]["encryption"] == "Encrypted"
    assert body["backup-tools"] == ["com.backblaze.bzserv"]
    assert body["boot"]["secure"] == "full"
    for secret in ("S3R1AL", "S3CRET", "s3cr3t", "01234567-89AB"):
        assert secret not in repr(body), secret


def test_an_ordinary_user_is_denied_by_name(tmp_path: Path) -> None:
    """What takes root says so; of others' screens nothing is known, and nothing is taken for unset."""
    told = ask(tmp_path, uid=502, user="bob")
    denied = {name for name, (section, _) in told.items() if section.outcome == "denied"}
    assert denied == {q.id.removeprefix("macos.") for q in QUESTIONS if q.needs == "root"}
    assert told["screen"][1]["people"]["ana"] == {"set": {"own": None}, "lock": None}


def test_whoever_is_signed_in_asks_for_themselves(tmp_path: Path) -> None:
    told = ask(tmp_path, uid=501, user="ana")
    assert told["screen"][1]["people"]["ana"]["lock"] == 0


def test_a_backup_that_may_not_be_read_is_denied_and_none_is_absent(tmp_path: Path) -> None:
    """Full Disk Access is missing: the file is there, and opening it fails, for root as well."""
    name = "Library/Preferences/com.apple.TimeMachine.plist"
    (tmp_path / "none").mkdir()
    (tmp_path / "shut" / "mac" / name).mkdir(parents=True)
    assert ask(tmp_path / "shut", without=(name,))["timemachine"][0].outcome == "denied"
    assert ask(tmp_path / "none", without=(name,))["timemachine"][0].outcome == "absent"


def test_preferences_that_may_not_be_read_are_not_unset(tmp_path: Path) -> None:
    name = "Library/Managed Preferences/com.apple.screensaver.plist"
    (tmp_path / "mac" / name).mkdir(parents=True)
    assert ask(tmp_path, without=(name,))["preferences"][1]["managed com.apple.screensaver"] is None


def test_without_audit_control(tmp_path: Path) -> None:
    """As macOS 14 and later are delivered."""
    told = ask(tmp_path, without=("etc/security/audit_control",))
    assert (told["audit"][0].outcome, told["audit"][1]["control"]) == ("ok", "absent")


def test_the_files_of_the_fakes_are_of_a_mac() -> None:
    assert all(name.split("/")[0] in {"Library", "Users", "etc", "var"} for name in FILES)


def test_every_question_has_its_text_and_says_its_right() -> None:
    texts = {name: text for sheet in SHEETS for name, text in sections(sheet).items()}
    assert set(texts) == {q.id for q in QUESTIONS}
    for q in QUESTIONS:
        assert ("\nroot\n" in f"\n{texts[q.id]}") == (q.needs == "root"), q.id


def test_no_text_uses_what_only_gnu_has() -> None:
    """And none looks into /proc, which a Mac has not."""
    for sheet in SHEETS:
        for name, text in sections(sheet).items():
            for word in ("stat -c", "/proc/", "readlink -f", "sed -r", "grep -P", "date -d", "sort -V", "xargs -r"):
                assert word not in text, (name, word)
