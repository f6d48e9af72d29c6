"""Samples of entries: what a filter leaves out of the data that one service reads and writes."""

import pytest

from collectors.gcp.read import Project
from collectors.gcp.records.filters import lets_through
from collectors.gcp.records.samples import data
from scanner.answers import Answers
from tests.servers.google.double import NUMBER, PROJECT

WHOLE = Project(Answers(f"gcp:{PROJECT}", [], wanted={}), PROJECT, NUMBER)
LETS = {True, False, None}


@pytest.mark.parametrize(
    ("service", "written", "said"),
    [
        ("storage.googleapis.com", 'resource.type="gcs_bucket"', {True}),
        ("storage.googleapis.com", 'resource.type="bigquery_dataset"', {False}),
        ("storage.googleapis.com", "severity>=ERROR", {True, False}),
        ("bigquery.googleapis.com", 'resource.type="bigquery_dataset"', LETS),
        ("bigquery.googleapis.com", 'resource.type="bigquery_project"', LETS),
        ("bigquery.googleapis.com", 'resource.type="bigquery_resource"', {False, None}),
        ("healthcare.googleapis.com", 'resource.type="healthcare_fhir_store"', LETS),
        ("healthcare.googleapis.com", 'resource.type="healthcare_hl7v2_store"', LETS),
        ("healthcare.googleapis.com", 'resource.type="healthcare_consent_store"', {False, None}),
        ("healthcare.googleapis.com", 'resource.type="k8s_container"', {False}),
        ("k8s.io", 'resource.type="k8s_cluster"', {True}),
        ("k8s.io", 'protoPayload.serviceName="k8s.io"', {True}),
        ("container.googleapis.com", 'protoPayload.serviceName="k8s.io"', {True, False}),
        ("container.googleapis.com", 'resource.type="k8s_cluster"', {True, None}),
        ("dlp.googleapis.com", 'protoPayload.serviceName="dlp.googleapis.com"', {True}),
        ("dlp.googleapis.com", 'resource.type="audited_resource"', {None}),
        ("allServices", 'protoPayload.serviceName="k8s.io"', LETS),
        ("allServices", 'protoPayload.serviceName="dlp.googleapis.com"', {False, None}),
        ("allServices", 'LOG_ID("cloudaudit.googleapis.com/data_access")', {True}),
        ("allServices", 'protoPayload.methodName="x"', {None}),
    ],
)
def test_what_a_filter_is_to_data(service: str, written: str, said: set[bool | None]) -> None:
    assert {lets_through(written, entry) for entry in data(WHOLE, service)} == said
