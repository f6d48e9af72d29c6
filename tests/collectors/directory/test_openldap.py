"""What slapd's answers mean: for each row one that passes, one that fails, one that is not set, one that was denied."""

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from collectors.directory.openldap.secrets import scheme, stored
from scanner.answers import Answer
from scanner.facts import FOREVER, Exposure, Fact, Gap, Grant, Identity, Lockout, PasswordPolicy, SignIn
from tests.collectors.directory.asking import by_class, facts, refused, said, target

BASE = "dc=alder,dc=example"
US = f"cn=safeguard,{BASE}"
MDB = "olcDatabase={2}mdb,cn=config"
POLICY = f"cn=default,ou=policies,{BASE}"
FULL = [f'{{0}}to * by dn.exact="{US}" read by * none']
ROOT = said(
    "directory.root",
    (
        "",
        {
            "objectClass": ["top", "OpenLDAProotDSE"],
            "namingContexts": BASE,
            "configContext": "cn=config",
            "monitorContext": "cn=Monitor",
        },
    ),
)
QUIET = [said("openldap.anonymous"), said("openldap.anonymous.hashes")]
MONITOR = said("openldap.monitor", ("cn=Monitor", {"monitoredInfo": "OpenLDAP: slapd 2.6.8 (May 21 2024 19:20:05)"}))


def config(
    server: Mapping[str, Any] | None = None,
    database: Mapping[str, Any] | None = None,
    *overlays: Mapping[str, Any],
    own: Any = FULL,
) -> Answer:
    """The settings, all of which we may read, unless they say otherwise."""
    return said(
        "openldap.config",
        ("cn=config", {"objectClass": ["olcGlobal"], **(server or {})}),
        ("olcDatabase={-1}frontend,cn=config", {"objectClass": ["olcDatabaseConfig"], "olcDatabase": "{-1}frontend"}),
        (
            "olcDatabase={0}config,cn=config",
            {"objectClass": ["olcDatabaseConfig"], "olcDatabase": "{0}config", "olcAccess": own},
        ),
        (
            MDB,
            {
                "objectClass": ["olcDatabaseConfig"],
                "olcDatabase": "{2}mdb",
                "olcSuffix": BASE,
                "olcAccess": FULL,
                "olcLastBind": "TRUE",
                **(database or {}),
            },
        ),
        *((f"olcOverlay={one['olcOverlay']},{MDB}", {"objectClass": ["olcOverlayConfig"], **one}) for one in overlays),
    )


PPOLICY = {"olcOverlay": "{0}ppolicy", "olcPPolicyDefault": POLICY}


def read(*answers: Answer, **options: Any) -> dict[tuple[str, str, str], Fact]:
    """The facts, but for gaps; quiet answers stand where a test has none."""
    known = {answer.question for answer in answers}
    rest = [a for a in (ROOT, *QUIET, MONITOR, config()) if a.question not in known]
    rest += [said(q) for q in ("openldap.policies", "openldap.accounts", "openldap.groups") if q not in known]
    return by_class(facts([*rest, *answers], target(636, user=US, **options)))


def gapped(*answers: Answer, **options: Any) -> set[tuple[str, str]]:
    """Which facts may be missing: kind and class."""
    known = {answer.question for answer in answers}
    rest = [a for a in (ROOT, *QUIET, MONITOR, config()) if a.question not in known]
    rest += [said(q) for q in ("openldap.policies", "openldap.accounts", "openldap.groups") if q not in known]
    found = facts([*rest, *answers], target(636, user=US, **options))
    return {(gap.kind, gap.missing) for gap in found if isinstance(gap, Gap)}


def policy(**more: Any) -> Answer:
    """The policy that holds by default."""
    return said("openldap.policies", (POLICY, {"cn": "default", **more}))


