"""An organisation of moto accounts: units in units, accounts that are open and closed, a little in each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import botocore.session

from tests.servers.moto import ACCOUNT, Moto

ROLE = "safeguard"


@dataclass(frozen=True)
class Organization:
    """What was made: the numbers of its accounts by their names, in the order in which they were made."""

    accounts: dict[str, str]
    """Without the management account, which is `ACCOUNT`."""

    def numbers(self) -> list[str]:
        """Of all accounts, the management account's first."""
        return [ACCOUNT, *self.accounts.values()]


def seed(moto: Moto, count: int, *, closed: int = 0) -> Organization:
    """Make an organisation of so many accounts beside the management account; the last ones are closed.

    They lie below the root, in `Clinics` and in `Clinics/North` by turns. Each that is open has a plain volume.
    """
    moto.reset()
    aws = moto.client("organizations")
    aws.create_organization(FeatureSet="ALL")
    places = [*_places(aws)]
    made: dict[str, str] = {}
    for n in range(count):
        name = f"clinic-{n:02}"
        started = aws.create_account(AccountName=name, Email=f"{name}@alder.example")
        made[name] = started["CreateAccountStatus"]["AccountId"]
        if place := n % len(places):
            aws.move_account(AccountId=made[name], SourceParentId=places[0], DestinationParentId=places[place])
    for number in list(made.values())[count - closed :]:
        aws.close_account(AccountId=number)
    for number in list(made.values())[: count - closed]:
        client_in(moto, number, "ec2").create_volume(AvailabilityZone="us-east-1a", Size=8)
    return Organization(made)


def _places(aws: Any) -> Iterator[str]:
    (root,) = aws.list_roots()["Roots"]
    yield root["Id"]
    parent = root["Id"]
    for name in ("Clinics", "North"):
        parent = aws.create_organizational_unit(ParentId=parent, Name=name)["OrganizationalUnit"]["Id"]
        yield parent


def client_in(moto: Moto, account: str, service: str) -> Any:
    """A client of the SDK in one of its accounts, to seed it with."""
    arn = f"arn:aws:iam::{account}:role/{ROLE}"
    keys = moto.client("sts").assume_role(RoleArn=arn, RoleSessionName="seed")["Credentials"]
    session = botocore.session.Session()
    session.set_credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    return session.create_client(service, region_name="us-east-1", endpoint_url=moto.url)
