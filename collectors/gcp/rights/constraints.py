"""Constraints of the organisation's policy: what they forbid in the project, all that is set above it counted in.

Of some there are two by now, an older and a managed one, and either forbids. Google enforces those on keys in new
organisations (cloud.google.com/resource-manager/docs/secure-by-default-organizations). Pure but for its rows.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from collectors.gcp.project import KIND, called
from collectors.gcp.question import Gcp, gcp
from collectors.gcp.read import Project
from scanner.answers import Got, unclear, unread
from scanner.facts import Exposure, Fact, Guard, Promise

PUBLIC_STORAGE: Final = "orgpolicy.public_storage"
_MADE: Final = ("orgpolicy.key_creation", "orgpolicy.managed_key_creation")
_UPLOADED: Final = ("orgpolicy.key_upload", "orgpolicy.managed_key_upload")
_SQL: Final = "orgpolicy.public_sql"


def _effective(id: str, constraint: str, *feeds: Promise) -> Gcp:
    return gcp(
        id,
        "orgpolicy.projects.policies.getEffectivePolicy",
        f"/v2/projects/{{project}}/policies/{constraint}:getEffectivePolicy",
        ("name", "spec.rules[].enforce"),
        needs="orgpolicy.policy.get",
        feeds=feeds,
    )


_KEYS: Final[Promise] = (Guard, "long-lived-keys")
QUESTIONS: Final = (
    _effective(
        PUBLIC_STORAGE, "storage.publicAccessPrevention", (Exposure, "permission/data"), (Guard, "public-storage")
    ),
    _effective(_MADE[0], "iam.disableServiceAccountKeyCreation", _KEYS),
    _effective(_MADE[1], "iam.managed.disableServiceAccountKeyCreation", _KEYS),
    _effective(_UPLOADED[0], "iam.disableServiceAccountKeyUpload", _KEYS),
    _effective(_UPLOADED[1], "iam.managed.disableServiceAccountKeyUpload", _KEYS),
    _effective(_SQL, "sql.restrictPublicIp", (Guard, "public-services")),
)


class Enforced(NamedTuple):
    """Whether a constraint is enforced; None where `why` does not say it."""

    it_is: bool | None
    why: Got


def enforced(whole: Project, question: str) -> Enforced:
    """Say it of one. An effective policy has one rule, which says yes or no.

    Where there is no such constraint it is not found: that is an error, and no "no".
    """
    got = whole.answers.one(question)
    if not got.good:
        return Enforced(None, got)
    said = {rule.get("enforce") for rule in ((got.body or {}).get("spec") or {}).get("rules") or []}
    if said in ({True}, {False}):
        return Enforced(said == {True}, got)
    return Enforced(None, unclear(got, "it does not say whether it is enforced"))


def either(whole: Project, questions: Iterable[str]) -> Enforced:
    """One of them is enforced."""
    some = [enforced(whole, question) for question in questions]
    for it_is in (True, None):
        if hit := next((one for one in some if one.it_is is it_is), None):
            return hit
    return some[0]


def read(whole: Project) -> Iterator[Fact]:
    """Give what nobody can do in the project, whatever his rights."""
    made, uploaded = either(whole, _MADE), either(whole, _UPLOADED)
    either_way = "upload" if made.it_is else "make"
    yield _guard(
        whole,
        "long-lived-keys",
        _both(made, uploaded),
        "people can neither make nor upload keys of service accounts",
        f"people can {either_way} keys of service accounts",
        *(whole.answers.one(question) for question in (*_MADE, *_UPLOADED)),
    )
    storage = enforced(whole, PUBLIC_STORAGE)
    yield _guard(whole, "public-storage", storage, "no bucket can be made public", "a bucket can be made public")
    yield _guard(
        whole,
        "public-services",
        enforced(whole, _SQL),
        "no instance of Cloud SQL can be given a public address",
        "an instance of Cloud SQL can be given a public address",
    )


def _both(one: Enforced, other: Enforced) -> Enforced:
    for it_is in (False, None):
        if hit := next((found for found in (one, other) if found.it_is is it_is), None):
            return hit
    return one


def _guard(whole: Project, prevents: Any, found: Enforced, on: str, off: str, *gots: Got) -> Guard:
    thing: Mapping[str, Any] = whole.thing(KIND, whole.resource, called(whole.answers), found.why, *gots)
    return Guard(
        **thing,
        prevents=prevents,
        in_force=found.it_is,
        considered=() if found.it_is is None else (on if found.it_is else off,),
        unread=unread(in_force=found.why) if found.it_is is None else (),
    )
