from typing import Any

import pytest

from scanner.finding import Finding, Status
from scanner.reports.sentence import Together, by_check, sentence, subject


def found(**more: Any) -> Finding:
    values: dict[str, Any] = {
        "fingerprint": "0",
        "check": "c.d",
        "control": "malware-protection",
        "status": Status.FAIL,
        "target": "local:vm",
        "resource": "local:vm/x",
        "seen": "it is off",
        "severity": "high",
        "likelihood": 1,
        "impact": 1,
        "risk": 1,
    }
    return Finding(**(values | more))


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (found(name="sda2", seen="not encrypted, or only in part"), "sda2: not encrypted, or only in part"),
        (found(name="", resource="arn:aws:s3:::a"), "arn:aws:s3:::a: it is off"),
        (found(name="malware-protection", seen="malware protection is off"), "malware protection is off"),
        (found(name="Malware Protection", seen="nothing runs"), "nothing runs"),
        (
            found(control="password-policy", name="passwords", seen="no limit to wrong passwords"),
            "no limit to wrong passwords",
        ),
        (
            found(control="password-policy", name="passwords", seen="6 characters are enough, fewer than 14"),
            "passwords: 6 characters are enough, fewer than 14",
        ),
        (found(resource="local:vm", seen="list not read: denied"), "list not read: denied"),
        (found(resource="local:vm", name="vm", control="backup", seen="nothing copies it"), "vm: nothing copies it"),
        (
            found(
                control="audit-logging", name="audit", seen="enabled: not told (/etc/audit)", status=Status.NOT_ASSESSED
            ),
            "audit: enabled: not told (/etc/audit)",
        ),
        # A name that is somebody's stays, whatever it sounds like.
        (found(control="mfa", name="password", seen="signs in with a password"), "password: signs in with a password"),
        (found(control="account-lifecycle", name="nobody", seen="disabled"), "nobody: disabled"),
        (found(name="***", seen="***"), "***: ***"),
    ],
)
def test_a_line_says_a_thing_once(finding: Finding, said: str) -> None:
    assert sentence(finding) == said


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("vpc-1", "VPC", "VPC vpc-1"),
        ("clinic-logs", "S3 bucket", "S3 bucket clinic-logs"),
        ("root", "root user", "root user"),
        ("firewall", "firewall", "firewall"),
        ("Debian 12", "operating system", "operating system Debian 12"),
        ("sudo", "sudo or doas", "sudo or doas"),
        ("%sudo", "rule of sudo or doas", "rule of sudo or doas %sudo"),
        ("/", "disk", "disk /"),
        ("network firewall", "firewall", "network firewall"),
        ("it", "", "it"),
    ],
)
def test_a_thing_is_named_with_its_kind_and_each_word_once(name: str, kind: str, said: str) -> None:
    assert subject(found(name=name), kind) == said


def test_a_kind_that_what_was_seen_says_is_left_out() -> None:
    off = found(name="malware-protection", seen="malware protection is off")
    assert subject(off, "malware protection") == ""
    assert subject(found(resource="local:vm", seen="nothing copies it"), "Linux host") == "Linux host"


def test_one_line_for_a_check_says_whom_else_and_how_many_more() -> None:
    bucket = [found(kind="s3", name=f"b{n}") for n in range(4)]
    others = [found(kind="sqs", name="q"), found(kind="s3", name="c", seen="it is half on")]
    (line,) = by_check([*bucket, *others], 5)
    assert (line.count, line.others, line.also) == (6, 2, "also b1, b2 and 1 more; 2 others")
    assert [group.count for group in Together([*bucket, *others])] == [4, 1, 1]
    assert [group.also for group in by_check([bucket[0], found(check="c.e")], 5)] == ["", ""]
    assert len(by_check([found(check=f"c.{n}") for n in range(9)], 5)) == 5
