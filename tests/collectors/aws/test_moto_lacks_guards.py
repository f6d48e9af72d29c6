"""Switches of a region and ways in: what moto cannot answer, in four cases each."""

import json

import pytest

from tests.collectors.aws.lacking import HERE, NOTHING, Case, Lack, expected, four, said
from tests.collectors.aws.test_moto_lacks_timeouts import tunnels, vpn
from tests.servers.aws_groups.shares import ago
from tests.servers.aws_proxy import Proxy, error
from tests.servers.aws_shapes import Body, Canned, parameters
from tests.servers.moto import ACCOUNT
from tests.servers.quiet import nothing, quiet

IN_SCOPE, GUARDED, NOT_PUBLIC = (
    "public-exposure.blocked-in-scope",
    "least-privilege.guarded",
    "public-exposure.not-public",
)
COPIES = "copies and snapshots"
FOUND = "IAM Access Analyzer found it so"


def vpc(mode: str) -> Body:
    block = {"AwsAccountId": ACCOUNT, "AwsRegion": "us-east-1", "InternetGatewayBlockMode": mode}
    return {"VpcBlockPublicAccessOptions": {**block, "State": "update-complete"}}


def unread(operation: str) -> str:
    """AWS always says it: an answer without it is none."""
    service, _, call = operation.partition(".")
    return f"not_assessed: whether it is in force: error: {operation} ({service}:{call})"


FUNCTION = f"arn:aws:lambda:{HERE}:function:portal"
FUNCTIONS: Canned = {
    "lambda.ListFunctions": {
        "Functions": [{"FunctionName": "portal", "FunctionArn": FUNCTION, "Runtime": "python3.13"}]
    },
    "lambda.GetPolicy": {
        "Policy": json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": "*",
                        "Action": "lambda:InvokeFunctionUrl",
                        "Resource": FUNCTION,
                        "Condition": {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}},
                    }
                ],
            }
        )
    },
    "lambda.ListAliases": {"Aliases": []},
}


def urls(*kinds: str) -> Body:
    row = {"FunctionUrl": "https://a.example/", "FunctionArn": FUNCTION}
    dates = {"CreationTime": "2026-01-01T00:00:00Z", "LastModifiedTime": "2026-01-01T00:00:00Z"}
    return {"FunctionUrlConfigs": [{**row, **dates, "AuthType": kind} for kind in kinds]}


ORGANISED = {
    "organizations.DescribeOrganization": {
        "Organization": {
            "Id": "o-1",
            "Arn": f"arn:aws:organizations::{ACCOUNT}:organization/o-1",
            "MasterAccountId": ACCOUNT,
        }
    }
}
ALONE = {"organizations.DescribeOrganization": lambda r: error(r, "AWSOrganizationsNotInUseException", 400)}


def features(*some: str) -> Body:
    return {"OrganizationId": "o-1", "EnabledFeatures": list(some)}


def agreement(state: str) -> Body:
    row = {"name": "AWS Business Associate Addendum", "state": state, "effectiveStart": ago(days=100)}
    return {"customerAgreements": [row]}


def analyzer(name: str) -> dict[str, str]:
    arn = f"arn:aws:access-analyzer:{HERE}:analyzer/{name}"
    return {"arn": arn, "name": name, "type": "ACCOUNT", "status": "ACTIVE"}


ANALYZER, OTHER = analyzer("outside"), analyzer("second")
ANALYZED = {"accessanalyzer.ListAnalyzers": {"analyzers": [ANALYZER]}}


def layer(name: str = "tools", *, public: bool) -> Body:
    row = {"id": "1", "resource": f"arn:aws:lambda:{HERE}:layer:{name}:1", "resourceType": "AWS::Lambda::LayerVersion"}
    return {"findings": [{**row, "isPublic": public}]}


DOCUMENTS = {"ssm.ListDocuments": {"DocumentIdentifiers": [{"Name": "loose-shell", "DocumentType": "Session"}]}}


def sharing(value: str) -> Body:
    return {"ServiceSetting": {"SettingId": "/ssm/documents/console/public-sharing-permission", "SettingValue": value}}


