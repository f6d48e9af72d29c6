"""Reads who may do what in the project: by its own policy of IAM and those of all that stands above it. Pure."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from collectors.gcp.read import Project
from collectors.gcp.rights.lending import IMPERSONATE, lent
from collectors.gcp.rights.policies import bindings, scopes
from collectors.gcp.rights.roles import GREAT, Right, own, right
from collectors.gcp.rights.strangers import EVERYONE, MEMBERS, given_by_google, mail_domain, of_another, outside
from scanner.answers import NOT_ASKED, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Fact, Grant

HOLDER: Final = "gcp.iam.holder"
_CONDITION: Final = "a condition narrows it, which we do not follow"
_OWN_ROLES: Final = "iam.roles.get: what roles of one's own allow"
_ELSEWHERE: Final = Got(
    "not-asked", "iam.projects.serviceAccounts.getIamPolicy: who may act as another project's account"
)
_ADDRESSED: Final = frozenset({"user", "group", "domain", "serviceAccount"})
_TAKE: Final = "gcloud projects remove-iam-policy-binding PROJECT --member MEMBER --role ROLE"
_TAKE_HERE: Final = (
    f"{_TAKE}; where it is of an account: gcloud iam service-accounts remove-iam-policy-binding ACCOUNT --member "
    "MEMBER --role ROLE"
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        HOLDER: Kind(
            title="holder of rights in a Google Cloud project",
            gives=(Grant,),
            fix=MappingProxyType(
                {
                    "least-privilege.no-everything": f"{_TAKE}, and give a smaller role in its place",
                    "least-privilege.by-group": f"{_TAKE_HERE}; then gcloud projects add-iam-policy-binding PROJECT "
                    "--member group:GROUP --role ROLE",
                    "least-privilege.asked-for": f"{_TAKE}; then gcloud pam entitlements create NAME --location global "
                    "--project PROJECT --entitlement-file FILE",
                    "business-associates.outsiders-known": _TAKE_HERE,
                }
            ),
            own={"MEMBER": "name"},
        )
    }
)


class Held(NamedTuple):
    """A role that somebody holds here."""

    role: str
    scope: str
    conditional: bool
    got: Got


Holders: TypeAlias = dict[tuple[str, Right], list[Held]]
"""What each holds of each right."""


class Holding(NamedTuple):
    """Whether a service account holds something; None with the reason."""

    it_does: bool | None
    why: Got | None


def held(whole: Project) -> Holders:
    """What each holds of each right, by all policies that were read."""
    found: Holders = {}
    for scope, got in scopes(whole):
        for binding in bindings(got) if got.good else ():
            for member, one in _members(whole, binding, scope, got):
                found.setdefault((member, right(one.role)), []).append(one)
    return found


def _members(whole: Project, binding: Mapping[str, Any], scope: str, got: Got) -> Iterator[tuple[str, Held]]:
    """Who holds a role by a binding, but for what Google gives its own agents."""
    role = str(binding.get("role", ""))
    for member in map(_plain, binding.get("members") or ()):
        if not member.startswith("deleted:") and not given_by_google(whole, member, role, scope):
            yield member, Held(role, scope, "condition" in binding, got)


def _plain(member: str) -> str:
    """Addresses are the same however they are written; what a pool of identities says is not."""
    kind, _, name = member.partition(":")
    return f"{kind}:{name.lower()}" if kind in _ADDRESSED else member


def read(whole: Project) -> Iterator[Fact]:
    """Give the rights of each who holds some, and gaps for policies that were not read and roles of one's own."""
    for _, got in scopes(whole):
        if not got.good:
            yield from gaps(whole.target, HOLDER, got, Grant)
    found = held(whole)
    yield from _lent(whole, found)
    named = [one for some in found.values() for one in some if own(one.role)]
    if named:
        why = Got("not-asked", _OWN_ROLES, place=named[0].got.place)
        yield from gaps(whole.target, HOLDER, why, *((Grant, word) for word in ("everything", "administer")))
        yield from gaps(whole.target, HOLDER, why, IMPERSONATE)
    for (member, what), some in sorted(found.items(), key=lambda pair: pair[0]):
        yield _grant(whole, member, what, some)


