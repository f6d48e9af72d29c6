"""Whom the access list of a BigQuery dataset lets in, and the policies of its tables. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from collectors.gcp.analytics.tables import Tables
from collectors.gcp.read import Project
from collectors.gcp.rights.opened import ANYBODY, EVERYONE
from collectors.gcp.rights.strangers import CONSUMERS, outside
from scanner.answers import Got, rests_on, unclear, unread
from scanner.facts import Exposure

Row: TypeAlias = Mapping[str, Any]


class LetIn(NamedTuple):
    """The widest that are let in, what says so, and what beside the list was looked at."""

    audience: Literal["owner", "listed", "any-account", "everyone"]
    said: str
    gots: tuple[Got, ...] = ()


def exposure(whole: Project, tables: Tables, thing: Mapping[str, Any], got: Got, row: Row) -> Exposure:
    """Whom its access list lets in to all that is in it, and single tables to themselves: the widest of them.

    Every dataset has some entries from the first (Dataset.access): where none are told, they were kept from us. Of
    single people and groups in it no address is kept, so that it is not said whether they are strangers.
    """
    entries = row.get("access") or []
    alone, told = tables.opened(str(row["datasetReference"]["datasetId"]))
    let_in = _strangers(entries, alone) or _outsiders(whole, got, entries)
    why = told if entries else unclear(got, "it tells no access list")
    known = let_in.audience in {"any-account", "everyone"} or why.good
    return Exposure(
        **{**thing, "answers": rests_on(got, told, *let_in.gots)},
        way="permission",
        offers="data",
        audience=let_in.audience if known else None,
        ports=(),
        considered=(let_in.said,) if known else (),
        unread=() if known else unread(audience=why),
    )


def _strangers(entries: Sequence[Row], alone: set[str]) -> LetIn | None:
    """Everybody, or whoever makes an account; None where none of the like is let in."""
    named = {str(entry.get(key)) for entry in entries for key in ("specialGroup", "iamMember") if entry.get(key)}
    if EVERYONE in named | alone:
        return LetIn("everyone", f"{_ITS if EVERYONE in named else _A_TABLES} lets {EVERYONE} in")
    if ANYBODY in named | alone:
        return LetIn("any-account", f"{_ITS if ANYBODY in named else _A_TABLES} lets {ANYBODY} in")
    if not CONSUMERS.isdisjoint(_domains(entries)):
        return LetIn("any-account", f"{_ITS} lets in a domain in which anybody may have an account")
    return None


def _outsiders(whole: Project, got: Got, entries: Sequence[Row]) -> LetIn:
    """Other projects and domains that it names. One of which nobody says whose it is may be another's."""
    if {_project(entry) for entry in entries} - {"", whole.id, whole.number}:
        return LetIn("listed", f"{_ITS} lets views, routines or datasets of other projects in, {_ALONE}")
    strange = [outside(whole, f"domain:{name}", got) for name in _domains(entries)]
    gots = tuple(one.why for one in strange)
    if any(one.it_is for one in strange):
        return LetIn("listed", f"{_ITS} lets another domain in, {_ALONE}", gots)
    if any(one.it_is is None for one in strange):
        return LetIn("listed", f"{_ITS} lets a domain in of which nothing says whose it is, {_ALONE}", gots)
    return LetIn("owner", f"neither {EVERYONE} nor {ANYBODY} is in its access list, {_ALONE}", gots)


def _domains(entries: Sequence[Row]) -> list[str]:
    return sorted({str(entry["domain"]).lower() for entry in entries if entry.get("domain")})


def _project(entry: Row) -> str:
    """Of the view, the routine or the dataset that an entry lets read here."""
    lent = entry.get("view") or entry.get("routine") or (entry.get("dataset") or {}).get("dataset") or {}
    return str(lent.get("projectId", ""))


_ITS: Final = "its access list"
_A_TABLES: Final = "the policy of a table in it"
_ALONE: Final = "nor does, as Cloud Asset Inventory has it, a policy of a single table let strangers in"
