"""Who was signed in to a directory, and searches there: by python-ldap, through a connection of ours."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Self

from collectors.directory import kerberos
from collectors.directory.options import Options
from collectors.directory.question import Search
from collectors.directory.relay import Relay
from collectors.secured.line import Bounds
from collectors.tls.wire import UnansweredError, garbled
from scanner.collector import CollectError
from scanner.facts import Failure

ABSENT: Final = "noSuchObject (32)"
UNWILLING: Final = "unwillingToPerform (53)"
"""So slapd answers whoever has not signed in, where `olcRequires` says `authc`."""
_GRACE: Final = 5
"""Seconds that the library waits longer than the connection lasts: what ended that says why."""
LIMITED: Final = "sizelimitExceeded (4)"
_OUTCOMES: Final[Mapping[int, Failure]] = MappingProxyType(
    {
        1: "denied",  # operationsError: so Active Directory answers whoever has not signed in
        3: "timeout",
        8: "denied",  # strongerAuthRequired
        13: "denied",  # confidentialityRequired
        48: "denied",  # inappropriateAuthentication
        49: "denied",  # invalidCredentials
        50: "denied",  # insufficientAccessRights
        51: "throttled",  # busy
        52: "unreachable",  # unavailable
    }
)
"""By the codes of RFC 4511, 4.1.9; all others are errors."""
_WHY: Final = re.compile(r"\bdata ([0-9a-f]{1,8})\b")
"""Active Directory's own code, in the text beside "invalidCredentials": `52e`, `80090346`."""
_SCOPES: Final[Mapping[str, int]] = MappingProxyType({"base": 0, "one": 1, "sub": 2})


class Raw(NamedTuple):
    """One entry as it came."""

    dn: str
    attributes: Mapping[str, Sequence[bytes]]


class Page(NamedTuple):
    """The end of a page."""

    cookie: bytes
    """Where it goes on; empty: it does not."""


class Reference(NamedTuple):
    """Says that a part of the tree lies elsewhere. Nobody goes there."""

    uris: Sequence[str]


class Session:
    """One connection, and whoever was signed in on it. Every call raises `UnansweredError` where no answer came."""

    def __init__(self, options: Options, bounds: Bounds) -> None:
        """Connect; nobody is signed in yet.

        Raises:
            CollectError: python-ldap is not installed, or the file of those who may vouch cannot be used.
            UnansweredError: nobody is there, or does not prove who it is.
        """
        ldap = _library()
        self._bounds, self._relay = bounds, Relay(options, bounds)
        self._ldap = ldap
        self._host, self._descriptor = options.place.name, self._relay.ours.detach()
        self._connection = ldap.initialize("ldap://directory", fileno=self._descriptor)  # it closes it
        self._connection.set_option(ldap.OPT_PROTOCOL_VERSION, ldap.VERSION3)
        self._connection.set_option(ldap.OPT_REFERRALS, ldap.OPT_OFF)
        self._connection.set_option(ldap.OPT_DEREF, ldap.DEREF_NEVER)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(self._ldap.LDAPError):
            self._connection.unbind_ext_s()
        self._relay.close()

    @property
    def identity(self) -> str:
        """What the server proved itself with."""
        return self._relay.identity

    @property
    def version(self) -> str:
        """Of TLS."""
        return self._relay.version

    def sign_in(self, user: str, password: str) -> None:
        """Sign in by name and password. An empty one would be nobody's (RFC 4513, 5.1.2), and is not sent."""
        if not password:
            raise UnansweredError("denied", "the password is empty")
        with self._answered():
            self._connection.simple_bind_s(user, password)

    def sign_in_by_ticket(self) -> None:
        """Sign in by Kerberos, as whoever has a ticket or a keytab here, to the name that the certificate proved."""
        with self._answered():
            if failed := kerberos.sign_in(self._descriptor, self._host, self._bounds):
                raise getattr(self._ldap, failed.name, self._ldap.LDAPError)(failed.told)

    def search(
        self, row: Search, base: str, *, size: int = 0, cookie: bytes = b"", only: str = ""
    ) -> Iterator[Raw | Reference | Page]:
        """Search, and give what comes as it comes; last, of a paged one, where it goes on.

        only: one attribute of the one entry at this place.
        """
        from ldap.controls import SimplePagedResultsControl

        paging = [SimplePagedResultsControl(criticality=True, size=size, cookie=cookie)] if size else []
        with self._answered():
            number = self._connection.search_ext(
                base,
                _SCOPES["base" if only else row.scope],
                "(objectClass=*)" if only else row.filter,
                [only] if only else [*row.attributes] or ["1.1"],
                attrsonly=int(row.types),
                serverctrls=paging,
                sizelimit=row.most,
            )
        while True:
            try:
                with self._answered():
                    kind, came, _, controls = self._connection.result3(
                        number, all=0, timeout=self._bounds.left() + _GRACE
                    )
            except UnansweredError as err:
                if row.most and err.code == LIMITED:  # as many as were wanted
                    return
                raise
            if kind == self._ldap.RES_SEARCH_RESULT:
                told = [one for one in controls if one.controlType == SimplePagedResultsControl.controlType]
                yield Page(bytes(told[0].cookie or b"") if told else b"")
                return
            for dn, attributes in came:
                yield Reference(attributes) if kind == self._ldap.RES_SEARCH_REFERENCE else Raw(dn, attributes)

    @contextmanager
    def _answered(self) -> Iterator[None]:
        """Turn what the library raises into an outcome and a code, without a word of the server's own."""
        try:
            yield
        except self._ldap.LDAPError as err:
            raise self._unanswered(err) from None
        except (UnicodeDecodeError, ValueError):
            raise garbled("a name or a control that cannot be read") from None

    def _unanswered(self, err: Exception) -> UnansweredError:
        if self._relay.why:
            return self._relay.why
        told: Any = err.args[0] if err.args and isinstance(err.args[0], dict) else {}
        number = told.get("result")
        if isinstance(err, self._ldap.TIMEOUT):
            return UnansweredError("timeout", "no answer in time")
        if not isinstance(number, int) or number < 0:
            return kerberos.refusal(str(told.get("info", ""))) or UnansweredError(
                "error", f"not understood: {type(err).__name__}"
            )
        why = _WHY.search(str(told.get("info", ""))) if number == self._ldap.INVALID_CREDENTIALS.errnum else None
        code = f"{_camel(type(err).__name__)} ({number}{f', {why[1]}' if why else ''})"
        return UnansweredError(_OUTCOMES.get(number, "error"), code)


def _camel(name: str) -> str:
    """`NO_SUCH_OBJECT` as RFC 4511 writes it."""
    first, *rest = name.lower().split("_")
    return first + "".join(part.capitalize() for part in rest)


def _library() -> Any:
    try:
        import ldap
    except ImportError:
        raise CollectError(
            "the package python-ldap is not installed: pip install 'safeguard-scanner[ldap]' (it is built there, and "
            "needs on Debian: apt-get install gcc python3-dev libldap2-dev libsasl2-dev)"
        ) from None
    return ldap
