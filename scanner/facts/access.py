"""Who there is, how they come in, what they may do, and who can reach it."""

from typing import Literal

from scanner.facts.base import Fact


class Identity(Fact, frozen=True, kw_only=True, tag="identity"):
    """One account of a person or a machine."""

    holder: Literal["person", "machine", "shared", "built-in", "guest", "break-glass"] | None
    enabled: bool | None
    interactive: bool | None
    """Can sign in with a password."""
    privileged: bool | None
    mfa: Literal["none", "weak", "strong", "phishing-resistant"] | None
    """The weakest it can sign in with. `weak`: SMS, voice, e-mail."""
    unused_days: int | None
    """Since its last use; since its creation if never used."""
    keys: int | None
    """Long-lived keys that work."""


class PasswordPolicy(Fact, frozen=True, kw_only=True, tag="password-policy"):
    """What a password must be."""

    min_length: int | None
    history: int | None
    max_age_days: int | None


class Lockout(Fact, frozen=True, kw_only=True, tag="lockout"):
    """What happens after wrong passwords."""

    attempts: int | None
    """FOREVER: no limit."""
    seconds: int | None
    """FOREVER: until an administrator helps."""
    within_seconds: int | None
    """Wrong passwords that are no further apart count together; FOREVER: all since the last right one."""


class SignIn(Fact, frozen=True, kw_only=True, tag="sign-in"):
    """A door: what one group must show to come in at one place."""

    audience: Literal["everyone", "administrators", "guests", "machines"]
    factors: int | None
    """Demanded of each of them on every way in: 0 anonymous, 1, 2."""
    phishing_resistant: bool | None
    bypass: tuple[str, ...] | None
    """Ways round it: `legacy-auth`, `local-accounts`, `nullok`, exempted groups (declared break-glass is none)."""
    individual: bool | None
    """Each has a name of their own: no shared key, no common user behind a role."""
    directories: int | None
    """Servers of the central directory it asks (AAA, LDAP, IdP); 0 local only; a managed directory counts as 2."""


class Session(Fact, frozen=True, kw_only=True, tag="session"):
    """A way to stay signed in."""

    surface: Literal["shell", "desktop", "mobile", "web", "console", "remote-access", "database", "token", "management"]
    """Chooses the limit. `management`: a line, the console or the pages of a network device, for which DISA and CIS
    have limits of their own."""
    idle_seconds: int | None
    """FOREVER: an idle session stays."""
    on_idle: Literal["ends", "locks", "disconnects"] | None
    """`disconnects`: lives on and can be taken up again."""
    max_seconds: int | None
    """However busy; FOREVER: no end."""
    enforced: bool | None
    """The person cannot change it."""
    reauth_seconds: int | None
    """After so long, coming back takes a credential; FOREVER: never asks."""


class Grant(Fact, frozen=True, kw_only=True, tag="grant"):
    """Rights that the resource, or those it names, hold over what it is `within`: a role, a policy, sudo."""

    right: Literal["everything", "administer", "impersonate", "other"]
    holders: tuple[str, ...] | None
    outsiders: tuple[str, ...] | None
    """Those of another organisation, and consumer accounts."""
    direct: bool | None
    """Given to persons rather than to a group or a role."""
    activation: Literal["standing", "click", "password", "approval"] | None
    """What it takes to use it. `click`: it is taken up first, which asks for nothing that signing in has not asked."""
    unused_days: int | None


class Exposure(Fact, frozen=True, kw_only=True, tag="exposure"):
    """Who can reach the resource, all settings above it (account, organisation) counted in."""

    way: Literal["permission", "network"]
    offers: Literal["data", "administration", "service"]
    """What one reaches. A `service` (a web front end) may stand on the internet."""
    audience: Literal["owner", "listed", "provider", "any-account", "everyone"] | None
    """The widest. `listed`: named outsiders. `provider`: every customer of the cloud. `everyone`: the internet."""
    ports: tuple[tuple[int, int], ...] | None
    """Ranges open to that audience; empty for a permission."""
    considered: tuple[str, ...] = ()
    """What was weighed to say so, to be read aloud: `it has a public address`, `sg-0abc lets nobody from outside in at
    port 5432`. It holds no names but ids of resources. Azure SQL (public network access beside firewall rules) and
    Cloud SQL (a public address beside authorised networks) are weighed alike. Empty where the audience is not known."""


class Guard(Fact, frozen=True, kw_only=True, tag="guard"):
    """A switch that makes a mistake impossible, on one resource or in all of a scope."""

    prevents: Literal[
        "public-storage",
        "public-copies",
        "public-services",
        "unlisted-traffic",
        "unencrypted-stores",
        "long-lived-keys",
        "credential-theft",
        "privileged-workload",
        "deletion",
        "unsigned-boot",
        "silent-file-change",
        "image-change",
        "console-access",
        "impersonation",
        "self-enrolment",
    ]
    """`impersonation`: who connects can tell the right server from another one (NIST SP 800-52 Rev. 2, 3.2 and 4.5).
    `self-enrolment`: any account adds machines of its own (ms-DS-MachineAccountQuota of Active Directory,
    CVE-2021-42278; who may join devices to Entra ID, CIS Microsoft 365 5.1.4.1)."""
    in_force: bool | None
    considered: tuple[str, ...] = ()
    """What was seen that says so, to be read aloud in place of general words: `its RSA key has 1024 bits` of a TLS
    service, `the default group has rules` of AWS. It holds no names but ids of resources."""
