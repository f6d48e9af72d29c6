"""FreeIPA (Red Hat Identity Management): 389 Directory Server with a realm of Kerberos.

What an account may not read comes as if it were not there; whatever every FreeIPA has counts as hidden when it does
not come. Who may read what: `managed_permissions` in ipaserver/plugins.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from collectors.directory.family import Family, Part
from collectors.directory.freeipa import people, policies, server
from collectors.directory.freeipa.grant import grant


def known(root: Mapping[str, Sequence[str]]) -> bool:
    """Tell by the root DSE, to which the plugin for the topology adds these (ipa-slapi-plugins/topology)."""
    return bool(root.get("ipadomainlevel") or root.get("ipatopologyismanaged"))


FREEIPA: Final = Family(
    title="FreeIPA",
    name="freeipa",
    known=known,
    parts=(
        Part(questions=policies.QUESTIONS, kinds=policies.KINDS, read=policies.read),
        Part(questions=people.QUESTIONS, kinds=people.KINDS, read=people.read),
        Part(questions=server.QUESTIONS, kinds=server.KINDS, read=server.read),
    ),
    grant=grant,
)
