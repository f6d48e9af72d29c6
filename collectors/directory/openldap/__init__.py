"""OpenLDAP: slapd, by its own settings (`cn=config`), its password policies and its entries."""

from typing import Final

from collectors.directory.family import Attributes, Family, Part
from collectors.directory.openldap import accounts, config, passwords, service
from collectors.directory.openldap.grant import grant


def known(root: Attributes) -> bool:
    """Slapd names the class of its root DSE."""
    return "OpenLDAProotDSE" in root.get("objectclass", ())


OPENLDAP: Final = Family(
    title="OpenLDAP",
    name="openldap",
    known=known,
    parts=(
        Part(questions=(config.QUESTION, *service.QUESTIONS), kinds=service.KINDS, read=service.read),
        Part(questions=(passwords.QUESTION,), kinds=passwords.KINDS, read=passwords.read),
        Part(questions=accounts.QUESTIONS, kinds=accounts.KINDS, read=accounts.read),
    ),
    grant=grant,
)
