"""Secrets Manager: how old secrets are, whose key keeps them, who may read them. Their values are never asked for."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from collectors.asking.ages import days
from collectors.asking.row import Known
from collectors.aws.question import Ask, Place
from collectors.aws.read import Account, body
from collectors.aws.store import Store, stores
from scanner.answers import Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Credential, DataStore, Exposure, Fact

SECRET: Final = "aws.secretsmanager.secret"  # noqa: S105  # a kind
_GIVES: Final = ((Credential, "secret"), DataStore, (Exposure, "permission/data"))

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        SECRET: Kind(
            title="secret in Secrets Manager",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "password-policy.credential-age": "aws secretsmanager rotate-secret --secret-id SECRET-ARN "
                    "--rotation-lambda-arn FUNCTION-ARN --rotation-rules AutomaticallyAfterDays=60",
                    "encryption-at-rest.customer-key": "aws secretsmanager update-secret --secret-id SECRET-ARN "
                    "--kms-key-id KEY-ARN",
                    "public-exposure.not-public": "aws secretsmanager put-resource-policy --secret-id SECRET-ARN "
                    "--resource-policy file://FILE --block-public-policy, without a statement for everybody",
                }
            ),
            own={"SECRET-ARN": "resource"},
        ),
    }
)

_YOUNG: Final = 60
"""Days: no value of a secret is older than the secret, and of one so young nobody wants to know more."""


def _young(known: Known, place: Place) -> bool:
    made = place.item.get("CreatedDate")
    age = datetime.fromisoformat(known.now) - datetime.fromisoformat(made) if made and known.now else None
    return age is not None and timedelta() <= age < timedelta(days=_YOUNG)


QUESTIONS: Final = (
    Ask(
        id="secretsmanager.secrets",
        operation="secretsmanager.ListSecrets",
        needs="secretsmanager:ListSecrets",
        feeds=((Credential, "secret"), DataStore, (Exposure, "permission/data")),
        scope="region",
        parameters=MappingProxyType({"MaxResults": 100}),
        keep="{SecretList: SecretList[].{ARN: ARN, Name: Name, KmsKeyId: KmsKeyId, RotationEnabled: RotationEnabled, "
        "LastRotatedDate: LastRotatedDate, CreatedDate: CreatedDate}}",
    ),
    Ask(
        # Of a secret that rotates the list says when. Its "last changed" is no age: a new tag is a change too.
        id="secretsmanager.versions",
        operation="secretsmanager.ListSecretVersionIds",
        needs="secretsmanager:ListSecretVersionIds",
        feeds=((Credential, "secret"),),
        each="secretsmanager.secrets",
        of="SecretList[?!RotationEnabled || !LastRotatedDate]",
        about="ARN",
        unless=_young,
        parameters=MappingProxyType({"MaxResults": 100}),
        given=MappingProxyType({"SecretId": "item.ARN"}),
        keep="{Versions: Versions[].{VersionStages: VersionStages, CreatedDate: CreatedDate}}",
    ),
    Ask(
        id="secretsmanager.policy",
        operation="secretsmanager.GetResourcePolicy",
        needs="secretsmanager:GetResourcePolicy",
        feeds=((Exposure, "permission/data"),),
        each="secretsmanager.secrets",
        of="SecretList",
        about="ARN",
        given=MappingProxyType({"SecretId": "item.ARN"}),
        keep="{ARN: ARN, Policy: ResourcePolicy}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all secrets."""
    for found in stores(whole, "secretsmanager.secrets", "SecretList", SECRET, *_GIVES, arn="ARN", name="Name"):
        yield from (found,) if isinstance(found, Fact) else _secret(found)


def _secret(it: Store) -> Iterator[Fact]:
    age, told = _age(it)
    yield Credential(
        **it.thing(told),
        form="secret",
        age_days=age,
        days_left=FOREVER,
        stored="vault",
        unread=unread(age_days=told),
    )
    yield it.data_store(it.row.get("KmsKeyId"), encrypted=True)
    policy = it.whole.one("secretsmanager.policy", it.arn)
    yield it.opened(policy, body(policy).get("Policy"))


def _age(it: Store) -> tuple[int | None, Got]:
    """Since the value that is in use was made."""
    if it.row.get("RotationEnabled") and it.row.get("LastRotatedDate"):
        return days(it.got, it.row["LastRotatedDate"]), it.got
    got = it.whole.one("secretsmanager.versions", it.arn)
    if not got.place and 0 <= days(it.got, it.row.get("CreatedDate")) <= _YOUNG:
        return days(it.got, it.row["CreatedDate"]), it.got
    if not got.good:
        return None, got
    current = [v for v in body(got).get("Versions", []) if "AWSCURRENT" in v.get("VersionStages", [])]
    if not current or not current[0].get("CreatedDate"):
        return None, unclear(got, "no version is in use")
    return days(got, current[0]["CreatedDate"]), got
