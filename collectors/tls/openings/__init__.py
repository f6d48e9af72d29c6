"""The protocols that begin in plain and turn to TLS on request, by what `starttls` calls them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.tls.openings.databases import mysql, postgres, postgres_in_plain
from collectors.tls.openings.ldap import ldap, ldap_in_plain
from collectors.tls.openings.lines import (
    ftp,
    ftp_in_plain,
    imap,
    imap_in_plain,
    pop3,
    pop3_in_plain,
    smtp,
    smtp_in_plain,
)
from collectors.tls.openings.opening import Opening

OPENINGS: Final[Mapping[str, Opening]] = MappingProxyType(
    {
        "smtp": Opening(25, smtp, smtp_in_plain),
        "imap": Opening(143, imap, imap_in_plain),
        "pop3": Opening(110, pop3, pop3_in_plain),
        "ldap": Opening(389, ldap, ldap_in_plain),
        "postgres": Opening(5432, postgres, postgres_in_plain, "database"),
        # Whether MySQL takes a password without TLS (require_secure_transport) it says only to those who send one.
        "mysql": Opening(3306, mysql, None, "database"),
        "ftp": Opening(21, ftp, ftp_in_plain, "ftp"),
    }
)
BEGIN_PLAIN: Final = frozenset({587, *(opening.port for opening in OPENINGS.values())})
"""Ports where clients begin in plain."""
