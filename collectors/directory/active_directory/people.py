"""Accounts, computers and the groups that rule: who is in which is found out once for all of them."""

from collections.abc import Iterator

from collectors.directory.active_directory import accounts, computers, grants
from collectors.directory.active_directory.everyone import ACCOUNTS, People
from collectors.directory.active_directory.expected import some
from collectors.directory.active_directory.groups import Groups
from collectors.directory.read import Directory
from scanner.facts import Fact

KINDS = {**grants.KINDS, **accounts.KINDS, **computers.KINDS}
QUESTIONS = (*grants.QUESTIONS, *accounts.QUESTIONS, *computers.QUESTIONS)


def read(whole: Directory) -> Iterator[Fact]:
    """Give them all. Accounts are gone through twice: first for those that are in a group that rules."""
    found = Groups(whole)
    for question in (ACCOUNTS, computers.COMPUTERS):
        for entry in whole.entries(question):
            found.meet(entry)
    listings = (some(whole, ACCOUNTS, "no account came"), some(whole, computers.COMPUTERS, "no computer came"))
    people = next((got for got in listings if not got.good), listings[0])
    yield from grants.read(whole, found, people)
    yield from accounts.read(People(whole, found))
    yield from computers.read(whole, found)
