"""ACM: certificates, and when they end."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import days_until
from collectors.aws.question import Ask
from collectors.aws.read import Account, listed
from scanner.answers import Got, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import Certificate, Fact

CERTIFICATE: Final = "aws.acm.certificate"
_GIVES: Final = (Certificate,)
_KEYS: Final = (
    *("RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096"),
    *("EC_prime256v1", "EC_secp384r1", "EC_secp521r1"),
)
"""All of them: where nothing is said, only two kinds of RSA are listed."""

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        CERTIFICATE: Kind(
            title="certificate of ACM",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-in-transit.certificate-valid": "aws acm request-certificate --domain-name NAME "
                    "--validation-method DNS, which ACM renews by itself as long as its record stands; of an imported "
                    "one aws acm import-certificate --certificate-arn ARN --certificate fileb://FILE "
                    "--private-key fileb://KEY",
                }
            ),
            own={"NAME": "name", "ARN": "resource"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="acm.certificates",
        operation="acm.ListCertificates",
        needs="acm:ListCertificates",
        feeds=(Certificate,),
        scope="region",
        parameters=MappingProxyType({"Includes": {"keyTypes": list(_KEYS)}}),
        keep="{CertificateSummaryList: CertificateSummaryList[].{CertificateArn: CertificateArn, "
        "DomainName: DomainName, InUse: InUse, Exported: Exported, NotBefore: NotBefore, NotAfter: NotAfter}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the certificates that something uses: what one that nobody shows is worth does not matter.

    Who shows one that was exported AWS does not know.
    """
    for found in listed(whole, "acm.certificates", "CertificateSummaryList", CERTIFICATE, *_GIVES):
        if isinstance(found, Fact):
            yield found
        elif found[1].get("InUse") is not False or found[1].get("Exported"):
            yield _certificate(whole, *found)


def _certificate(whole: Account, got: Got, row: Mapping[str, Any]) -> Certificate:
    ends = row.get("NotAfter")
    return Certificate(
        **whole.thing(CERTIFICATE, row["CertificateArn"], name=row.get("DomainName", ""), site=got.about),
        answers=rests_on(got),
        days_left=days_until(got, ends) if ends else None,
        unread=() if ends else unread(days_left=unclear(got, "it does not say until when it is valid")),
    )
