"""What facts are read from the answers of Windows, where no check would show the difference."""

from datetime import date
from typing import Any

import pytest

from collectors.host.windows.channels.ask import PROTOCOLS
from collectors.host.windows.channels.rdp import setting
from collectors.host.windows.kinds import KINDS
from collectors.host.windows.patching.support import ENDS, days_left
from collectors.host.windows.questions import QUESTIONS
from scanner.answers import Got
from scanner.facts import (
    FOREVER,
    Backup,
    Channel,
    Clock,
    DataStore,
    Definitions,
    Delivery,
    Detector,
    Gap,
    Identity,
    Lockout,
    LogTrail,
    PasswordPolicy,
    Release,
    Session,
    SignIn,
    spread,
)
from tests.collectors.host.test_kinds import known
from tests.collectors.host.windows.outputs import (
    OTHER,
    VOLUME,
    W32TM_GERMAN,
    W32TM_NEVER,
    W32TM_OWN,
)
from tests.collectors.host.windows.pcs import QUESTIONS as BY_ID
from tests.collectors.host.windows.pcs import answers, only, read, to, why


def gaps(found: list[Any], kind: str) -> list[tuple[str, str]]:
    return [(f.outcome, f.ask) for f in found if isinstance(f, Gap) and f.kind == kind]


def test_what_has_no_place_among_the_files_is_no_store() -> None:
    found = read(answers())
    store = only(DataStore, found)
    assert (store.name, store.encrypted, store.customer_key, store.cipher) == ("C:", True, True, "aes-256-xts")
    (asset,) = [f for f in found if f.kind == "windows.host"]
    assert asset.resource == "windows:pc"


def test_a_disk_of_ec2_rests_on_its_volume() -> None:
    on = to("volumes", 0, "on", value="vol-0abc1234")
    assert only(DataStore, read(answers(volumes=on))).rests_on == ("vol-0abc1234",)
    assert only(DataStore, read(answers())).rests_on == ()


def test_a_volume_in_a_folder_is_known_by_its_device() -> None:
    def mounted(body: Any) -> None:
        body["volumes"][0]["name"] = "C:\\DATA"
        body["bitlocker"][0]["mount"] = VOLUME.rstrip("\\")

    assert only(DataStore, read(answers(volumes=mounted))).encrypted is True


@pytest.mark.parametrize(
    ("said", "in_step", "authenticated"),
    [
        (f"type=NTP\npeers=1\nexit=0\n{W32TM_GERMAN}", True, False),
        (f"type=NT5DS\npeers=0\nexit=0\n{W32TM_GERMAN}", True, True),
        (f"type=NTP\npeers=1\nexit=0\n{W32TM_NEVER}", False, False),
        (f"type=NTP\npeers=4\nexit=0\n{W32TM_OWN}", False, False),
        ("type=NTP\npeers=1\nexit=-2147023834\n", False, False),
        ("type=NoSync\npeers=0\nexit=0\n", False, False),
        ("type=NTP\npeers=1\nexit=0\n", None, None),
        ("type=NTP\npeers=1\nexit=-2147024891\n", None, None),
    ],
)
def test_the_clock(said: str, in_step: bool | None, authenticated: bool | None) -> None:  # noqa: FBT001  # a table
    clock = only(Clock, read(answers(time=BY_ID["windows.time"].keep(said))))
    assert (clock.synchronised, clock.authenticated) == (in_step, authenticated)
    if in_step is None:
        assert why(clock, "synchronised")[0] == ("denied" if "24891" in said else "unclear")


def test_sessions() -> None:
    found = read(answers())
    screen, rdp, shell = (only(Session, found, end) for end in ("screen", "/rdp", "/sshd"))
    assert (screen.surface, screen.idle_seconds, screen.on_idle, screen.enforced) == ("desktop", 900, "locks", True)
    assert (rdp.surface, rdp.idle_seconds, rdp.on_idle, rdp.enforced) == ("remote-access", 600, "ends", True)
    assert rdp.max_seconds == 28800
    assert (shell.surface, shell.idle_seconds, shell.enforced) == ("shell", 600, True)


