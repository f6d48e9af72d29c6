"""The root DSE (RFC 4512, 5.1): what a server says of itself before anything else is asked."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.directory.question import Search
from collectors.directory.read import ROOT, Directory
from scanner.collector import Kind
from scanner.facts import CLASSES, Asset, Fact

KEPT: Final = (
    *("objectClass", "namingContexts", "defaultNamingContext", "configContext", "monitorContext"),
    *("configurationNamingContext", "ipaDomainLevel", "ipaTopologyIsManaged"),
    *("vendorName", "vendorVersion", "supportedLDAPVersion", "supportedSASLMechanisms", "supportedCapabilities"),
    *("supportedControl", "supportedExtension", "altServer"),
)
"""Attributes of the root DSE that are kept."""
QUESTION: Final = Search(
    id=ROOT,
    operation="search of the root DSE",
    needs="",
    feeds=CLASSES,
    base="",
    scope="base",
    attributes=KEPT,
    paged=False,
    outside=True,
)
SERVER: Final = "directory.server"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {SERVER: Kind(title="directory server", gives=((Asset, "service"),), always=True)}
)


def read(whole: Directory) -> Iterator[Fact]:
    """Give the server itself."""
    yield Asset(**whole.thing(SERVER, "", whole.host, whole.one(ROOT)), role="service")