STRICT = {
    "pwdMinLength": 14,
    "pwdCheckQuality": 2,
    "pwdInHistory": 5,
    "pwdMaxAge": 7776000,
    "pwdLockout": "TRUE",
    "pwdMaxFailure": 5,
    "pwdLockoutDuration": 900,
    "pwdFailureCountInterval": 600,
}


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({}, (14, 5, 90)),
        ({"pwdMinLength": 8}, (8, 5, 90)),
        ({"pwdCheckQuality": 0}, (0, 5, 90)),
        ({"pwdCheckQuality": None}, (0, 5, 90)),
        ({"pwdMinLength": None}, (0, 5, 90)),
        ({"pwdInHistory": None, "pwdMaxAge": None}, (14, 0, FOREVER)),
        ({"pwdMaxAge": 0}, (14, 5, FOREVER)),
        ({"pwdMinLength": "many"}, (None, 5, 90)),
    ],
)
def test_what_a_password_must_be(change: Mapping[str, Any], wanted: tuple[Any, ...]) -> None:
    kept = {name: value for name, value in {**STRICT, **change}.items() if value is not None}
    found = read(config(None, None, PPOLICY), policy(**kept))["password-policy", "", BASE]
    assert isinstance(found, PasswordPolicy)
    assert (found.min_length, found.history, found.max_age_days) == wanted
    assert found.stands == (f"policy {POLICY}",)


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({}, (5, 900, 600)),
        ({"pwdLockout": "FALSE"}, (FOREVER, 900, 600)),
        ({"pwdLockout": None}, (FOREVER, 900, 600)),
        ({"pwdMaxFailure": 0}, (FOREVER, 900, 600)),
        ({"pwdMaxFailure": None}, (FOREVER, 900, 600)),
        ({"pwdLockoutDuration": 0, "pwdFailureCountInterval": None}, (5, FOREVER, FOREVER)),
        ({"pwdLockoutDuration": "soon"}, (5, None, 600)),
    ],
)
def test_what_wrong_passwords_do(change: Mapping[str, Any], wanted: tuple[Any, ...]) -> None:
    kept = {name: value for name, value in {**STRICT, **change}.items() if value is not None}
    found = read(config(None, None, PPOLICY), policy(**kept))["lockout", "", BASE]
    assert isinstance(found, Lockout)
    assert (found.attempts, found.seconds, found.within_seconds) == wanted


@pytest.mark.parametrize(
    ("settings", "entries"),
    [
        (config(), policy(**STRICT)),  # the overlay is not there
        (config(None, None, {"olcOverlay": "{0}ppolicy"}), policy(**STRICT)),  # and names no policy
        (config(None, None, PPOLICY), said("openldap.policies")),  # which is not there
    ],
)
def test_without_a_policy_anything_goes(settings: Answer, entries: Answer) -> None:
    found = read(settings, entries)
    policy, lockout = found["password-policy", "", BASE], found["lockout", "", BASE]
    assert isinstance(policy, PasswordPolicy)
    assert isinstance(lockout, Lockout)
    assert (policy.min_length, policy.history, policy.max_age_days, lockout.attempts) == (0, 0, FOREVER, FOREVER)


@pytest.mark.parametrize(
    "bad",
    [
        refused("openldap.config", code="noSuchObject (32)"),
        config(own=['to * by dn.exact="cn=other" read by * none']),
        config(own=[]),
    ],
)
def test_settings_that_may_be_read_in_part_alone_tell_nothing(bad: Answer) -> None:
    missing = gapped(bad)
    for kind, what in (
        ("openldap.database", "password-policy"),
        ("openldap.database", "lockout"),
        ("openldap.server", "channel"),
        ("openldap.server", "session"),
        ("openldap.server", "log-trail"),
        ("openldap.root", "credential"),
        ("openldap.account", "identity"),
    ):
        assert (kind, what) in missing


@pytest.mark.parametrize(("overlay", "given"), [((PPOLICY,), True), ((), False)])
def test_a_policy_is_in_force_where_the_overlay_is(overlay: tuple[Mapping[str, Any], ...], *, given: bool) -> None:
    other = f"cn=services,ou=policies,{BASE}"
    found = read(config(None, None, *overlay), said("openldap.policies", (other, {"cn": "services", **STRICT})))
    assert (("password-policy", "", other) in found) is given
    assert (("lockout", "", other) in found) is given


def test_policies_that_were_denied() -> None:
    missing = gapped(refused("openldap.policies"))
    assert {("openldap.database", "password-policy"), ("openldap.policy", "lockout")} <= missing


def test_what_a_policy_does_not_say_is_not_known_where_more_may_be_hidden() -> None:
    guarded = {"olcAccess": ["to attrs=pwdMinLength by * none", f'to * by dn.exact="{US}" read']}
    found = read(config(None, guarded, PPOLICY), policy(pwdCheckQuality=2))["password-policy", "", BASE]
    assert isinstance(found, PasswordPolicy)
    assert found.min_length is None
    assert "whether pwdminlength may be read is not known" in found.unread[0].ask


