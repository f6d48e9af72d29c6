"""DAX: clusters that cache DynamoDB's tables. What they hold is a copy: the tables are what is backed up."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.question import Ask
from collectors.aws.read import Account
from collectors.aws.store import Store, stores
from scanner.collector import Kind
from scanner.facts import Asset, Channel, DataStore, Fact

CLUSTER: Final = "aws.dax.cluster"
_GIVES: Final = ((Asset, "service"), DataStore, (Channel, "database"))
_ANEW: Final = (
    "it stays as it was made: aws dax create-cluster --cluster-name NEW --node-type TYPE "
    "--replication-factor 3 --iam-role-arn ROLE-ARN"
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        CLUSTER: Kind(
            title="DAX cluster",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": f"{_ANEW} --sse-specification Enabled=true, then aws dax "
                    "delete-cluster --cluster-name OLD",
                    "encryption-in-transit.plain-refused": f"{_ANEW} --cluster-endpoint-encryption-type TLS, then aws "
                    "dax delete-cluster --cluster-name OLD",
                }
            ),
            own={"OLD": "name"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="dax.clusters",
        operation="dax.DescribeClusters",
        needs="dax:DescribeClusters",
        feeds=_GIVES,
        scope="region",
        keep="{Clusters: Clusters[].{ClusterName: ClusterName, ClusterArn: ClusterArn, "
        "SSEStatus: SSEDescription.Status, ClusterEndpointEncryptionType: ClusterEndpointEncryptionType}}",
        # Who never had a cluster has no such role.
        absent=("ServiceLinkedRoleNotFoundFault",),
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all clusters."""
    names = {"arn": "ClusterArn", "name": "ClusterName"}
    for found in stores(whole, "dax.clusters", "Clusters", CLUSTER, *_GIVES, **names):
        yield from _cluster(found) if isinstance(found, Store) else (found,)


def _cluster(cluster: Store) -> Iterator[Fact]:
    tls = cluster.row.get("ClusterEndpointEncryptionType") == "TLS"
    yield cluster.asset("service")
    # It takes no key of the customer's.
    yield cluster.data_store(None, encrypted=cluster.row.get("SSEStatus") == "ENABLED")
    yield cluster.channel("required" if tls else "none", cluster.got)