@pytest.mark.parametrize(
    ("policy", "idle", "then"),
    [
        ({}, FOREVER, "ends"),
        ({"MaxIdleTime": 0}, FOREVER, "ends"),
        ({"MaxIdleTime": 600_000}, 600, "disconnects"),
        ({"MaxIdleTime": 600_001}, 601, "disconnects"),
        ({"MaxIdleTime": 600_000, "fResetBroken": 1}, 600, "ends"),
        ({"MaxIdleTime": 600_000, "fResetBroken": 0, "MaxDisconnectionTime": 60_000}, 660, "ends"),
        ({"MaxIdleTime": 600_000, "MaxDisconnectionTime": 0}, 600, "disconnects"),
    ],
)
def test_an_idle_remote_desktop(policy: dict[str, int], idle: int, then: str) -> None:
    rdp = only(Session, read(answers(rdp=to("policy", value=policy))), "/rdp")
    assert (rdp.idle_seconds, rdp.on_idle) == (idle, then)


def test_a_policy_stands_above_the_listener() -> None:
    body = {"policy": {"SecurityLayer": 1}, "listener": {"SecurityLayer": 2}, "server": {}}
    assert setting(Got("ok", "", body), "SecurityLayer") == 1


def test_remote_desktops_that_are_off_have_a_channel_only() -> None:
    found = read(answers(rdp=to("server", "fDenyTSConnections", value=1)))
    channel = only(Channel, found, "/rdp")
    assert (channel.kind, channel.enabled) == ("windows.rdp-off", False)
    assert [f for f in found if isinstance(f, Session | SignIn) and f.resource.endswith("/rdp")] == []


def test_that_there_is_no_sshd_is_no_gap() -> None:
    found = read(answers(sshd="absent"))
    assert [f for f in found if f.kind.startswith("windows.sshd")] == []
    assert gaps(read(answers(sshd="denied")), "windows.sshd")[0][0] == "denied"


def test_accounts() -> None:
    found = read(answers())
    admin, guest, ana = (only(Identity, found, f"user/{name}") for name in ("Administrator", "Guest", "ana"))
    assert (admin.holder, admin.enabled, admin.privileged) == ("built-in", False, True)
    assert (guest.holder, guest.privileged) == ("guest", False)
    assert (ana.holder, ana.enabled, ana.privileged, ana.unused_days) == ("person", True, True, 1)


@pytest.mark.parametrize(
    ("machine", "outcome", "said"),
    [
        (to("joined", value=True), "not-asked", "accounts of the domain"),
        (to("joined", value=None), "unclear", "whether it is in a domain"),
    ],
)
def test_accounts_of_a_domain_are_not_seen(machine: Any, outcome: str, said: str) -> None:
    ((found, ask),) = gaps(read(answers(machine=machine)), "windows.account")
    assert found == outcome
    assert said in ask


def test_everybody_may_be_an_administrator() -> None:
    found = read(answers(accounts=to("administrators", value=["S-1-5-11"])))
    assert only(Identity, found, "user/ana").privileged is True


def test_passwords_that_never_expire_and_locks_that_never_end() -> None:
    rules = to("rules", value={"MaximumPasswordAge": -1, "LockoutBadCount": 5, "LockoutDuration": -1})
    found = read(answers(password_rules=rules))
    policy, lockout = only(PasswordPolicy, found), only(Lockout, found)
    assert policy.max_age_days == FOREVER
    assert why(policy, "min_length") == (
        "unclear",
        f"{BY_ID['windows.password-rules'].operation}: secedit does not say",
    )
    assert (lockout.attempts, lockout.seconds) == (5, FOREVER)