def _lent(whole: Project, found: Holders) -> Iterator[Fact]:
    """Add who may act as an account that is an administrator; give gaps for what was not told of that."""
    great = {who for who, what in found if what in GREAT}
    bad: list[Got] = []
    for email, got, some in lent(whole, great):
        bad += [] if got.good else [got]
        for member, one in (
            pair for binding in some for pair in _members(whole, binding, f"{email}, an administrator", got)
        ):
            if own(one.role):
                bad.append(Got("not-asked", _OWN_ROLES, place=got.place))
            else:
                found.setdefault((member, "impersonate"), []).append(one)
    if any(of_another(whole, who) for who in great):
        bad.append(_ELSEWHERE)
    for why in {(got.outcome, got.ask): got for got in bad}.values():
        yield from gaps(whole.target, HOLDER, why, IMPERSONATE)


def _grant(whole: Project, member: str, what: Right, some: list[Held]) -> Grant:
    narrowed = all(one.conditional for one in some)
    condition = unclear(some[0].got, _CONDITION) if narrowed else some[0].got
    known = not narrowed or what != "everything"
    strange = outside(whole, member, some[0].got)
    return Grant(
        **whole.thing(
            HOLDER,
            identifier(whole, member),
            member,
            *(one.got for one in some),
            strange.why,
            within=(whole.resource,),
            stands=tuple(dict.fromkeys(f"{one.role} of {one.scope}" for one in some)),
        ),
        right=what,
        holders=(member,) if known else None,
        outsiders=None if strange.it_is is None else (member,) if strange.it_is else (),
        direct=member.startswith("user:") or (member.startswith("principal:") and "/workforcePools/" in member),
        activation=None if narrowed else "standing",
        unused_days=None,
        unread=unread(
            unused_days=NOT_ASKED,
            **({} if known else {"holders": condition}),
            **({"activation": condition} if narrowed else {}),
            **({"outsiders": strange.why} if strange.it_is is None else {}),
        ),
    )


def identifier(whole: Project, member: str) -> str:
    """The id of who holds a right: a service account of this project is a resource of it."""
    kind, _, email = member.partition(":")
    defaults = {f"{whole.number}-compute@developer.gserviceaccount.com", f"{whole.id}@appspot.gserviceaccount.com"}
    ours = email.endswith(f"@{mail_domain(whole.id)}") or email in defaults
    return account(whole, email) if kind == "serviceAccount" and ours else member


def account(whole: Project, email: str) -> str:
    """The full name of a service account of this project."""
    return f"//iam.googleapis.com/projects/{whole.id}/serviceAccounts/{email}"


def privileged(whole: Project, found: Holders, email: str) -> Holding:
    """Whether a service account has great rights here. found: what each holds."""
    return holds(whole, found, email, lambda role: right(role) in GREAT)


def holds(whole: Project, found: Holders, email: str, counts: Callable[[str], bool]) -> Holding:
    """Whether a service account holds a role that counts, itself or as one of many."""
    whom = {f"serviceAccount:{email}", *EVERYONE}
    great = [(who, one) for (who, _), some in found.items() for one in some if counts(one.role)]
    mine = [one for who, one in great if who in whom]
    if any(not one.conditional for one in mine):
        return Holding(True, None)
    if bad := next((got for _, got in scopes(whole) if not got.good), None):
        return Holding(None, bad)
    if mine:
        return Holding(None, unclear(mine[0].got, _CONDITION))
    if any(_many(who) for who, _ in great):
        return Holding(None, MEMBERS)
    if any(own(one.role) for (who, _), some in found.items() if who in whom or _many(who) for one in some):
        return Holding(None, Got("not-asked", _OWN_ROLES))
    return Holding(False, None)


def _many(member: str) -> bool:
    """It may stand for a service account among others."""
    return not member.startswith(("user:", "serviceAccount:", "principal:"))
