"""What single settings of accounts mean."""

from scanner.facts import Grant, Identity
from tests.collectors.azure.settings import LEFT_OUT, Setting
from tests.collectors.workspace.asking import ADMIN
from tests.collectors.workspace.settings import ANA, BOSS, VALUE, each, means
from tests.servers.google.double import Google

ROWS: list[Setting] = [
    ("ws.user_2sv", Identity, "", ANA, "mfa", "phishing-resistant", []),
    ("ws.user_2sv", Identity, "", ANA, "mfa", "none", [("users/2", "isEnrolledIn2Sv", False)]),
    ("ws.user_2sv", Identity, "", ANA, "mfa", None, [("users/2", "isEnrolledIn2Sv", LEFT_OUT)]),
    ("ws.user_2sv", Identity, "", ANA, "mfa", None, [("users/2", "isEnforcedIn2Sv", False)]),
    ("ws.user_2sv", Identity, "", ANA, "mfa", None, [("users/2", "isEnforcedIn2Sv", LEFT_OUT)]),
    ("ws.user_2sv", Identity, "", ANA, "mfa", "strong", [("factor", f"{VALUE}allowedSignInFactorSet", "NO_TELEPHONY")]),
    (
        *("ws.user_2sv", Identity, "", ANA, "mfa", "strong"),
        [("factor", f"{VALUE}allowedSignInFactorSet", "PASSKEY_PLUS_SECURITY_CODE")],
    ),
    ("ws.user_2sv", Identity, "", ANA, "mfa", None, [("factor", f"{VALUE}allowedSignInFactorSet", "ALL")]),
    ("ws.user_2sv", Identity, "", ANA, "mfa", None, [("factor", f"{VALUE}allowedSignInFactorSet", "QUANTUM_ONLY")]),
    ("ws.user_2sv", Identity, "", ANA, "mfa", None, [("factor", f"{VALUE}allowedSignInFactorSet", LEFT_OUT)]),
    ("ws.user_2sv", Identity, "", ANA, "mfa", None, [("factor", "", LEFT_OUT)]),
    ("ws.user_2sv", Identity, "", ANA, "enabled", True, []),
    ("ws.user_2sv", Identity, "", ANA, "enabled", False, [("users/2", "suspended", True)]),
    ("ws.user_2sv", Identity, "", ANA, "enabled", False, [("users/2", "archived", True)]),
    ("ws.user_2sv", Identity, "", ANA, "enabled", None, [("users/2", "suspended", LEFT_OUT)]),
    ("ws.user_2sv", Identity, "", ANA, "holder", "person", []),
    ("ws.user_2sv", Identity, "", ANA, "holder", "guest", [("users/2", "isGuestUser", True)]),
    ("ws.user_2sv", Identity, "", ANA, "name", "ana@alder.example", []),
    ("ws.admin_2sv", Identity, "", BOSS, "mfa", "none", [("users/1", "isEnrolledIn2Sv", False)]),
    ("ws.admin_2sv", Identity, "", BOSS, "privileged", True, []),
    ("ws.admin_2sv", Identity, "", ANA, "privileged", False, []),
    ("ws.admin_2sv", Identity, "", ANA, "privileged", True, [("users/2", "isDelegatedAdmin", True)]),
    ("ws.admin_2sv", Identity, "", ANA, "privileged", None, [("users/2", "isDelegatedAdmin", LEFT_OUT)]),
    ("ws.super_admins", Grant, "everything", BOSS, "holders", (ADMIN,), []),
    ("ws.super_admins", Grant, "everything", BOSS, "activation", "standing", [("users/1", "suspended", True)]),
    ("ws.super_admins", Grant, "everything", BOSS, "outsiders", (ADMIN,), [("users/1", "isGuestUser", True)]),
    ("ws.super_admins", Grant, "everything", ANA, "holders", ("ana@alder.example",), [("users/2", "isAdmin", True)]),
    ("ws.inactive", Identity, "", ANA, "unused_days", 0, []),
    ("ws.inactive", Identity, "", ANA, "unused_days", 100, [("users/2", "lastLoginTime", "2026-08-17T11:00:00.000Z")]),
    ("ws.inactive", Identity, "", ANA, "unused_days", 1059, [("users/2", "lastLoginTime", "1970-01-01T00:00:00.000Z")]),
    ("ws.inactive", Identity, "", ANA, "unused_days", None, [("users/2", "lastLoginTime", LEFT_OUT)]),
    (
        *("ws.inactive", Identity, "", ANA, "unused_days", None),
        [("users/2", "lastLoginTime", "1970-01-01T00:00:00.000Z"), ("users/2", "creationTime", LEFT_OUT)],
    ),
]


@each(ROWS)
def test_one_setting(near: Google, row: Setting) -> None:
    means(near, row)
