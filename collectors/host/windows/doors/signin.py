"""Signing in at the screen, and through a remote desktop, which asks the same."""

from collections.abc import Iterator
from typing import Final

from collectors.host.host import Host, unanswered
from collectors.host.windows.channels.rdp import on
from collectors.host.windows.kept import number
from scanner.answers import NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Fact, SignIn

KINDS = {
    "windows.sign-in": Kind(
        "sign-in at the screen",
        ((SignIn, "everyone"),),
        {
            "mfa.demanded": "Interactive logon: require Windows Hello for Business or smart card (scforceoption=1),"
            " once everyone who signs in here has enrolled one: whoever has none is locked out, administrators too.",
            "unique-user-identification.own-name": "In Winlogon: AutoAdminLogon=0, and delete DefaultPassword.",
        },
        always=True,
    ),
}
_OWN: Final = frozenset(  # Microsoft's own providers, by class id; whatever else is there may ask for more
    "{60b78e88-ead8-445c-9cfd-0b87f74ea6cd} {8fd7e19c-3bf7-489b-a72c-846ab3678c96}"  # noqa: SIM905  # a page else
    " {94596c7e-3744-41ce-893e-bbf09122f76a} {d6886603-9d2f-4eb2-b667-1971041fa96b}"
    " {cb82ea12-9f71-446d-89e1-8d0924e1256e} {8af662bf-65a0-4d0a-a540-a338a999d36f}"
    " {bec09223-b018-416d-a0ac-523971b639f5} {25cbb996-92ed-457e-b28c-4774084bd562}"
    " {3dd6bec0-8193-4ffe-ae25-e08e39ea4063} {1ee7337f-85ac-45e2-a23c-37c753209769}"
    " {2135f72a-90b5-4ed3-a7f1-8bb705ac276a} {1b283861-754f-4022-ad47-a5eaaa618894}"
    " {27fbdb57-b613-4af2-9d7e-4fa7a66c21ad} {48b4e58d-2791-456c-9091-d524c6c706f2}"
    " {600e7adb-da3e-41a4-9225-3c0399e88c0c} {c5d7540a-cd51-453b-b22b-05305ba03f07}"
    " {c885aa15-1764-4293-b82a-0586add46b35} {f64945df-4fa9-4068-a2fb-61af319edd33}"
    " {f8a0b131-5f68-486c-8040-7e8fc3c85bb6} {f8a1793b-7873-4046-b2a7-1f318747f427}"
    " {e74e57b0-6c6d-44d5-9cda-fb2df5ed7435} {a910d941-9da9-4656-8933-aa1eae01f76e}"
    " {01a30791-40ae-4653-ab2e-fd210019ae88}".split()
)
_CARD = 2
"""A card, or Hello for Business, and its PIN."""


def read_sign_in(host: Host) -> Iterator[Fact]:
    """The door at the screen, and the one of remote desktops where there are any."""
    sign_in, rdp = host.ask("windows.sign-in"), host.ask("windows.rdp")
    if not sign_in.ok:
        yield from host.gap("windows.sign-in", unanswered(sign_in), (SignIn, "everyone"))
    else:
        yield _door(host, "windows.sign-in", "sign-in", sign_in)
    if not rdp.ok or on(host, rdp) is False:
        return
    if not sign_in.ok:
        yield from host.gap("windows.rdp", unanswered(sign_in), (SignIn, "everyone"))
    else:
        yield _door(host, "windows.rdp", "rdp", sign_in, rdp, host.ask("windows.services"))


def _door(host: Host, kind: str, where: str, sign_in: Got, *gots: Got) -> SignIn:
    logon = sign_in.body["logon"]
    # At the screen only: over the network nobody is let in unasked.
    unasked = where == "sign-in" and number(logon, "AutoAdminLogon") == 1
    factors, why = (0, None) if unasked else _factors(host, sign_in)
    resistant = factors == _CARD if factors is not None else None
    directories = _directories(host, sign_in)
    return SignIn(
        **host.fact(kind, where, sign_in, *gots),
        audience="everyone",
        factors=factors,
        phishing_resistant=resistant,
        bypass=() if factors is not None else None,
        individual=not unasked,
        directories=directories,
        unread=(
            *(unread(factors=why, phishing_resistant=why, bypass=why) if why else ()),
            *(unread(directories=NOT_ASKED) if directories is None else ()),
        ),
    )


def _factors(host: Host, sign_in: Got) -> tuple[int | None, Got | None]:
    """Two where a card is demanded; one where nobody else could ask for more; else it is the directory's affair."""
    body = sign_in.body
    if number(body["system"], "scforceoption") == 1:
        return _CARD, None
    if foreign := len({*body["providers"]} - _OWN):
        return None, unclear(sign_in, f"{foreign} credential providers are not Microsoft's and may ask for more")
    if any(body["device"].values()) or host.about["joined"] is not False:
        return None, unclear(sign_in, "what else is asked for is decided by the directory, or by Windows Hello")
    return 1, None


def _directories(host: Host, sign_in: Got) -> int | None:
    if sign_in.body["device"].get("AzureAdJoined"):
        return 2
    return 0 if host.about["joined"] is False else None
