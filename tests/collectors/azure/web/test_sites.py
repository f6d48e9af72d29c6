"""App Service: each setting as it should be, as it should not be, left out, and not to be read."""

import pytest

from collectors.azure.web.sites import KINDS, SITE, SLOT
from scanner.facts import Asset, Channel, Fact, Gap
from tests.collectors.azure import settings
from tests.collectors.azure.asking import asked, facts, target
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, Setting, one
from tests.servers.arm.server import ID, Arm

AT = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers/Microsoft.Web/sites/portal"
STAGE = f"{AT}/slots/stage"


def thing(id: str, **properties: JSON) -> JSON:  # as Azure calls it
    return {"id": id, "name": id.partition("/sites/")[2], "location": "westeurope", "properties": properties}


CONFIG = {"minTlsVersion": "1.2", "scmMinTlsVersion": "1.3", "ftpsState": "FtpsOnly"}
SECRETS = {
    "publishingUsername": "$hunter2",
    "appSettings": [{"name": "DB", "value": "hunter2-setting"}],
    "connectionStrings": [{"connectionString": "hunter2-string"}],
    "machineKey": {"decryptionKey": "hunter2-key"},
}
GOOD: dict[str, JSON] = {
    "site": {**thing(AT, httpsOnly=True, siteConfig=SECRETS), "kind": "functionapp,linux"},
    "config": thing(f"{AT}/config/web", **CONFIG, **SECRETS),
    "slot": thing(STAGE, httpsOnly=True),
    "slot-config": thing(f"{STAGE}/config/web", **CONFIG),
}


def site(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "site", f"properties.{setting}", value


def config(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "config", f"properties.{setting}", value


TLS = (Channel, "tls", AT)
FTP = (Channel, "ftp", AT)
TABLE: list[Setting] = [
    ("https", *TLS, "encryption", "required", []),
    ("https", *TLS, "encryption", "offered", [site("httpsOnly", False)]),
    ("https", *TLS, "encryption", None, [site("httpsOnly")]),
    ("https", Channel, "tls", STAGE, "encryption", "offered", [("slot", "properties.httpsOnly", False)]),
    ("tls", *TLS, "min_version", "1.2", []),
    ("tls", *TLS, "min_version", "1.0", [config("minTlsVersion", "1.0")]),
    ("tls", *TLS, "min_version", "1.1", [config("scmMinTlsVersion", "1.1")]),
    ("tls", *TLS, "min_version", "1.2", [config("scmMinTlsVersion")]),
    ("tls", *TLS, "min_version", None, [config("minTlsVersion")]),
    ("tls", *TLS, "min_version", None, [config("minTlsVersion", "2.0")]),
    ("tls", *TLS, "min_version", None, [config("scmMinTlsVersion", "none")]),
    ("tls", Channel, "tls", STAGE, "min_version", "1.1", [("slot-config", "properties.minTlsVersion", "1.1")]),
    ("ftps", *FTP, "encryption", "required", []),
    ("ftps", *FTP, "encryption", "offered", [config("ftpsState", "AllAllowed")]),
    ("ftps", *FTP, "enabled", True, [config("ftpsState", "AllAllowed")]),
    ("ftps", *FTP, "enabled", False, [config("ftpsState", "Disabled")]),
    ("ftps", *FTP, "enabled", None, [config("ftpsState")]),
    ("ftps", *FTP, "encryption", None, [config("ftpsState", "Sometimes")]),
    ("ftps", Channel, "ftp", STAGE, "enabled", False, [("slot-config", "properties.ftpsState", "Disabled")]),
]


@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Arm, row: str, cls: type[Fact], which: str, at: str, field: str, value: JSON, changes: list[Change]
) -> None:
    settings.put(near, GOOD, *changes)
    assert getattr(one(facts(near), cls, which, at), field) == value, row


def test_settings_and_how_to_publish_are_neither_asked_nor_kept(it: Arm) -> None:
    settings.put(it, GOOD)
    assert "hunter2" not in repr(asked(target(it)))
    assert not [call for call in it.calls if "appsettings" in call.lower() or "publishing" in call.lower()]


@pytest.mark.parametrize(("path", "kinds"), [("", {SITE, SLOT}), ("/slots", {SLOT})])
def test_where_they_may_not_be_listed_all_they_give_is_missing(near: Arm, path: str, kinds: set[str]) -> None:
    settings.put(near, GOOD)
    near.held.denied.add(f"Microsoft.Web/sites{path}")
    found = [f for f in facts(near) if f.kind in kinds]
    assert {type(f) for f in found} == {Gap}
    assert len(found) == sum(len(KINDS[kind].gives) for kind in kinds)


def test_what_may_not_be_read_of_one_is_not_known(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.Web/sites/config")
    found = facts(near)
    tls, ftp = (one(found, Channel, which, AT) for which in ("tls", "ftp"))
    assert (tls.encryption, tls.min_version, ftp.enabled, ftp.encryption) == ("required", None, None, None)
    assert {u.field: (u.outcome, u.ask) for u in ftp.unread}["encryption"] == (
        "denied",
        "GET Microsoft.Web/sites/config (Microsoft.Web/sites/config/read)",
    )
    assert one(found, Channel, "tls", STAGE).min_version == "1.2"
    assert one(found, Asset, "service", AT)


def test_what_no_fact_reads_changes_none(near: Arm) -> None:
    settings.put(near, GOOD)
    before = facts(near)
    settings.put(near, GOOD, site("state", "Stopped"), site("siteConfig", {}), config("http20Enabled", True))
    assert facts(near) == before