@pytest.mark.parametrize(
    ("server", "seconds"),
    [({"olcIdleTimeout": 900}, 900), ({"olcIdleTimeout": 0}, FOREVER), ({}, FOREVER), ({"olcIdleTimeout": "x"}, None)],
)
def test_idle_connections(server: Mapping[str, Any], seconds: int | None) -> None:
    found = read(config(server))["session", "database", ""]
    assert (getattr(found, "idle_seconds", 0), getattr(found, "reauth_seconds", 0)) == (seconds, seconds)


@pytest.mark.parametrize(
    ("security", "wanted"),
    [
        ("ssf=128", "required"),
        ("tls=256 update_ssf=0", "required"),
        ("transport=128", "required"),
        ("ssf=1", "offered"),
        ("simple_bind=128", "offered"),
        ("update_ssf=128", "offered"),
        ("ssf=strong", "offered"),
        ([], "offered"),
    ],
)
def test_whether_plain_connections_are_taken(security: Any, wanted: str) -> None:
    found = read(config({"olcSecurity": security}))["channel", "tls", ""]
    assert getattr(found, "encryption", "") == wanted


@pytest.mark.parametrize(
    ("server", "overlays", "enabled", "records"),
    [
        ({}, (), True, {"admin", "data-read", "sign-in"}),
        ({"olcLogLevel": "stats"}, (), True, {"admin", "data-read", "sign-in"}),
        ({"olcLogLevel": "sync 256"}, (), True, {"admin", "data-read", "sign-in"}),
        ({"olcLogLevel": "-1"}, (), True, {"admin", "data-read", "sign-in"}),
        ({"olcLogLevel": "0x100"}, (), True, {"admin", "data-read", "sign-in"}),
        ({"olcLogLevel": "none"}, (), False, set()),
        ({"olcLogLevel": "0"}, (), False, set()),
        ({"olcLogLevel": "sync"}, (), False, set()),
        (
            {"olcLogLevel": "none"},
            ({"olcOverlay": "{0}accesslog", "olcAccessLogOps": ["writes session"], "olcAccessLogDB": "cn=log"},),
            True,
            {"admin", "sign-in"},
        ),
        ({"olcLogLevel": "none"}, ({"olcOverlay": "{0}accesslog", "olcAccessLogOps": "add"},), False, set()),
        ({"olcLogLevel": "none"}, ({"olcOverlay": "{0}auditlog"},), True, {"admin"}),
    ],
)
def test_what_is_recorded(
    server: Mapping[str, Any],
    overlays: tuple[Mapping[str, Any], ...],
    enabled: bool,  # noqa: FBT001  # a table
    records: set[str],
) -> None:
    found = read(config(server, None, *overlays))["log-trail", "scope", ""]
    assert (getattr(found, "enabled", None), set(getattr(found, "records", ()))) == (enabled, records)


SOMEBODY = (f"uid=ana,ou=people,{BASE}", {"objectClass": "inetOrgPerson"})
ITSELF = (BASE, {"objectClass": "dcObject"})


@pytest.mark.parametrize(
    ("shown", "hashes", "audience", "factors"),
    [
        (said("openldap.anonymous"), said("openldap.anonymous.hashes"), "owner", 1),
        (said("openldap.anonymous", ITSELF), said("openldap.anonymous.hashes"), "owner", 1),
        (said("openldap.anonymous", ITSELF, SOMEBODY), said("openldap.anonymous.hashes"), "everyone", 0),
        (
            said("openldap.anonymous", SOMEBODY),
            said("openldap.anonymous.hashes", (SOMEBODY[0], {"userPassword": []})),
            "everyone",
            0,
        ),
        (said("openldap.anonymous"), refused("openldap.anonymous.hashes", "timeout", "3 s"), None, 1),
    ],
)
def test_what_nobody_is_shown(shown: Answer, hashes: Answer, audience: str | None, factors: int) -> None:
    found = read(shown, hashes)
    exposure, door = found["exposure", "permission/data", ""], found["sign-in", "everyone", ""]
    assert isinstance(exposure, Exposure)
    assert isinstance(door, SignIn)
    assert (exposure.audience, door.factors) == (audience, factors)


def test_that_nobody_could_be_asked_as_nobody() -> None:
    missing = gapped(refused("openldap.anonymous", "timeout", "3 s"))
    assert {("openldap.server", "exposure"), ("openldap.server", "sign-in")} <= missing