LACKS = (
    Lack(
        "ec2.snapshot_block",
        IN_SCOPE,
        "aws.region",
        Case({"State": "block-all-sharing"}, f"pass: {COPIES} cannot be made public"),
        Case({"State": "unblocked"}, f"fail: {COPIES} can be made public"),
        Case({}, unread("ec2.GetSnapshotBlockPublicAccessState")),
        facet="public-copies",
    ),
    Lack(
        "ec2.image_block",
        IN_SCOPE,
        "aws.ec2.images",
        Case({"ImageBlockPublicAccessState": "block-new-sharing"}, f"pass: {COPIES} cannot be made public"),
        Case({"ImageBlockPublicAccessState": "unblocked"}, f"fail: {COPIES} can be made public"),
        Case({}, unread("ec2.GetImageBlockPublicAccessState")),
        facet="public-copies",
    ),
    Lack(
        "ec2.metadata_defaults",
        GUARDED,
        "aws.ec2.new-instances",
        Case(
            {"AccountLevel": {"HttpTokens": "required"}}, "pass: a forged request cannot fetch a machine's credential"
        ),
        Case(
            {"AccountLevel": {"HttpTokens": "optional"}},
            "fail: a forged request is enough to steal a machine's credential",
        ),
        Case({"AccountLevel": {}}, "fail: a forged request is enough to steal a machine's credential"),
        facet="credential-theft",
    ),
    Lack(
        "ec2.vpc_block",
        IN_SCOPE,
        "aws.ec2.networks",
        Case(vpc("block-ingress"), "pass: services cannot be made public"),
        Case(vpc("off"), "fail: services can be made public"),
        Case({}, unread("ec2.DescribeVpcBlockPublicAccessOptions")),
        beside=("ec2.vpc_exclusions",),
        facet="public-services",
    ),
    tunnels(
        "audit-logging.recording",
        Case(vpn(ConnectionLogOptions={"Enabled": True, "CloudwatchLogGroup": "/vpn"}), "pass: activity is recorded"),
        Case(vpn(ConnectionLogOptions={"Enabled": False}), "fail: activity is not recorded"),
        Case(vpn(), "fail: activity is not recorded"),
    ),
    tunnels(
        "mfa.demanded",
        Case(
            vpn(
                AuthenticationOptions=[
                    {"Type": "certificate-authentication"},
                    {"Type": "federated-authentication"},
                ]
            ),
            "pass: everyone: 2 factors are demanded",
        ),
        Case(vpn(), "fail: everyone: 1 factor is enough to sign in, 2 are required"),
        Case(
            vpn(AuthenticationOptions=[]),
            "not_assessed: how many factors it demands: cannot be told from the answer "
            "(ec2.DescribeClientVpnEndpoints: it does not say how it asks)",
        ),
    ),
    Lack(
        "lambda.urls",
        NOT_PUBLIC,
        "aws.lambda.function",
        Case(urls("AWS_IAM"), "pass: open to its owner only"),
        Case(
            urls("NONE"),
            "fail: open to everyone: its policy lets everybody in, its conditions, which tie them to no account, "
            "organisation or VPC, do not count as a limit, and its URL asks for no signature",
        ),
        Case(urls(), "pass: open to its owner only"),
        FUNCTIONS,
    ),
    Lack(
        "ssm.sharing",
        IN_SCOPE,
        "aws.ssm.documents",
        Case(sharing("Disable"), "pass: documents of Systems Manager cannot be made public"),
        Case(sharing("Enable"), "fail: documents of Systems Manager can be made public"),
        Case({}, unread("ssm.GetServiceSetting")),
        DOCUMENTS,
    ),
    Lack(
        "organizations.root_features",
        GUARDED,
        "aws.organizations.root-users",
        Case(features("RootCredentialsManagement"), "pass: keys that do not end cannot be made"),
        Case(features("RootSessions"), "fail: keys that do not end can be made"),
        Case("ServiceAccessNotEnabledException", "fail: keys that do not end can be made"),
        ORGANISED,
    ),
    Lack(
        "artifact.agreements",
        "business-associates.agreement",
        "aws.artifact.agreement",
        Case(agreement("ACTIVE"), "pass: a business associate agreement is in force, signed 100 days ago"),
        Case(agreement("CUSTOMER_TERMINATED"), "fail: the business associate agreement is no longer in force"),
        Case(nothing("artifact.ListCustomerAgreements"), "fail: no business associate agreement is in force"),
        ALONE,
    ),
    Lack(
        "account.contact",
        "incident-response.contact",
        "aws.account.contact",
        Case(quiet()["account.GetContactInformation"], "pass: somebody is named whom the provider tells"),
        Case("ResourceNotFoundException", "fail: no security contact is set with the provider"),
        Case(
            {},
            "not_assessed: whether somebody is told: "
            "error: account.GetContactInformation (account:GetContactInformation)",
        ),
    ),
    Lack(
        "analyzer.findings",
        NOT_PUBLIC,
        "aws.accessanalyzer.open",
        Case(layer(public=False), f"pass: open to its owner and named outsiders only: {FOUND}"),
        Case(layer(public=True), f"fail: open to any account of the provider: {FOUND}"),
        Case(nothing("accessanalyzer.ListFindings"), NOTHING),
        ANALYZED,
    ),
    Lack(
        "analyzer.analyzers",
        NOT_PUBLIC,
        "aws.accessanalyzer.open",
        Case({"analyzers": [ANALYZER]}, f"pass: open to its owner and named outsiders only: {FOUND}"),
        Case({"analyzers": [OTHER]}, f"fail: open to any account of the provider: {FOUND}"),
        Case({"analyzers": [{**ANALYZER, "status": "DISABLED"}]}, NOTHING),
        {"accessanalyzer.ListFindings": lambda r: layer(public=OTHER["name"] in str(parameters(r)["analyzerArn"]))},
        ("analyzer.findings",),
    ),
)


@pytest.mark.parametrize(("lack", "case"), four(*LACKS))
def test_guards(lack: Lack, case: str, alone: Proxy) -> None:
    assert said(lack, case, alone) == expected(lack, case)
