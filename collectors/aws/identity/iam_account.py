"""Reads what IAM decides for the account as a whole: the password policy, the way in, server certificates. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from collectors.asking.ages import days_until
from collectors.aws.account import ACCOUNT
from collectors.aws.identity.iam import CERTIFICATE, KINDS
from collectors.aws.read import Account, body, first_bad
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, rests_on, unread
from scanner.facts import FOREVER, Certificate, Fact, PasswordPolicy, SignIn

Row: TypeAlias = Mapping[str, str]
"""A line of the credential report."""
ROOT_LINE: Final = "<root_account>"
_DEFAULT_LENGTH: Final = 8
"""AWS asks for so much where an account sets no policy of its own."""


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of the account."""
    yield _password_policy(whole)
    yield _console(whole)
    yield from _certificates(whole)


def _password_policy(whole: Account) -> PasswordPolicy:
    got = whole.one("iam.password_policy")
    said = body(got).get("PasswordPolicy", {})
    return PasswordPolicy(
        **whole.thing(ACCOUNT, whole.arn, name=whole.id, answers=rests_on(got)),
        min_length=int(said.get("MinimumPasswordLength", _DEFAULT_LENGTH)) if got.good else None,
        history=int(said.get("PasswordReusePrevention", 0)) if got.good else None,
        max_age_days=(int(said.get("MaxPasswordAge") or FOREVER)) if got.good else None,
        unread=unread(min_length=got, history=got, max_age_days=got),
    )


def _console(whole: Account) -> SignIn:
    """IAM Identity Center shows as a SAML provider too. A provider is a managed directory, which counts as two.

    Where one person still has a password of IAM not everyone asks it: local accounts are a way in beside. Where nobody
    has one, and no provider is set up, people come as roles from another account: of that account we see nothing.
    """
    got, report = whole.one("iam.directories"), credential_report(whole)
    valid = [p for p in body(got).get("SAMLProviderList", []) if days_until(got, p.get("ValidUntil")) >= 0]
    local = any(row["password_enabled"] == "true" for row in _persons(whole, report))  # noqa: S105  # a column of the report
    bad = first_bad(got, report)
    if not bad and not valid and not local:
        bad = Got("hidden", "nobody has a password here, and no provider is set up: people come another way")
    return SignIn(
        **whole.thing(ACCOUNT, whole.arn, name=whole.id, answers=rests_on(got, report)),
        audience="everyone",
        factors=None,
        phishing_resistant=None,
        bypass=None,
        individual=None,
        directories=(2 if valid and not local else 0) if not bad else None,
        unread=unread(
            factors=HIDDEN, phishing_resistant=HIDDEN, bypass=NOT_ASKED, individual=NOT_ASKED, directories=bad or got
        ),
    )


def credential_report(whole: Account) -> Got:
    """The report on all users; where it could not be given because none could be made, why not."""
    made, report = whole.one("iam.report_made"), whole.one("iam.report")
    return made if made.place and not made.good and not report.good else report


def _persons(whole: Account, report: Got) -> list[Row]:
    """The report's lines but root's and those of the users kept for emergencies."""
    aside = {ROOT_LINE, *whole.option("break_glass")}
    return [row for row in body(report).get("Users", []) if row["user"] not in aside]


def _certificates(whole: Account) -> Iterator[Fact]:
    got = whole.one("iam.certificates")
    if not got.good:
        yield from gaps(whole.target, CERTIFICATE, got, *KINDS[CERTIFICATE].gives)
    for row in body(got).get("ServerCertificateMetadataList", []):
        yield Certificate(
            **whole.thing(CERTIFICATE, row["Arn"], name=row["ServerCertificateName"], answers=rests_on(got)),
            days_left=days_until(got, row.get("Expiration")),
        )
