"""Settings as people say them: behind “no line says”, and on the page about network devices."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "aaa.fallback": "whether local accounts come in beside the servers",
        "http.redirect": "whether port 80 is open, if only to lead to HTTPS",
        "idle.changeable": "whether a session may change its own idle limit",
        "idle.profile": "when an idle session ends by a profile that has a limit of its own",
        "lifetime.session": "how long a session may last",
        "lockout.attempts": "how many wrong passwords are taken",
        "lockout.seconds": "how long an account is locked",
        "log.admin": "whether changes of the configuration are recorded",
        "log.commands": "whether commands are recorded",
        "log.enabled": "whether anything is recorded",
        "log.failed_sign_in": "whether wrong passwords are told",
        "log.sign_in": "whether sign-ins are recorded",
        "log.timestamps": "whether entries of the log carry the time",
        "log.trap_level": "from which level on a log server is told",
        "mfa": "whether accounts have a second factor",
        "ntp.authenticate": "whether time sources must prove who they are",
        "ntp.enabled": "whether time sources are asked",
        "ntp.servers": "which time sources are asked",
        "password.min_length": "how long a password must be",
        "password.min_length_enabled": "how long a password must be where the policy is on",
        "secret.absent": "what the password of an account is",
        "secret.shared": "by which key secrets are encrypted",
        "secret.stored": "how passwords are stored",
        "service.api_http": "whether the API answers without encryption too",
        "service.vty_transport": "what the vty lines take",
        "snmp.authentication": "by what users of SNMP sign",
        "snmp.community": "which community of SNMP there is",
        "snmp.encrypt_demanded": "whether SNMP demands encryption of all users",
        "snmp.encryption": "by what users of SNMP encrypt",
        "snmp.security": "what SNMP demands of who asks",
        "snmp.user_level": "what SNMP demands of a user",
        "snmp.versions": "which versions of SNMP are spoken",
        "ssh.ciphers": "which ciphers SSH takes",
        "ssh.kex": "which key exchanges SSH takes",
        "ssh.macs": "which MACs SSH takes",
        "ssh.root_login": "whether root may come in by SSH",
        "ssh.version": "which versions of SSH are spoken",
        "tls.certificate": "which certificate the pages show",
        "tls.grpc": "whether gRPC takes TLS alone",
        "tls.profile_min": "which versions of TLS a profile takes",
        "tls.web_min": "which versions of TLS are spoken",
    }
)
_FAMILIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "idle": "when an idle session ends on {}",
        "sign_in": "what is asked of who comes in by {}",
        "sign_in.aaa": "what AAA asks of who comes in by {} where no list is named",
        "service": "whether {} is on",
    }
)
_PLACES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "api": "the API",
        "api-ssl": "the API over TLS",
        "aux": "the auxiliary port",
        "console": "the console",
        "ftp": "FTP",
        "gnmi": "gNMI",
        "gnmi-secure": "gNMI over TLS",
        "grpc": "gRPC",
        "http": "HTTP",
        "https": "HTTPS",
        "mac-telnet": "MAC Telnet",
        "netconf": "NETCONF",
        "ntp": "NTP",
        "restconf": "RESTCONF",
        "scp": "SCP",
        "sftp": "SFTP",
        "snmp": "SNMP",
        "ssh": "SSH",
        "telnet": "Telnet",
        "tftp": "TFTP",
        "tty": "a tty line",
        "vty": "a vty line",
        "web": "the pages",
        "winbox": "WinBox",
    }
)


def words(setting: str) -> str:
    """A setting in plain words; a way in that has none here goes by its own name."""
    if setting in _WORDS:
        return _WORDS[setting]
    family, _, place = setting.replace("aaa_", "aaa.").rpartition(".")
    return _FAMILIES.get(family, "{}").format(_PLACES.get(place, place))
