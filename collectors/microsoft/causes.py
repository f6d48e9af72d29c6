"""Why Microsoft's clouds did not answer, in plain words, and what to type. Pure: from sealed answers only."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scanner.answers import Answer
from scanner.collector import Cause

_SECRET: Final = Cause(
    said="the application's secret is not right, or its time is over",
    more="A federated token needs no secret that ends: sign_in: workload.",
    command="az ad app credential list --id CLIENT-ID --query [].endDateTime",
)
_BY_NUMBER: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        "AADSTS7000215": _SECRET,
        "AADSTS7000222": _SECRET,
        "AADSTS700016": Cause(
            said="the directory knows no such application",
            more="client_id is the application's id, and not that of its secret or of its object.",
            command="az ad app show --id CLIENT-ID",
        ),
        "AADSTS90002": Cause(
            said="there is no such directory", advice="give tenant its id, or a domain that is verified in it"
        ),
        "AADSTS700027": Cause(
            said="the directory does not know the certificate",
            command="az ad app credential list --id CLIENT-ID --cert",
        ),
        "AADSTS700213": Cause(
            said="no federated credential of the application fits the token",
            more="Issuer, subject and audience must be the same to the letter.",
            command="az ad app federated-credential list --id CLIENT-ID",
        ),
        "AADSTS70021": Cause(
            said="no federated credential of the application fits the token",
            command="az ad app federated-credential list --id CLIENT-ID",
        ),
    }
)
"""By the number of an error at sign-in: learn.microsoft.com/entra/identity-platform/reference-error-codes."""
_NOBODY: Final = Cause(
    said="there are no credentials to ask with",
    more="Looked for: a workload identity, a managed identity, the Azure CLI; or what sign_in names alone.",
    advice="say which to use, as in sign_in: workload, and its tenant and client_id; by hand:",
    command="az login",
)
_BY_CODE: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        "NoCredentials": _NOBODY,
        "NotSignedIn": Cause(said="the directory gives us no token"),
        "SubscriptionNotFound": Cause(
            said="there is no such subscription, or nothing in it may be read",
            more="Azure says the same of both.",
            advice="assign the roles Reader and Backup Reader at the subscription, or above it",
            command="az role assignment create --assignee CLIENT-ID --role Reader --scope /subscriptions/ID",
        ),
        "NextPageElsewhere": Cause(
            said="the next page of a list was said to be at another address",
            more="A token sent there would be somebody else's: nothing was sent.",
            alarm="list leads elsewhere",
        ),
    }
)


def explain(answer: Answer) -> Cause | None:
    """Say why it did not come; None where its outcome and the right it takes say enough."""
    code, _, number = answer.code.partition(" (")
    return _BY_NUMBER.get(number.rstrip(")")) or _BY_CODE.get(code)
