"""Opens botocore's session: whose credentials sign, in which region questions start. Nothing waits for a person."""

import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from collectors.aws.asking.models import Calls, loader
from collectors.aws.options import Options

HOME: Final = "us-east-1"
"""Where services that have no region are asked."""
ROLE_SESSION: Final = "safeguard"
_HOMES: Final = {"us-gov-": "us-gov-west-1", "cn-": "cn-north-1"}
_PARTITIONS: Final = {"us-gov-": "aws-us-gov", "cn-": "aws-cn"}
_TALKATIVE: Final = ("botocore", "urllib3")


def opened(options: Options, secrets: Mapping[str, str], calls: Calls) -> Any:
    """Open a session for these calls. Raises what botocore raises, of a profile that is not there for one."""
    import botocore.session  # the SDK loads where it is used

    for name in _TALKATIVE:
        # At finer levels they write whole requests and answers, and at these the texts of errors.
        logging.getLogger(name).setLevel(logging.CRITICAL)
    session = botocore.session.Session(profile=options.profile)
    session.register_component("data_loader", loader(calls))
    session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=_time)
    _prompt_nobody(session)
    if "access_key" in secrets:
        session.set_credentials(secrets["access_key"], secrets["secret_key"], secrets.get("session_token"))
    if options.mfa_serial:
        _show(session, options, secrets["mfa_code"])
    if options.role_arn:
        _assume(session, options)
    return session


def _time(value: Any) -> datetime:
    """A time as AWS writes it. What `dateutil` takes for each is a good part of reading a long list."""
    from botocore.utils import parse_timestamp  # the SDK loads where it is used

    try:
        when = datetime.fromisoformat(value)
    except (TypeError, ValueError):  # a number, or written otherwise
        return parse_timestamp(value)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


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


def _show(session: Any, options: Options, code: str) -> None:
    """Show the MFA device's code, which is good for one time, and ask with what that gives: half a day is enough."""
    given = _sts(session, options)("sts").get_session_token(SerialNumber=options.mfa_serial, TokenCode=code)
    keys = given["Credentials"]
    session.set_credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])


def role(session: Any, source: Any, options: Options, arn: str) -> Any:
    """Credentials of a role, taken on with those of `source`, and again before its hour is over. Asks nothing yet."""
    from botocore.credentials import (  # the SDK loads where it is used
        AssumeRoleCredentialFetcher,
        DeferredRefreshableCredentials,
    )

    outside = {"ExternalId": options.external_id} if options.external_id else {}
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=_sts(session, options),
        source_credentials=source,
        role_arn=arn,
        extra_args={"RoleSessionName": ROLE_SESSION, **outside},
    )
    return DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")


def _assume(session: Any, options: Options) -> None:
    from botocore.exceptions import NoCredentialsError  # the SDK loads where it is used

    source = session.get_credentials()
    if source is None:
        raise NoCredentialsError
    session._credentials = role(session, source, options, options.role_arn)  # noqa: SLF001  # botocore has no public way to set credentials that renew themselves


def _sts(session: Any, options: Options) -> Any:
    """Makes clients of STS, at the regional endpoint: tokens of the global one are refused in opt-in regions."""
    from botocore.config import Config  # the SDK loads where it is used

    config = Config(
        connect_timeout=min(options.timeout, 10),
        read_timeout=options.timeout,
        retries={"mode": "standard", "total_max_attempts": options.attempts},
    )
    where = {"region_name": home(options, configured(session)), "endpoint_url": options.endpoint_url, "config": config}
    return lambda service, **keys: session.create_client(service, **{**keys, **where})


def home(options: Options, said: str = "") -> str:
    """The region of questions that have none: in the partition of those we look at, or of the one that is set."""
    first = options.regions[0] if options.regions else os.environ.get("AWS_REGION") or said
    return _by_region(_HOMES, first, HOME)


def prefix(region: str) -> str:
    """The partition that a region belongs to, as ARNs begin with it."""
    return _by_region(_PARTITIONS, region, "aws")


def _by_region(table: Mapping[str, str], region: str, otherwise: str) -> str:
    return next((found for start, found in table.items() if region.startswith(start)), otherwise)
