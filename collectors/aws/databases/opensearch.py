"""OpenSearch Service: what to ask about domains. Those of Elasticsearch answer here too."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.question import Ask
from scanner.collector import Kind
from scanner.facts import Asset, Backup, Channel, DataStore, Exposure, LogTrail, Release, Session, SignIn

DOMAIN: Final = "aws.opensearch.domain"
GIVES: Final = (
    *((Asset, "store"), DataStore, (LogTrail, "store"), Release),
    *((Channel, "tls"), (Channel, "link"), (Session, "web"), (SignIn, "everyone")),
    *((Exposure, "permission/data"), (Exposure, "network/data"), (Backup, "copy")),
)
_UPDATE: Final = "aws opensearch update-domain-config --domain-name NAME"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        DOMAIN: Kind(
            title="OpenSearch domain",
            gives=GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": f"{_UPDATE} "
                    "--encryption-at-rest-options Enabled=true,KmsKeyId=KEY-ARN",
                    "encryption-at-rest.customer-key": "a domain keeps its key: make a new one with aws opensearch "
                    "create-domain --domain-name NEW --encryption-at-rest-options Enabled=true,KmsKeyId=KEY-ARN and "
                    "restore a snapshot of the old one there",
                    "encryption-in-transit.plain-refused": f"{_UPDATE} "
                    "--domain-endpoint-options EnforceHTTPS=true "
                    "--node-to-node-encryption-options Enabled=true",
                    "encryption-in-transit.protocol-version": f"{_UPDATE} "
                    "--domain-endpoint-options TLSSecurityPolicy=Policy-Min-TLS-1-2-PFS-2023-10",
                    "public-exposure.not-public": f"{_UPDATE} --access-policies file://FILE, which names the "
                    "principals that may come in",
                    **dict.fromkeys(
                        ("public-exposure.not-on-the-internet", "network-segmentation.no-open-ports"),
                        "a domain stays where it was made: aws opensearch create-domain --domain-name NEW "
                        "--vpc-options SubnetIds=SUBNET,SecurityGroupIds=GROUP, then restore a snapshot of the old "
                        "one there",
                    ),
                    "audit-logging.recording": f"{_UPDATE} --log-publishing-options "
                    "AUDIT_LOGS={CloudWatchLogsLogGroupArn=ARN,Enabled=true}, then switch the audit log on in "
                    "Dashboards, under Security",
                    "automatic-logoff.idle-ends": f"{_UPDATE} --advanced-security-options "
                    '\'{"SAMLOptions":{"SessionTimeoutMinutes":15}}\'',
                    **dict.fromkeys(
                        (
                            "unique-user-identification.own-name",
                            "unique-user-identification.central-directory",
                            "mfa.demanded",
                            "mfa.no-way-round",
                        ),
                        f"{_UPDATE} --advanced-security-options file://FILE, with Enabled and SAMLOptions, and with "
                        "InternalUserDatabaseEnabled false",
                    ),
                    "backup.exists": f"{_UPDATE} --automated-snapshot-pause-options Enabled=false",
                    "patching.automatic": f"{_UPDATE} --software-update-options AutoSoftwareUpdateEnabled=true",
                }
            ),
            own={"NAME": "name"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="opensearch.names",
        operation="opensearch.ListDomainNames",
        needs="es:ListDomainNames",
        feeds=GIVES,
        scope="region",
        keep="{DomainNames: DomainNames[].{DomainName: DomainName}}",
    ),
    Ask(
        id="opensearch.domains",
        operation="opensearch.DescribeDomains",
        needs="es:DescribeDomains",
        feeds=GIVES,
        each="opensearch.names",
        of="DomainNames",
        about="DomainName",
        # More it refuses.
        batch=5,
        given=MappingProxyType({"DomainNames": "item[].DomainName"}),
        keep="{DomainStatusList: DomainStatusList[].{DomainName: DomainName, ARN: ARN, Deleted: Deleted, "
        "EngineVersion: EngineVersion, VPCId: VPCOptions.VPCId, Policy: AccessPolicies || `null`, "
        "EncryptionAtRest: EncryptionAtRestOptions.Enabled, KmsKeyId: EncryptionAtRestOptions.KmsKeyId, "
        "NodeToNodeEncryption: NodeToNodeEncryptionOptions.Enabled, EnforceHTTPS: DomainEndpointOptions.EnforceHTTPS, "
        "TLSSecurityPolicy: DomainEndpointOptions.TLSSecurityPolicy, "
        "AuditLogs: LogPublishingOptions.AUDIT_LOGS.Enabled, "
        "FineGrained: AdvancedSecurityOptions.Enabled, Anonymous: AdvancedSecurityOptions.AnonymousAuthEnabled, "
        "InternalUsers: AdvancedSecurityOptions.InternalUserDatabaseEnabled, "
        "SAML: AdvancedSecurityOptions.SAMLOptions.Enabled, "
        "SessionTimeoutMinutes: AdvancedSecurityOptions.SAMLOptions.SessionTimeoutMinutes, "
        "Cognito: CognitoOptions.Enabled, IdentityCenter: IdentityCenterOptions.EnabledAPIAccess, "
        "AutoUpdate: SoftwareUpdateOptions.AutoSoftwareUpdateEnabled, "
        "SnapshotPause: AutomatedSnapshotPauseOptions.State}}",
    ),
)
