"""The collectors: for each platform a table of questions, a table of kinds, a function that asks and one that reads."""

from collections.abc import Mapping
from typing import Final

COLLECTORS: Final[Mapping[str, str]] = {
    "aoscx": "collectors.network:AOSCX",
    "asa": "collectors.network:ASA",
    "aws": "collectors.aws:AWS",
    "azure": "collectors.azure:AZURE",
    "config": "collectors.network:CONFIG",
    "drop": "collectors.drop:DROP",
    "ehr": "collectors.uncovered:EHR",
    "entra": "collectors.entra:ENTRA",
    "eos": "collectors.network:EOS",
    "fortios": "collectors.network:FORTIOS",
    "frr": "collectors.network:FRR",
    "gcp": "collectors.gcp:GCP",
    "ios": "collectors.network:IOS",
    "iosxe": "collectors.network:IOSXE",
    "iosxr": "collectors.network:IOSXR",
    "junos": "collectors.network:JUNOS",
    "kubernetes": "collectors.uncovered:KUBERNETES",
    "ldap": "collectors.directory:LDAP",
    "ldaps": "collectors.directory:LDAPS",
    "local": "collectors.host.here:LOCAL",
    "mariadb": "collectors.mysql:MARIADB",
    "mobile": "collectors.uncovered:MOBILE",
    "mssql": "collectors.mssql:MSSQL",
    "mysql": "collectors.mysql:MYSQL",
    "network": "collectors.network:ANY",
    "nxos": "collectors.network:NXOS",
    "other": "collectors.uncovered:OTHER",
    "panos": "collectors.network:PANOS",
    "postgres": "collectors.postgres:POSTGRES",
    "routeros": "collectors.network:ROUTEROS",
    "ssh": "collectors.host.there:SSH",
    "tls": "collectors.tls:TLS",
    "vsphere": "collectors.uncovered:VSPHERE",
    "vyos": "collectors.network:VYOS",
    "workspace": "collectors.workspace:WORKSPACE",
}
"""By scheme where its collector stands. That is imported when a target has the scheme, and not before."""
