"""Settings planted in the /etc of this machine and read for real: what a file says and what comes of it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from collectors.host import local
from collectors.host.here import LOCAL
from collectors.host.local import Ran
from scanner.collector import Inquiry
from scanner.targets import parse
from tests.servers.other_etc import other_etc

ROOT = "root:x:0:0::/root:/bin/bash\n"
LIMIT = "readonly TMOUT=600; export TMOUT\n"
HAS, HAS_NOT = {"tmout": "600", "readonly": True}, {"tmout": "unset", "readonly": False}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Any]:
    """The body of the answer to a question, with these files in /etc."""
    real = local.run

    def ask(question: str, files: dict[str, str]) -> Any:
        words = other_etc(tmp_path, files)

        def run(command: Sequence[str], script: bytes, whole: int, stopped: Callable[[], bool]) -> Ran:
            return real([*words, *command], script, whole, stopped)

        monkeypatch.setattr(local, "run", run)
        wanted = frozenset({question})
        inquiry = Inquiry(target=parse("local:"), questions=wanted, now=lambda: "2026-11-25T12:00:00Z", secret=str)
        answer = next(a for a in LOCAL.collect(inquiry) if a.question == question)
        assert answer.outcome == "ok"
        return answer.body

    return ask


@pytest.mark.parametrize(
    ("profile", "root", "ordinary"),
    [
        (LIMIT, HAS, HAS),
        (f'if [ "$(id -u)" = 0 ]; then {LIMIT}fi\n', HAS, HAS_NOT),
        (f'if [ "$(id -u)" != 0 ]; then {LIMIT}fi\n', HAS_NOT, HAS),
        ("echo TMOUT=600; echo readonly=1\n", HAS_NOT, HAS_NOT),
    ],
)
def test_what_a_login_sets_for_whom(
    asked: Callable[..., Any], profile: str, root: dict[str, Any], ordinary: dict[str, Any]
) -> None:
    body = asked("linux.shell", {"profile.d/limit.sh": profile, "passwd": ROOT})
    assert body["timeouts"] == {"root": root, "ordinary": ordinary}


def test_which_shells_people_sign_in_to(asked: Callable[..., Any]) -> None:
    passwd = f"{ROOT}www:x:33:33::/:/bin/odd\nana:x:1000:1000::/:/usr/bin/fish\nnobody:x:65534:1::/:/bin/ksh\n"
    assert asked("linux.shell", {"passwd": passwd})["logins"] == ["bash", "fish"]


@pytest.mark.parametrize(
    ("line", "tools"),
    [
        ("0 5 * * * root /usr/sbin/aide --check", {"aide", "aide-check"}),
        ("0 5 * * * root /usr/sbin/aide -C", {"aide", "aide-check"}),
        ("0 5 * * * root /usr/share/aide/bin/dailyaidecheck", {"aide", "aide-check"}),
        ("0 5 * * * root /usr/sbin/aide --init", {"aide"}),
        ("0 5 * * * root aide --update && run-other --check", {"aide"}),
        ("0 5 * * * root aideinit", {"aideinit"}),
        ("# 0 5 * * * root aide --check", set()),
        ("0 5 * * * root tripwire --check", {"tripwire", "tripwire-check"}),
        ("0 5 * * * root samhain -t check", {"samhain", "samhain-check"}),
    ],
)
def test_what_cron_starts_to_compare_files(asked: Callable[..., Any], line: str, tools: set[str]) -> None:
    body = asked("linux.cron", {"cron.d/integrity": f"{line}\n"})
    assert {row["tool"] for row in body["starts"] if row["folder"] == "cron.d"} == tools


@pytest.mark.parametrize(
    ("script", "tools"),
    [
        ("#!/bin/sh\n# rclone\nexec restic backup /srv\n", {"restic"}),
        ("#!/bin/bash\naide --check | mail root\n", {"aide", "aide-check"}),
        ("restic backup /srv\n", set()),
        ("#!/bin/sh\n. /etc/more.sh\n", set()),
    ],
)
def test_cron_starts_what_the_scripts_it_calls_start(asked: Callable[..., Any], script: str, tools: set[str]) -> None:
    files = {"cron.d/night": "0 2 * * * root cd / && /etc/night.sh >/dev/null\n", "night.sh": script}
    body = asked("linux.cron", {**files, "more.sh": "#!/bin/sh\nborg create x\n"})
    assert {row["tool"] for row in body["starts"] if row["folder"] == "cron.d"} == tools
