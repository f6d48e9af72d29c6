"""Whose a service account is: Google's own agents have hosts of their own, and anybody may be named like one."""

import pytest

from collectors.gcp.rights.strangers import agent_of_google


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
    assert agent_of_google(f"serviceAccount:{email}") is agent


def test_who_is_not_written_as_an_account_is_none() -> None:
    assert not agent_of_google("user:service-99@gcp-sa-pubsub.iam.gserviceaccount.com")
