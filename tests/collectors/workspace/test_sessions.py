"""What single settings mean for sessions and passwords."""

from scanner.facts import FOREVER, PasswordPolicy, Session
from tests.collectors.azure.settings import LEFT_OUT, Setting
from tests.collectors.workspace.settings import VALUE, each, means
from tests.servers.google.double import Google

ROWS: list[Setting] = [
    ("ws.policy_session", Session, "web", "/sessions", "max_seconds", 28800, []),
    (
        *("ws.policy_session", Session, "web", "/sessions", "max_seconds", 1209600),
        [("session", f"{VALUE}webSessionDuration", "1209600s")],
    ),
    ("ws.policy_session", Session, "web", "/sessions", "max_seconds", 1209600, [("session", "", LEFT_OUT)]),
    (
        *("ws.policy_session", Session, "web", "/sessions", "max_seconds", None),
        [("session", f"{VALUE}webSessionDuration", "0s")],
    ),
    (
        *("ws.policy_session", Session, "web", "/sessions", "max_seconds", None),
        [("session", f"{VALUE}webSessionDuration", LEFT_OUT)],
    ),
    (
        *("ws.policy_session", Session, "web", "/sessions", "max_seconds", None),
        [("session", f"{VALUE}webSessionDuration", "SESSION_NEVER_ENDS")],
    ),
    ("ws.policy_password", PasswordPolicy, "", "/passwords", "min_length", 14, []),
    (
        *("ws.policy_password", PasswordPolicy, "", "/passwords", "min_length", 8),
        [("password", f"{VALUE}minimumLength", 8)],
    ),
    (
        *("ws.policy_password", PasswordPolicy, "", "/passwords", "min_length", None),
        [("password", f"{VALUE}minimumLength", LEFT_OUT)],
    ),
    (
        *("ws.policy_password", PasswordPolicy, "", "/passwords", "min_length", 8),
        [("password", f"{VALUE}enforceRequirementsAtLogin", False)],
    ),
    (
        *("ws.policy_password", PasswordPolicy, "", "/passwords", "min_length", None),
        [("password", f"{VALUE}enforceRequirementsAtLogin", LEFT_OUT)],
    ),
    (
        *("ws.policy_password", PasswordPolicy, "", "/passwords", "min_length", None),
        [("password", f"{VALUE}enforceRequirementsAtLogin", "true")],
    ),
    (
        *("ws.policy_password", PasswordPolicy, "", "/passwords", "min_length", 8),
        [("password", f"{VALUE}enforceRequirementsAtLogin", LEFT_OUT), ("password", f"{VALUE}minimumLength", 8)],
    ),
    ("ws.policy_password", PasswordPolicy, "", "/passwords", "min_length", None, [("password", "", LEFT_OUT)]),
    ("ws.policy_password", PasswordPolicy, "", "/passwords", "history", 0, [("password", f"{VALUE}allowReuse", True)]),
    ("ws.policy_password", PasswordPolicy, "", "/passwords", "history", None, []),
    ("ws.policy_password", PasswordPolicy, "", "/passwords", "max_age_days", FOREVER, []),
    (
        *("ws.policy_password", PasswordPolicy, "", "/passwords", "max_age_days", 90),
        [("password", f"{VALUE}expirationDuration", "7776000s")],
    ),
    (
        *("ws.policy_password", PasswordPolicy, "", "/passwords", "max_age_days", None),
        [("password", f"{VALUE}expirationDuration", LEFT_OUT)],
    ),
]


@each(ROWS)
def test_one_setting(near: Google, row: Setting) -> None:
    means(near, row)
