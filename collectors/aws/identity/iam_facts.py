"""Reads what users and roles of IAM may do, who takes roles on, and for how long. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.ages import days
from collectors.aws.identity.iam import CENTRAL_ROLE, ROLE, SERVICE_ROLE, USER
from collectors.aws.identity.iam_account import ROOT_LINE, Row, credential_report
from collectors.aws.identity.membership import manager, membership
from collectors.aws.identity.rights import Rights, activation, trusted
from collectors.aws.identity.sso_facts import assigned, untold
from collectors.aws.policy import Statement, conditions, outsiders, statements
from collectors.aws.read import Account, body
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, rests_on, unclear, unread
from scanner.facts import Fact, Grant, Session
from scanner.words import few

_SERVICE_LINKED: Final = "/aws-service-role/"
_CENTRAL: Final = "/aws-reserved/sso.amazonaws.com/"
_DEFAULT_SESSION: Final = 3600
_CLUSTER: Final = re.compile(r":oidc-provider/oidc\.eks\.[\w-]+\.amazonaws\.com(\.cn)?/id/")
_COGNITO: Final = "cognito-identity.amazonaws.com"
_MAYBE_OURS: Final = re.compile(r"\d{12}|o-[a-z0-9]+")
"""Accounts and organisations; other outsiders are none of ours, whatever our organisation is."""


def read(whole: Account) -> Iterator[Fact]:
    """Give the rights, and the sessions of roles."""
    yield from _grants(whole)
    yield from _sessions(whole)


def _grants(whole: Account) -> Iterator[Fact]:
    got = whole.one("iam.rights")
    if not got.good:
        for kind in (USER, ROLE, SERVICE_ROLE, CENTRAL_ROLE):
            yield from gaps(whole.target, kind, got, Grant)
        return
    rights = Rights(body(got))
    rows: list[Row] = body(credential_report(whole)).get("Users", [])
    if gone := few([r["user"] for r in rows if r["user"] != ROOT_LINE and r["arn"] not in rights.users]):
        yield from gaps(whole.target, USER, unclear(got, f"it does not name {gone}, deleted since the report"), Grant)
    for arn, user in rights.users.items():
        yield _grant(
            whole.thing(USER, arn, name=user["UserName"], within=(whole.arn,)),
            got,
            right=rights.user(arn),
            holders=(user["UserName"],),
            outsiders=(),
            direct=rights.direct(arn),
            activation=rights.asked(arn),
            unused_days=None,
            unread=unread(unused_days=NOT_ASKED),
        )
    for role in rights.roles:
        if not role.get("Path", "").startswith(_SERVICE_LINKED):  # AWS makes these, and nobody here can change them
            yield _of_role(whole, got, rights, role)


def _of_role(whole: Account, got: Got, rights: Rights, role: Mapping[str, Any]) -> Grant:
    trust, kind = role.get("AssumeRolePolicyDocument"), kind_of(role)
    # A service asks nobody for a second factor; who may make it act for him IAM does not tell of the role.
    takes = activation(trust) if kind != SERVICE_ROLE else None
    direct, assignments = assigned(whole, role["RoleName"]) if kind == CENTRAL_ROLE else (False, got)
    strangers, organisation = _strangers(whole, got, trust)
    return _grant(
        whole.thing(kind, role["Arn"], name=role["RoleName"], within=(whole.arn,)),
        got,
        assignments,
        organisation,
        right=rights.role(role),
        holders=tuple(name for _, name in trusted(trust)),
        outsiders=strangers,
        direct=direct,
        activation=takes,
        # A role never used is as old as it is.
        unused_days=days(got, role.get("LastUsedDate") or role.get("CreateDate")),
        unread=unread(activation=got if takes else HIDDEN, direct=assignments, outsiders=organisation),
    )


def _grant(thing: Mapping[str, Any], *gots: Got, **fields: Any) -> Grant:
    return Grant(**thing, answers=rests_on(*gots), **fields)


def kind_of(role: Mapping[str, Any]) -> str:
    """A role that only services of AWS take on is no way in for a person."""
    if str(role.get("Path", "")).startswith(_CENTRAL):
        return CENTRAL_ROLE
    kinds = {kind for kind, _ in trusted(role.get("AssumeRolePolicyDocument"))}
    return SERVICE_ROLE if kinds <= {"Service"} else ROLE


def _strangers(whole: Account, got: Got, trust: Mapping[str, Any] | None) -> tuple[tuple[str, ...] | None, Got]:
    """Who comes from outside, and the answer that says so.

    Our organisation and the account that manages it are none, nor is who must be of the organisation to come in. Which
    others are members only the management account is told.
    """
    found = (*outsiders(trust, whole.id), *_providers(trust))
    if not any(_MAYBE_OURS.fullmatch(name) for name in found):
        return found, got
    organisation = membership(whole)
    if not organisation.good:
        return None, organisation
    ours = str(body(organisation).get("Arn", "")).rpartition("/")[2]
    open_ = {"Statement": [s for s in statements(trust) if not _members_only(s, ours)]}
    among = (*outsiders(open_, whole.id), *_providers(open_))
    return tuple(name for name in among if name not in {ours, manager(organisation)}), organisation


def _members_only(statement: Statement, organisation: str) -> bool:
    return ("stringequals", "aws:principalorgid", [organisation]) in conditions(statement)


def _providers(trust: Mapping[str, Any] | None) -> Iterator[str]:
    """Identity providers that are not ours.

    A SAML provider is set up with us, EKS makes one for each cluster of ours, and an identity pool of Cognito is ours
    where the policy names it; any other web one serves anybody.
    """
    found: set[str] = set()
    for statement in statements(trust):
        named = any(o == "stringequals" and key == f"{_COGNITO}:aud" for o, key, _ in conditions(statement))
        for kind, name in trusted({"Statement": [statement]}):
            ours = ":saml-provider/" in name or _CLUSTER.search(name) or (name == _COGNITO and named)
            if kind == "Federated" and not ours:
                found.add(name.rpartition("oidc-provider/")[2])
    yield from sorted(found)


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
                **whole.thing(kind, role["Arn"], name=role["RoleName"], within=(whole.arn,)),
                answers=rests_on(got, *([why] if why else [])),
                surface="token",
                idle_seconds=None,
                on_idle=None,
                max_seconds=None if why else int(role.get("MaxSessionDuration", _DEFAULT_SESSION)),
                enforced=None,
                reauth_seconds=None,
                unread=unread(
                    idle_seconds=HIDDEN,
                    on_idle=HIDDEN,
                    max_seconds=why or got,
                    enforced=HIDDEN,
                    reauth_seconds=HIDDEN,
                ),
            )
