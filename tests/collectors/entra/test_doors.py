"""What policies of conditional access and security defaults mean together: each trap as a row."""

from collections.abc import Mapping
from typing import Any

import pytest

from scanner.facts import FOREVER, Session, SignIn
from tests.collectors.entra import estate
from tests.collectors.entra.asking import facts
from tests.collectors.entra.estate import (
    ADA,
    BEN,
    DEFAULTS,
    ELIGIBLE,
    EVE,
    GLOBAL,
    GUS,
    HELD,
    JSON,
    POLICIES,
    READER,
    ROLES,
    SECURITY,
    TEAM,
    TIMEOUTS,
    USERS,
    Change,
    browser,
    controls,
    definition,
    frequency,
    holds,
    of,
    one,
    policy,
    strength,
    user,
)
from tests.servers.graph.server import Graph

MFA = policy("mfa", grantControls=controls("mfa"))
OLD = of(policy("old", grantControls=controls("block")), conditions__clientAppTypes=["exchangeActiveSync", "other"])


def mfa(**more: JSON) -> dict[str, JSON]:
    """The policy that demands a second factor, with other conditions."""
    return of(MFA, **{f"conditions__{path}": value for path, value in more.items()})


def shown(*words: str, **more: JSON) -> dict[str, JSON]:
    """A policy about all that demands this."""
    return policy("shown", grantControls=controls(*words, **more))


def strong(
    *combinations: str, id: str = "custom", operator: str = "AND", words: tuple[str, ...] = ()
) -> dict[str, JSON]:
    return shown(
        *words, operator=operator, authenticationStrength=strength(*combinations, id=id) if combinations or id else None
    )


def roles(*some: str, **more: JSON) -> dict[str, JSON]:
    """A policy about roles."""
    return mfa(users__includeUsers=[], users__includeRoles=list(some), **more)


def door(near: Graph, whom: str, *some: Mapping[str, JSON], changes: tuple[Change, ...] = (), **options: Any) -> SignIn:
    estate.put(near, (POLICIES, "", list(some)), *changes)
    found: SignIn = one(facts(near, **options), SignIn, whom, "")
    return found


