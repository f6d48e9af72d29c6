"""ECR: repositories of container images. Whether an image is looked through is asked as it is in effect."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.compute.batches import batches
from collectors.aws.question import Ask
from collectors.aws.read import Account, body
from collectors.aws.store import Store, stores
from scanner.answers import Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Asset, DataStore, Detector, Exposure, Fact, Guard

REPOSITORY: Final = "aws.ecr.repository"
_GIVES: Final = (
    (Asset, "service"),
    DataStore,
    (Guard, "image-change"),
    (Detector, "vulnerabilities"),
    (Exposure, "permission/data"),
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        REPOSITORY: Kind(
            title="ECR repository",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.customer-key": "aws ecr create-repository --repository-name NEW "
                    "--encryption-configuration encryptionType=KMS,kmsKey=KEY-ARN, then copy the images",
                    "integrity.changes-noticed": "aws ecr put-image-tag-mutability --repository-name NAME "
                    "--image-tag-mutability IMMUTABLE",
                    "patching.flaws-looked-for": "aws ecr put-registry-scanning-configuration --scan-type ENHANCED "
                    '--rules \'[{"scanFrequency":"CONTINUOUS_SCAN","repositoryFilters":'
                    '[{"filter":"*","filterType":"WILDCARD"}]}]\'',
                    "public-exposure.not-public": "aws ecr set-repository-policy --repository-name NAME "
                    "--policy-text file://FILE, without a statement for everybody",
                }
            ),
            own={"NAME": "name"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="ecr.repositories",
        operation="ecr.DescribeRepositories",
        needs="ecr:DescribeRepositories",
        feeds=(Asset, DataStore, (Guard, "image-change"), (Detector, "vulnerabilities"), (Exposure, "permission/data")),
        scope="region",
        keep="{repositories: repositories[].{repositoryArn: repositoryArn, repositoryName: repositoryName, "
        "imageTagMutability: imageTagMutability, encryptionType: encryptionConfiguration.encryptionType, "
        "kmsKey: encryptionConfiguration.kmsKey}}",
    ),
    Ask(
        id="ecr.scanning",
        operation="ecr.BatchGetRepositoryScanningConfiguration",
        needs="ecr:BatchGetRepositoryScanningConfiguration",
        feeds=((Detector, "vulnerabilities"),),
        each="ecr.repositories",
        of="repositories",
        about="repositoryArn",
        batch=25,
        given=MappingProxyType({"repositoryNames": "item[].repositoryName"}),
        keep="{scanningConfigurations: scanningConfigurations[].{repositoryArn: repositoryArn, "
        "scanFrequency: scanFrequency}}",
    ),
    Ask(
        id="ecr.policy",
        operation="ecr.GetRepositoryPolicy",
        needs="ecr:GetRepositoryPolicy",
        feeds=((Exposure, "permission/data"),),
        each="ecr.repositories",
        of="repositories",
        about="repositoryArn",
        given=MappingProxyType({"repositoryName": "item.repositoryName"}),
        keep="{Policy: policyText}",
        absent=("RepositoryPolicyNotFoundException",),
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all private repositories."""
    scanned = cache(lambda region: batches(whole, "ecr.scanning", region, "scanningConfigurations", "repositoryArn"))
    names = {"arn": "repositoryArn", "name": "repositoryName"}
    for found in stores(whole, "ecr.repositories", "repositories", REPOSITORY, *_GIVES, **names):
        if isinstance(found, Fact):
            yield found
        else:
            yield from _repository(found)
            yield _detector(found, *scanned(found.region).find(found.arn))


def _repository(it: Store) -> Iterator[Fact]:
    policy = it.whole.one("ecr.policy", it.arn)
    yield it.asset("service")
    # AES by S3's keys where no other way is chosen: nothing lies there in plain.
    yield it.data_store(it.row.get("kmsKey"), encrypted=True)
    # With exclusions some tags can be moved to another image, whichever they are.
    locked = it.row.get("imageTagMutability") == "IMMUTABLE"
    yield Guard(
        **it.thing(),
        prevents="image-change",
        in_force=locked,
        considered=("no tag can be moved to another image" if locked else "tags can be moved to another image",),
    )
    yield it.opened(policy, body(policy).get("Policy"))


def _detector(it: Store, got: Got, row: Mapping[str, Any]) -> Detector:
    frequency = row.get("scanFrequency")
    why = got if frequency or not got.good else unclear(got, "it does not say when the repository is scanned")
    return Detector(
        **it.thing(got),
        watches="vulnerabilities",
        enabled=frequency in {"SCAN_ON_PUSH", "CONTINUOUS_SCAN"} if why.good else None,
        unread=unread(enabled=why),
    )
