"""The server's settings that are asked for, and what they say: by name, in the server's own words. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from scanner.answers import Got

SETTINGS: Final = (
    *("version", "version_comment", "hostname", "skip_grant_tables"),
    # In transit, and who can reach it.
    *("have_ssl", "require_secure_transport", "tls_version", "ssl_cipher", "tls_ciphersuites"),
    *("bind_address", "skip_networking", "port"),
    # Sessions and passwords.
    *("wait_timeout", "interactive_timeout", "default_password_lifetime", "password_history", "mandatory_roles"),
    *("validate_password.length", "validate_password_length", "strict_password_validation", "max_password_errors"),
    *("simple_password_check_minimal_length", "cracklib_password_check_dictionary", "password_reuse_check_interval"),
    # What is recorded.
    *("general_log", "log_output", "server_audit_logging", "server_audit_events", "server_audit_excl_users"),
    *("server_audit_incl_users", "server_audit_output_type", "query_cache_type", "query_cache_size"),
    *("audit_log_policy", "audit_log_connection_policy", "audit_log_statement_policy", "audit_log_exclude_accounts"),
    *("audit_log_include_accounts", "audit_log_prune_seconds"),
    # At rest.
    *("innodb_encrypt_tables", "innodb_encrypt_log", "encrypt_binlog", "log_bin", "default_table_encryption"),
    *("table_encryption_privilege_check", "innodb_redo_log_encrypt", "innodb_undo_log_encrypt", "binlog_encryption"),
)
_ON: Final = frozenset({"on", "1", "yes", "true"})


class Settings:
    """What SHOW GLOBAL VARIABLES said."""

    def __init__(self, got: Got) -> None:
        self.got = got
        rows: list[Mapping[str, Any]] = (got.body or {}).get("value", [])
        self._by = {str(row["Variable_name"]).lower(): str(row.get("Value", "")).strip() for row in rows}

    def __contains__(self, name: str) -> bool:
        return name in self._by

    def text(self, name: str) -> str:
        """As it stands there; empty where there is no such setting."""
        return self._by.get(name, "")

    def words(self, name: str) -> tuple[str, ...]:
        """A list, in lower case."""
        return tuple(word.strip().lower() for word in self.text(name).split(",") if word.strip())

    def on(self, name: str) -> bool:
        """It is switched on. What is not there is off."""
        return self.text(name).lower() in _ON

    def number(self, name: str) -> int | None:
        """A whole number; None where there is no such setting.

        Raises:
            ValueError: it is no number.
        """
        return int(float(self._by[name])) if self._by.get(name) else None
