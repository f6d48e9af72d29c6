from typing import Any

import pytest

from scanner.finding import Finding, Status
from scanner.reports.sentence import sentence


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
        (found(name="sda2", seen="not all of it is encrypted"), "sda2: not all of it is encrypted"),
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
