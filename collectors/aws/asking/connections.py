"""Clients of AWS, shared by all accounts that one source of credentials leads into. Who signs is decided call by call.

A client costs milliseconds and a third of a mebibyte, and an account takes one for each service in each region: an
organisation would cost gigabytes if each account had its own. botocore is imported inside functions.
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from collectors.aws.asking.asker import Endpoint, Told, Whoever, origin, turn
from collectors.aws.asking.models import Calls
from collectors.aws.asking.signing import configured, home, opened, role
from collectors.aws.options import Options

_MOST: Final = 160
"""Clients that are kept; of the others those used last go first, and are made again when wanted."""
_PATIENCE: Final = (10, 3)
"""Seconds to wait for a connection: where the service is known to be there, and where it is not."""
_THERE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "account": frozenset({"aws", "aws-cn"}),
        "cloudfront": frozenset({"aws", "aws-cn"}),
        "medical-imaging": frozenset({"ap-southeast-2", "eu-west-1", "eu-west-2", "us-east-1", "us-west-2"}),
    }
)
"""Where services are of which botocore's data name no region, and which are not everywhere: regions, or partitions."""
Client: TypeAlias = Any


@dataclass
class Connections:
    """Opens botocore's session once, and makes clients, each once. Safe to be used by many threads."""

    options: Options
    secrets: Mapping[str, str] = field(repr=False)
    """What the references of the target lead to: key, secret, token, external id. They stay in memory."""
    calls: Calls = frozenset()
    """What will be asked; of services that none of them is of, anything."""
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    _made: "OrderedDict[tuple[str, str], tuple[Client, Endpoint]]" = field(default_factory=OrderedDict, repr=False)
    _transports: dict[tuple[Any, ...], Any] = field(default_factory=dict, repr=False)
    """Those for services that are known to be there, and for others; through proxies, and past them."""
    _keys: Any = field(default=None, repr=False)
    """Gives signing keys, and remembers them as long as there is somebody to ask."""
    _session: Any = field(default=None, repr=False)
    _source: Any = field(default=None, repr=False)
    _failed: Exception | None = field(default=None, repr=False)

    def home(self) -> str:
        """Where questions without a region are asked. What is wrong with a profile its first question tells."""
        from botocore.exceptions import BotoCoreError, ClientError  # the SDK loads where it is used

        try:
            return home(self.options, configured(self._opened()))
        except (BotoCoreError, ClientError, OSError, ValueError):
            return home(self.options)

    @property
    def source(self) -> Any:
        """The credentials that were found first. Raises what botocore raises, and the same again the next time."""
        if self._source is None:
            self._opened()
        if self._source is None:
            from botocore.exceptions import NoCredentialsError  # the SDK loads where it is used

            raise NoCredentialsError
        return self._source

    @property
    def method(self) -> str:
        """The word of botocore for the place whose credentials were tried; empty where none had any."""
        return str(getattr(self._source, "method", ""))

    def role(self, arn: str) -> Any:
        """Credentials of a role, which renew themselves. Nothing is asked yet."""
        return role(self._session, self.source, self.options, arn, self.secrets)

    def client(self, service: str, region: str) -> tuple[Client, Endpoint]:
        """The client of a service in a region, and where it sends its questions."""
        key = (service, region)
        with self._lock:
            if key not in self._made:
                self._made[key] = self._make(service, region)
                if len(self._made) > _MOST:
                    self._made.popitem(last=False)
            self._made.move_to_end(key)
            return self._made[key]

    def _opened(self) -> Any:
        with self._lock:
            if self._failed:
                raise self._failed
            if self._session is None:
                try:
                    self._session, self._source = self._open()
                except Exception as err:  # whatever it is, it goes on to whoever asks
                    # Once and for all: a code of an MFA device must not be tried for every account.
                    self._failed = err
                    raise
            return self._session

    def _open(self) -> tuple[Any, Any]:
        session = opened(self.options, self.secrets, self.calls)
        source = session.get_credentials()
        session._credentials = Whoever()  # noqa: SLF001  # botocore has no public way to set credentials of one's own kind
        return session, source

    def _make(self, service: str, region: str) -> tuple[Client, Endpoint]:
        session = self._opened()
        elsewhere = bool(self.options.endpoint_url) or _redirected(session)
        listed = elsewhere or _listed(session, service, region)
        client = self._create(service, region, self.options.endpoint_url, path=elsewhere, listed=listed)
        told = Told(client.meta.service_model.service_id.hyphenize(), region, listed)
        self._wire(client, told)
        _lighten(client)
        client.meta.events.register("needs-retry", told.again)
        url = str(client.meta.endpoint_url)
        standard = True
        if elsewhere and not _of_aws(session, str(urlsplit(url).hostname)):
            standard = False
        elif elsewhere:
            # botocore's own resolver has the last word: an override that says the same is none.
            plain = self._create(service, region, None, plain=True, path=True, listed=True)
            standard = url == plain.meta.endpoint_url
        if not standard:
            client.meta.events.register("before-sign", _keep_host(url))
        return client, Endpoint(origin(url), standard, url.startswith("https:"), listed)

    def _wire(self, client: Client, told: Told) -> None:
        """Have the client ask by our own way, on the connections that all share."""
        from collectors.aws.asking.signature import KEYS, keyed  # the SDK loads where it is used
        from collectors.aws.asking.transport import Transport
        from collectors.aws.asking.wire import Wire

        self._keys = self._keys or lru_cache(maxsize=KEYS)(keyed)
        old = client._endpoint.http_session  # noqa: SLF001  # botocore offers no way to choose it
        # NO_PROXY may name the endpoints of some clients.
        kind = (told.listed, *sorted(old._proxy_config._proxies.items()))  # noqa: SLF001
        if kind not in self._transports:
            self._transports[kind] = Transport.like(old, turn)
        client._endpoint = Wire(client, self._transports[kind], told, self._keys)  # noqa: SLF001

    def _create(  # noqa: PLR0913  # what a client of botocore takes
        self, service: str, region: str, url: str | None, *, plain: bool = False, path: bool, listed: bool
    ) -> Client:
        from botocore.config import Config  # the SDK loads where it is used

        config = Config(
            connect_timeout=min(self.options.timeout, _PATIENCE[0 if listed else 1]),
            read_timeout=self.options.timeout,
            # Asked again as the account says that asks, not as the client would: see `pace`.
            retries={"mode": "standard", "total_max_attempts": 1},
            ignore_configured_endpoint_urls=plain,  # type: ignore[call-arg]  # the stubs lack it
            # A simulator answers to one name: buckets go into the path.
            s3={"addressing_style": "path"} if path else None,
            # One that never changes: botocore makes up its own anew for every request.
            user_agent="safeguard",
        )
        return self._session.create_client(service, region_name=region, endpoint_url=url, config=config)


