"""SageMaker: notebook instances and domains, whose key keeps them, and what their users may do."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from collectors.aws.store import Store
from scanner.answers import NOT_ASKED, Got, unread
from scanner.collector import Kind
from scanner.facts import Asset, DataStore, Fact, Guard, SignIn

NOTEBOOK: Final = "aws.sagemaker.notebook"
DOMAIN: Final = "aws.sagemaker.domain"
_NOTEBOOK_GIVES: Final = ((Asset, "service"), DataStore, (Guard, "privileged-workload"))
_DOMAIN_GIVES: Final = ((Asset, "service"), DataStore, (SignIn, "everyone"))

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        NOTEBOOK: Kind(
            title="SageMaker notebook instance",
            gives=_NOTEBOOK_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.customer-key": "aws sagemaker create-notebook-instance "
                    "--notebook-instance-name NEW --instance-type TYPE --role-arn ROLE-ARN --kms-key-id KEY, then "
                    "move the notebooks: the key of an instance stays",
                    "least-privilege.guarded": "aws sagemaker stop-notebook-instance --notebook-instance-name NAME, "
                    "then aws sagemaker update-notebook-instance --notebook-instance-name NAME --root-access Disabled",
                }
            ),
            own={"NAME": "name"},
        ),
        DOMAIN: Kind(
            title="SageMaker domain",
            gives=_DOMAIN_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.customer-key": "aws sagemaker create-domain --domain-name NEW --auth-mode SSO "
                    "--default-user-settings ExecutionRole=ROLE-ARN --kms-key-id KEY, then move the files: the key of "
                    "a domain stays",
                    "unique-user-identification.central-directory": "aws sagemaker create-domain --domain-name NEW "
                    "--auth-mode SSO --default-user-settings ExecutionRole=ROLE-ARN, then move the users: the way to "
                    "sign in to a domain stays",
                }
            ),
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="sagemaker.notebooks",
        operation="sagemaker.ListNotebookInstances",
        needs="sagemaker:ListNotebookInstances",
        feeds=(Asset, DataStore, (Guard, "privileged-workload")),
        scope="region",
        parameters=MappingProxyType({"MaxResults": 100}),
        keep="{NotebookInstances: NotebookInstances[].{NotebookInstanceName: NotebookInstanceName, "
        "NotebookInstanceArn: NotebookInstanceArn}}",
    ),
    Ask(
        id="sagemaker.notebook",
        operation="sagemaker.DescribeNotebookInstance",
        needs="sagemaker:DescribeNotebookInstance",
        feeds=(DataStore, (Guard, "privileged-workload")),
        each="sagemaker.notebooks",
        of="NotebookInstances",
        about="NotebookInstanceArn",
        given=MappingProxyType({"NotebookInstanceName": "item.NotebookInstanceName"}),
        keep="{NotebookInstanceArn: NotebookInstanceArn, KmsKeyId: KmsKeyId, RootAccess: RootAccess}",
    ),
    Ask(
        id="sagemaker.domains",
        operation="sagemaker.ListDomains",
        needs="sagemaker:ListDomains",
        feeds=(Asset, DataStore, (SignIn, "everyone")),
        scope="region",
        parameters=MappingProxyType({"MaxResults": 100}),
        keep="{Domains: Domains[].{DomainId: DomainId, DomainArn: DomainArn, DomainName: DomainName}}",
    ),
    Ask(
        id="sagemaker.domain",
        operation="sagemaker.DescribeDomain",
        needs="sagemaker:DescribeDomain",
        feeds=(DataStore, (SignIn, "everyone")),
        each="sagemaker.domains",
        of="Domains",
        about="DomainArn",
        given=MappingProxyType({"DomainId": "item.DomainId"}),
        keep="{DomainArn: DomainArn, AuthMode: AuthMode, KmsKeyId: KmsKeyId, "
        "HomeEfsFileSystemKmsKeyId: HomeEfsFileSystemKmsKeyId}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of notebook instances and domains."""
    for found in listed(whole, "sagemaker.notebooks", "NotebookInstances", NOTEBOOK, *_NOTEBOOK_GIVES):
        if isinstance(found, Fact):
            yield found
            continue
        listing, row = found
        arn, name = row["NotebookInstanceArn"], row["NotebookInstanceName"]
        got = whole.one("sagemaker.notebook", arn)
        yield from _notebook(Store(whole, NOTEBOOK, arn, name, body(got), listing), got)
    for found in listed(whole, "sagemaker.domains", "Domains", DOMAIN, *_DOMAIN_GIVES):
        if isinstance(found, Fact):
            yield found
            continue
        listing, row = found
        got = whole.one("sagemaker.domain", row["DomainArn"])
        yield from _domain(Store(whole, DOMAIN, row["DomainArn"], row.get("DomainName", ""), body(got), listing), got)


def _notebook(it: Store, got: Got) -> Iterator[Fact]:
    """Its volume is encrypted always. Its users are root on it unless that is switched off."""
    yield it.asset("service")
    yield it.data_store(it.row.get("KmsKeyId"), told=got)
    yield Guard(
        **it.thing(got),
        prevents="privileged-workload",
        in_force=it.row.get("RootAccess", "Enabled") == "Disabled" if got.good else None,
        unread=unread(in_force=got),
    )


def _domain(it: Store, got: Got) -> Iterator[Fact]:
    """Its volumes are encrypted always, by a key of AWS's where none is named."""
    yield it.asset("service")
    yield it.data_store(it.row.get("KmsKeyId") or it.row.get("HomeEfsFileSystemKmsKeyId"), told=got)
    yield _sign_in(it, got)


_DIRECTORY: Final = 2
"""What a managed directory counts as."""


def _sign_in(it: Store, got: Got) -> SignIn:
    """By Identity Center each comes under a name of their own; by IAM several may open one profile."""
    central = it.row.get("AuthMode") == "SSO"
    why = NOT_ASKED if got.good and not central else got
    return SignIn(
        **it.thing(got),
        audience="everyone",
        factors=None,
        phishing_resistant=None,
        bypass=None,
        individual=True if central else None,
        directories=_DIRECTORY if central else None,
        unread=unread(
            individual=why,
            directories=why,
            **dict.fromkeys(("factors", "phishing_resistant", "bypass"), NOT_ASKED),
        ),
    )