MODERN_ALONE = mfa(clientAppTypes=["browser", "mobileAppsAndDesktopClients"])
ON: Change = (DEFAULTS, "isEnabled", True)
GUEST_TYPES = (
    "internalGuest,b2bCollaborationGuest,b2bCollaborationMember,b2bDirectConnectUser,otherExternalUser,serviceProvider"
)
FILTER = {"deviceFilter": {"mode": "include", "rule": "hunter2"}}
Row = tuple[str, str, list[JSON], int | None, tuple[str, ...] | None]
OUT, OLDER = (), ("legacy-auth",)
TABLE: list[Row] = [
    ("mfa of everyone", "everyone", [MFA], 2, ()),
    ("no policy", "everyone", [], 1, OLDER),
    ("only reports", "everyone", [of(MFA, state="enabledForReportingButNotEnforced")], 1, OLDER),
    ("disabled", "everyone", [of(MFA, state="disabled")], 1, OLDER),
    ("a state that nobody knows", "everyone", [of(MFA, state="odd")], None, None),
    ("nobody", "everyone", [mfa(users__includeUsers=["None"])], 1, OLDER),
    ("one person", "everyone", [mfa(users__includeUsers=[ADA])], 1, OLDER),
    ("a group, which may be all", "everyone", [mfa(users__includeUsers=[], users__includeGroups=[TEAM])], None, None),
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
    ("somebody unknown left out", "everyone", [mfa(users__excludeUsers=["Z"])], 2, ("user z",)),
    ("a group left out", "everyone", [mfa(users__excludeGroups=[TEAM])], None, (f"group {TEAM}",)),
    ("a role left out", "everyone", [mfa(users__excludeRoles=[GLOBAL])], 2, ("role Global Administrator",)),
    ("a role left out and caught", "everyone", [mfa(users__excludeRoles=[GLOBAL]), roles(GLOBAL)], 2, ()),
    (
        "a role left out and half caught",
        "everyone",
        [mfa(users__excludeRoles=[GLOBAL]), roles(GLOBAL, users__excludeUsers=[BEN])],
        2,
        ("role Global Administrator",),
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
        ("ben@alder.example",),
    ),
    ("guests left out", "everyone", [mfa(users__excludeUsers=["GuestsOrExternalUsers"])], None, ("guests all",)),
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
        None,
        ("guests serviceProvider",),
    ),
    ("everybody is blocked", "everyone", [shown("block")], 2, ()),
    ("or a managed machine", "everyone", [shown("mfa", "compliantDevice")], 1, OLDER),
    ("or a joined machine", "everyone", [shown("mfa", "domainJoinedDevice")], 1, OLDER),
    ("and a managed machine", "everyone", [shown("mfa", "compliantDevice", operator="AND")], 2, ()),
    ("a managed machine", "everyone", [shown("compliantDevice")], 1, OLDER),
    ("or terms of use", "everyone", [shown("mfa", termsOfUse=["t"])], 1, OLDER),
    ("or what another firm checks", "everyone", [shown("mfa", customAuthenticationFactors=["c"])], None, None),
    (
        "and what another firm checks",
        "everyone",
        [shown("mfa", operator="AND", customAuthenticationFactors=["c"])],
        2,
        (),
    ),
    ("a word that nobody knows", "everyone", [shown("somethingNew")], None, None),
    ("or a word that nobody knows", "everyone", [shown("mfa", "somethingNew")], None, None),
    ("a control that nobody knows", "everyone", [shown("mfa", somethingNew=["x"])], None, None),
    ("no control", "everyone", [policy("none")], 1, OLDER),
    ("an operator that nobody says", "everyone", [shown("mfa", "compliantDevice", operator="")], 1, OLDER),
    ("a strength of two factors", "everyone", [strong("password,sms", "fido2")], 2, ()),
    ("a strength that a password meets", "everyone", [strong("password", "fido2")], 1, OLDER),
    ("a strength that text messages meet", "everyone", [strong("sms")], 1, OLDER),
    ("a strength of one-factor certificates", "everyone", [strong("x509CertificateSingleFactor")], 1, OLDER),
    ("a strength that nobody knows", "everyone", [strong("somethingNew")], None, None),
    ("one of many words that nobody knows", "everyone", [strong("fido2", "password,somethingNew")], None, None),
    ("a built-in strength, by its id", "everyone", [strong(id="00000000-0000-0000-0000-000000000002")], 2, ()),
    ("one of one's own that does not say", "everyone", [strong()], None, None),
    (
        "a strength or a managed machine",
        "everyone",
        [strong("fido2", operator="OR", words=("compliantDevice",))],
        1,
        OLDER,
    ),
    ("administrators by all", "administrators", [MFA], 2, ()),
    ("administrators by their roles", "administrators", [roles(GLOBAL, SECURITY)], 2, ()),
    ("administrators by roles in capitals", "administrators", [roles(GLOBAL.upper(), SECURITY)], 2, ()),
    ("not all administrators' roles", "administrators", [roles(GLOBAL)], 1, OLDER),
    ("roles one by one", "administrators", [roles(GLOBAL), roles(SECURITY)], 2, ()),
    ("a role of theirs left out", "administrators", [mfa(users__excludeRoles=[SECURITY])], 1, OLDER),
    (
        "administrators in a group, perhaps",
        "administrators",
        [mfa(users__includeUsers=[], users__includeGroups=[TEAM])],
        None,
        None,
    ),
    ("administrators, one by one", "administrators", [mfa(users__includeUsers=[ADA, EVE])], None, None),
    ("guests by all", "guests", [MFA], 2, ()),
    ("guests alone", "guests", [mfa(users__includeUsers=["GuestsOrExternalUsers"])], 2, ()),
    (
        "all kinds of guests",
        "guests",
        [mfa(users__includeUsers=[], users__includeGuestsOrExternalUsers={"guestOrExternalUserTypes": GUEST_TYPES})],
        2,
        (),
    ),
    (
        "some guests",
        "guests",
        [
            mfa(
                users__includeUsers=[],
                users__includeGuestsOrExternalUsers={"guestOrExternalUserTypes": "internalGuest"},
            )
        ],
        1,
        OLDER,
    ),
    (
        "guests of some directories",
        "guests",
        [
            mfa(
                users__includeUsers=[],
                users__includeGuestsOrExternalUsers={
                    "guestOrExternalUserTypes": GUEST_TYPES,
                    "externalTenants": {"membershipKind": "enumerated"},
                },
            )
        ],
        1,
        OLDER,
    ),
    ("all but guests", "guests", [mfa(users__excludeUsers=["GuestsOrExternalUsers"])], 1, OLDER),
    (
        "all but all kinds of guests",
        "guests",
        [mfa(users__excludeGuestsOrExternalUsers={"guestOrExternalUserTypes": GUEST_TYPES})],
        1,
        OLDER,
    ),
]


