"""Active Directory, and Samba as a domain controller: accounts, groups that rule, policies, keys, trusts.

What a controller keeps in its registry no search shows; what an account may not read comes as if it were not there
(MS-ADTS 3.1.1.4.4), so that nothing here takes a missing value for a good one.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from collectors.directory.active_directory import domain as itself
from collectors.directory.active_directory import door, kerberos, passwords, people, trusts
from collectors.directory.active_directory.grant import grant
from collectors.directory.family import Family, Part

_CAPABILITY: Final = "1.2.840.113556.1.4.800"
"""LDAP_CAP_ACTIVE_DIRECTORY_OID: MS-ADTS 3.1.1.3.4.3.1."""


def known(root: Mapping[str, Sequence[str]]) -> bool:
    """Tell by the root DSE."""
    return _CAPABILITY in root.get("supportedcapabilities", ())


ACTIVE_DIRECTORY: Final = Family(
    title="Active Directory",
    name="ad",
    known=known,
    parts=(
        Part(questions=(itself.HEAD, *itself.QUESTIONS), kinds=itself.KINDS, read=itself.read),
        Part(questions=passwords.QUESTIONS, kinds=passwords.KINDS, read=passwords.read),
        Part(questions=door.QUESTIONS, kinds=door.KINDS, read=door.read),
        Part(questions=kerberos.QUESTIONS, kinds=kerberos.KINDS, read=kerberos.read),
        Part(questions=people.QUESTIONS, kinds=people.KINDS, read=people.read),
        Part(questions=trusts.QUESTIONS, kinds=trusts.KINDS, read=trusts.read),
    ),
    grant=grant,
    options={
        "smart_card": {
            "enum": ["nobody", "privileged", "everyone"],
            "description": "Of whom Active Directory must demand a smart card; privileged if not set.",
        }
    },
)
