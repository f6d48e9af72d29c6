"""A review of administrators is one that people made, of people, and of all of them."""

import pytest

from scanner.facts import FOREVER, Routine
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.entra import estate
from tests.collectors.entra.asking import facts
from tests.collectors.entra.estate import GLOBAL, INSTANCES, JSON, REVIEWS, Change, one
from tests.servers.graph.server import Graph

ACTIVE = "/roleManagement/directory/roleAssignmentScheduleInstances?$expand=principal&$filter="
ROLE = f"roleDefinitionId eq '{GLOBAL}')"


def review(path: str, value: JSON) -> Change:
    return f"{REVIEWS}#0", path, value


def query(text: str, kind: str = "accessReviewQueryScope") -> Change:
    return review("scope", {"@odata.type": f"#microsoft.graph.{kind}", "query": text})


def of(*some: str) -> Change:
    return review("scope.principalScopes", [{"query": text} for text in some])


def instance(status: str, end: str = "2026-10-26T12:00:00Z") -> Change:
    return INSTANCES, "", [{"id": "a", "status": status, "endDateTime": end}]


@pytest.mark.parametrize(
    ("changes", "age", "outcome"),
    [
        ([], 30, "good"),
        ([instance("Completed")], 30, None),
        ([instance("Applying")], 30, None),
        ([instance("AutoReviewed")], None, None),
        ([instance("AutoReviewing")], None, None),
        ([instance("InProgress")], FOREVER, "bad"),
        ([instance("Applied", "2026-12-26T12:00:00Z")], FOREVER, "bad"),
        ([instance("Odd", "2026-12-26T12:00:00Z")], None, None),
        ([review("settings.autoApplyDecisionsEnabled", False)], 30, None),
        ([review("settings.defaultDecisionEnabled", False)], 30, None),
        ([review("settings", LEFT_OUT)], 30, None),
        ([review("settings.defaultDecision", "Approve")], None, None),
        ([review("settings.defaultDecision", "Recommendation")], None, None),
        ([review("settings.defaultDecision", "SomethingNew")], None, None),
        ([of("/v1.0/servicePrincipals")], FOREVER, "bad"),
        ([of("/servicePrincipals", "/users")], 30, "good"),
        ([of("/users", "/groups")], 30, "good"),
        ([of("/beta/users")], 30, "good"),
        ([of("/groups")], None, None),
        ([of()], None, None),
        ([of("/users/4711")], None, None),
        ([of("/users?$filter=(userType eq 'Guest')")], None, None),
        (
            [
                review(
                    "scope.principalScopes",
                    [{"@odata.type": "#microsoft.graph.accessReviewInactiveUsersQueryScope", "query": "/users"}],
                )
            ],
            None,
            None,
        ),
        ([query(f"/roleManagement/directory/roleDefinitions/{GLOBAL}")], 30, "good"),
        ([query(f"{ACTIVE}(isof(principal,'microsoft.graph.user') and {ROLE}")], 30, "good"),
        ([query(f"{ACTIVE}(isof(principal,'microsoft.graph.servicePrincipal') and {ROLE}")], FOREVER, "bad"),
        ([query(f"{ACTIVE}(userType eq 'Guest' and {ROLE}")], None, None),
        (
            [query(f"/roleManagement/directory/roleDefinitions/{GLOBAL}", "accessReviewInactiveUsersQueryScope")],
            None,
            None,
        ),
    ],
)
def test_a_review(near: Graph, changes: list[Change], age: int | None, outcome: str | None) -> None:
    estate.put(near, *changes)
    found = one(facts(near), Routine, "access-review", "")
    assert (found.age_days, found.outcome) == (age, outcome)
    if age is None:
        assert {u.outcome for u in found.unread if u.field == "age_days"} == {"unclear"}


def test_the_last_one_that_people_made_counts(near: Graph) -> None:
    newer = {"status": "AutoReviewed", "endDateTime": "2026-11-20T12:00:00Z"}
    older = {"status": "Completed", "endDateTime": "2026-10-26T12:00:00Z"}
    estate.put(near, (INSTANCES, "", [newer, older]))
    assert one(facts(near), Routine, "access-review", "").age_days == 30
