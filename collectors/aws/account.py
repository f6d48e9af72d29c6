"""The account itself and its regions: who answered, what is open, whom AWS tells of incidents."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.question import Ask
from collectors.aws.read import Account, named
from collectors.aws.tags import ELSEWHERE
from collectors.aws.tags import OPTIONS as TAG_OPTIONS
from scanner.answers import Answers, gaps, rests_on, unread
from scanner.collector import Kind
from scanner.facts import CLASSES, Alarm, Asset, Delivery, Fact, Guard, LogTrail, PasswordPolicy, SignIn

ACCOUNT: Final = "aws.account"
REGION: Final = "aws.region"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        ACCOUNT: Kind(
            title="AWS account",
            gives=(
                (Asset, "scope"),
                (Guard, "public-storage"),
                *((Alarm, watched) for watched in ("provider-notices", "sign-ins", "privileged-use", "config-changes")),
                PasswordPolicy,
                (SignIn, "everyone"),
            ),
            always=True,
            fix=MappingProxyType(
                {
                    "public-exposure.blocked-in-scope": "aws s3control put-public-access-block --account-id ACCOUNT "
                    "--public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,"
                    "BlockPublicPolicy=true,RestrictPublicBuckets=true",
                    "incident-response.contact": "aws account put-alternate-contact --alternate-contact-type SECURITY "
                    "--name NAME --title TITLE --email-address ADDRESS --phone-number NUMBER",
                    "password-policy.long-enough": "aws iam update-account-password-policy "
                    "--minimum-password-length 14 --password-reuse-prevention 24",
                    "password-policy.history-and-age": "aws iam update-account-password-policy "
                    "--minimum-password-length 14 --password-reuse-prevention 24 --max-password-age 365",
                    "unique-user-identification.central-directory": "aws iam create-saml-provider "
                    "--saml-metadata-document file://FILE --name NAME, or enable IAM Identity Center",
                    "emergency-access.exists": "aws iam create-user --user-name NAME, keep its password and second "
                    "factor sealed, and name it in break_glass in safeguard.yaml",
                }
            ),
        ),
        REGION: Kind(
            title="AWS region",
            may=(Delivery,),
            gives=((LogTrail, "scope"), Delivery, (Guard, "unencrypted-stores"), (Guard, "public-copies")),
            always=True,
            fix=MappingProxyType(
                {
                    "audit-logging.recording": "aws cloudtrail create-trail --name NAME --s3-bucket-name BUCKET "
                    "--is-multi-region-trail --enable-log-file-validation; aws cloudtrail start-logging --name NAME",
                    "audit-logging.events-complete": "aws cloudtrail put-event-selectors --trail-name NAME "
                    '--event-selectors \'[{"ReadWriteType":"All","IncludeManagementEvents":true}]\'',
                    "audit-logging.nobody-exempt": "aws cloudtrail put-event-selectors --trail-name NAME "
                    '--event-selectors \'[{"ReadWriteType":"All","IncludeManagementEvents":true,'
                    '"ExcludeManagementEventSources":[]}]\'',
                    "audit-logging.alive": "aws cloudtrail get-trail-status --name NAME says why deliveries fail",
                    "audit-logging.copied-away": "deliver the trail to a bucket of a log archive account: "
                    "aws cloudtrail update-trail --name NAME --s3-bucket-name BUCKET-OF-THE-ARCHIVE",
                    "encryption-at-rest.default-on": "aws ec2 enable-ebs-encryption-by-default --region REGION",
                    "public-exposure.blocked-in-scope": "aws ec2 enable-snapshot-block-public-access "
                    "--state block-all-sharing --region REGION",
                }
            ),
            own={"REGION": "site"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="aws.identity",
        operation="sts.GetCallerIdentity",
        needs="",
        feeds=CLASSES,
        asked_of="both",
        scope="account",
        keep="{Account: Account, Arn: Arn}",
    ),
    Ask(
        id="aws.regions",
        operation="ec2.DescribeRegions",
        needs="ec2:DescribeRegions",
        feeds=CLASSES,
        scope="account",
        parameters=MappingProxyType({"AllRegions": True}),
        keep="{Regions: Regions[].{RegionName: RegionName, OptInStatus: OptInStatus}}",
    ),
    Ask(
        id="account.security_contact",
        operation="account.GetAlternateContact",
        needs="account:GetAlternateContact",
        feeds=((Alarm, "provider-notices"),),
        scope="account",
        parameters=MappingProxyType({"AlternateContactType": "SECURITY"}),
        # That there is one is enough: names, addresses and numbers of persons stay out.
        keep="{AlternateContactType: AlternateContact.AlternateContactType}",
        absent=("ResourceNotFoundException",),
    ),
    Ask(
        id="iam.aliases",
        operation="iam.ListAccountAliases",
        needs="iam:ListAccountAliases",
        feeds=CLASSES,
        scope="account",
        keep="{AccountAliases: AccountAliases}",
    ),
)


def called(answers: Answers) -> str:
    """What people call the account: its alias, and its number. Of one that was not asked for an alias, nothing."""
    who, got = named(answers.one("aws.identity").body), answers.one("iam.aliases")
    if not who or got.outcome == "not-asked":
        return ""
    aliases = (got.body or {}).get("AccountAliases") or ["account"]
    return f"{aliases[0]} {who[0]}"


def read(whole: Account) -> Iterator[Fact]:
    """Give the account as a thing, whether somebody hears of incidents, and gaps where its tags were not read."""
    thing = whole.thing(ACCOUNT, whole.arn, name=whole.id)
    contact = whole.one("account.security_contact")
    yield Asset(**thing, answers=rests_on(whole.one("aws.identity")), role="scope")
    yield Alarm(
        **thing,
        answers=rests_on(contact),
        watches="provider-notices",
        enabled=True,
        notifies=contact.ok if contact.good else None,
        unread=unread(notifies=contact),
    )
    if any(whole.option(name) for name in TAG_OPTIONS):
        some = [got for question in ELSEWHERE for got in whole.answers.every(question)]
        for got in (*whole.every("tags.resources"), *some):
            if not got.good:  # what may hold ePHI, and whose it is
                yield from gaps(whole.target, ACCOUNT, got, (Asset, "scope"), site=got.about)
