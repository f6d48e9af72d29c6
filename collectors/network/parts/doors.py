"""Ways in: a session on each, and what somebody must show to have it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.said import Said
from scanner.answers import HIDDEN, Got
from scanner.facts import FOREVER, Session, SignIn

_SHARED: Final = frozenset({"enable", "line", "password", "none"})
"""Methods that ask for no name, or for one secret that all have."""
_LOCAL: Final = frozenset({"local", "local-case", "krb5", "krb5-telnet", "keys"})
REFUSED: Final = "refused"
"""A method: nobody is let in."""


@dataclass(frozen=True, slots=True)
class Methods:
    """What is tried, one after the other: the next only where the one before does not answer."""

    names: tuple[str, ...]
    """`group NAME` (servers of a directory), `local`, `keys`, `enable`, `line` and `password` (one for all), `none`,
    `refused`."""
    stands: str
    also_local: bool = False
    """Local accounts are let in while the servers answer too, so that who is refused there may come in here."""
    factors: int = 1
    """That local accounts show."""
    second: bool = False
    """The device itself asks everybody for a second one, whoever knows the first."""

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of groups of servers, in order."""
        return tuple(name.partition(" ")[2] for name in self.names if name.startswith("group "))

    @property
    def demanded(self) -> Any:
        """What a server of a directory demands no device knows. `none` lets anybody in, if only when they are gone."""
        if "none" in self.names:
            return Said(0, self.stands)
        if self.second:
            return Said(2, self.stands)
        if self.groups and self.names[0].startswith("group ") and not self.also_local:
            return HIDDEN
        return Said(self.factors, self.stands)

    @property
    def bypass(self) -> tuple[str, ...]:
        """Ways round a directory. Local accounts that are asked only when it is silent are none."""
        first = next((n for n, name in enumerate(self.names) if name.startswith("group ")), len(self.names))
        before = self.names[:first] if self.groups else ()
        ways = ["local-accounts" if name in _LOCAL else name for name in before]
        ways += ["local-accounts"] * (self.also_local and bool(self.groups))
        ways += ["silent-servers"] * ("none" in self.names and bool(self.groups))
        return tuple(dict.fromkeys(ways))

    @property
    def individual(self) -> Said[bool]:
        """Whoever comes in has a name: one for all is not asked first, nor where no account of that name is here."""
        asked = self.names[:1] if self.groups else self.names
        return Said(not _SHARED & {*asked}, self.stands)

    @property
    def alone(self) -> "Methods":
        """What is left of them where no server stands behind their only group; never does it ask for more."""
        if len(self.groups) != 1 or self.second or self.factors > 1:
            return self
        rest = tuple(name for name in self.names if not name.startswith("group "))
        return replace(self, names=rest or self.names, also_local=False)


def split(methods: str) -> Iterator[str]:
    """`group tacacs+ local` as `group tacacs+`, `local`."""
    words = iter(methods.split())
    for word in words:
        yield f"{word} {next(words, '')}" if word in ("group", "cache") else word


def sign_in(  # noqa: PLR0913  # a door has so many sides
    device: Device,
    kind: str,
    part: str,
    methods: Methods | Got | Said[Any],
    servers: Iterable[str] | Got = (),
    *,
    doubt: Iterable[Stated] = (),
    rests: tuple[Got, ...] = (),
) -> Iterator[SignIn]:
    """What one way in asks for; nothing where it lets nobody in.

    methods: or what would have told them. servers: of the group that is asked first, by address, or what would have.
    Where there is none, what comes after it is all that is asked.
    """
    if isinstance(methods, Methods) and not isinstance(servers, Got) and not (servers := [*servers]):
        methods = methods.alone
    if not isinstance(methods, Methods):
        fields: dict[str, Any] = dict.fromkeys(
            ("factors", "phishing_resistant", "bypass", "individual", "directories"), methods
        )
    elif methods.names == (REFUSED,):
        return
    else:
        fields = {
            "factors": methods.demanded,
            "phishing_resistant": HIDDEN if methods.groups and not methods.also_local else False,
            "bypass": methods.bypass,
            "individual": methods.individual,
            "directories": _directories(methods, servers),
        }
    yield device.make(SignIn, kind, part, doubt=doubt, rests=rests, audience="administrators", **fields)


def _directories(methods: Methods, servers: Iterable[str] | Got) -> Said[Any] | Got:
    if not methods.groups:
        return Said(0, methods.stands)
    return servers if isinstance(servers, Got) else Said(len(set(servers)), methods.stands)


def session(  # noqa: PLR0913  # as above
    device: Device,
    kind: str,
    part: str,
    idle: Said[Any] | Got,
    *,
    then: str = "ends",
    longest: Said[Any] | int = FOREVER,
    enforced: Said[Any] | Got | bool = True,
    doubt: Iterable[Stated] = (),
    rests: tuple[Got, ...] = (),
) -> Session:
    """A session on one way in.

    idle, longest: seconds, FOREVER for never. then: what becomes of an idle one: it `ends`, or only `locks`.
    enforced: no command of the session changes its own limit.
    """
    return device.make(
        Session,
        kind,
        part,
        doubt=doubt,
        rests=rests,
        surface="management",
        idle_seconds=idle,
        on_idle=then,
        max_seconds=longest,
        enforced=enforced,
        reauth_seconds=0,
    )
