"""Opens botocore's session: whose credentials sign, in which region questions start. Nothing waits for a person."""

import logging
import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from collectors.aws.options import Options

HOME: Final = "us-east-1"
"""Where services that have no region are asked."""
ROLE_SESSION: Final = "safeguard"
_HOMES: Final = {"us-gov-": "us-gov-west-1", "cn-": "cn-north-1"}
_TALKATIVE: Final = ("botocore", "urllib3")


def opened(options: Options, secrets: Mapping[str, str]) -> Any:
    """Open a session. Raises what botocore raises, of a profile that is not there for one."""
    import botocore.session  # the SDK loads where it is used

    for name in _TALKATIVE:
        # At finer levels they write whole requests and answers, and at these the texts of errors.
        logging.getLogger(name).setLevel(logging.CRITICAL)
    session = botocore.session.Session(profile=options.profile)
    # Only the models that botocore ships: files in ~/.aws/models could move endpoints without a trace.
    session.register_component("data_loader", _loader())
    _prompt_nobody(session)
    if secrets:
        session.set_credentials(secrets["access_key"], secrets["secret_key"], secrets.get("session_token"))
    if options.role_arn:
        _assume(session, options)
    return session


class MfaWantedError(Exception):
    """The role of a profile asks for a code that somebody has to type."""


def _prompt_nobody(session: Any) -> None:
    """A scan may run where nobody sits, and botocore would wait for a code there."""

    def prompt(_: str) -> str:
        raise MfaWantedError

    session.get_component("credential_provider").get_provider("assume-role")._prompter = prompt  # noqa: SLF001  # botocore's session has no way to say it


def configured(session: Any) -> str:
    """The region that a profile, or the environment, says."""
    return str(session.get_config_variable("region") or "")


@lru_cache(maxsize=1)
def _loader() -> Any:
    """One for all sessions: it reads and keeps the models of the services, the dearest part of a client."""
    from botocore.loaders import Loader  # the SDK loads where it is used

    return Loader(include_default_search_paths=False, extra_search_paths=[Loader.BUILTIN_DATA_PATH])


def _assume(session: Any, options: Options) -> None:
    """Take on the role, and take it on again before its hour is over."""
    from botocore.credentials import (  # the SDK loads where it is used
        AssumeRoleCredentialFetcher,
        DeferredRefreshableCredentials,
    )
    from botocore.exceptions import NoCredentialsError

    source = session.get_credentials()
    if source is None:
        raise NoCredentialsError

    def create(service: str, **kwargs: Any) -> Any:
        # The regional endpoint: tokens of the global one are refused in regions that need opting in.
        return session.create_client(
            service,
            **{**kwargs, "region_name": home(options, configured(session)), "endpoint_url": options.endpoint_url},
        )

    extra = {"RoleSessionName": ROLE_SESSION, **({"ExternalId": options.external_id} if options.external_id else {})}
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=create,
        source_credentials=source,
        role_arn=options.role_arn,
        extra_args=extra,
    )
    role = DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")
    session._credentials = role  # noqa: SLF001  # botocore has no public way to set credentials that renew themselves


def home(options: Options, said: str = "") -> str:
    """The region of questions that have none: in the partition of those we look at, or of the one that is set."""
    first = options.regions[0] if options.regions else os.environ.get("AWS_REGION") or said
    for prefix, region in _HOMES.items():
        if first.startswith(prefix):
            return region
    return HOME
