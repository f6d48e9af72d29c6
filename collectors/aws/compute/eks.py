"""EKS: clusters, who reaches their API, what they record, and until when their release is mended."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import days_until
from collectors.aws.networks.reach import opening
from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from collectors.aws.store import Store, once
from collectors.aws.words import Whom, lets
from scanner.answers import HIDDEN, NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import DataStore, Exposure, Fact, LogTrail, Release

CLUSTER: Final = "aws.eks.cluster"
_GIVES: Final = (DataStore, (Exposure, "network/administration"), (LogTrail, "scope"), Release)
_ENVELOPED: Final = (1, 28)
"""From this release on EKS encrypts all of Kubernetes' data once more, with a key of its own where none is named."""

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        CLUSTER: Kind(
            title="EKS cluster",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": "aws eks associate-encryption-config --cluster-name CLUSTER "
                    '--encryption-config \'[{"resources":["secrets"],"provider":{"keyArn":"KEY-ARN"}}]\'',
                    "encryption-at-rest.customer-key": "aws eks associate-encryption-config --cluster-name CLUSTER "
                    '--encryption-config \'[{"resources":["secrets"],"provider":{"keyArn":"KEY-ARN"}}]\'',
                    "public-exposure.not-on-the-internet": "aws eks update-cluster-config --name CLUSTER "
                    "--resources-vpc-config endpointPublicAccess=false,endpointPrivateAccess=true, "
                    "or publicAccessCidrs=NETWORK",
                    "network-segmentation.no-open-ports": "aws eks update-cluster-config --name CLUSTER "
                    "--resources-vpc-config publicAccessCidrs=NETWORK",
                    "audit-logging.recording": "aws eks update-cluster-config --name CLUSTER --logging "
                    '\'{"clusterLogging":[{"types":["api","audit","authenticator"],"enabled":true}]}\'',
                    "audit-logging.events-complete": "aws eks update-cluster-config --name CLUSTER --logging "
                    '\'{"clusterLogging":[{"types":["api","audit","authenticator"],"enabled":true}]}\'',
                    "patching.supported-release": "aws eks update-cluster-version --name CLUSTER "
                    "--kubernetes-version VERSION",
                }
            ),
            own={"CLUSTER": "name"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="eks.clusters",
        operation="eks.ListClusters",
        needs="eks:ListClusters",
        feeds=(DataStore, (Exposure, "network/administration"), (LogTrail, "scope"), Release),
        scope="region",
        keep="{clusters: clusters}",
    ),
    Ask(
        id="eks.cluster",
        operation="eks.DescribeCluster",
        needs="eks:DescribeCluster",
        feeds=(DataStore, (Exposure, "network/administration"), (LogTrail, "scope"), Release),
        each="eks.clusters",
        of="clusters",
        given=MappingProxyType({"name": "item"}),
        keep="{cluster: cluster.{arn: arn, version: version, endpointPublicAccess: "
        "resourcesVpcConfig.endpointPublicAccess, publicAccessCidrs: resourcesVpcConfig.publicAccessCidrs, "
        "logs: logging.clusterLogging[?enabled].types[], supportType: upgradePolicy.supportType, "
        "encryption: encryptionConfig[].{resources: resources, keyArn: provider.keyArn}}}",
    ),
    Ask(
        id="eks.versions",
        operation="eks.DescribeClusterVersions",
        needs="eks:DescribeClusterVersions",
        feeds=(Release,),
        each="eks.clusters",
        of=once("clusters"),
        parameters=MappingProxyType({"includeAll": True}),
        keep="{clusterVersions: clusterVersions[].{clusterVersion: clusterVersion, "
        "endOfStandardSupportDate: endOfStandardSupportDate, endOfExtendedSupportDate: endOfExtendedSupportDate}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all clusters."""
    for found in listed(whole, "eks.clusters", "clusters", CLUSTER, *_GIVES):
        if isinstance(found, Fact):
            yield found
            continue
        listing, name = found
        got = whole.one("eks.cluster", f"{listing.about}/{name}")
        arn = whole.name("eks", listing.about, f"cluster/{name}")
        yield from _cluster(Store(whole, CLUSTER, arn, name, body(got).get("cluster", {}), listing), got)


def _cluster(it: Store, got: Got) -> Iterator[Fact]:
    """No asset: like a region it is a scope of what runs in it, and its log is judged as one's."""
    keys = [e.get("keyArn") for e in it.row.get("encryption", []) if "secrets" in e.get("resources", ())]
    encrypted = bool(keys) or _numbers(it.row.get("version", "")) >= _ENVELOPED
    yield it.data_store(keys[0] if keys else None, encrypted=encrypted, told=got)
    audience, ports, considered = _reached(it.row) if got.good else (None, None, ())
    yield Exposure(
        **it.thing(got),
        way="network",
        offers="administration",
        audience=audience,
        ports=ports,
        considered=considered,
        unread=unread(audience=got, ports=got),
    )
    yield _trail(it, got)
    yield _release(it, got)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


_API: Final = (443, 443)


def _reached(
    row: Mapping[str, Any],
) -> tuple[Whom, tuple[tuple[int, int], ...], tuple[str, ...]]:
    """Who reaches the API, and why. Where public access is on and no network is named, everyone does."""
    if row.get("endpointPublicAccess") is False:
        return "owner", (), ("its API has no public address",)
    blocks = row.get("publicAccessCidrs") or ["0.0.0.0/0"]
    rule = {"IpProtocol": "tcp", "FromPort": _API[0], "ToPort": _API[1]}
    ranges = {
        "IpRanges": [{"CidrIp": b} for b in blocks if ":" not in b],
        "Ipv6Ranges": [{"CidrIpv6": b} for b in blocks if ":" in b],
    }
    opened = opening({"IpPermissions": [{**rule, **ranges}]})
    whom: Whom = "everyone" if opened.to_world() else "listed" if opened.to_some() else "owner"
    return whom, (_API,), ("its API has a public address", lets("its list of networks", whom))


_RECORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"audit": ("admin", "data-read", "data-write"), "authenticator": ("sign-in",)}
)


