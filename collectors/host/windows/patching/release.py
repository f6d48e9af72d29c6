"""Windows as a release: is it supported, what is it missing, does it look."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from collectors.host.host import Host, age, moment, unanswered
from collectors.host.windows.kept import number
from collectors.host.windows.machine.host import build, is_server, services
from collectors.host.windows.patching.support import ENDS, days_left
from scanner.answers import JSON, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Fixes, Release

KINDS = {
    "windows.release": Kind(
        "Windows release",
        (Release, Fixes),
        {
            "patching.supported-release": "Move to a version that Microsoft still fixes (Settings, Windows Update).",
            "patching.flaws-fixed-in-time": "UsoClient StartInstall, or the installation of your WSUS; then restart.",
            "patching.state-known": "UsoClient StartScan; look at Get-WindowsUpdateLog for why it fails.",
            "patching.automatic": "Group policy: Configure Automatic Updates, 4 (download and install by itself).",
        },
        always=True,
    ),
}
_ELEVEN = 22000
_FRESH_ENOUGH = 15
"""Days. A search that is older than the time in which a critical flaw is to be fixed cannot say that there is none."""
_BY_ITSELF, _ASKS = 4, (2, 3)


def read_release(host: Host) -> Iterator[Fact]:
    """Until when it is fixed, and what waits to be installed."""
    state, runs = host.ask("windows.update-state"), services(host)
    today, edition = moment(host.machine.asked).date(), str(host.about["edition"])
    left = days_left(build(host), edition, today, server=is_server(host), until=partial(host.answers.until, ours=ENDS))
    auto, untold = _automatic(host, state)
    of = f"{host.about['edition']} build {build(host)}"
    yield Release(
        **host.fact("windows.release", "", state, runs.got, name=_title(host)),
        version=_version(host),
        support_days_left=left,
        auto_update=auto,
        unread=(
            *(() if _version(host) else unread(version=unclear(host.machine, "its build is not told"))),
            *(
                unread(support_days_left=unclear(host.machine, f"end of support of {of} unknown"))
                if left is None
                else ()
            ),
            *(unread(auto_update=untold) if auto is None else ()),
        ),
    )
    yield _fixes(host, state, over=left is not None and left < 0)


def _fixes(host: Host, state: Got, *, over: bool) -> Fixes:
    """What waits, and since when one has looked; `over` is the support of Microsoft."""
    updates = host.ask("windows.updates")
    checked, unchecked = _checked(state)
    doubt = _doubt(state, checked, unchecked, over=over)
    critical, high, why = (None, None, doubt) if doubt else _open(updates)
    return Fixes(
        **host.fact("windows.release", "", updates, state, name=_title(host)),
        oldest_critical_days=critical,
        oldest_high_days=high,
        checked_days=checked,
        unread=(
            *(unread(oldest_critical_days=why) if critical is None else ()),
            *(unread(oldest_high_days=why) if high is None else ()),
            *(unread(checked_days=unchecked) if checked is None else ()),
        ),
    )


def _version(host: Host) -> str | None:
    made, revision = build(host), host.about["revision"]
    return None if made is None else f"{made}.{revision}" if revision is not None else str(made)


def _title(host: Host) -> str:
    """Windows 11 calls itself Windows 10 in the registry."""
    title = str(host.about["title"])
    return title.replace("Windows 10", "Windows 11") if (build(host) or 0) >= _ELEVEN and not is_server(host) else title


def _open(updates: Got) -> tuple[int | None, int | None, Got]:
    """Days since the oldest fix of each rank was published; the security updates without a rank may be of either."""
    if not updates.ok:
        return None, None, unanswered(updates)
    some: list[Mapping[str, JSON]] = updates.body["open"]
    unranked = [u for u in some if u["security"] and u["severity"] in {"", "Unspecified", "other"}]
    why = unclear(updates, "security updates are open of which Microsoft does not say how severe they are")
    critical, high = (_oldest(updates, (u for u in some if u["severity"] == s)) for s in ("Critical", "Important"))
    if unranked:
        # One of a known rank is open for at least so long; that none is would be a guess.
        return critical or None, high or None, why
    return critical, high, unclear(updates, "when an open update was published is not told")


def _oldest(updates: Got, some: Iterable[Mapping[str, JSON]]) -> int | None:
    ages = [None if u["published"] is None else age(updates.asked, u["published"]) // 86400 for u in some]
    if not ages:
        return 0
    known = [one for one in ages if one is not None]
    return max(*known, 1) if len(known) == len(ages) else None


def _doubt(state: Got, checked: int | None, unchecked: Got, *, over: bool) -> Got | None:
    """Why what the last search found does not say which flaws are open."""
    if checked is None:
        return unchecked
    deferred = number(state.body["access"], "DeferQualityUpdatesPeriodInDays") or 0
    reasons = (
        (checked == FOREVER, "it never looked for updates"),
        (checked > _FRESH_ENOUGH, f"it last looked for updates {checked} days ago"),
        (checked < 0, "the last search lies in the future, so a clock is wrong"),
        (
            number(state.body["policy"], "UseWUServer") == 1,
            "updates come from WSUS, and what that holds back is not seen",
        ),
        (_paused(state), "updates are paused, and what came meanwhile is not seen"),
        (deferred > 0, f"updates are put off for {deferred} days, and what came meanwhile is not seen"),
        (over, "its support is over: what is found now is not fixed"),
        (state.body["restart"], "updates are installed, but a restart is due: what runs is older"),
    )
    return next((unclear(state, why) for holds, why in reasons if holds), None)


def _paused(state: Got) -> bool:
    return bool(state.body["paused"] > moment(state.asked).date().isoformat())


def _checked(state: Got) -> tuple[int | None, Got]:
    if not state.ok:
        return None, unanswered(state)
    if not state.body["told"]:
        return None, unclear(state, "when it last looked for updates is not told")
    searched = state.body["searched"]
    return (FOREVER if searched is None else age(state.asked, searched) // 86400), state


def _automatic(host: Host, state: Got) -> tuple[bool | None, Got]:
    """The policy, where there is one; else a client installs by itself, and of a server it is not told."""
    if not state.ok:
        return None, unanswered(state)
    policy, own = state.body["policy"], state.body["own"]
    off = number(policy, "NoAutoUpdate") == 1 or number(state.body["access"], "DisableWindowsUpdateAccess") == 1
    runs = services(host)
    if off or runs.disabled("wuauserv") or _paused(state):
        return False, state
    option = number(policy, "AUOptions")
    option = number(own, "AUOptions") if option is None else option
    if option in _ASKS:
        return False, state
    if not runs.got.ok:
        return None, unanswered(runs.got)
    if option == _BY_ITSELF:
        return True, state
    if option is None and host.about["type"] == "WinNT":
        return True, state
    return None, unclear(state, "no policy says whether updates install themselves")
