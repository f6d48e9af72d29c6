"""Reads IAM's answers: users and root, their keys and rights, roles. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from collectors.aws.identity.devices import strength
from collectors.aws.identity.iam import ACCESS_KEY, CENTRAL_ROLE, KINDS, ROLE, ROOT, SERVICE_ROLE, USER
from collectors.aws.identity.iam_account import ROOT_LINE, Row, credential_report
from collectors.aws.identity.rights import Rights, activation, trusted
from collectors.aws.identity.sso_facts import assigned, untold
from collectors.aws.policy import outsiders
from collectors.aws.read import Account, body, days
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, rests_on, unclear, unread
from scanner.facts import (
    FOREVER,
    Credential,
    Fact,
    Grant,
    Identity,
    Session,
)

_KEYS: Final = ("1", "2")
_FEW: Final = 3
_SERVICE_LINKED: Final = "/aws-service-role/"
_CENTRAL: Final = "/aws-reserved/sso.amazonaws.com/"
_DEFAULT_SESSION: Final = 3600
_CLUSTER: Final = re.compile(r":oidc-provider/oidc\.eks\.[\w-]+\.amazonaws\.com(\.cn)?/id/")


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of IAM."""
    yield from _people(whole)
    yield from _grants(whole)
    yield from _sessions(whole)


def _people(whole: Account) -> Iterator[Fact]:
    report = credential_report(whole)
    rows: list[Row] = body(report).get("Users", [])
    if not report.good:
        yield from gaps(whole.target, USER, report, Identity)
        yield from gaps(whole.target, ACCESS_KEY, report, *KINDS[ACCESS_KEY].gives)
    yield _root(whole, report, next((r for r in rows if r["user"] == ROOT_LINE), None))
    for row in rows:
        if row["user"] != ROOT_LINE:
            yield _user(whole, report, row)
        yield from _keys(whole, report, row)
    if new := _missing(Rights(body(whole.one("iam.rights"))).users, rows):
        older = unclear(report, f"it is made every four hours, and older than {new}")
        yield from gaps(whole.target, USER, older, Identity)


def _missing(users: Mapping[str, Mapping[str, Any]], rows: list[Row]) -> str:
    """Users of a list that the report does not name: made since. Without a report none are."""
    named = {row["arn"] for row in rows}
    return _few([str(user["UserName"]) for arn, user in users.items() if named and arn not in named])


def _few(names: list[str]) -> str:
    return ", ".join(names[:_FEW]) + (f" and {len(names) - _FEW} more" if names[_FEW:] else "")


def _user(whole: Account, report: Got, row: Row) -> Identity:
    rights = whole.one("iam.rights")
    all_ = Rights(body(rights))
    known = rights if not rights.good or row["arn"] in all_.users else unclear(rights, "it does not name the user")
    password, keys = row["password_enabled"] == "true", _working(row)  # noqa: S105  # a column of the report
    mfa, devices = strength(whole, report, row)
    return Identity(
        **whole.thing(USER, row["arn"], name=row["user"], also=(whole.arn,)),
        answers=rests_on(report, rights, devices),
        holder=_holder(whole, row["user"], password=password),
        enabled=password or keys > 0,
        interactive=password,
        privileged=all_.user(row["arn"]) != "other" if known.good else None,
        mfa=mfa,
        unused_days=_unused(report, row),
        keys=keys,
        unread=unread(privileged=known, mfa=devices),
    )


def _holder(whole: Account, name: str, *, password: bool) -> Literal["person", "machine", "break-glass"]:
    if name in whole.option("break_glass"):
        return "break-glass"
    return "person" if password else "machine"


def _root(whole: Account, report: Got, row: Row | None) -> Identity:
    """Root, from the account's summary; when it was last used only the report tells."""
    summary = whole.one("iam.summary")
    said = body(summary)
    used = report if not report.good or row else unclear(report, "it has no line for root")
    password, keys = bool(said.get("AccountPasswordPresent", 1)), said.get("AccountAccessKeysPresent")
    counted, seen = (
        unclear(summary, f"it holds no {name}") if summary.good and name not in said else summary
        for name in ("AccountAccessKeysPresent", "AccountMFAEnabled")
    )
    alive = summary if password else counted
    return Identity(
        **whole.thing(ROOT, whole.arn, name="root"),
        answers=rests_on(summary, report),
        holder="built-in",
        enabled=(password or bool(keys)) if alive.good else None,
        interactive=password if summary.good else None,
        privileged=True,
        mfa=("strong" if said.get("AccountMFAEnabled") else "none") if seen.good else None,
        unused_days=_unused(report, row) if row else None,
        keys=int(keys) if counted.good and keys is not None else None,
        unread=unread(enabled=alive, interactive=summary, mfa=seen, unused_days=used, keys=counted),
    )


def _working(row: Row) -> int:
    return sum(row[f"access_key_{n}_active"] == "true" for n in _KEYS)