def _trail(it: Store, got: Got) -> LogTrail:
    """Without the audit log nobody's acts are recorded, whatever the components write."""
    logs = set(it.row.get("logs", []))
    held = sorted(r for kind, records in _RECORDS.items() if kind in logs for r in records)
    on = "audit" in logs
    return LogTrail(
        **it.thing(got),
        of="scope",
        enabled=on if got.good else None,
        records=tuple(held) if got.good else None,  # type: ignore[arg-type]  # words of the vocabulary
        exempt=None,
        unread=unread(enabled=got, records=got, exempt=HIDDEN),
    )


def _release(it: Store, got: Got) -> Release:
    versions = it.beside("eks.versions")
    left, why = _support(it.row, versions) if got.good else (None, got)
    return Release(
        **it.thing(got, versions),
        version=f"Kubernetes {it.row['version']}" if it.row.get("version") else None,
        support_days_left=left,
        auto_update=None,
        unread=unread(
            version=got if it.row.get("version") or not got.good else unclear(got, "no version"),
            support_days_left=why,
            auto_update=NOT_ASKED,
        ),
    )


def _support(row: Mapping[str, Any], versions: Got) -> tuple[int | None, Got]:
    """Until AWS stops mending the version: with extended support, if the cluster takes it, for longer."""
    if not versions.good:
        return None, versions
    end = "endOfExtendedSupportDate" if row.get("supportType") == "EXTENDED" else "endOfStandardSupportDate"
    for version in body(versions).get("clusterVersions", []):
        if version.get("clusterVersion") == row.get("version") and version.get(end):
            return days_until(versions, version[end]), versions
    return None, unclear(versions, "it names no end of support for this version")
