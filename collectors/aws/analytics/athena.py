"""Athena: whose key encrypts the results of a workgroup's queries.

Results are objects in S3, which encrypts each since January 2023, or lie with Athena, which does so too. Every region
has a workgroup `primary` from the beginning: in one whose catalog holds no database it is not looked at.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.row import Known
from collectors.aws.keys.custody import custody
from collectors.aws.question import Ask, Place
from collectors.aws.read import Account, body, listed
from scanner.answers import GOOD, Got, rests_on, unread
from scanner.collector import Kind
from scanner.facts import DataStore, Fact

GROUP: Final = "aws.athena.workgroup"
_PRIMARY: Final = "primary"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        GROUP: Kind(
            title="Athena workgroup",
            gives=(DataStore,),
            fix=MappingProxyType(
                {
                    "encryption-at-rest.customer-key": "aws athena update-work-group --work-group GROUP "
                    "--configuration-updates 'EnforceWorkGroupConfiguration=true,ResultConfigurationUpdates="
                    "{EncryptionConfiguration={EncryptionOption=SSE_KMS,KmsKey=KEY-ARN}}'",
                }
            ),
            own={"GROUP": "name"},
        ),
    }
)


def _idle(known: Known, place: Place) -> bool:
    told = known.outcome("glue.databases", place.region) in GOOD
    databases = (known.body("glue.databases", place.region) or {}).get("DatabaseList")
    return place.item.get("Name") == _PRIMARY and told and not databases


QUESTIONS: Final = (
    Ask(
        id="athena.workgroups",
        operation="athena.ListWorkGroups",
        needs="athena:ListWorkGroups",
        feeds=(DataStore,),
        scope="region",
        parameters=MappingProxyType({"MaxResults": 50}),
        keep="{WorkGroups: WorkGroups[].{Name: Name}}",
    ),
    Ask(
        id="athena.workgroup",
        operation="athena.GetWorkGroup",
        needs="athena:GetWorkGroup",
        feeds=(DataStore,),
        each="athena.workgroups",
        of="WorkGroups",
        about="Name",
        given=MappingProxyType({"WorkGroup": "item.Name"}),
        after=("glue.databases",),
        unless=_idle,
        keep="{Configuration: WorkGroup.Configuration.{EnforceWorkGroupConfiguration: EnforceWorkGroupConfiguration, "
        "Encryption: ResultConfiguration.EncryptionConfiguration.{EncryptionOption: EncryptionOption, KmsKey: KmsKey}, "
        "Managed: ManagedQueryResultsConfiguration.{Enabled: Enabled, KmsKey: EncryptionConfiguration.KmsKey}}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the results of each workgroup as a store."""
    for found in listed(whole, "athena.workgroups", "WorkGroups", GROUP, DataStore):
        if isinstance(found, Fact):
            yield found
        elif not _unused(whole, *found):
            yield _store(whole, *found)


def _unused(whole: Account, got: Got, row: Mapping[str, Any]) -> bool:
    databases = whole.one("glue.databases", got.about)
    return row["Name"] == _PRIMARY and databases.good and not body(databases).get("DatabaseList")


def _store(whole: Account, got: Got, row: Mapping[str, Any]) -> DataStore:
    name = row["Name"]
    group = whole.one("athena.workgroup", f"{got.about}/{name}")
    key = _key(body(group).get("Configuration", {}))
    customer, held = custody(whole, key, got.about, group) if group.good else (None, group)
    return DataStore(
        **whole.thing(GROUP, whole.name("athena", got.about, f"workgroup/{name}"), name=name, site=got.about),
        answers=rests_on(got, group, held),
        encrypted=True if group.good else None,
        customer_key=customer,
        cipher="aes-256" if group.good else None,
        documented=True,
        unread=unread(encrypted=group, cipher=group, customer_key=held),
    )


def _key(configuration: Mapping[str, Any]) -> str | None:
    """The key that whoever queries cannot choose another in place of; None: one of AWS's, or the client's choice."""
    managed, chosen = configuration.get("Managed", {}), configuration.get("Encryption", {})
    kms = chosen.get("EncryptionOption") in {"SSE_KMS", "CSE_KMS"} and configuration.get(
        "EnforceWorkGroupConfiguration"
    )
    key: str | None = (managed if managed.get("Enabled") else chosen if kms else {}).get("KmsKey")
    return key
