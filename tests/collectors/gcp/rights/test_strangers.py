"""Whose a service account is: Google's own agents have hosts of their own, and anybody may be named like one."""

import pytest

from collectors.gcp.rights.strangers import agent_of_google


@pytest.mark.parametrize(
    ("email", "agent"),
    [
        ("service-99@gcp-sa-pubsub.iam.gserviceaccount.com", True),
        ("service-99@compute-system.iam.gserviceaccount.com", True),
        ("99@cloudservices.gserviceaccount.com", True),
        ("service-99@evil-project.iam.gserviceaccount.com", False),
        ("99-compute@developer.gserviceaccount.com", False),
        ("scans@alder-prod.iam.gserviceaccount.com", False),
    ],
)
def test_an_agent(email: str, *, agent: bool) -> None:
    assert agent_of_google(f"serviceAccount:{email}") is agent
