"""What policies of conditional access demand: each word, and how words add up."""

import pytest

from tests.collectors.entra.estate import BEN, EVE, JSON, TEAM
from tests.collectors.entra.making import of, policy
from tests.collectors.entra.policies import MFA, OLDER, Row, agrees, door, shown, strong
from tests.servers.graph.server import Graph

TABLE: list[Row] = [
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
]


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_a_demand(near: Graph, row: Row) -> None:
    agrees(near, row)


TEAMS = {**MFA["conditions"]["users"], "includeUsers": [], "includeGroups": [TEAM]}


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
        (
            [of(strong("fido2"), conditions__users__excludeUsers=[EVE]), of(strong("fido2"), conditions__users=TEAMS)],
            None,
        ),
        ([of(strong("fido2"), conditions__users__excludeUsers=[EVE]), of(MFA, conditions__users=TEAMS)], False),
        ([of(strong("fido2"), state="enabledForReportingButNotEnforced")], False),
    ],
)
def test_what_can_be_phished(near: Graph, some: list[JSON], resistant: bool | None) -> None:  # noqa: FBT001  # a row
    assert door(near, "administrators", *some).phishing_resistant is resistant
