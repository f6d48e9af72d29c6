"""Opens botocore's session: whose credentials sign, in which region questions start. Nothing waits for a person."""

import logging
import os
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from collectors.aws.asking.models import Calls, loader
from collectors.aws.options import Options
from scanner.secrets.reference import SECONDS

HOME: Final = "us-east-1"
"""Where services that have no region are asked, if nothing says that we are in another partition."""
ROLE_SESSION: Final = "safeguard"
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
    _hurry(session)
    if "access_key" in secrets:
        session.set_credentials(secrets["access_key"], secrets["secret_key"], secrets.get("session_token"))
    if options.mfa_serial:
        _show(session, options, secrets["mfa_code"])
    if options.role_arn:
        _assume(session, options, secrets)
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


class _Program(subprocess.Popen[bytes]):
    """The program that a profile names for its credentials: it reads from nobody, and ends in time or is ended."""

    def __init__(self, words: list[str], **pipes: Any) -> None:
        super().__init__(words, stdin=subprocess.DEVNULL, **pipes)

    def communicate(self, input: bytes | None = None, timeout: float | None = None) -> tuple[bytes, bytes]:
        from botocore.exceptions import CredentialRetrievalError  # the SDK loads where it is used

        try:
            return super().communicate(input, timeout or SECONDS)
        except subprocess.TimeoutExpired:
            with self:  # closes and waits
                self.kill()
            raise CredentialRetrievalError(provider="custom-process", error_msg="it did not end") from None


def _hurry(session: Any) -> None:
    """Have programs of profiles run as `_Program`, for which botocore waits without end."""
    from botocore.credentials import ProcessProvider  # the SDK loads where it is used

    def program(profile: str) -> ProcessProvider:  # of a profile from which a role is taken on
        return ProcessProvider(profile, lambda: session.full_config, popen=_Program)

    chain = session.get_component("credential_provider")
    chain.get_provider("custom-process")._popen = _Program  # noqa: SLF001  # botocore's session has no way to say it
    chain.get_provider("assume-role")._profile_provider_builder._create_process_provider = program  # noqa: SLF001


def configured(session: Any) -> str:
    """The region that a profile, or the environment, says."""
    return str(session.get_config_variable("region") or "")


def _show(session: Any, options: Options, code: str) -> None:
    """Show the MFA device's code, which is good for one time, and ask with what that gives: half a day is enough."""
    given = _sts(session, options)("sts").get_session_token(SerialNumber=options.mfa_serial, TokenCode=code)
    keys = given["Credentials"]
    session.set_credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])


def role(session: Any, source: Any, options: Options, arn: str, secrets: Mapping[str, str]) -> Any:
    """Credentials of a role, taken on with those of `source`, and again before its hour is over. Asks nothing yet."""
    from botocore.credentials import (  # the SDK loads where it is used
        AssumeRoleCredentialFetcher,
        DeferredRefreshableCredentials,
    )

    outside = secrets.get("external_id", options.external_id)
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=_sts(session, options),
        source_credentials=source,
        role_arn=arn,
        extra_args={"RoleSessionName": ROLE_SESSION, **({"ExternalId": outside} if outside else {})},
    )
    return DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")


def _assume(session: Any, options: Options, secrets: Mapping[str, str]) -> None:
    from botocore.exceptions import NoCredentialsError  # the SDK loads where it is used

    source = session.get_credentials()
    if source is None:
        raise NoCredentialsError
    session._credentials = role(session, source, options, options.role_arn, secrets)  # noqa: SLF001  # botocore has no public way to set credentials that renew themselves


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
    return _partition(first)[1]


def prefix(region: str) -> str:
    """The partition that a region belongs to, as ARNs begin with it."""
    return _partition(region)[0]


@cache
def _partition(region: str) -> tuple[str, str]:
    """Its name, and the region where what has none is asked, as botocore's data have them."""
    for partition in loader(frozenset()).load_data("partitions")["partitions"]:
        if re.match(partition["regionRegex"], region):
            return partition["id"], partition["outputs"]["implicitGlobalRegion"]
    return "aws", HOME
