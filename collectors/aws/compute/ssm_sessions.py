"""Reads how Session Manager's shells end and are recorded, whether documents may be published, and parameters. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.ages import days
from collectors.aws.compute.ssm import DOCUMENT, KINDS, PARAMETER, PREFERENCES, SESSIONS, SHARING
from collectors.aws.keys.secret_names import SECRET
from collectors.aws.read import Account, body, listed
from collectors.aws.store import Store
from scanner.answers import NOT_ASKED, Got, gaps, unclear, unread
from scanner.facts import FOREVER, Credential, Fact, Guard, LogTrail, Session, SignIn

_IDLE_MINUTES: Final = 20
"""Where nothing else is set, says the user guide; and no greatest length."""


def read(whole: Account) -> Iterator[Fact]:
    """Give what is set for sessions where there are nodes, and what lies in documents and parameters."""
    for nodes in whole.every("ssm.nodes"):
        yield from _sessions(whole, nodes)
    for got in whole.every("ssm.documents"):
        if not got.good:
            yield from gaps(whole.target, SHARING, got, *KINDS[SHARING].gives, site=got.about)
        elif body(got).get("DocumentIdentifiers"):
            yield _sharing(whole, got)
    for found in listed(whole, "ssm.parameters", "Parameters", PARAMETER, *KINDS[PARAMETER].gives):
        yield from (found,) if isinstance(found, Fact) else _parameter(whole, *found)


def _sessions(whole: Account, nodes: Got) -> Iterator[Fact]:
    """Where no node is, nobody can have a session."""
    listing = whole.one("ssm.documents", nodes.about)
    if bad := nodes if not nodes.good else None:
        for kind in (SESSIONS, DOCUMENT):
            yield from gaps(whole.target, kind, bad, *KINDS[kind].gives, site=nodes.about)
        return
    if not body(nodes).get("InstanceInformationList"):
        return
    if not listing.good:
        yield from gaps(whole.target, DOCUMENT, listing, *KINDS[DOCUMENT].gives, site=nodes.about)
    rows = body(listing).get("DocumentIdentifiers", [])
    own = {d["Name"] for d in rows if d.get("DocumentType") == "Session"}
    for name in sorted({PREFERENCES, *own}):
        got = whole.one("ssm.document", f"{nodes.about}/{name}") if name in own else listing
        yield from _session(_document(whole, nodes, name, got), got)


def _document(whole: Account, nodes: Got, name: str, got: Got) -> Store:
    arn = whole.name("ssm", nodes.about, f"document/{name}")
    kind = SESSIONS if name == PREFERENCES else DOCUMENT
    said = f"Session Manager in {nodes.about}" if name == PREFERENCES else name
    return Store(whole, kind, arn, said, body(got) if "inputs" in body(got) else {}, nodes)


def _session(it: Store, got: Got) -> Iterator[Fact]:
    """A document that only runs a command or opens a port takes its limits from the preferences."""
    if it.kind == DOCUMENT and got.good and it.row.get("sessionType") != "Standard_Stream":
        return
    inputs = it.row.get("inputs", {})
    idle, why_idle = _minutes(inputs.get("idleSessionTimeout"), got, _IDLE_MINUTES * 60)
    longest, why_longest = _minutes(inputs.get("maxSessionDuration"), got, FOREVER)
    yield it.asset("service")
    yield Session(
        **it.thing(got),
        surface="shell",
        idle_seconds=idle,
        on_idle="ends",
        max_seconds=longest,
        # Who may start sessions with any document chooses one with another limit: rights decide that.
        enforced=None,
        reauth_seconds=0,
        unread=unread(idle_seconds=why_idle, max_seconds=why_longest, enforced=NOT_ASKED),
    )
    yield _trail(it, got, inputs)
    yield SignIn(
        **it.thing(got),
        audience="administrators",
        factors=None,
        phishing_resistant=None,
        bypass=None,
        individual=_own_name(inputs) if got.good else None,
        directories=None,
        unread=unread(
            individual=got, **dict.fromkeys(("factors", "phishing_resistant", "bypass", "directories"), NOT_ASKED)
        ),
    )


def _minutes(said: str | None, got: Got, otherwise: int) -> tuple[int | None, Got]:
    """As seconds; a parameter of the document stands for anything."""
    if not got.good:
        return None, got
    if not said:
        return otherwise, got
    return (int(said) * 60, got) if said.isdecimal() else (None, unclear(got, "no number of minutes"))


def _own_name(inputs: Mapping[str, Any]) -> bool:
    """On the machine all are `ssm-user` unless each has a name there; those who have none would share a default one."""
    return inputs.get("runAsEnabled", "").lower() == "true" and not inputs.get("runAsDefaultUser")


def _trail(it: Store, got: Got, inputs: Mapping[str, Any]) -> LogTrail:
    """What is typed and seen. Who opened a session is in the account's own trail."""
    on = any(inputs.get(place) for place in ("cloudWatchLogGroupName", "s3BucketName"))
    return LogTrail(
        **it.thing(got),
        of="service",
        enabled=on if got.good else None,
        records=(("commands",) if on else ()) if got.good else None,
        exempt=None,
        unread=unread(enabled=got, records=got, exempt=NOT_ASKED),
    )


def _sharing(whole: Account, listing: Got) -> Guard:
    setting = "servicesetting/ssm/documents/console/public-sharing-permission"
    it = Store(whole, SHARING, whole.name("ssm", listing.about, setting), listing.about, {}, listing)
    got = it.beside("ssm.sharing")
    blocked = body(got).get("SettingValue") == "Disable"
    return Guard(
        **it.thing(got),
        prevents="public-storage",
        in_force=blocked if got.good else None,
        considered=(f"documents of Systems Manager {'cannot' if blocked else 'can'} be made public",)
        if got.good
        else (),
        unread=unread(in_force=got),
    )


def _parameter(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    """What is a secret, its type or its name says; AWS Systems Manager keeps a secure string encrypted by KMS."""
    name, safe = row["Name"], row.get("Type") == "SecureString"
    if not safe and not SECRET.search(name):
        return
    it = Store(whole, PARAMETER, whole.name("ssm", got.about, f"parameter/{name.lstrip('/')}"), name, row, got)
    yield Credential(
        **it.thing(),
        form="secret",
        age_days=days(got, row.get("LastModifiedDate")),
        days_left=None,
        stored="vault" if safe else "plain",
        unread=unread(days_left=NOT_ASKED),
    )
