"""Whose a service account is: Google's own agents have hosts of their own, and anybody may be named like one."""

import pytest

from collectors.gcp.read import Project
from collectors.gcp.rights.strangers import agent_of_google, of_another
from scanner.answers import Answers

ALDER = Project(Answers("gcp:alder-prod", (), wanted={}), "alder-prod", "99")


@pytest.mark.parametrize(
    ("email", "agent"),
    [
        ("service-99@gcp-sa-pubsub.iam.gserviceaccount.com", True),
        ("service-99@compute-system.iam.gserviceaccount.com", True),
        ("99@cloudservices.gserviceaccount.com", True),
        ("99@cloudbuild.gserviceaccount.com", True),
        ("service-99@container-engine-robot.iam.gserviceaccount.com", True),
        ("service-99@serverless-robot-prod.iam.gserviceaccount.com", True),
        ("service-99@gcf-admin-robot.iam.gserviceaccount.com", True),
        ("service-98@gcp-sa-pubsub.iam.gserviceaccount.com", False),
        ("service-666@dataflow-service-producer-prod.iam.gserviceaccount.com", False),
        ("service-99@gcp-sa-.iam.gserviceaccount.com", False),
        ("service-99@gcp-sa-pubsub.iam.gserviceaccount.com.evil.example", False),
        ("service-99@evil.gcp-sa-pubsub.iam.gserviceaccount.com", False),
        ("service-x@gcp-sa-pubsub.iam.gserviceaccount.com", False),
        ("service-99@compute-system-2.iam.gserviceaccount.com", False),
        ("service-99@evil-project.iam.gserviceaccount.com", False),
        ("99-compute@developer.gserviceaccount.com", False),
        ("scans@alder-prod.iam.gserviceaccount.com", False),
    ],
)
def test_an_agent(email: str, *, agent: bool) -> None:
    assert agent_of_google(ALDER, f"serviceAccount:{email}") is agent


def test_who_is_not_written_as_an_account_is_none() -> None:
    assert not agent_of_google(ALDER, "user:service-99@gcp-sa-pubsub.iam.gserviceaccount.com")


@pytest.mark.parametrize(
    ("member", "another"),
    [
        ("serviceAccount:terraform@seed.iam.gserviceaccount.com", True),
        ("serviceAccount:98-compute@developer.gserviceaccount.com", True),
        ("serviceAccount:seed@appspot.gserviceaccount.com", True),
        ("serviceAccount:seed.svc.id.goog[ehr/app]", True),
        ("serviceAccount:scans@alder-prod.iam.gserviceaccount.com", False),
        ("serviceAccount:99-compute@developer.gserviceaccount.com", False),
        ("serviceAccount:alder-prod@appspot.gserviceaccount.com", False),
        ("serviceAccount:alder-prod.svc.id.goog[ehr/app]", False),
        ("serviceAccount:service-98@gcp-sa-pubsub.iam.gserviceaccount.com", False),
        ("user:terraform@seed.iam.gserviceaccount.com", False),
        ("group:terraform@seed.example", False),
    ],
)
def test_an_account_of_another_project(member: str, *, another: bool) -> None:
    assert of_another(ALDER, member) is another


def test_where_the_number_of_the_project_is_not_told_no_agent_is_its_own() -> None:
    unnumbered = Project(ALDER.answers, ALDER.id, "")
    assert not agent_of_google(unnumbered, "serviceAccount:service-99@gcp-sa-pubsub.iam.gserviceaccount.com")
    assert of_another(unnumbered, "serviceAccount:terraform@seed.iam.gserviceaccount.com")
