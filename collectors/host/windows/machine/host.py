"""The machine as a whole, and the states of its services."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from collectors.host.host import Host
from scanner.answers import Got
from scanner.collector import Kind
from scanner.facts import Asset, Fact

SERVICES: Final = (
    *("LanmanServer", "TermService", "sshd", "EventLog", "WinRM", "W32Time", "MpsSvc", "WinDefend", "wuauserv"),
)
AGENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "WazuhSvc": "Wazuh",
        "OssecSvc": "OSSEC",
        "winlogbeat": "Winlogbeat",
        "Elastic Agent": "Elastic Agent",
        "SplunkForwarder": "Splunk forwarder",
        "nxlog": "NXLog",
        "fluent-bit": "Fluent Bit",
        "fluentdwinsvc": "Fluentd",
        "vector": "Vector",
        "HealthService": "Microsoft Monitoring Agent",
        "AzureMonitorAgent": "Azure Monitor Agent",
        "AmazonCloudWatchAgent": "CloudWatch agent",
        "google-cloud-ops-agent": "Google Cloud Ops Agent",
        "Snare": "Snare",
    }
)
"""What may send the logs away, by its service."""
PROTECTORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "CSFalconService": "CrowdStrike Falcon",
        "SentinelAgent": "SentinelOne",
        "CbDefense": "Carbon Black Cloud",
        "Sophos Endpoint Defense Service": "Sophos",
        "ekrn": "ESET",
        "TmCCSF": "Trend Micro",
        "masvc": "Trellix",
        "SepMasterService": "Symantec",
        "CylanceSvc": "Cylance",
    }
)
"""What may look for malware in the place of Defender."""
BACKUPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "VeeamEndpointBackupSvc": "Veeam agent",
        "MMS": "Acronis",
        "BackupExecAgentAccelerator": "Backup Exec",
        "bpcd": "NetBackup",
        "GxCVD(Instance001)": "Commvault",
        "obengine": "Azure Backup",
        "bareos-fd": "Bareos",
        "bacula-fd": "Bacula",
        "RubrikBackupService": "Rubrik",
        "CohesityAgent": "Cohesity",
        "DattoBackupAgentService": "Datto",
    }
)
"""What copies the machine away, by its service."""


@dataclass(frozen=True, slots=True)
class Services:
    """The states of services, as far as they are known."""

    got: Got

    def there(self, service: str) -> bool | None:
        """It is installed; None: not known."""
        return service.lower() in self.got.body if self.got.ok else None

    def running(self, service: str) -> bool | None:
        """It runs now; None: not known."""
        return self._of(service)[0] == "Running" if self.got.ok else None

    def starts(self, service: str) -> bool | None:
        """It runs after the next start as well; None: not known."""
        return self._of(service)[1] == "Auto" if self.got.ok else None

    def disabled(self, service: str) -> bool | None:
        """It cannot be started; None: not known."""
        return self._of(service)[1] == "Disabled" if self.got.ok else None

    def named(self, some: Mapping[str, str]) -> list[str]:
        """What people call those of some that run."""
        return sorted({called for service, called in some.items() if self.running(service)})

    def _of(self, service: str) -> list[str]:
        found: list[str] = self.got.body.get(service.lower(), ["", ""])
        return found


def services(host: Host) -> Services:
    """The states of the services of a machine."""
    return Services(host.ask("windows.services"))


KINDS = {
    "windows.host": Kind(
        "Windows host",
        ((Asset, "host"),),
        {"backup.exists": "Windows Server Backup or an agent (Veeam, Azure Backup) to a place elsewhere."},
        always=True,
    ),
}


def read_host(host: Host) -> Iterator[Fact]:
    """The machine itself."""
    yield Asset(**host.fact("windows.host"), role="host")


def is_server(host: Host) -> bool:
    """A server, or a domain controller."""
    return str(host.about["type"]) in {"ServerNT", "LanmanNT"}


def build(host: Host) -> int | None:
    """Its build number; None: not told."""
    found = host.about["build"]
    return found if isinstance(found, int) else None
