"""Writes rights as commands that add them to an application, and consent: they are typed by an administrator.

The ids of Graph's rights are looked up by name, since they are not the same in every cloud.
"""

from collections.abc import Iterable, Iterator
from typing import Final

_GRAPH: Final = "00000003-0000-0000-c000-000000000000"
"""Microsoft Graph, in every directory of every cloud."""


def grant(rights: Iterable[str]) -> str:
    """Application permissions of Microsoft Graph, and a role for what is asked of Azure Resource Manager."""
    some = sorted(set(rights) - {""})
    of_arm = [right for right in some if "/" in right]
    return "\n".join((*_graph([right for right in some if right not in of_arm]), *_arm(of_arm)))


def _graph(rights: list[str]) -> Iterator[str]:
    if rights:
        yield f"GRAPH={_GRAPH}"
        yield "for RIGHT in \\\n" + " \\\n".join(f"  {right}" for right in rights)
        yield "do"
        yield "  ROLE=$(az ad sp show --id $GRAPH --query \"appRoles[?value=='$RIGHT'].id | [0]\" --output tsv)"
        yield '  az ad app permission add --id CLIENT-ID --api $GRAPH --api-permissions "$ROLE=Role"'
        yield "done"
        yield "az ad app permission admin-consent --id CLIENT-ID"


def _arm(rights: list[str]) -> Iterator[str]:
    """It takes a Global Administrator who has, for a while, taken up access to Azure's root."""
    if rights:
        yield f"# {', '.join(rights)}:"
        yield "az role assignment create --assignee CLIENT-ID --role Reader --scope /providers/Microsoft.aadiam"