def _of_aws(session: Any, host: str) -> bool:
    """The name may be one of AWS's own, in some partition."""
    partitions = session.get_component("data_loader").load_data("endpoints")["partitions"]
    return host.endswith((*(f".{partition['dnsSuffix']}" for partition in partitions), ".api.aws", ".on.aws"))


def _listed(session: Any, service: str, region: str) -> bool:
    """The service is known to be there, or nobody says where it is: then nothing follows from its absence.

    The data of botocore name the regions of a service; of IAM and others that have none, none at all. Of other names
    for the same, as FIPS has them, they say nothing.
    """
    from botocore.exceptions import UnknownRegionError  # the SDK loads where it is used

    try:
        partition = session.get_partition_for_region(region)
    except UnknownRegionError:
        return True
    renamed = any(session.get_config_variable(f"use_{kind}_endpoint") for kind in ("fips", "dualstack"))
    if renamed or region not in session.get_available_regions("ec2", partition):
        return True
    partitions = session.get_available_partitions()
    there = _THERE.get(service) or {r for p in partitions for r in session.get_available_regions(service, p)}
    return not there or not there.isdisjoint({region, partition})


def _redirected(session: Any) -> bool:
    """The environment or the configuration names endpoints of its own."""
    scoped = session.get_scoped_config()
    named = "endpoint_url" in scoped or "services" in scoped
    return named or any(name.startswith("AWS_ENDPOINT_URL") for name in os.environ)


def _keep_host(url: str) -> Any:
    """Stay at the endpoint we were given: a simulator has no `ACCOUNT.HOST`, and no name made of it can be trusted."""
    scheme, authority = urlsplit(url)[:2]
    there = f"{scheme}://{authority}/"

    def before_sign(request: Any, **_: Any) -> None:
        if request.url.startswith(there):
            return
        parts = urlsplit(request.url)
        if parts.netloc != authority:
            request.url = parts._replace(scheme=scheme, netloc=authority).geturl()

    return before_sign


def _lighten(client: Client) -> None:
    """Have each event's name looked up once: botocore goes through all its aliases for every event of every call.

    And have it look no more, before each, whether we are a function of Lambda that calls itself.
    """
    from botocore.handlers import add_recursion_detection_header  # the SDK loads where it is used

    events = client.meta.events
    events.unregister("before-call", add_recursion_detection_header)
    named, emitter = lru_cache(maxsize=1024)(events._alias_event_name), events._emitter  # noqa: SLF001  # no other way
    events.emit = lambda event_name, **said: emitter.emit(named(event_name), **said)
    events._alias_event_name = named  # noqa: SLF001
