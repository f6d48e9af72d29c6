"""Who is let in to a queue, a topic or a secret by the policy on it. Pure."""

from collections.abc import Mapping
from typing import Any, Literal

from collectors.aws.policy import outsiders
from collectors.aws.store import Store
from scanner.answers import Got, unread
from scanner.facts import Exposure


def opened(
    it: Store, got: Got, policy: Mapping[str, Any] | None, widest: Literal["any-account", "everyone"]
) -> Exposure:
    """To whom its policy opens it. `widest`: who "everybody" is: every account, where one has to come with one."""
    strangers = outsiders(policy, it.whole.id)
    audience = widest if "*" in strangers else "listed" if strangers else "owner"
    return Exposure(
        **it.thing(got),
        way="permission",
        offers="data",
        audience=audience if got.good else None,
        ports=(),
        unread=unread(audience=got),
    )
