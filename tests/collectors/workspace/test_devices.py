"""What single settings of phones and tablets mean."""

from scanner.facts import FOREVER, DataStore, Session
from tests.collectors.azure.settings import LEFT_OUT, Setting
from tests.collectors.workspace.settings import PHONE, each, means
from tests.servers.google.double import Google

ROWS: list[Setting] = [
    ("ws.mobile_encryption", DataStore, "", PHONE, "encrypted", True, []),
    (
        "ws.mobile_encryption",
        DataStore,
        "",
        PHONE,
        "encrypted",
        False,
        [("AFiQxQ8", "encryptionStatus", "Not encrypted")],
    ),
    ("ws.mobile_encryption", DataStore, "", PHONE, "encrypted", None, [("AFiQxQ8", "encryptionStatus", LEFT_OUT)]),
    ("ws.mobile_encryption", DataStore, "", PHONE, "encrypted", None, [("AFiQxQ8", "encryptionStatus", "Quantum")]),
    ("ws.mobile_encryption", DataStore, "", PHONE, "encrypted", True, [("AFiQxQ8", "status", "BLOCKED")]),
    (
        *("ws.mobile_encryption", DataStore, "", PHONE, "encrypted", None),
        [("AFiQxQ8", "lastSync", "2026-01-01T00:00:00.000Z")],
    ),
    ("ws.mobile_encryption", DataStore, "", PHONE, "encrypted", None, [("AFiQxQ8", "lastSync", LEFT_OUT)]),
    ("ws.mobile_encryption", DataStore, "", PHONE, "name", "SM-G960F", []),
    (
        "ws.mobile_encryption",
        DataStore,
        "",
        PHONE,
        "customer_key",
        False,
        [("AFiQxQ8", "encryptionStatus", "NOT_ENCRYPTED")],
    ),
    ("ws.mobile_encryption", DataStore, "", PHONE, "cipher", None, []),
    ("ws.mobile_passcode", Session, "mobile", PHONE, "reauth_seconds", None, []),
    (
        "ws.mobile_passcode",
        Session,
        "mobile",
        PHONE,
        "reauth_seconds",
        FOREVER,
        [("AFiQxQ8", "devicePasswordStatus", "Off")],
    ),
    (
        "ws.mobile_passcode",
        Session,
        "mobile",
        PHONE,
        "reauth_seconds",
        None,
        [("AFiQxQ8", "devicePasswordStatus", LEFT_OUT)],
    ),
    (
        "ws.mobile_passcode",
        Session,
        "mobile",
        PHONE,
        "reauth_seconds",
        None,
        [("AFiQxQ8", "devicePasswordStatus", "Maybe")],
    ),
    (
        *("ws.mobile_passcode", Session, "mobile", PHONE, "reauth_seconds", None),
        [("AFiQxQ8", "lastSync", "2026-01-01T00:00:00.000Z")],
    ),
    ("ws.mobile_passcode", Session, "mobile", PHONE, "idle_seconds", None, []),
]


@each(ROWS)
def test_one_setting(near: Google, row: Setting) -> None:
    means(near, row)
