"""What all facts share, and the gap where some may be missing."""

from typing import Final, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import astuple

FOREVER: Final = 2**31 - 1

Failure: TypeAlias = Literal["denied", "throttled", "unreachable", "unlicensed", "timeout", "error"]
"""What an answer can be other than good."""

STANDING: Final = ("hidden", "not-asked")
"""Reasons that stand whatever the night brings: they are said once a kind and do not count for the exit code."""


class UnexplainedError(ValueError):
    """A field is None and nothing says why. Its text holds names of ours alone, and may be sealed."""

    def __init__(self, cls: type, field: str) -> None:
        super().__init__(f"{cls.__name__}: {field} is None and unread does not say why")


class Unread(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a field is None."""

    field: str
    outcome: Failure | Literal["unclear", "hidden", "not-asked"]
    """`unclear`: it answered, and we cannot tell what that means. `hidden`: the platform has no way to tell.
    `not-asked`: our collector does not ask, yet."""
    ask: str
    """The operation or command, and the right it needs: `s3:GetEncryptionConfiguration`, `sshd -T (root)`."""


class Fact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="fact"):
    """One thing seen at one target."""

    target: str
    resource: str
    """Canonical id of what is safeguarded: an ARN, an ARM id, `//compute.googleapis.com/...`, `ssh:web1/vty0-4`."""
    kind: str
    """`aws.s3.bucket`, `linux.disk`, `ios.line`: chooses the fix, never the judgement."""
    name: str = ""
    site: str = ""
    """Region, zone or place; empty if it has none."""
    ephi: bool | None = None
    """Holds or carries ePHI, as its owner declared (tags, `safeguard.yaml`); None: nobody has said."""
    owner: str = ""
    """Who answers for it, as declared."""
    tags: tuple[tuple[str, str], ...] = ()
    """What its owner wrote on it, key and value, as far as the target lets it in."""
    also: tuple[str, ...] = ()
    """Other ids of the same thing: a host's instance id."""
    rests_on: tuple[str, ...] = ()
    """Ids of what it is made of: an instance's volumes, the cloud volume below a disk."""
    within: tuple[str, ...] = ()
    """Ids of what it is a part of: the host of a disk, the account of a user."""
    stands: tuple[str, ...] = ()
    """Where in its answers it stands, to be read aloud: `line 1034: exec-timeout 0 0`; where no line says it, why that
    is known all the same."""
    answers: tuple[int, ...] = ()
    """Places (leaf numbers) of the answers it was read from."""
    unread: tuple[Unread, ...] = ()

    def __post_init__(self) -> None:
        if None not in astuple(self)[COMMON:]:
            return
        said = {u.field for u in self.unread}
        for field in self.__struct_fields__[COMMON:]:
            if getattr(self, field) is None and field not in said:
                raise UnexplainedError(type(self), field)

    @property
    def ids(self) -> tuple[str, ...]:
        """All that it is called."""
        return (self.resource, *self.also)

    def is_also(self, other: "Fact") -> bool:
        """Both are about one thing."""
        return not set(self.ids).isdisjoint(other.ids)


COMMON: Final = len(Fact.__struct_fields__)
"""Fields that every fact has; the others are its own."""


def tag(cls: type[Fact]) -> str:
    """The name of a class in evidence: `data-store`."""
    return str(cls.__struct_config__.tag)


class Gap(Fact, frozen=True, kw_only=True, tag="gap"):
    """A listing that failed: facts of this class may be missing. It turns absence into "not assessed"."""

    missing: str
    """Tag of the class."""
    which: str = ""
    """Their facet, where only those of one facet may be missing: `deletion` of the guards."""
    outcome: Failure | Literal["unclear", "not-asked"]
    ask: str
