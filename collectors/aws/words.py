"""What was considered of who gets in, as clauses that a finding reads aloud. Pure; of names only ids of resources."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal, TypeAlias

from scanner.words import few

Whom: TypeAlias = Literal["everyone", "listed", "owner"]

PUBLIC: Final = "it has a public address"
PRIVATE: Final = "it has no public address"
FACING: Final = "it faces the internet"
BARE: Final = "no security group stands before it"
DEAF: Final = "it listens at no port"
IMDSV1: Final = (
    "its metadata service answers without a token (IMDSv1): a forged request is enough to steal its credential"
)

_LET: Final[dict[Whom, str]] = {
    "everyone": "everyone in",
    "listed": "only some addresses from outside in",
    "owner": "nobody from outside in",
}


def lets(what: str, whom: Whom) -> str:
    """Whom a list of addresses lets in: `its list of networks lets everyone in`."""
    return f"{what} lets {_LET[whom]}"


def groups(names: Iterable[str], whom: Whom, ports: Iterable[tuple[int, int]] | None, families: Sequence[int]) -> str:
    """`sg-0abc lets nobody from outside in at port 5432`. `ports`: None where all were looked at."""
    them = sorted(set(names))
    over = f" over IPv{families[0]}" if len(families) == 1 else ""
    return f"{few(them)} {'lets' if len(them) == 1 else 'let'} {_LET[whom]} at {_said(ports)}{over}"


def _said(ports: Iterable[tuple[int, int]] | None) -> str:
    ranges = sorted(set(ports or ()))
    if not ranges or ranges == [(0, 65535)]:
        return "every port" if ranges else "any port"
    said = [str(low) if low == high else f"{low} to {high}" for low, high in ranges]
    one = len(ranges) == 1 and ranges[0][0] == ranges[0][1]
    return f"{'port' if one else 'ports'} {few(said)}"
