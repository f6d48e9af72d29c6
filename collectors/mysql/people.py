"""Who has an account, how its password is kept, and what great rights it holds. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from collectors.asking.ages import DAY
from collectors.mysql.accounts import ADMINISTERS, EVERYTHING, RESISTANT, Account, Rights, accounts, told
from collectors.mysql.server import Server
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.facts import FOREVER, Credential, Fact, Grant, Identity

ACCOUNT: Final = "mysql.account"
_NOBODY_SAYS: Final = Got("hidden", "whose account it is: the option machines names those of programs")
_ASKED_OUTSIDE: Final = Got("hidden", "what the directory asks for that its plugin turns to")


def read(it: Server) -> Iterator[Fact]:
    """Give each account; a role signs nobody in."""
    got = told(it)
    if not got.good:
        yield from gaps(it.answers.target, ACCOUNT, got, Identity, Credential, Grant)
        return
    some = accounts(it)
    rights = Rights(it, some)
    for one in some:
        if not one.role:
            yield _identity(it, got, one, rights)
            yield from _credential(it, got, one)
            yield from _grants(it, got, one, rights)
    if not rights.got.good:
        yield from gaps(it.answers.target, ACCOUNT, rights.got, Grant)


def _thing(it: Server, one: Account, *gots: Got) -> dict[str, Any]:
    return it.thing(*gots, part=f"/accounts/{quote(one.name, safe='@%:/')}", name=one.name, kind=ACCOUNT)


def _identity(it: Server, got: Got, one: Account, rights: Rights) -> Identity:
    holder = _holder(it, one)
    direct = bool(one.held & ADMINISTERS)
    privileged = direct or (bool(rights.all(one) & ADMINISTERS) if rights.got.good else None)
    return Identity(
        **_thing(it, one, got, rights.got),
        holder=holder,  # type: ignore[arg-type]  # words of the vocabulary
        enabled=not one.locked,
        interactive=one.interactive,
        privileged=privileged,
        mfa=_strength(one),  # type: ignore[arg-type]  # words of the vocabulary
        unused_days=None,
        keys=0,  # it has none to give
        unread=unread(
            **({} if holder else {"holder": _NOBODY_SAYS}),
            **({"privileged": rights.got} if privileged is None else {}),
            **({"mfa": _ASKED_OUTSIDE} if one.factors is None else {}),
            unused_days=HIDDEN,  # neither make writes down when somebody last signed in
        ),
    )


def _holder(it: Server, one: Account) -> str | None:
    """Whose it is, as its name or its owner says."""
    if not one.user:
        return "shared"
    if one.among(it.break_glass):
        return "break-glass"
    if one.built_in:
        return "built-in"
    if one.among({*it.machines, it.ours}):
        return "machine"
    return "person" if it.machines else None


def _strength(one: Account) -> str | None:
    """Of the second factor: a certificate's key, or a further plugin."""
    if one.factors is None:
        return None
    if one.factors <= 1:
        return "none"
    return "phishing-resistant" if any(word in plugin for plugin in one.more for word in RESISTANT) else "strong"


_WORST: Final = ("empty", "weak-hash", "strong-hash")


def _credential(it: Server, got: Got, one: Account) -> Iterator[Credential]:
    """Its password, where the server keeps one; of several the one that is kept worst."""
    ways = [way for way in one.ways if way.open]
    kept = [way.stored for way in ways if way.stored]
    strange = any(way.strange for way in ways)
    if not (kept or strange) or (one.built_in and one.locked):
        return
    age, left = _ages(it, one)
    worst = min(kept, key=_WORST.index, default=None)
    stored = None if strange and worst not in {"empty", "weak-hash"} else worst
    unsaid = unclear(got, "it does not say when the password was changed")
    foreign = unclear(got, "it comes in by a plugin that is not known here")
    yield Credential(
        **_thing(it, one, got),
        form="password",
        age_days=age,
        days_left=left,
        stored=stored,
        unread=unread(
            **dict.fromkeys(("age_days",) if age is None else (), unsaid),
            **dict.fromkeys(("days_left",) if left is None else (), unsaid),
            **dict.fromkeys(() if stored else ("stored",), foreign),
        ),
    )


def _ages(it: Server, one: Account) -> tuple[int | None, int | None]:
    """Days since its password was changed, and days until it ends: by the account's own limit, or the server's."""
    row = one.row
    lifetime = _whole(row, "lifetime")
    if lifetime is None or lifetime < 0:  # the server's own holds
        lifetime = it.settings.number("default_password_lifetime") or 0
    changed, now = _whole(row, "changed"), _whole(row, "moment")
    age = (now - changed) // DAY if changed and now is not None else None
    if _expired(row):
        return age, -1
    if lifetime == 0:
        return age, FOREVER
    return age, None if age is None else lifetime - age


def _expired(row: Mapping[str, Any]) -> bool:
    return row.get("expired") == "Y"


def _whole(row: Mapping[str, Any], name: str) -> int | None:
    return int(float(row[name])) if row.get(name) not in {None, ""} else None


def _grants(it: Server, got: Got, one: Account, rights: Rights) -> Iterator[Grant]:
    """What it holds over all: its own rights, and those of roles, which it takes up by a word."""
    if one.built_in and one.locked:
        return
    whole, always = rights.all(one), rights.always(one)
    for right, is_held in (
        ("everything", EVERYTHING.issubset),
        ("administer", lambda some: bool(ADMINISTERS & some) and not some >= EVERYTHING),
    ):
        if not is_held(whole):
            continue
        holder = _holder(it, one)
        # Where nobody says whose account it is, it may be a person's.
        direct = False if not is_held(one.held) or holder not in {None, "person"} else True if holder else None
        yield Grant(
            **_thing(it, one, got, rights.got),
            right=right,  # type: ignore[arg-type]  # words of the vocabulary
            holders=(one.name,),
            outsiders=None,
            direct=direct,
            activation="standing" if is_held(always) else "click",
            unused_days=None,
            unread=unread(unused_days=HIDDEN, outsiders=HIDDEN, **({"direct": _NOBODY_SAYS} if direct is None else {})),
        )