NO_IOS = mfa(platforms={"includePlatforms": ["all"], "excludePlatforms": ["iOS"]})
NO_PLACE = mfa(locations={"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]})
NO_APP = mfa(applications__excludeApplications=["APP"])
NO_DEVICE = mfa(devices={"deviceFilter": {"mode": "exclude", "rule": "x"}})


def on(*platforms: str, **more: JSON) -> dict[str, JSON]:
    return mfa(platforms={"includePlatforms": list(platforms), "excludePlatforms": []}, **more)


def at(*places: str, out: tuple[str, ...] = ()) -> dict[str, JSON]:
    return mfa(locations={"includeLocations": list(places), "excludeLocations": list(out)})


def to(*apps: str, **more: JSON) -> dict[str, JSON]:
    return mfa(applications__includeApplications=list(apps), **more)


PERSON = ("ben@alder.example",)
IOS, PLACE, APP, DEVICE = ("platform ios",), ("location alltrusted",), ("app app",), ("devices that a filter names",)
TOGETHER: list[Row] = [
    ("a platform left out and asked by itself", "everyone", [NO_IOS, on("iOS")], 2, ()),
    ("a platform left out and another asked", "everyone", [NO_IOS, on("android")], 1, IOS),
    ("each leaves out another platform", "everyone", [NO_IOS, on("all", platforms__excludePlatforms=["macOS"])], 2, ()),
    ("both leave it out", "everyone", [NO_IOS, NO_IOS], 1, IOS),
    ("asked of it in a report", "everyone", [NO_IOS, of(on("iOS"), state="enabledForReportingButNotEnforced")], 1, IOS),
    ("asked of it at risk", "everyone", [NO_IOS, on("iOS", signInRiskLevels=["high"])], 1, IOS),
    (
        "asked of it in some applications",
        "everyone",
        [NO_IOS, on("iOS", applications__includeApplications=["x"])],
        1,
        IOS,
    ),
    ("asked of it of one person", "everyone", [NO_IOS, on("iOS", users__includeUsers=[ADA])], 1, IOS),
    (
        "asked of it of a group",
        "everyone",
        [NO_IOS, on("iOS", users__includeUsers=[], users__includeGroups=[TEAM])],
        None,
        IOS,
    ),
    ("asked of it but of one", "everyone", [NO_IOS, on("iOS", users__excludeUsers=[BEN])], None, IOS),
    ("asked of it in browsers", "everyone", [NO_IOS, on("iOS", clientAppTypes=["browser"])], 1, IOS),
    ("asked of it in new words", "everyone", [NO_IOS, on("iOS", somethingNew=["x"])], None, IOS),
    ("blocked on it", "everyone", [NO_IOS, {**on("iOS"), "grantControls": controls("block")}], 2, ()),
    (
        "all platforms but some blocked",
        "everyone",
        [NO_IOS, {**on("all", platforms__excludePlatforms=["windows"]), "grantControls": controls("block")}],
        2,
        (),
    ),
    (
        "blocked on it but for one",
        "everyone",
        [NO_IOS, {**on("iOS", users__excludeUsers=[BEN]), "grantControls": controls("block")}],
        None,
        IOS,
    ),
    ("places left out and asked by themselves", "everyone", [NO_PLACE, at("AllTrusted")], 2, ()),
    ("places left out, and a place asked", "everyone", [NO_PLACE, at("4711")], None, PLACE),
    (
        "places left out, and all but one asked",
        "everyone",
        [NO_PLACE, at("All", out=("4711",))],
        None,
        ("location 4711",),
    ),
    ("an app left out and asked by itself", "everyone", [NO_APP, to("APP")], 2, ()),
    ("an app left out, and many asked", "everyone", [NO_APP, to("Office365")], None, APP),
    ("an app left out, and actions asked", "everyone", [NO_APP, to()], 1, APP),
    ("an app left out, and none asked", "everyone", [NO_APP, to("None")], 1, APP),
    (
        "an app left out, and some asked by a filter",
        "everyone",
        [NO_APP, to("APP", applications__applicationFilter={"mode": "include", "rule": "x"})],
        None,
        APP,
    ),
    ("devices left out, and some asked", "everyone", [NO_DEVICE, mfa(devices=FILTER)], None, DEVICE),
    ("a platform and an app", "everyone", [NO_IOS, NO_APP], None, APP),
    (
        "a platform, and one person elsewhere",
        "everyone",
        [NO_IOS, mfa(users__excludeUsers=[BEN])],
        2,
        ("ben@alder.example",),
    ),
    ("a platform for administrators", "administrators", [NO_IOS, roles(GLOBAL, SECURITY)], 2, ()),
    ("a platform for administrators, asked of one role", "administrators", [NO_IOS, roles(GLOBAL)], 1, IOS),
    ("a platform for guests", "guests", [NO_IOS, mfa(users__includeUsers=["GuestsOrExternalUsers"])], 2, ()),
    ("a group, for administrators", "administrators", [mfa(users__excludeGroups=[TEAM])], None, (f"group {TEAM}",)),
    (
        "old ones blocked but for one",
        "everyone",
        [MODERN_ALONE, of(OLD, conditions__users__excludeUsers=[BEN])],
        2,
        ("ben@alder.example",),
    ),
]


@pytest.mark.parametrize(
    ("said", "whom", "some", "factors", "bypass"), TABLE + TOGETHER, ids=[row[0] for row in TABLE + TOGETHER]
)
def test_a_door(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Graph, said: str, whom: str, some: list[JSON], factors: int | None, bypass: tuple[str, ...] | None
) -> None:
    found = door(near, whom, *some)
    assert (found.factors, found.bypass) == (factors, bypass), said
    if factors is None:
        assert {u.outcome for u in found.unread if u.field == "factors"} == {"unclear"}


@pytest.mark.parametrize(
    ("some", "resistant"),
    [
        ([MFA], False),
        ([], False),
        ([strong("fido2", "windowsHelloForBusiness", "x509CertificateMultiFactor")], True),
        ([strong(id="00000000-0000-0000-0000-000000000004")], True),
        ([strong(id="00000000-0000-0000-0000-000000000003")], False),
        ([strong("fido2", "deviceBasedPush")], False),
        ([strong("fido2", "temporaryAccessPassOneTime")], False),
        ([strong("fido2", operator="OR", words=("mfa",))], False),
        ([strong("fido2", operator="AND", words=("mfa",))], True),
        ([MFA, strong("fido2")], True),
        ([strong("somethingNew")], None),
        ([of(strong("fido2"), conditions__users__excludeUsers=[EVE])], False),
        ([of(strong("fido2"), conditions__users__excludeUsers=[BEN])], True),
        ([of(strong("fido2"), state="enabledForReportingButNotEnforced")], False),
    ],
)
def test_what_can_be_phished(near: Graph, some: list[JSON], resistant: bool | None) -> None:  # noqa: FBT001  # a row
    assert door(near, "administrators", *some).phishing_resistant is resistant


@pytest.mark.parametrize("name", ["ben@alder.example", "BEN@alder.example", BEN, BEN.upper()])
def test_a_declared_account_left_out_is_no_way_round(near: Graph, name: str) -> None:
    found = door(near, "everyone", mfa(users__excludeUsers=[BEN, EVE]), break_glass=[name])
    assert found.bypass == ("eve@alder.example",)


def test_a_declared_group_left_out_is_no_way_round(near: Graph) -> None:
    some = mfa(users__excludeGroups=[TEAM])
    assert door(near, "everyone", some, break_glass=[TEAM]).bypass == ()
    assert door(near, "everyone", some, break_glass=[BEN]).bypass == (f"group {TEAM}",)


def test_a_declared_group_left_out_is_none_of_those_who_are_asked(near: Graph) -> None:
    some = mfa(users__excludeGroups=[TEAM])
    assert door(near, "everyone", some, break_glass=[TEAM]).factors == 2
    (why,) = (u for u in door(near, "everyone", some).unread if u.field == "factors")
    assert why.ask.endswith(f"it leaves out group {TEAM}: how many these are is not asked")


def test_a_declared_account_left_out_where_all_but_it_are_shut_out_is_no_way_round(near: Graph) -> None:
    some = (MODERN_ALONE, of(OLD, conditions__users__excludeUsers=[BEN]))
    assert door(near, "everyone", *some, break_glass=[BEN]).bypass == ()


MANY = [f"{n}0000000-0000-4000-8000-00000000000a" for n in range(6)]
PEOPLE: Change = (USERS, "", [*estate.GOOD[USERS], *(user(who, f"p{who[0]}") for who in MANY)])


@pytest.mark.parametrize(
    ("some", "factors"),
    [
        ([mfa(users__excludeUsers=MANY[:5])], 2),
        ([mfa(users__excludeUsers=MANY)], 1),
        ([mfa(users__excludeUsers=MANY), mfa(users__includeUsers=MANY)], 2),
        ([mfa(users__excludeUsers=MANY), mfa(users__includeUsers=[], users__includeGroups=[TEAM])], None),
        ([mfa(users__excludeUsers=[*MANY[:5], "gone", "gone-too"])], 2),
    ],
)
def test_many_left_out_by_name_are_no_exceptions(near: Graph, some: list[JSON], factors: int | None) -> None:
    assert door(near, "everyone", *some, changes=(PEOPLE,)).factors == factors


@pytest.mark.parametrize(
    ("some", "factors"),
    [
        ([holds(who, READER) for who in MANY[:5]], 2),
        ([holds(who, READER) for who in MANY], 1),
        ([holds(who, READER, "servicePrincipal") for who in MANY], 2),
    ],
)
def test_a_role_left_out_is_as_many_as_hold_it(near: Graph, some: list[JSON], factors: int) -> None:
    changes: tuple[Change, ...] = (PEOPLE, (HELD, "", some))
    assert door(near, "everyone", mfa(users__excludeRoles=[READER]), changes=changes).factors == factors


def test_whoever_may_take_up_a_role_left_out_is_left_out(near: Graph) -> None:
    changes: tuple[Change, ...] = (PEOPLE, (ELIGIBLE, "", [holds(who, READER) for who in MANY]))
    assert door(near, "everyone", mfa(users__excludeRoles=[READER]), changes=changes).factors == 1


@pytest.mark.parametrize("part", ["roleAssignments?", "roleEligibilityScheduleInstances"])
def test_how_many_hold_a_role_left_out_nobody_knows_without_the_roles(near: Graph, part: str) -> None:
    near.held.denied.add(part)
    found = door(near, "everyone", mfa(users__excludeRoles=[READER]))
    assert (found.factors, found.bypass) == (None, ("role Global Reader",))
    assert {u.outcome for u in found.unread} == {"denied"}


def test_whether_somebody_left_out_is_declared_nobody_knows_without_the_users(near: Graph) -> None:
    near.held.denied.add("/users")
    some = mfa(users__excludeUsers=[BEN])
    found = door(near, "everyone", some, break_glass=["ben@alder.example"])
    assert (found.factors, found.bypass) == (2, None)
    assert {u.outcome for u in found.unread} == {"denied"}
    assert door(near, "everyone", some, break_glass=[BEN]).bypass == ()
    assert door(near, "everyone", some).bypass == (f"user {BEN}",)


def test_somebody_left_out_who_is_no_administrator_is_no_way_round_for_administrators(near: Graph) -> None:
    some = mfa(users__excludeUsers=[BEN, EVE])
    assert door(near, "administrators", some).bypass == ("eve@alder.example",)
    assert door(near, "guests", some).bypass == ()
    assert door(near, "guests", mfa(users__excludeUsers=[GUS])).bypass == ("gus@alder.example",)
    near.held.denied.add("roleEligibilityScheduleInstances")
    assert door(near, "administrators", some).bypass == ("ben@alder.example", "eve@alder.example")


def test_a_role_that_machines_alone_hold_makes_no_administrator_who_signs_in(near: Graph) -> None:
    machine = (HELD, "", [holds("sp", OTHER, "servicePrincipal")])
    assert door(near, "administrators", roles(GLOBAL, SECURITY), changes=(machine,)).factors == 2
    person = (HELD, "", [holds("sp", OTHER)])
    assert door(near, "administrators", roles(GLOBAL, SECURITY), changes=(person,)).factors == 1


OTHER = "99999999-1111-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("some", "changes", "factors"),
    [
        (
            [roles(GLOBAL, SECURITY, OTHER)],
            [(f"{ROLES}#1", "", definition(OTHER, "Own", "a/create", built_in=False)), (HELD, "", [holds(ADA, OTHER)])],
            1,
        ),
        (
            [roles(GLOBAL, SECURITY, OTHER)],
            [(f"{ROLES}#1", "", definition(OTHER, "Built in", "a/create")), (HELD, "", [holds(ADA, OTHER)])],
            1,
        ),
        ([roles(GLOBAL, SECURITY)], [(HELD, "", [holds(ADA, SECURITY, scope="/administrativeUnits/u")])], 1),
        ([MFA], [(HELD, "", [holds(ADA, SECURITY, scope="/administrativeUnits/u")])], 2),
        ([roles(GLOBAL, SECURITY)], [(HELD, "", [holds(BEN, READER)])], 2),
        ([roles(GLOBAL, SECURITY)], [(f"{ROLES}#2", "", definition(READER, "Reader", "a/update"))], 1),
    ],
)
def test_policies_name_built_in_roles_over_all_of_the_directory_alone(
    near: Graph, some: list[JSON], changes: list[Change], factors: int
) -> None:
    assert door(near, "administrators", *some, changes=tuple(changes)).factors == factors


@pytest.mark.parametrize("part", ["roleDefinitions", "roleAssignments?", "roleEligibilityScheduleInstances"])
def test_who_the_administrators_are_must_be_known_unless_all_are_asked(near: Graph, part: str) -> None:
    near.held.denied.add(part)
    found = door(near, "administrators", roles(GLOBAL, SECURITY))
    assert (found.factors, found.bypass, found.phishing_resistant) == (None, None, None)
    assert "RoleManagement.Read.Directory" in found.unread[0].ask
    assert door(near, "administrators", MFA).factors == 2


@pytest.mark.parametrize(
    ("whom", "some", "changes", "factors", "bypass"),
    [
        ("administrators", [], [], 2, ()),
        ("everyone", [], [], 1, ()),
        ("guests", [], [], 1, ()),
        ("everyone", [MFA], [], 2, ()),
        (
            "administrators",
            [],
            [(HELD, "", [holds(BEN, READER)]), (f"{ROLES}#2", "", definition(READER, "Reader", "a/update"))],
            1,
            (),
        ),
    ],
)
def test_security_defaults_demand_it_of_administrators_alone_each_time(  # noqa: PLR0913, PLR0917  # a row
    near: Graph, whom: str, some: list[JSON], changes: list[Change], factors: int, bypass: tuple[str, ...]
) -> None:
    found = door(near, whom, *some, changes=(ON, *changes))
    assert (found.factors, found.bypass, found.phishing_resistant) == (factors, bypass, False)


@pytest.mark.parametrize("whom", ["everyone", "administrators", "guests"])
@pytest.mark.parametrize("refused", ["denied", "premium"])
def test_policies_that_may_not_be_read(near: Graph, whom: str, refused: str) -> None:
    getattr(near.held, refused).add("conditionalAccess")
    found = door(near, whom, MFA)
    assert (found.factors, found.bypass, found.phishing_resistant) == (None, None, None)
    assert {u.outcome for u in found.unread} == {"denied" if refused == "denied" else "unlicensed"}
    with_defaults = door(near, whom, changes=(ON,))
    assert (with_defaults.factors, with_defaults.bypass) == (2 if whom == "administrators" else 1, ())


def test_security_defaults_that_may_not_be_read(near: Graph) -> None:
    near.held.denied.add("identitySecurityDefaults")
    assert (door(near, "everyone", MFA).factors, door(near, "everyone", MFA).bypass) == (2, ())
    found = door(near, "everyone")
    assert (found.factors, found.bypass) == (None, None)
    assert {u.outcome for u in found.unread} == {"denied"}


def test_security_defaults_that_say_nothing(near: Graph) -> None:
    assert door(near, "everyone", changes=((DEFAULTS, "", {"id": "d", "isEnabled": "yes"}),)).factors is None


def often(*, by: Mapping[str, JSON] = MFA, **more: JSON) -> dict[str, JSON]:
    return {**by, "grantControls": None, "sessionControls": frequency(**more)}


LASTING = {**MFA, "sessionControls": browser("always")}


@pytest.mark.parametrize(
    ("some", "everyone", "administrators"),
    [
        ([often()], 28800, 28800),
        ([often(type="days", value=2)], 172800, 172800),
        ([often(frequencyInterval="everyTime", value=None, type=None)], 300, 300),
        ([often(), often(value=4)], 14400, 14400),
        ([often(), often(by=roles(GLOBAL, SECURITY), value=4)], 28800, 14400),
        ([often(), often(by=roles(GLOBAL), value=4)], 28800, 28800),
        ([often(by=roles(GLOBAL, SECURITY))], FOREVER, 28800),
        ([often(), LASTING], 28800, 28800),
        ([often(isEnabled=False)], FOREVER, FOREVER),
        ([often(authenticationType="secondaryAuthentication")], FOREVER, FOREVER),
        ([of(often(), state="enabledForReportingButNotEnforced")], FOREVER, FOREVER),
        ([of(often(), state="odd")], None, None),
        ([often(by=mfa(users__excludeUsers=[BEN]))], FOREVER, 28800),
        ([often(by=mfa(users__excludeUsers=[EVE]))], FOREVER, FOREVER),
        ([often(by=mfa(signInRiskLevels=["high"]), value=1), often()], 28800, 28800),
        ([often(by=mfa(clientAppTypes=["mobileAppsAndDesktopClients"]))], FOREVER, FOREVER),
        ([often(by=mfa(clientAppTypes=["browser"]))], 28800, 28800),
        ([often(by=mfa(users__includeUsers=[], users__includeGroups=[TEAM]))], None, None),
        ([often(type="moons")], None, None),
        ([often(frequencyInterval="onceInALifetime")], None, None),
        ([often(authenticationType="somethingNew")], None, None),
        ([often(frequencyInterval=None, authenticationType=None)], 28800, 28800),
        ([MFA], FOREVER, FOREVER),
        ([], FOREVER, FOREVER),
    ],
)
def test_how_long_one_stays_in(near: Graph, some: list[JSON], everyone: int | None, administrators: int | None) -> None:
    estate.put(near, (POLICIES, "", some))
    found = facts(near)
    lasts = [one(found, Session, "web", at).max_seconds for at in ("", "/administrators")]
    assert lasts == [everyone, administrators]


NEVER, ALWAYS = ({**policy(mode), "sessionControls": browser(mode)} for mode in ("never", "always"))


def by_roles(lasting: Mapping[str, JSON]) -> dict[str, JSON]:
    return {**roles(GLOBAL, SECURITY), "grantControls": None, "sessionControls": lasting["sessionControls"]}


@pytest.mark.parametrize(
    ("some", "everyone", "administrators"),
    [
        ([NEVER], 900, 900),
        ([MFA, NEVER], 900, 900),
        ([MFA], None, None),
        ([], None, None),
        ([by_roles(NEVER)], None, 900),
        ([of(NEVER, state="disabled")], None, None),
        ([of(NEVER, state="enabledForReportingButNotEnforced")], None, None),
        ([of(NEVER, state="odd")], None, None),
        ([{**NEVER, "sessionControls": browser("never", on=False)}], None, None),
        ([{**NEVER, "sessionControls": browser("somethingNew")}], None, None),
        ([NEVER, {**NEVER, "sessionControls": browser("somethingNew")}], None, None),
        ([of(NEVER, conditions__users__excludeUsers=[BEN])], None, 900),
        ([of(NEVER, conditions__users__excludeUsers=[EVE])], None, None),
        ([of(NEVER, conditions__devices=FILTER)], None, None),
        ([of(NEVER, conditions__applications__includeApplications=["x"])], None, None),
        ([of(NEVER, conditions__clientAppTypes=["mobileAppsAndDesktopClients"])], None, None),
        ([of(NEVER, conditions__clientAppTypes=["browser"])], 900, 900),
        ([ALWAYS], FOREVER, FOREVER),
        ([NEVER, ALWAYS], FOREVER, FOREVER),
        ([NEVER, of(ALWAYS, state="disabled")], 900, 900),
        ([NEVER, of(ALWAYS, state="odd")], None, None),
        ([NEVER, of(ALWAYS, conditions__devices=FILTER)], None, None),
        ([NEVER, by_roles(ALWAYS)], None, FOREVER),
        ([{**ALWAYS, "sessionControls": browser("always", on=False)}, NEVER], 900, 900),
    ],
)
def test_an_idle_session_ends_where_nobody_may_stay_signed_in(
    near: Graph, some: list[JSON], everyone: int | None, administrators: int | None
) -> None:
    estate.put(near, (POLICIES, "", some))
    found = facts(near)
    sessions = [one(found, Session, "web", at) for at in ("", "/administrators")]
    assert [session.idle_seconds for session in sessions] == [everyone, administrators]
    enforced = {900: True, FOREVER: False, None: None}
    assert [session.enforced for session in sessions] == [enforced[everyone], enforced[administrators]]


def test_what_would_end_idle_sessions_is_said(near: Graph) -> None:
    estate.put(near, (POLICIES, "", [MFA]))
    (why,) = (u for u in one(facts(near), Session, "web", "").unread if u.field == "idle_seconds")
    assert why.outcome == "unclear"
    assert "a policy for all users and all resources with persistent browser session never would" in why.ask


def test_without_an_idle_limit_it_does_not_matter_who_stays_signed_in(near: Graph) -> None:
    estate.put(near, (POLICIES, "", [MFA]), (TIMEOUTS, "", []))
    assert one(facts(near), Session, "web", "").idle_seconds == FOREVER


@pytest.mark.parametrize(("refused", "outcome"), [("denied", "denied"), ("premium", "unlicensed")])
def test_whether_somebody_stays_signed_in_is_not_known_without_the_policies(
    near: Graph, refused: str, outcome: str
) -> None:
    estate.put(near, (POLICIES, "", [NEVER]))
    getattr(near.held, refused).add("conditionalAccess")
    found = one(facts(near), Session, "web", "")
    assert (found.idle_seconds, found.enforced) == (None, None)
    assert {u.outcome for u in found.unread if u.field == "idle_seconds"} == {outcome}


def test_a_declared_account_that_stays_signed_in_makes_no_idle_session_longer(near: Graph) -> None:
    estate.put(near, (POLICIES, "", [of(NEVER, conditions__users__excludeUsers=[BEN])]))
    assert one(facts(near, break_glass=BEN), Session, "web", "").idle_seconds == 900


def test_a_declared_account_makes_no_session_longer(near: Graph) -> None:
    estate.put(near, (POLICIES, "", [often(by=mfa(users__excludeUsers=[BEN]))]))
    assert one(facts(near, break_glass=BEN), Session, "web", "").max_seconds == 28800


def test_whether_a_session_is_longer_for_somebody_nobody_knows_without_the_users(near: Graph) -> None:
    estate.put(near, (POLICIES, "", [often(by=mfa(users__excludeUsers=[EVE]))]))
    near.held.denied.add("/users")
    assert one(facts(near, break_glass="eve@alder.example"), Session, "web", "").max_seconds is None
    assert one(facts(near, break_glass="4711"), Session, "web", "").max_seconds == FOREVER


def test_how_long_administrators_stay_in_is_not_known_without_the_roles(near: Graph) -> None:
    estate.put(near, (POLICIES, "", [often(by=roles(GLOBAL, SECURITY))]))
    near.held.denied.add("roleAssignments?")
    assert one(facts(near), Session, "web", "/administrators").max_seconds is None


def test_without_a_licence_nobody_can_be_eligible(near: Graph) -> None:
    near.held.premium.add("roleEligibilityScheduleInstances")
    assert door(near, "administrators", roles(GLOBAL)).factors == 2


def test_how_long_one_stays_in_is_not_known_without_the_policies(near: Graph) -> None:
    estate.put(near)
    near.held.denied.add("conditionalAccess")
    assert one(facts(near), Session, "web", "").max_seconds is None


def test_many_policies_come_in_pages(near: Graph) -> None:
    near.page = 2
    some = [of(MFA, state="disabled")] * 5
    assert door(near, "everyone", *some, MFA).factors == 2