@pytest.mark.parametrize(
    ("settings", "factors"),
    [
        (config(), 1),
        (config(None, None, {"olcOverlay": "{1}otp"}), None),
        (config({"olcRequires": "SASL"}), None),
        (config({"olcDisallows": "bind_simple"}), None),
        (config({"olcRequires": "authc"}), 1),
        (refused("openldap.config"), None),
    ],
)
def test_how_many_factors(settings: Answer, factors: int | None) -> None:
    door = read(settings)["sign-in", "everyone", ""]
    assert isinstance(door, SignIn)
    assert door.factors == factors
    assert door.bypass == (None if factors is None else ())


def account(name: str, **more: Any) -> tuple[str, dict[str, Any]]:
    """Somebody who was made a year ago and came in this week."""
    known = {
        "objectClass": ["inetOrgPerson"],
        "uid": name,
        "createTimestamp": "20251125120000Z",
        "pwdLastSuccess": "20261120120000Z",
    }
    return f"uid={name},ou=people,{BASE}", {n: v for n, v in {**known, **more}.items() if v is not None}


def identity(*answers: Answer, dn: str = f"uid=ana,ou=people,{BASE}", **options: Any) -> Identity:
    """What is known of one account."""
    found = read(*answers, **options)["identity", "", dn]
    assert isinstance(found, Identity)
    return found


@pytest.mark.parametrize(
    ("more", "settings", "wanted"),
    [
        ({}, {}, ("person", True, 5)),
        ({"pwdLastSuccess": "20261125115500.123456Z"}, {}, ("person", True, 0)),
        ({"pwdLastSuccess": None, "authTimestamp": "20261115120000Z"}, {}, ("person", True, 10)),
        ({"pwdLastSuccess": None}, {}, ("person", True, 365)),
        ({"pwdLastSuccess": None}, {"olcLastBind": "FALSE"}, ("person", True, None)),
        ({}, {"olcLastBind": "FALSE"}, ("person", True, None)),
        ({"pwdLastSuccess": None, "createTimestamp": None}, {}, ("person", True, None)),
        ({"pwdLastSuccess": "yesterday"}, {}, ("person", True, None)),
        ({"pwdLastSuccess": "20261399120000Z"}, {}, ("person", True, None)),
        ({"pwdAccountLockedTime": "000001010000Z"}, {}, ("person", False, 5)),
        ({"pwdAccountLockedTime": "20261125110000Z"}, {}, ("person", True, 5)),
        ({"objectClass": ["applicationProcess", "simpleSecurityObject"]}, {}, ("machine", True, 5)),
        ({"objectClass": ["account", "posixAccount"]}, {}, (None, True, 5)),
        (
            {},
            {"olcAccess": ["to attrs=pwdAccountLockedTime by * none", "to * by * read"]},
            ("person", None, 5),
        ),
        (
            {"pwdLastSuccess": None},
            {"olcAccess": ["to attrs=pwdLastSuccess by * none", "to * by * read"]},
            ("person", True, None),
        ),
        ({}, {"olcAccess": ["to dn.subtree=ou=x by * none", "to * by * read"]}, ("person", None, 5)),
    ],
)
def test_an_account(more: Mapping[str, Any], settings: Mapping[str, Any], wanted: tuple[Any, ...]) -> None:
    ana = identity(config(None, settings, PPOLICY), said("openldap.accounts", account("ana", **more)))
    assert (ana.holder, ana.enabled, ana.unused_days) == wanted


def test_accounts_that_may_be_hidden_are_a_gap() -> None:
    some = said("openldap.accounts", account("ana"))
    assert ("openldap.account", "identity") not in gapped(some)
    hiding = config(None, {"olcAccess": ["to dn.subtree=ou=x by * none", "to * by * read"]})
    assert ("openldap.account", "identity") in gapped(some, hiding)
    assert ("openldap.account", "identity") in gapped(some, sasl="gssapi")  # under whose name is not known
    assert ("openldap.account", "identity") in gapped(refused("openldap.accounts", "error", "sizelimitExceeded (4)"))


