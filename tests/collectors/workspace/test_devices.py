"""What single settings of phones and tablets mean."""

import pytest

from checks.encryption import encrypted
from checks.session import password_on_return
from scanner.check import Judged, Related
from scanner.facts import FOREVER, DataStore, Session
from tests.collectors.azure.settings import LEFT_OUT, Change, Setting
from tests.collectors.workspace.asking import facts, one, put
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


@pytest.mark.parametrize(
    ("change", "outcome", "status"),
    [
        (("AFiQxQ8", "devicePasswordStatus", "On"), "hidden", "unknown"),
        (("AFiQxQ8", "devicePasswordStatus", "ON"), "hidden", "unknown"),
        (("AFiQxQ8", "devicePasswordStatus", "Off"), "", "fail"),
        (("AFiQxQ8", "devicePasswordStatus", LEFT_OUT), "unclear", "unknown"),
        (("AFiQxQ8", "devicePasswordStatus", "Maybe"), "unclear", "unknown"),
        (("AFiQxQ8", "lastSync", "2026-01-01T00:00:00.000Z"), "unclear", "unknown"),
    ],
)
def test_that_it_has_a_password_does_not_say_after_how_long_it_asks(
    near: Google, change: Change, outcome: str, status: Judged
) -> None:
    """What the platform never tells is said once a kind; what this device does not tell counts for the night."""
    put(near, change)
    session = one(facts(near), Session, "mobile", PHONE)
    assert [verdict.judged for verdict in password_on_return(session)] == [status]
    whys = {why.field: why.outcome for why in session.unread}
    assert whys.get("reauth_seconds", "") == outcome


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (("AFiQxQ8", "encryptionStatus", "Encrypted"), "pass"),
        (("AFiQxQ8", "encryptionStatus", "ENCRYPTED"), "pass"),
        (("AFiQxQ8", "encryptionStatus", "Not encrypted"), "fail"),
        (("AFiQxQ8", "encryptionStatus", "Unsupported by device"), "fail"),
        (("AFiQxQ8", "encryptionStatus", ""), "unknown"),
        (("AFiQxQ8", "encryptionStatus", LEFT_OUT), "unknown"),
        (("AFiQxQ8", "lastSync", "2026-08-26T12:00:00.000Z"), "unknown"),
        (("AFiQxQ8", "lastSync", "2026-08-27T12:00:00.000Z"), "pass"),
    ],
)
def test_a_device_that_does_not_tell_is_not_called_encrypted(near: Google, change: Change, status: Judged) -> None:
    put(near, change)
    store = one(facts(near), DataStore, "", PHONE)
    assert [verdict.judged for verdict in encrypted(store, Related())] == [status]