def test_the_trail_of_one_who_may_not_look() -> None:
    found = read(answers(audit="denied", event_logs="denied", services="denied"))
    trail, sent = only(LogTrail, found), only(Delivery, found)
    assert why(trail, "enabled")[0] == why(trail, "records")[0] == why(trail, "exempt")[0] == "denied"
    assert why(sent, "silent_seconds")[0] == why(sent, "copies")[0] == "denied"


def test_what_an_agent_sends_is_not_known() -> None:
    sent = only(Delivery, read(answers(forwarding="absent", services=to("splunkforwarder", value=["Running", "Auto"]))))
    assert why(sent, "copies") == (
        "unclear",
        f"{BY_ID['windows.services'].operation}: Splunk forwarder runs; what it sends, and where to, is not asked",
    )


def test_backups() -> None:
    (own,) = [f for f in read(answers()) if isinstance(f, Backup)]
    assert (own.name, own.newest_seconds, own.succeeded) == ("Windows Server Backup", 38_000, True)

    def veeam(body: Any) -> None:
        body.update(summary=None, veeam=[{"at": 1_795_600_000, "level": 2}, {"at": 1_795_500_000, "level": 4}])

    (copy,) = [f for f in read(answers(backup=veeam)) if isinstance(f, Backup)]
    assert (copy.name, copy.newest_seconds, copy.succeeded) == ("Veeam agent", 108_000, False)


def test_snapshots_are_no_backup_and_an_agent_says_nothing() -> None:
    none = read(answers(backup=to("summary", value=None)))
    assert [f for f in none if isinstance(f, Backup)] == []
    ((outcome, said),) = gaps(none, "windows.backup")
    assert outcome == "unclear"
    assert "snapshots on the same disks" in said
    agent = read(answers(backup=to("summary", value=None), services=to("mms", value=["Running", "Auto"])))
    (copy,) = [f for f in agent if isinstance(f, Backup)]
    assert (copy.name, why(copy, "newest_seconds")[0]) == ("Acronis", "unclear")


def test_windows_11_does_not_call_itself_so() -> None:
    assert only(Release, read(answers())).name == "Windows 11 Enterprise"
    assert only(Release, read(answers(machine=to("build", value=19045)))).name == "Windows 10 Enterprise"
    assert only(Release, read(answers())).version == "26100.7171"


@pytest.mark.parametrize(
    ("state", "auto"),
    [
        (to("policy", value={"NoAutoUpdate": 1, "AUOptions": 4}), False),
        (to("policy", value={"AUOptions": 3}), False),
        (to("policy", value={}), True),
        (to("policy", value={"AUOptions": 5}), None),
        (to("paused", value="2026-12-01"), False),
        (to("paused", value="2026-11-01"), True),
    ],
)
def test_updates_that_install_themselves(state: Any, auto: bool | None) -> None:  # noqa: FBT001  # a table
    assert only(Release, read(answers(update_state=state))).auto_update is auto


@pytest.mark.parametrize(
    ("services", "option", "auto"),
    [
        (to("wuauserv", value=["Stopped", "Disabled"]), 4, False),
        ("denied", 4, None),  # it may be switched off
        ("denied", 3, False),
    ],
)
def test_updates_that_a_service_installs(services: Any, option: int, auto: bool | None) -> None:  # noqa: FBT001  # a table
    state = to("policy", value={"AUOptions": option})
    assert only(Release, read(answers(services=services, update_state=state))).auto_update is auto


def test_of_a_server_without_a_policy_it_is_not_told() -> None:
    found = read(answers(update_state=to("policy", value={}), machine=to("type", value="ServerNT")))
    assert why(only(Release, found), "auto_update")[0] == "unclear"