@pytest.mark.parametrize(
    "parts",
    [
        [said("openldap.accounts", account("ana"), body={"entries": [list(account("ana"))], "last": False})],
        [
            said("openldap.accounts", account("ana"), body={"entries": [list(account("ana"))], "last": False}),
            refused("openldap.accounts", "timeout", "3 s"),
        ],
    ],
)
def test_a_list_that_broke_off_is_a_gap_and_no_account_is_judged(parts: list[Answer]) -> None:
    numbered = [msgspec.structs.replace(one, about=f"part {n:05}") for n, one in enumerate(parts, 1)]
    found = read(*numbered)
    assert ("openldap.account", "identity") in gapped(*numbered)
    assert not any(cls == "identity" for cls, _, _ in found)


def test_parts_of_the_tree_that_lie_elsewhere_are_a_gap() -> None:
    body = {"entries": [list(account("ana"))], "references": ["ldap://other.example/ou=x"], "last": True}
    assert ("openldap.account", "identity") in gapped(said("openldap.accounts", account("ana"), body=body))


GROUPS = said(
    "openldap.groups",
    (f"cn=admins,{BASE}", {"cn": "admins", "member": [f"cn=more,{BASE}", f"uid=ben,ou=people,{BASE}"]}),
    (f"cn=more,{BASE}", {"cn": "more", "uniqueMember": [f"UID=ana, ou=people,{BASE}", f"cn=admins,{BASE}"]}),
    (f"cn=staff,{BASE}", {"cn": "staff", "member": f"uid=eve,ou=people,{BASE}"}),
)
NAMES = ("ana", "ben", "eve")
PEOPLE = said("openldap.accounts", *map(account, NAMES))


def test_groups_in_groups_are_counted_in_once() -> None:
    found = read(GROUPS, PEOPLE, privileged=f"cn=admins, {BASE}")
    grant = found["grant", "administer", f"cn=admins,{BASE}"]
    assert isinstance(grant, Grant)
    assert set(grant.holders or ()) == {f"UID=ana, ou=people,{BASE}", f"uid=ben,ou=people,{BASE}"}
    declared = {"privileged": f"cn=admins,{BASE}"}
    people = {name: identity(GROUPS, PEOPLE, dn=f"uid={name},ou=people,{BASE}", **declared) for name in NAMES}
    rules = {name: one.privileged for name, one in people.items()}
    assert rules == {"ana": True, "ben": True, "eve": False}


def test_who_administers_is_not_known_where_nobody_declares_it() -> None:
    assert identity(GROUPS, PEOPLE).privileged is None
    assert identity(config(None, {"olcRootDN": f"uid=ana,ou=people,{BASE}"}), GROUPS, PEOPLE).privileged is True


@pytest.mark.parametrize("groups", [refused("openldap.groups"), said("openldap.groups")])
def test_a_declared_group_that_is_not_shown_is_a_gap(groups: Answer) -> None:
    assert ("openldap.group", "grant") in gapped(groups, privileged=f"cn=admins,{BASE}")


def test_what_is_kept_for_emergencies() -> None:
    assert identity(PEOPLE, break_glass=f"UID=ana, ou=people,{BASE}").holder == "break-glass"


@pytest.mark.parametrize(
    ("value", "kept", "worth"),
    [
        (b"{SSHA}c4n4ry", "{SSHA}", "weak-hash"),
        (b"{ssha512}c4n4ry", "{SSHA512}", "weak-hash"),
        (b"{MD5}c4n4ry", "{MD5}", "weak-hash"),
        (b"{CRYPT}c4n4ry", "{CRYPT}", "weak-hash"),
        (b"{CRYPT}$1$c4n4ry", "{CRYPT}$1", "weak-hash"),
        (b"{CRYPT}$6$c4n4ry", "{CRYPT}$6", "strong-hash"),
        (b"{CRYPT}$y$c4n4ry", "{CRYPT}$y", "strong-hash"),
        (b"{ARGON2}$argon2id$c4n4ry", "{ARGON2}", "strong-hash"),
        (b"{PBKDF2-SHA512}10000$c4n4ry", "{PBKDF2-SHA512}", "strong-hash"),
        (b"{CLEARTEXT}c4n4ry", "{CLEARTEXT}", "plain"),
        (b"c4n4ry", "{CLEARTEXT}", "plain"),
        (b"{c4n4ry", "{CLEARTEXT}", "plain"),
        (b"{SASL}c4n4ry@alder.example", "{SASL}", None),
        (b"{TOTP1}c4n4ry", "{TOTP1}", None),
        (b"", "{}", "empty"),
    ],
)
def test_of_a_password_the_scheme_is_kept(value: bytes, kept: str, worth: str | None) -> None:
    assert (scheme(value), stored(scheme(value))) == (kept, worth)


