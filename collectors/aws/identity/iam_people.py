"""Reads users and root of IAM, and their keys. Pure."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, Literal

from collectors.asking.ages import days
from collectors.aws.identity.devices import strength, typed
from collectors.aws.identity.iam import ACCESS_KEY, KINDS, ROOT, USER
from collectors.aws.identity.iam_account import ROOT_LINE, Row, credential_report
from collectors.aws.identity.rights import Rights
from collectors.aws.read import Account, body
from scanner.answers import HIDDEN, Got, gaps, rests_on, unclear, unread
from scanner.facts import FOREVER, Credential, Fact, Identity
from scanner.words import few

_KEYS: Final = ("1", "2")


def read(whole: Account) -> Iterator[Fact]:
    """Give who there is, and their keys."""
    report, rights = credential_report(whole), whole.one("iam.rights")
    rows: list[Row] = body(report).get("Users", [])
    if not report.good:
        yield from gaps(whole.target, USER, report, Identity)
        yield from gaps(whole.target, ACCESS_KEY, report, *KINDS[ACCESS_KEY].gives)
    yield _root(whole, report, next((r for r in rows if r["user"] == ROOT_LINE), None))
    all_, by_code = Rights(body(rights)), typed(whole)
    for row in rows:
        if row["user"] != ROOT_LINE:
            yield _user(whole, report, row, all_, by_code)
        yield from _keys(whole, report, row)
    if new := _missing(all_.users, rows):
        older = unclear(report, f"it is made every four hours, and older than {new}")
        yield from gaps(whole.target, USER, older, Identity)


def _missing(users: Mapping[str, Mapping[str, Any]], rows: list[Row]) -> str:
    """Users of a list that the report does not name: made since. Without a report none are."""
    named = {row["arn"] for row in rows}
    return few([str(user["UserName"]) for arn, user in users.items() if named and arn not in named])


def _user(whole: Account, report: Got, row: Row, all_: Rights, by_code: Collection[str]) -> Identity:
    rights = whole.one("iam.rights")
    known = rights if not rights.good or row["arn"] in all_.users else unclear(rights, "it does not name the user")
    password, keys = row["password_enabled"] == "true", _working(row)  # noqa: S105  # a column of the report
    enabled, alive = (True, report) if password or keys else _other_ways(whole, report, row)
    # When a credential of one service was last used nobody is told.
    told = password or keys or enabled is False
    mfa, devices = strength(whole, report, row, by_code)
    return Identity(
        **whole.thing(USER, row["arn"], name=row["user"], within=(whole.arn,)),
        answers=rests_on(report, rights, devices, alive),
        holder=_holder(whole, row["user"], password=password),
        enabled=enabled,
        interactive=password,
        privileged=all_.user(row["arn"]) != "other" if known.good else None,
        mfa=mfa,
        unused_days=_unused(report, row) if told else None,
        keys=keys,
        unread=unread(
            enabled=alive,
            privileged=known,
            mfa=devices,
            unused_days=report if told else HIDDEN if alive.good else alive,
        ),
    )


def _other_ways(whole: Account, report: Got, row: Row) -> tuple[bool | None, Got]:
    """Whether a user without a password and keys comes in by a certificate, or by a credential of one service."""
    if any(row.get(f"cert_{n}_active") == "true" for n in _KEYS):
        return True, report
    credentials = whole.one("iam.service_credentials")
    some = any(c.get("UserName") == row["user"] for c in body(credentials).get("ServiceSpecificCredentials", []))
    return (some if credentials.good else None), credentials


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
