"""Where credentials were looked for when none could be used: names and places only, never what lies there.

Asked once, of this machine, after the first question has failed; what comes goes into that answer, so that a reader can
be told what to do. botocore is imported inside functions.
"""

import os
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.options import Options
from scanner.answers import JSON

_VARIABLES: Final = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
_METHODS: Final = frozenset(
    {
        "assume-role",
        "assume-role-with-web-identity",
        "config-file",
        "container-role",
        "custom-process",
        "env",
        "explicit",
        "iam-role",
        "login",
        "shared-credentials-file",
        "sso",
    }
)
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NAME: Final = re.compile(r"(?!A[KS]IA[A-Z0-9]{12})[\w.@+-]{1,32}")
"""A name that may be repeated. A key or a token in its place is longer, or begins as keys do."""
_KINDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "sso": ("sso_session", "sso_start_url"),
        "login": ("login_session",),
        "process": ("credential_process",),
        "role": ("role_arn",),
        "keys": ("aws_access_key_id", "aws_secret_access_key"),
    }
)
"""How a profile comes to credentials, by what it sets; the first that fits."""


def look(options: Options, method: str) -> dict[str, JSON]:
    """Say where credentials were looked for: the profile by its name, variables by theirs.

    `method`: botocore's word for the place whose credentials were tried; empty where none had any.
    """
    from botocore.exceptions import BotoCoreError  # the SDK loads where it is used

    found: dict[str, JSON] = {"Variables": [name for name in _VARIABLES if os.environ.get(name)]}
    if method in _METHODS:
        found["Tried"] = method
    if os.environ.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true":
        found["InstanceRoleOff"] = True
    try:
        found |= _profile(options)
    except (BotoCoreError, OSError, ValueError):
        found["Unreadable"] = True
    return found


def _profile(options: Options) -> dict[str, JSON]:
    import botocore.session  # the SDK loads where it is used

    # Without a profile: with one that is not there it could not be asked which are.
    config = botocore.session.Session().full_config
    profiles: Mapping[str, Mapping[str, Any]] = config.get("profiles", {})
    variable = next((v for v in ("AWS_DEFAULT_PROFILE", "AWS_PROFILE") if os.environ.get(v)), "")
    name = options.profile or os.environ.get(variable, "") or "default"
    said = profiles.get(name, {})
    return {
        "Profile": name if _NAME.fullmatch(name) else "",
        "By": "" if options.profile else variable,
        "There": name in profiles,
        "Others": len(profiles.keys() - {name}),
        **dict(_nearest(name, profiles)),
        "Kind": next((kind for kind, keys in _KINDS.items() if any(said.get(k) for k in keys)), ""),
        **dict(_until(said, config.get("sso_sessions", {}))),
    }


def _nearest(name: str, profiles: Mapping[str, Any]) -> Iterator[tuple[str, JSON]]:
    """The one that may be meant: by its name, or because there is no other."""
    near = [*profiles] if len(profiles) == 1 else get_close_matches(name, profiles, n=1)
    for other in near if name not in profiles else ():
        if _NAME.fullmatch(other):
            yield "Nearest", other


def _until(profile: Mapping[str, Any], sessions: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, JSON]]:
    """When the sign-in through IAM Identity Center ends or ended; nothing where there was none."""
    from botocore.exceptions import SSOTokenLoadError  # the SDK loads where it is used
    from botocore.utils import JSONFileCache, SSOTokenLoader

    session = profile.get("sso_session")
    start = profile.get("sso_start_url") or sessions.get(session or "", {}).get("sso_start_url")
    if not start:
        return
    cache = JSONFileCache(os.path.expanduser(os.path.join("~", ".aws", "sso", "cache")))  # noqa: PTH111, PTH118  # as botocore says it
    try:
        until = str(SSOTokenLoader(cache)(start, session_name=session)["expiresAt"])
    except (SSOTokenLoadError, LookupError, TypeError):
        return  # none, or a file that holds something else
    if _TIME.fullmatch(until):
        yield "SignedInUntil", until