@pytest.mark.parametrize(
    ("database", "worth"),
    [
        ({"olcRootPW": "{SSHA}"}, "weak-hash"),
        ({"olcRootPW": "{ARGON2}"}, "strong-hash"),
        ({"olcRootPW": "{SASL}"}, None),
    ],
)
def test_the_password_that_stands_in_the_settings(database: Mapping[str, Any], worth: str | None) -> None:
    found = read(config(None, database))["credential", "password", MDB.lower()]
    assert getattr(found, "stored", "") == worth


def test_no_password_in_the_settings_is_no_fact() -> None:
    assert not any(cls == "credential" for cls, _, _ in read())


@pytest.mark.parametrize(
    ("answer", "version"),
    [(MONITOR, "2.6.8"), (refused("openldap.monitor"), None), (said("openldap.monitor", ("cn=Monitor", {})), None)],
)
def test_the_version(answer: Answer, version: str | None) -> None:
    assert getattr(read(answer)["release", "", ""], "version", "") == version


def test_a_directory_of_no_known_kind_is_a_gap_for_all() -> None:
    root = said("directory.root", ("", {"objectClass": "top", "vendorName": "Somebody", "namingContexts": BASE}))
    found = facts([root], target(636))
    assert {gap.kind for gap in found if isinstance(gap, Gap)} == {"target"}
    assert {gap.outcome for gap in found if isinstance(gap, Gap)} == {"unclear"}


def test_settings_that_are_kept_from_us_are_not_unset() -> None:
    """A list that hides one attribute of cn=config lets the rest be read: what is hidden is not what is not there."""
    own = ["to attrs=olcLogLevel by * none", f'to * by dn.exact="{US}" read by * none']
    assert ("openldap.server", "log-trail") in gapped(config(own=own))
    own = ["to attrs=olcAccess by * none", f'to * by dn.exact="{US}" read by * none']
    assert ("openldap.account", "identity") in gapped(config(own=own))


def test_root_passwords_that_are_kept_from_us_are_not_missing() -> None:
    own = ["to attrs=olcRootPW by * none", f'to * by dn.exact="{US}" read by * none']
    missing = gapped(config(own=own))
    assert ("openldap.root", "credential") in missing
    assert ("openldap.server", "log-trail") not in missing


def test_an_overlay_that_is_switched_off_demands_and_records_nothing() -> None:
    off = {"olcDisabled": "TRUE"}
    found = read(config(None, None, {**PPOLICY, **off}), policy(**STRICT))
    assert getattr(found["password-policy", "", BASE], "min_length", None) == 0
    assert getattr(found["lockout", "", BASE], "attempts", None) == FOREVER
    log = {"olcOverlay": "{1}accesslog", "olcAccessLogOps": "all", "olcAccessLogDB": "cn=log", **off}
    trail = read(config({"olcLogLevel": "none"}, None, log))["log-trail", "scope", ""]
    assert getattr(trail, "enabled", None) is False


@pytest.mark.parametrize(
    ("overlays", "on"), [((PPOLICY,), False), ((), True), (({**PPOLICY, "olcDisabled": "TRUE"},), True)]
)
def test_a_lock_is_one_where_the_overlay_is(overlays: tuple[Mapping[str, Any], ...], *, on: bool) -> None:
    locked = said("openldap.accounts", account("ana", pwdAccountLockedTime="000001010000Z"))
    assert identity(config(None, None, *overlays), locked).enabled is on


@pytest.mark.parametrize(("ends", "on"), [("20261101000000Z", False), ("20270101000000Z", True)])
def test_an_account_that_was_to_end(ends: str, *, on: bool) -> None:
    some = said("openldap.accounts", account("ana", pwdEndTime=ends))
    assert identity(config(None, None, PPOLICY), some).enabled is on


def test_hashes_that_match_and_are_not_shown_are_not_shown() -> None:
    """Who may search by an attribute is given the entry; read it, they may not."""
    found = read(said("openldap.anonymous.hashes", (SOMEBODY[0], {})))["exposure", "permission/data", ""]
    assert isinstance(found, Exposure)
    assert found.audience == "everyone"
    assert "hashes of passwords may be read without a name" not in found.considered