def _unused(report: Got, row: Row) -> int:
    """Days since its password or one of its keys was used; since it was made where none ever was."""
    columns = ("password_last_used", *(f"access_key_{n}_last_used_date" for n in _KEYS))
    used = [_time(row[c]) for c in columns]
    return days(report, max((u for u in used if u), default=_time(row["user_creation_time"])))


def _time(cell: str) -> str | None:
    """A cell of the report that holds a time; `N/A`, `no_information` and the like hold none."""
    return cell if cell[:1].isdigit() else None


def _keys(whole: Account, report: Got, row: Row) -> Iterator[Credential]:
    for n in _KEYS:
        if row[f"access_key_{n}_active"] == "true":
            yield Credential(
                **whole.thing(ACCESS_KEY, f"{row['arn']}/access-key-{n}", name=f"{row['user']} key {n}"),
                answers=rests_on(report),
                form="access-key",
                age_days=days(report, _time(row[f"access_key_{n}_last_rotated"])),
                days_left=FOREVER,
                stored=None,
                unread=unread(stored=HIDDEN),
            )


def _grants(whole: Account) -> Iterator[Fact]:
    got = whole.one("iam.rights")
    if not got.good:
        for kind in (USER, ROLE, SERVICE_ROLE, CENTRAL_ROLE):
            yield from gaps(whole.target, kind, got, Grant)
        return
    rights = Rights(body(got))
    rows: list[Row] = body(credential_report(whole)).get("Users", [])
    if gone := _few([r["user"] for r in rows if r["user"] != ROOT_LINE and r["arn"] not in rights.users]):
        yield from gaps(whole.target, USER, unclear(got, f"it does not name {gone}, deleted since the report"), Grant)
    for arn, user in rights.users.items():
        yield _grant(
            whole.thing(USER, arn, name=user["UserName"], also=(whole.arn,)),
            got,
            right=rights.user(arn),
            holders=(user["UserName"],),
            outsiders=(),
            direct=rights.direct(arn),
            activation="standing",
            unused_days=None,
            unread=unread(unused_days=NOT_ASKED),
        )
    for role in rights.roles:
        if role.get("Path", "").startswith(_SERVICE_LINKED):
            continue  # AWS makes these, and nobody here can change or delete them
        trust = role.get("AssumeRolePolicyDocument")
        takes = activation(trust)
        kind = kind_of(role)
        direct, assignments = assigned(whole, role["RoleName"]) if kind == CENTRAL_ROLE else (False, got)
        yield _grant(
            whole.thing(kind, role["Arn"], name=role["RoleName"], also=(whole.arn,)),
            got,
            assignments,
            right=rights.role(role),
            holders=tuple(name for _, name in trusted(trust)),
            outsiders=(*outsiders(trust, whole.id), *_providers(trust)),
            direct=direct,
            activation=takes,
            # A role never used is as old as it is.
            unused_days=days(got, role.get("LastUsedDate") or role.get("CreateDate")),
            unread=unread(activation=got if takes else HIDDEN, direct=assignments),
        )


def _grant(thing: Mapping[str, Any], *gots: Got, **fields: Any) -> Grant:
    return Grant(**thing, answers=rests_on(*gots), **fields)


def kind_of(role: Mapping[str, Any]) -> str:
    """A role that only services of AWS take on is no way in for a person."""
    if str(role.get("Path", "")).startswith(_CENTRAL):
        return CENTRAL_ROLE
    kinds = {kind for kind, _ in trusted(role.get("AssumeRolePolicyDocument"))}
    return SERVICE_ROLE if kinds <= {"Service"} else ROLE


def _providers(trust: Mapping[str, Any] | None) -> Iterator[str]:
    """Identity providers that are not ours.

    A SAML provider is set up with us and EKS makes one for each cluster of ours; any other web one serves anybody.
    """
    for kind, name in trusted(trust):
        if kind == "Federated" and ":saml-provider/" not in name and not _CLUSTER.search(name):
            yield name.rpartition("oidc-provider/")[2]


def _sessions(whole: Account) -> Iterator[Fact]:
    got = whole.one("iam.roles")
    if not got.good:
        for kind in (ROLE, CENTRAL_ROLE):
            yield from gaps(whole.target, kind, got, (Session, "token"))
    for role in body(got).get("Roles", []):
        kind = kind_of(role)
        why = untold(whole, role["RoleName"]) if kind == CENTRAL_ROLE else None
        if kind == ROLE or why:
            yield Session(
                **whole.thing(kind, role["Arn"], name=role["RoleName"], also=(whole.arn,)),
                answers=rests_on(got, *([why] if why else [])),
                surface="token",
                idle_seconds=None,
                on_idle=None,
                max_seconds=None if why else int(role.get("MaxSessionDuration", _DEFAULT_SESSION)),
                enforced=True,
                reauth_seconds=None,
                unread=unread(idle_seconds=HIDDEN, on_idle=HIDDEN, max_seconds=why or got, reauth_seconds=HIDDEN),
            )
