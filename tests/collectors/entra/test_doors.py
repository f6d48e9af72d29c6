"""Whom policies of conditional access meet, and where: each trap as a row."""

import pytest

from tests.collectors.entra.estate import ADA, BEN, EVE, GLOBAL, TEAM
from tests.collectors.entra.making import of
from tests.collectors.entra.policies import FILTER, MFA, OLD, OLDER, Row, agrees, door, mfa, roles
from tests.servers.graph.server import Graph

GROUP = mfa(users__includeUsers=[], users__includeGroups=[TEAM])
TABLE: list[Row] = [
    ("mfa of everyone", "everyone", [MFA], 2, ()),
    ("no policy", "everyone", [], 1, OLDER),
    ("only reports", "everyone", [of(MFA, state="enabledForReportingButNotEnforced")], 1, OLDER),
    ("disabled", "everyone", [of(MFA, state="disabled")], 1, OLDER),
    ("a state that nobody knows", "everyone", [of(MFA, state="odd")], None, None),
    ("nobody", "everyone", [mfa(users__includeUsers=["None"])], 1, OLDER),
    ("one person", "everyone", [mfa(users__includeUsers=[ADA])], 1, OLDER),
    ("a group, which may be all", "everyone", [mfa(users__includeUsers=[], users__includeGroups=[TEAM])], None, None),
    ("a group of which nothing is asked", "everyone", [{**GROUP, "grantControls": None}], 1, OLDER),
    ("a group, at risk", "everyone", [of(GROUP, conditions__signInRiskLevels=["high"])], 1, OLDER),
    ("roles are not all", "everyone", [roles(GLOBAL)], 1, OLDER),
    ("guests are not all", "everyone", [mfa(users__includeUsers=["GuestsOrExternalUsers"])], 1, OLDER),
    ("some apps", "everyone", [mfa(applications__includeApplications=["Office365"])], 1, OLDER),
    ("apps by a filter", "everyone", [mfa(applications__applicationFilter={"mode": "include"})], 1, OLDER),
    (
        "actions alone",
        "everyone",
        [mfa(applications__includeApplications=[], applications__includeUserActions=["x"])],
        1,
        OLDER,
    ),
    ("an app left out", "everyone", [mfa(applications__excludeApplications=["APP"])], 1, ("app app",)),
    (
        "some platforms",
        "everyone",
        [mfa(platforms={"includePlatforms": ["windows"], "excludePlatforms": []})],
        1,
        OLDER,
    ),
    (
        "a platform left out",
        "everyone",
        [mfa(platforms={"includePlatforms": ["all"], "excludePlatforms": ["iOS"]})],
        1,
        ("platform ios",),
    ),
    ("some places", "everyone", [mfa(locations={"includeLocations": ["x"], "excludeLocations": []})], 1, OLDER),
    (
        "places left out",
        "everyone",
        [mfa(locations={"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]})],
        1,
        ("location alltrusted",),
    ),
    ("at risk", "everyone", [mfa(signInRiskLevels=["high"])], 1, OLDER),
    ("users at risk", "everyone", [mfa(userRiskLevels=["high"])], 1, OLDER),
    ("insiders at risk", "everyone", [mfa(insiderRiskLevels="elevated")], 1, OLDER),
    ("flows", "everyone", [mfa(authenticationFlows={"transferMethods": "deviceCodeFlow"})], 1, OLDER),
    ("machines", "everyone", [mfa(clientApplications={"includeServicePrincipals": ["x"]})], 1, OLDER),
    ("some devices", "everyone", [mfa(devices=FILTER)], 1, OLDER),
    (
        "devices left out",
        "everyone",
        [mfa(devices={"deviceFilter": {"mode": "exclude", "rule": "x"}})],
        1,
        ("devices that a filter names",),
    ),
    ("a condition that nobody knows", "everyone", [mfa(somethingNew=["x"])], None, None),
    ("one that says nothing", "everyone", [mfa(somethingNew=None, another=[])], 2, ()),
    ("devices, in new words", "everyone", [mfa(devices={"deviceFilter": None, "new": "x"})], None, None),
    ("users, in new words", "everyone", [mfa(users__excludeOthers=["x"])], None, None),
    ("apps, in new words", "everyone", [mfa(applications__globalSecureAccess={"x": 1})], None, None),
    ("browsers alone", "everyone", [mfa(clientAppTypes=["browser"])], 1, OLDER),
    ("modern clients alone", "everyone", [mfa(clientAppTypes=["browser", "mobileAppsAndDesktopClients"])], 2, OLDER),
    (
        "one policy a kind of client",
        "everyone",
        [mfa(clientAppTypes=["browser"]), mfa(clientAppTypes=["mobileAppsAndDesktopClients"]), OLD],
        2,
        (),
    ),
    (
        "modern clients, and old ones blocked",
        "everyone",
        [mfa(clientAppTypes=["browser", "mobileAppsAndDesktopClients"]), OLD],
        2,
        (),
    ),
    (
        "old ones blocked but one kind",
        "everyone",
        [mfa(clientAppTypes=["browser", "mobileAppsAndDesktopClients"]), of(OLD, conditions__clientAppTypes=["other"])],
        2,
        OLDER,
    ),
    (
        "old ones blocked in a report",
        "everyone",
        [
            mfa(clientAppTypes=["browser", "mobileAppsAndDesktopClients"]),
            of(OLD, state="enabledForReportingButNotEnforced"),
        ],
        2,
        OLDER,
    ),
    ("old ones blocked alone", "everyone", [OLD], 1, ()),
    ("old ones blocked but for some", "everyone", [MFA, OLD], 2, ()),
    ("no kind of client said", "everyone", [mfa(clientAppTypes=[])], None, None),
    ("a person left out", "everyone", [mfa(users__excludeUsers=[BEN])], 2, ("ben@alder.example",)),
    ("somebody unknown left out", "everyone", [mfa(users__excludeUsers=["Z"])], 2, ()),
    ("a group left out that nobody is in", "everyone", [mfa(users__excludeGroups=[TEAM])], 2, ()),
    ("a role left out", "everyone", [mfa(users__excludeRoles=[GLOBAL])], 2, ("role Global Administrator",)),
    ("a role left out and caught", "everyone", [mfa(users__excludeRoles=[GLOBAL]), roles(GLOBAL)], 2, ()),
    (
        "a role left out and half caught",
        "everyone",
        [mfa(users__excludeRoles=[GLOBAL]), roles(GLOBAL, users__excludeUsers=[ADA])],
        2,
        ("role Global Administrator",),
    ),
    (
        "a role left out and caught, but for somebody who has another",
        "everyone",
        [mfa(users__excludeRoles=[GLOBAL]), roles(GLOBAL, users__excludeUsers=[BEN])],
        2,
        (),
    ),
    (
        "a role left out and caught on browsers",
        "everyone",
        [mfa(users__excludeRoles=[GLOBAL]), roles(GLOBAL, clientAppTypes=["browser"])],
        2,
        ("role Global Administrator",),
    ),
    (
        "a role left out and caught at risk",
        "everyone",
        [mfa(users__excludeRoles=[GLOBAL]), roles(GLOBAL, signInRiskLevels=["high"])],
        2,
        ("role Global Administrator",),
    ),
    (
        "each leaves out another",
        "everyone",
        [mfa(users__excludeUsers=[BEN]), mfa(users__excludeUsers=[EVE])],
        2,
        (),
    ),
    ("guests left out", "everyone", [mfa(users__excludeUsers=["GuestsOrExternalUsers"])], 2, ()),
    (
        "guests left out and caught",
        "everyone",
        [mfa(users__excludeUsers=["GuestsOrExternalUsers"]), mfa(users__includeUsers=["GuestsOrExternalUsers"])],
        2,
        (),
    ),
    (
        "a kind of guests left out",
        "everyone",
        [mfa(users__excludeGuestsOrExternalUsers={"guestOrExternalUserTypes": "serviceProvider"})],
        2,
        ("guests serviceProvider",),
    ),
]


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_a_door(near: Graph, row: Row) -> None:
    agrees(near, row)


def test_many_policies_come_in_pages(near: Graph) -> None:
    near.page = 2
    some = [of(MFA, state="disabled")] * 5
    assert door(near, "everyone", *some, MFA).factors == 2
