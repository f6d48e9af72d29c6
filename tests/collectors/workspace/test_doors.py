"""What single settings mean for how people come in."""

from scanner.facts import SignIn
from tests.collectors.azure.settings import LEFT_OUT, Setting
from tests.collectors.workspace.settings import DOOR, LATER, VALUE, each, means
from tests.servers.google.double import Google

ROWS: list[Setting] = [
    ("ws.admin_2sv", SignIn, "administrators", DOOR, "factors", 2, []),
    ("ws.admin_2sv", SignIn, "administrators", DOOR, "factors", 1, [("users/1", "isEnforcedIn2Sv", False)]),
    ("ws.admin_2sv", SignIn, "administrators", DOOR, "factors", None, [("users/1", "isEnforcedIn2Sv", LEFT_OUT)]),
    (
        *("ws.admin_2sv", SignIn, "administrators", DOOR, "factors", 1),
        [("users/2", "isDelegatedAdmin", True), ("users/2", "isEnforcedIn2Sv", False)],
    ),
    (
        *("ws.admin_2sv", SignIn, "administrators", DOOR, "factors", 2),
        [("users/2", "isDelegatedAdmin", True), ("users/2", "isEnforcedIn2Sv", False), ("users/2", "suspended", True)],
    ),
    ("ws.admin_2sv", SignIn, "administrators", DOOR, "phishing_resistant", True, []),
    (
        *("ws.admin_2sv", SignIn, "administrators", DOOR, "phishing_resistant", False),
        [("factor", f"{VALUE}allowedSignInFactorSet", "PASSKEY_PLUS_SECURITY_CODE")],
    ),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "factors", 2, []),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "factors", 1, [("on", f"{VALUE}enforcedFrom", "1970-01-01T00:00:00Z")]),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "factors", 1, [("on", f"{VALUE}enforcedFrom", LATER)]),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "factors", None, [("on", f"{VALUE}enforcedFrom", "soon")]),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "factors", None, [("on", f"{VALUE}enforcedFrom", LEFT_OUT)]),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "factors", None, [("on", "", LEFT_OUT)]),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "factors", None, [("on", "policyQuery.sortOrder", LEFT_OUT)]),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "factors", 1, [("may", f"{VALUE}allowEnrollment", False)]),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "bypass", (), []),
    (
        *("ws.policy_2sv", SignIn, "everyone", DOOR, "bypass", ("new accounts for 30 days",)),
        [("grace", f"{VALUE}enrollmentGracePeriod", "2592000s")],
    ),
    (
        *("ws.policy_2sv", SignIn, "everyone", DOOR, "bypass", None),
        [("grace", f"{VALUE}enrollmentGracePeriod", "a while")],
    ),
    (
        *("ws.policy_2sv", SignIn, "everyone", DOOR, "bypass", None),
        [("factor", f"{VALUE}allowedSignInFactorSet", "NO_TELEPHONY")],
    ),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "phishing_resistant", True, []),
    (
        *("ws.policy_2sv", SignIn, "everyone", DOOR, "phishing_resistant", False),
        [("factor", f"{VALUE}allowedSignInFactorSet", "ALL")],
    ),
    (
        *("ws.policy_2sv", SignIn, "everyone", DOOR, "phishing_resistant", None),
        [("factor", f"{VALUE}allowedSignInFactorSet", "QUANTUM_ONLY")],
    ),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "phishing_resistant", False, [("on", f"{VALUE}enforcedFrom", LATER)]),
]


@each(ROWS)
def test_one_setting(near: Google, row: Setting) -> None:
    means(near, row)
