"""Which versions and which suites a service accepts, found by offering and taking away."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from collectors.tls.door import Door
from collectors.tls.reply import Alert
from collectors.tls.suites import VERSIONS, portions, usable
from collectors.tls.wire import CLOSED, NoTlsError, UnansweredError
from scanner.facts import Failure

_WRONG_VERSION: Final = "alert 70"
"""`protocol_version`: no suite will change its mind."""
_STUMBLES: Final = "alert 80"
"""`internal_error`: OpenSSL says so when it has chosen a suite that it then cannot use; it may take another."""
GUARDED: Final = "closed, and so was an offer that was taken before"
"""Why a connection that is ended without a word says nothing."""


@dataclass(frozen=True, slots=True)
class Said:
    """What became of a version, or of one offer of it."""

    word: Literal["accepted", "refused", "unknown"]
    code: str = ""
    """How it was refused (`alert 70`, `closed`), or why that is not known."""
    suite: int = 0
    """The one that was chosen."""
    outcome: Failure = "error"
    """Of what is not known."""

    @property
    def silent(self) -> bool:
        """The connection was ended without a word: some servers refuse so (Schannel), and guards against scans do."""
        return self.word == "refused" and self.code == CLOSED


@dataclass(frozen=True, slots=True)
class Found:
    """The suites of one version."""

    suites: tuple[int, ...]
    lacks: str = ""
    """Why there may be more; empty: these are all."""


def versions(door: Door) -> dict[str, Said]:
    """Offer each version by itself, with every suite that it can use.

    Raises:
        UnansweredError: no version was accepted: nothing says then that a refusal is meant.
        NoTlsError: it speaks no TLS.
    """
    said = {name: _version(door, number) for name, number in VERSIONS.items()}
    if all(one.word != "accepted" for one in said.values()):
        for one in said.values():
            if one.word == "unknown":
                raise UnansweredError(one.outcome, one.code)
        raise UnansweredError("error", f"no version is accepted: {next(iter(said.values())).code}")
    if any(one.silent for one in said.values()) and not still(door, said):
        return {name: replace(one, word="unknown", code=GUARDED) if one.silent else one for name, one in said.items()}
    return said


def still(door: Door, said: Mapping[str, Said]) -> bool:
    """Tell whether what was accepted before is accepted now: nobody has shut us out meanwhile."""
    name, one = next((name, one) for name, one in said.items() if one.word == "accepted")
    return _offer(door, VERSIONS[name], (one.suite,)).word == "accepted"


def suites(door: Door, said: Mapping[str, Said]) -> dict[str, Found]:
    """The suites of each version that was accepted; those that a newer one has shown are not offered again to an older.

    Raises:
        NoTlsError, UnansweredError: not after `versions` came to an end.
    """
    found: dict[str, Found] = {}
    known: set[int] = set()
    for name, one in said.items():
        if one.word == "accepted":
            left = tuple(suite for suite in usable(VERSIONS[name]) if suite not in known)
            taken, why, silent = _of_version(door, VERSIONS[name], left)
            if silent and not why and not still(door, said):
                why = GUARDED
            found[name] = Found(taken, why)
            known.update(taken)
    return found


def _of_version(door: Door, version: int, left: tuple[int, ...]) -> tuple[tuple[int, ...], str, bool]:
    """The suites that are taken, why these may not be all, and whether a refusal was silent."""
    taken: list[int] = []
    silent = False
    for said in _offers(door, version, left):
        silent |= said.silent
        if said.word == "unknown":
            return tuple(taken), said.code, silent
        if said.word == "accepted":
            taken.append(said.suite)
    return tuple(taken), "", silent


def _version(door: Door, version: int) -> Said:
    refusals: list[Said] = []
    for said in _offers(door, version, usable(version)):
        if said.word != "refused" or said.code == _WRONG_VERSION:
            return said
        refusals.append(said)
    return next((said for said in refusals if said.silent), refusals[-1])


def _offers(door: Door, version: int, suites_left: tuple[int, ...]) -> Iterator[Said]:
    """Offer all of them, then all but what was taken, until nothing is left or nothing is taken."""
    waiting = [*portions(suites_left)][::-1]
    while waiting:
        offered = waiting.pop()
        said = _offer(door, version, offered)
        if said.code == _STUMBLES and len(offered) > 1:
            middle = len(offered) // 2
            waiting += [offered[middle:], offered[:middle]]
            continue
        yield said
        if said.word == "accepted" and len(offered) > 1:
            waiting.append(tuple(suite for suite in offered if suite != said.suite))


def _offer(door: Door, version: int, offered: tuple[int, ...]) -> Said:
    """Offer some suites in one version. Who ends the connection without a word is asked once more."""
    said = _once(door, version, offered)
    return _once(door, version, offered) if said.silent else said


def _once(door: Door, version: int, offered: tuple[int, ...]) -> Said:
    try:
        answer = door.hello(version, offered)
    except NoTlsError as err:
        if not door.spoke:
            raise
        return Said("unknown", err.code)
    except UnansweredError as err:
        if door.barred:
            raise
        return Said("refused", CLOSED) if err.code == CLOSED else Said("unknown", err.code, outcome=err.outcome)
    if isinstance(answer, Alert):
        return Said("refused", f"alert {answer.number}")
    if answer.version == version and answer.suite in offered:
        return Said("accepted", suite=answer.suite)
    if answer.version < version:  # so is a version refused that is too new
        return Said("refused", "older version")
    return Said("unknown", "it chose what was not offered")
