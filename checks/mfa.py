"""Two factors: 164.312(d)."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from checks.judgements import supposing, switch
from scanner.check import Verdict, check, failed, inapplicable, passed, unknown
from scanner.facts import Identity, SignIn

FACTORS: Final = 2  # mfa.factors


@check(id="mfa.demanded", title="Signing in takes two factors", control="mfa", severity="critical")
def demanded(door: SignIn, *, factors: int = FACTORS) -> Iterator[Verdict]:
    """A stolen password alone must not open the door.

    Rule: fails where fewer than factors are demanded of anybody on any way in; passes where so many or more are. Says
    nothing of ways in for machines.

    Fix: demand a second factor of everyone who comes in here.
    """
    if door.audience == "machines":
        return
    match door.factors:
        case None:
            yield unknown(door, "factors")
        case count if count >= factors:
            yield passed(f"{door.audience}: {_factors(count)} demanded")
        case 0:
            yield failed(f"{door.audience}: nobody is asked who they are")
        case count:
            yield failed(f"{door.audience}: {_factors(count)} enough to sign in, {factors} are required")


def _factors(count: int) -> str:
    return "1 factor is" if count == 1 else f"{count} factors are"


@check(id="mfa.every-person", title="Everyone has a second factor", control="mfa", severity="critical")
def every_person(who: Identity, *, weak_is_enough: bool = False) -> Iterator[Verdict]:
    """An account without a second factor falls to one guessed password.

    Rule: fails where the weakest way to sign in has no second factor or, unless weak_is_enough, one by SMS, voice or
    e-mail; else passes. Not applicable where no password lets it in. Says nothing of disabled accounts and of machines.

    Fix: register a second factor for the account, or take its password away.
    """
    if who.enabled is False or who.holder == "machine":
        return
    if who.interactive is False:
        yield inapplicable("cannot sign in with a password")
        return
    match who.mfa:
        case None:
            yield unknown(who, "enabled", "holder", "interactive", "mfa")
        case "none":
            yield supposing(who, failed("signs in with a password alone"), "enabled", "holder", "interactive")
        case "weak" if not weak_is_enough:
            weak = failed("its second factor can be intercepted (SMS, voice or e-mail)")
            yield supposing(who, weak, "enabled", "holder", "interactive")
        case strength:
            yield passed(f"its second factor is {strength}")


@check(
    id="mfa.phishing-resistant-administrators",
    title="Administrators use a factor that cannot be phished",
    control="mfa",
    severity="medium",
)
def phishing_resistant_administrators(who: Identity, *, required: bool = False) -> Iterator[Verdict]:
    """A code that can be typed can be typed into a forged page.

    Rule: only if required, and only of privileged accounts. Passes where the weakest factor to sign in with cannot be
    phished; else fails. Not applicable where no password lets it in. Says nothing of disabled accounts and of machines.

    Fix: give administrators security keys or passkeys, and take the other factors away from them.
    """
    if not required or who.privileged is False or who.enabled is False or who.holder == "machine":
        return
    if who.interactive is False:
        yield inapplicable("cannot sign in with a password")
        return
    match who.mfa:
        case None:
            yield unknown(who, "enabled", "holder", "interactive", "privileged", "mfa")
        case "phishing-resistant":
            yield passed("its second factor cannot be phished")
        case "none" | "weak" | "strong":
            fail = failed(
                "no second factor" if who.mfa == "none" else f"its second factor is {who.mfa}, and can be phished"
            )
            yield supposing(who, fail, "enabled", "holder", "interactive", "privileged")


@check(
    id="mfa.phishing-resistant-doors",
    title="Administrators are asked for a factor that cannot be phished",
    control="mfa",
    severity="medium",
)
def phishing_resistant_doors(door: SignIn, *, required: bool = False) -> Iterator[Verdict]:
    """A door that also takes a code lets in whoever has tricked an administrator into typing one.

    Rule: only if required, and only of ways in for administrators. Passes where what is demanded cannot be phished,
    fails where it can.

    Fix: demand security keys, passkeys or smart cards of administrators here, and nothing less.
    """
    if required and door.audience == "administrators":
        on = "administrators: what is demanded cannot be phished"
        yield switch(door, "phishing_resistant", on=on, off="administrators: what is enough to sign in can be phished")


_SAID: Final = MappingProxyType({"legacy-auth": "older protocols", "local-accounts": "local accounts"})
"""Ways round as people say them; other ones go by their own names."""


@check(id="mfa.no-way-round", title="There is no way round the second factor", control="mfa", severity="high")
def no_way_round(door: SignIn, *, factors: int = FACTORS) -> Iterator[Verdict]:
    """Attackers use the door that asks less.

    Rule: fails where a way round is open: older protocols, local accounts, exempted groups (declared break-glass is
    none). Else passes; not applicable where fewer than factors are demanded anyhow. Says nothing of ways in for
    machines.

    Fix: close legacy protocols and local accounts; keep exemptions to declared break-glass accounts.
    """
    if door.audience == "machines":
        return
    match door.bypass:
        case None:
            yield unknown(door, "bypass")
        case () if door.factors is not None and door.factors < factors:
            yield inapplicable(f"{door.audience}: no second factor is demanded that one could go round")
        case ():
            yield passed(f"{door.audience}: no way round was found")
        case ways:
            yield failed(f"{door.audience}: open ways round: {', '.join(_SAID.get(way, way) for way in ways)}")