@pytest.mark.parametrize(
    ("build", "edition", "server", "days"),
    [
        (22631, "Professional", False, -14),
        (22631, "Enterprise", False, -15 + 365),
        (26100, "EnterpriseS", False, 1414),
        (26100, "ServerStandard", True, 3241),
        (14393, "ServerDatacenter", True, 413),
        (99999, "Professional", False, None),
        (26100, "Starter", False, None),
        (None, "Professional", False, None),
    ],
)
def test_support_by_build(build: int | None, edition: str, server: bool, days: int | None) -> None:  # noqa: FBT001  # a table
    assert days_left(build, edition, date(2025, 11, 25), server=server, until=lambda it: ENDS.get(it, "")) == days


@pytest.mark.parametrize(
    ("protocols", "build", "version"),
    [
        ({}, 22631, "1.0"),
        ({}, 26100, None),
        ({}, None, None),
        ({"TLS 1.0": {"Enabled": 0}, "TLS 1.1": {"Enabled": 0}}, 22631, "1.2"),
        ({"TLS 1.0": {"Enabled": 0}, "TLS 1.1": {"Enabled": 0}}, 9600, None),
        ({"TLS 1.0": {"Enabled": 0}, "TLS 1.1": {"Enabled": 0}, "TLS 1.2": {"Enabled": 0}}, 22631, "1.3"),
        ({"TLS 1.0": {"DisabledByDefault": 1}}, 22631, None),
        ({"TLS 1.0": {"Enabled": "other"}}, 22631, None),
    ],
)
def test_the_lowest_version_of_tls(protocols: dict[str, Any], build: int | None, version: str | None) -> None:
    given = {p: protocols.get(p, {}) for p in PROTOCOLS}
    found = read(answers(schannel=to("protocols", value=given), machine=to("build", value=build)))
    assert only(Channel, found, "/schannel").min_version == version


def test_a_suite_that_is_switched_off_elsewhere_is_not_offered() -> None:
    offered = only(Channel, read(answers()), "/schannel").algorithms
    assert offered == ("tls_aes_256_gcm_sha384", "tls_ecdhe_rsa_with_aes_256_gcm_sha384")


@pytest.mark.parametrize(
    ("state", "looks"), [(0x061100, True), (0x061110, True), (0x060100, False), (0x063100, False), (None, False)]
)
def test_products_of_the_security_center(state: int | None, looks: bool) -> None:  # noqa: FBT001  # a table
    def other(body: Any) -> None:
        body.update(defender=None, defender_state="absent", products=[{"name": "Other AV", "state": state}])

    facts = read(answers(malware=other))
    assert only(Detector, facts).enabled is looks
    assert [why(f, "age_days")[0] for f in facts if isinstance(f, Definitions)] == (["unclear"] if looks else [])


def test_who_was_not_seen_is_named_by_number() -> None:
    found = read(answers(lock=to("system", value={}), screens=to("unseen", value=[OTHER])))
    screen = only(Session, found, "screen")
    assert OTHER in why(screen, "idle_seconds")[1]


def test_every_fix_is_of_a_check_that_judges_what_the_kind_gives() -> None:
    all_checks = known()
    for name, kind in KINDS.items():
        given = {p[0] if isinstance(p, tuple) else p for p in kind.gives}
        for check in kind.fix:
            assert all_checks[check].fact in given, f"{name}: {check} judges another class of facts"


def test_every_question_feeds_what_some_kind_gives() -> None:
    given = {one for kind in KINDS.values() for promise in kind.gives for one in spread(promise)}
    for question in QUESTIONS:
        assert given.intersection(one for promise in question.feeds for one in spread(promise)), question.id
    assert len({q.id for q in QUESTIONS}) == len(QUESTIONS)
    assert all(q.untried for q in QUESTIONS)


def test_of_a_log_that_may_be_off_it_is_no_fault_that_it_is_sent_nowhere() -> None:
    sent = only(Delivery, read(answers(audit="denied", forwarding="absent")))
    assert why(sent, "copies")[0] == why(sent, "silent_seconds")[0] == "denied"
