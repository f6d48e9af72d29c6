"""How an account falls without its password, and what its password is worth."""

from typing import Any, Final

from collectors.directory.active_directory import passwords, words
from collectors.directory.active_directory.everyone import People
from collectors.directory.read import Entry
from scanner.answers import HIDDEN, Got, unclear, unread
from scanner.facts import FOREVER, Credential, Guard, PasswordPolicy

_CLOSED: Final = ("its ticket takes its password first, and nobody lends it their rights without limit",)


def guard(people: People, got: Got, entry: Entry, said: int, *, rules: bool) -> Guard:
    """The well-known ways to an account without its password: V-243470, V-243477, V-243478 of DISA's STIG.

    attack.mitre.org/techniques/T1558/003 (a ticket for its service is encrypted with its password), T1558/004.
    """
    shielded = people.groups.shielded(entry.dn) or bool(said & words.NOT_DELEGATED)
    ways = {
        "its ticket is given to whoever asks, before any password is shown": said & words.NO_PREAUTHENTICATION,
        "whoever signs in to it lends it all their rights (unconstrained delegation)": said & words.DELEGATED,
        "it is privileged, and anybody may take home a ticket to guess its password by (servicePrincipalName)": (
            rules and entry.all("serviceprincipalname")
        ),
        "it is privileged, and services may act in its name (neither sensitive nor in Protected Users)": rules
        and not shielded,
    }
    open_ = tuple(way for way, is_open in ways.items() if is_open)
    return Guard(
        **people.thing(got, entry),
        prevents="credential-theft",
        in_force=False if open_ else True if people.groups.listing.good else None,
        considered=open_ or (_CLOSED if people.groups.listing.good else ()),
        unread=unread(in_force=people.groups.listing),
    )


def policy(people: People, got: Got, entry: Entry, said: int) -> PasswordPolicy:
    """What holds for it alone: PASSWD_NOTREQD lets the password be empty, DONT_EXPIRE_PASSWD lets it never end."""
    held = people.governing(got, entry)
    length = (0, got) if said & words.NO_PASSWORD else held.length
    lasts = (FOREVER, got) if said & words.NEVER_EXPIRES else held.age
    return passwords.Policy(length, held.history, lasts).fact(**people.thing(got, entry))


def credential(thing: dict[str, Any], got: Got, entry: Entry, said: int) -> Credential:
    """The password of a service is a secret that no person types; so no person notices that it is old."""
    set_, reads = entry.one("pwdlastset"), bool(said & words.REVERSIBLE)
    why = got if set_ else unclear(got, "when its password was set did not come: it takes read on Account Restrictions")
    return Credential(
        **thing,
        form="secret" if entry.all("serviceprincipalname") else "password",
        age_days=words.since(got, set_) if set_ else None,
        days_left=FOREVER if said & words.NEVER_EXPIRES else None,
        stored="reversible" if reads else None,
        unread=unread(age_days=why, days_left=HIDDEN, stored=passwords.HASHES),
    )
