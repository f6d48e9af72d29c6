"""Who reads an account's blobs without a name: containers that allow it, and websites, which ask nobody."""

import pytest

from checks.exposure import not_public
from scanner.check import Judged
from scanner.facts import Channel, Exposure
from tests.collectors.azure.asking import facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, one
from tests.collectors.azure.storage.test_accounts import ACCOUNT, ANYBODY, FILES, account, blobs, container, files, put
from tests.servers.arm.server import Arm

OPEN, PUBLIC = account("allowBlobPublicAccess", True), container("publicAccess", "Blob")
SITE, NO_SITE = (
    blobs("staticWebsite", {"enabled": True, "indexDocument": "hunter2"}),
    blobs("staticWebsite.enabled", False),
)
WEB: Change = ("container", "name", "$web")
STATES: list[tuple[str, list[Change], str | None, str]] = [
    ("barred", [], "owner", "the account bars anonymous reading"),
    ("barred, whatever a container allows", [PUBLIC], "owner", "the account bars anonymous reading"),
    ("not barred", [OPEN], "owner", "no container allows it"),
    ("a container allows it", [OPEN, PUBLIC], "everyone", "a container allows it"),
    ("a website, though it is barred", [SITE], "everyone", "it serves a website"),
    ("the container of one", [WEB], None, "it has the container of a website"),
    ("the container of one that is off", [WEB, NO_SITE], "owner", "the account bars"),
    ("the container of one, and another that allows it", [WEB, OPEN, PUBLIC], "everyone", "a container allows it"),
]


def seen(near: Arm, *changes: Change) -> Exposure:
    put(near, ANYBODY, *changes)
    return one(facts(near), Exposure, "permission/data", ACCOUNT)


@pytest.mark.parametrize(("said", "changes", "audience", "why"), STATES, ids=[row[0] for row in STATES])
def test_who_reads_without_a_name(near: Arm, said: str, changes: list[Change], audience: str | None, why: str) -> None:
    found = seen(near, *changes)
    assert found.audience == audience, said
    assert why in " ".join((*found.considered, *(u.ask for u in found.unread)))
    judged = {"owner": Judged.PASS, "everyone": Judged.FAIL, None: Judged.UNKNOWN}[audience]
    assert [v.judged for v in not_public(found)] == [judged]


@pytest.mark.parametrize(
    ("changes", "audience"),
    [([], None), ([NO_SITE], "owner"), ([NO_SITE, OPEN], None), ([SITE], "everyone"), ([OPEN], None)],
)
def test_where_containers_may_not_be_listed(near: Arm, changes: list[Change], audience: str | None) -> None:
    near.held.denied.add("Microsoft.Storage/storageAccounts/blobServices/containers")
    found = seen(near, *changes)
    assert found.audience == audience
    assert {u.outcome for u in found.unread} == (set() if audience else {"denied"})


def test_where_the_service_may_not_be_read_the_container_tells(near: Arm) -> None:
    near.held.denied.add("Microsoft.Storage/storageAccounts/blobServices")
    assert seen(near, SITE).audience == "owner"
    assert seen(near, WEB).audience is None


DENIES = account("networkAcls.defaultAction", "Deny")
NO_NETWORK = account("publicNetworkAccess", "Disabled")
WIDE = account("networkAcls.ipRules", [{"value": "0.0.0.0/0", "action": "Allow"}])
ODD = account("networkAcls.ipRules", [{"value": "somewhere", "action": "Allow"}])
CONTAINER, ELSEWHERE = [OPEN, PUBLIC], account("publicNetworkAccess", "SecuredByPerimeter")


@pytest.mark.parametrize("way_in", [[SITE], CONTAINER])
@pytest.mark.parametrize(
    ("wall", "audience"),
    [
        ([DENIES], "listed"),
        ([NO_NETWORK], "owner"),
        ([NO_NETWORK, DENIES], "owner"),
        ([DENIES, WIDE], "everyone"),
        ([DENIES, ODD], None),
        ([ELSEWHERE], None),
    ],
)
def test_whom_a_wall_refuses_reads_nothing(
    near: Arm, wall: list[Change], audience: str | None, way_in: list[Change]
) -> None:
    found = seen(near, *way_in, *wall)
    assert found.audience == audience
    refuses = any("for networks" in said for said in found.considered)
    assert refuses is (audience in {"owner", "listed"})
    assert len(found.considered) == (0 if audience is None else len(seen(near, *way_in).considered) + refuses)
    judged = {"everyone": Judged.FAIL, "": Judged.UNKNOWN}.get(audience or "", Judged.PASS)
    assert [v.judged for v in not_public(found)] == [judged]


def test_behind_a_wall_it_does_not_matter_what_nobody_may_list(near: Arm) -> None:
    near.held.denied.add("Microsoft.Storage/storageAccounts/blobServices/containers")
    assert seen(near, OPEN, DENIES).audience == "listed"
    near.held.denied.add("Microsoft.Network/networkSecurityPerimeters")
    assert {u.outcome for u in seen(near, OPEN, DENIES).unread} == {"denied"}


@pytest.mark.parametrize(
    ("own", "whole", "encryption"),
    [
        (LEFT_OUT, True, "required"),
        (LEFT_OUT, False, "offered"),
        (False, True, "offered"),
        (True, False, "required"),
    ],
)
def test_of_smb_its_own_word_goes_before_the_account_s(near: Arm, own: JSON, whole: JSON, encryption: str) -> None:
    said = files("protocolSettings.smb.encryptionInTransit", own if own is LEFT_OUT else {"required": own})
    put(near, said, account("supportsHttpsTrafficOnly", whole))
    assert one(facts(near), Channel, "smb", FILES).encryption == encryption
