"""Microsoft's clouds: where each is asked. Public, and the sovereign ones, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple


class Cloud(NamedTuple):
    """One of them."""

    authority: str
    """Host that gives tokens."""
    arm: str
    """Azure Resource Manager."""
    graph: str
    """Microsoft Graph."""


CLOUDS: Final[Mapping[str, Cloud]] = MappingProxyType(
    {
        "public": Cloud("login.microsoftonline.com", "https://management.azure.com", "https://graph.microsoft.com"),
        "usgov": Cloud(
            "login.microsoftonline.us", "https://management.usgovcloudapi.net", "https://graph.microsoft.us"
        ),
        "usgov-dod": Cloud(
            "login.microsoftonline.us", "https://management.usgovcloudapi.net", "https://dod-graph.microsoft.us"
        ),
        "china": Cloud(
            "login.chinacloudapi.cn",
            "https://management.chinacloudapi.cn",
            "https://microsoftgraph.chinacloudapi.cn",
        ),
    }
)
"""learn.microsoft.com: Azure Government's endpoints (documentation-government-developer-guide), Azure operated by
21Vianet (developer-guide), and Microsoft Graph's national clouds (graph/deployments)."""
