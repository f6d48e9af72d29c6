"""Why AWS did not answer, in plain words, and what to type. Pure: from sealed answers only.

Here are causes that no right could mend; those that are a want of credentials have a file of their own (`unsigned`). A
right that is missing needs no more words than its name.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from collectors.aws.asking.outcome import CLOCK, CREDENTIALS, LOGIN, POLICIES, SESSION, SIGN_IN
from collectors.aws.causes import unsigned
from scanner.answers import Answer
from scanner.check import span
from scanner.collector import Cause

_SKEW: Final = 300
"""Seconds by which a clock may be wrong: AWS takes so much, and refuses what is signed with one that is worse."""
_NAME_REGIONS: Final = "name the regions in use: aws://PROFILE?regions=REGION, or regions in safeguard.yaml"
_IDENTITY: Final = "aws.identity"


def explain(answer: Answer) -> Cause | None:
    """Say why it did not come; None where its outcome and the right it takes say enough."""
    code, _, asked = answer.code.partition(" of ")
    if policy := _BY.get(code.partition(" by ")[2]):
        return policy
    if said := _SAID.get(code):
        return said(answer)
    refused = _REFUSED.get(asked or answer.question)
    return refused(answer) if refused and answer.outcome == "denied" else None


def _above(policy: str, more: str = "", advice: str = "") -> Cause:
    return Cause(
        said=f"{policy} refuses it",
        more=f"It stands above the rights of who asks: no grant helps.{more}",
        advice=advice or f"let {policy.replace('a ', 'the ', 1)} allow these questions",
    )


_BY: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        **{policy: _above(policy) for policy in POLICIES.values()},
        "a service control policy": _above(
            "a service control policy", " Many close the regions that are not in use.", _NAME_REGIONS
        ),
        "a resource-based policy": _above(
            "a resource-based policy", " It is the thing's own, as a bucket's or a key's: some let in few roles only."
        ),
        "an identity-based policy": Cause(
            said="a policy of the caller itself forbids it",
            more="A denial goes before every grant. Many deny all to who came without a second factor.",
            advice="set the session that it gives, then scan again; or take the denial away",
            command="aws sts get-session-token --serial-number ARN --token-code CODE",
        ),
    }
)
"""By the policy that refuses."""
_CODE: Final = Cause(
    said="the code of the MFA device was not taken",
    more="Each is good for one time and half a minute, and mfa_serial has to be the device's ARN, of the same user as "
    "the keys. Nothing was asked without it.",
    advice="let mfa_code lead to a fresh one, as from a program (cmd:)",
)
_LISTING: Final = Cause(
    said="the accounts of the organisation cannot be listed",
    more="Only its management account, and accounts that it has made delegated administrators, may list them; and who "
    "asks there needs the right.",
    advice="name the accounts instead: accounts in place of organization",
    command="aws organizations describe-organization --query Organization.MasterAccountId",
)


def _role(answer: Answer) -> Cause:
    """The role cannot be taken on: what it is called, where the answer says it."""
    arn = unsigned.looked(answer).get("Role", "")
    try_it = f"aws sts assume-role --role-arn {arn} --role-session-name safeguard"
    return Cause(
        said="the role cannot be taken on",
        more="It is not there, its trust policy does not name who asks or wants an external id, or who asks has no "
        "right to sts:AssumeRole.",
        advice=f"compare {'role' if arn else 'role_arn'} and external_id with its trust policy",
        command=try_it if arn else "aws iam get-role --role-name NAME",
    )


def _key(answer: Answer) -> Cause:
    """The key id is not taken for anybody's."""
    if answer.question != _IDENTITY:
        region = answer.about.split(":")[3] if answer.about.startswith("arn:") else answer.about.partition("/")[0]
        return Cause(
            said=f"AWS does not know the credentials in {region or 'the region'}",
            more="The region is not open to the account, or the session token was made for other regions only.",
            advice=_NAME_REGIONS,
            command="aws account list-regions",
        )
    looked = unsigned.looked(answer)
    return Cause(
        said="AWS does not know the access key",
        more=f"It comes from {unsigned.source(looked)}. It was deleted or is switched off, its session token is not "
        "there or another's, or it is of GovCloud or China: then the profile's region has to say so.",
        **unsigned.again(looked),
    )


def _signature(answer: Answer) -> Cause:
    """Two causes with one code: the wrong secret, and the wrong time."""
    there = (answer.body or {}).get("Date")
    off = int((datetime.fromisoformat(answer.asked) - datetime.fromisoformat(there)).total_seconds()) if there else 0
    if abs(off) >= _SKEW or answer.code.startswith("Request"):
        wrong = f"{span(abs(off))} {'ahead' if off > 0 else 'behind'}" if abs(off) >= _SKEW else "wrong"
        return Cause(
            said=f"the clock of this machine is {wrong}",
            more="AWS refuses what was signed at another time than its own.",
            command="timedatectl set-ntp true",
        )
    looked = unsigned.looked(answer)
    return Cause(
        said="the secret access key does not fit its key id",
        more=f"Both come from {unsigned.source(looked)}. Usually the secret was cut off, or a shell changed it.",
        **unsigned.again(looked),
    )


def _session(answer: Answer) -> Cause:
    if answer.question != _IDENTITY:
        return unsigned.MIDWAY
    looked = unsigned.looked(answer)
    again = unsigned.again(looked)
    return Cause(
        said="the AWS session has ended",
        more=f"Its token comes from {unsigned.source(looked)}.",
        **again if "login" in again.get("command", "") else {"advice": "get a new session, and put it there"},
    )


def _unreachable(answer: Answer) -> Cause:
    said, more, command = _NETWORK[answer.code]
    where = answer.source.endpoint
    if answer.question != _IDENTITY:  # one cause, and not one for each of its hundreds of names
        return Cause(said=f"a service of AWS {said}", more=more)
    if where in {"none", "not asked"}:
        return Cause(said=f"AWS {said}", more=more)
    return Cause(said=f"{where} {said}", more=more, command=command.format(where=where.removesuffix(":443")))


_LOOK: Final = "curl -sSI https://{where}"
_NETWORK: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "EndpointConnection": (
            "cannot be reached",
            "Its name has no address, nothing listens there, or a firewall refuses: HTTPS_PROXY names a proxy.",
            _LOOK,
        ),
        "ConnectTimeout": (
            "does not answer",
            "A firewall that drops packets looks so: HTTPS_PROXY names a proxy.",
            _LOOK,
        ),
        "ReadTimeout": ("takes a question and does not answer it", "The option timeout gives it longer.", _LOOK),
        "ConnectionClosed": ("ends the connection", "A firewall or a proxy between does so.", _LOOK),
        "ProxyConnection": ("is behind a proxy that cannot be reached", "HTTPS_PROXY names it.", "echo $HTTPS_PROXY"),
        "HTTPClient": ("cannot be talked to", "", _LOOK),
        "SSL": (
            "shows a certificate that this machine does not trust",
            "Nothing was asked of it. A proxy that opens TLS on the way looks so: AWS_CA_BUNDLE names its certificate.",
            "export AWS_CA_BUNDLE=FILE",
        ),
    }
)


def _other(answer: Answer) -> Cause:
    number = (answer.body or {}).get("Account", "")
    return Cause(
        said="another account answered than the one that is meant",
        more=f"It is {number}. Nothing more was asked of it." if number else "Nothing more was asked of it.",
        advice="look whose credentials these are; a profile that is called by a number is that account's",
        command="aws sts get-caller-identity",
    )


_LATE: Final = Cause(
    said="the account was asked nothing more once its time was over",
    more="Either it has very much, or AWS answered slowly or told to ask less.",
    advice="give it longer (deadline, in seconds), or scan it at a quieter hour",
)
_MAKING: Final = Cause(
    said="AWS is still making the credential report",
    more="It takes minutes where there are many users.",
    advice="scan again",
)


def _no_region(answer: Answer) -> Cause:
    return Cause(
        said=f"there is no region {answer.about}",
        more="AWS does not list it.",
        advice="correct regions of the target",
        command="aws account list-regions",
    )


def _shut_region(answer: Answer) -> Cause:
    if not answer.about:
        return Cause(
            said="none of the regions that the target names is enabled for the account",
            more="Nothing was asked there, and in no other region.",
            advice="name one that is in use (regions of the target)",
            command="aws account list-regions --region-opt-status-contains ENABLED ENABLED_BY_DEFAULT",
        )
    return Cause(
        said=f"the region {answer.about} is not enabled for the account",
        more="It was not asked.",
        advice="or take it out of regions of the target",
        command=f"aws account enable-region --region-name {answer.about}",
    )


_SAID: Final[Mapping[str, Callable[[Answer], Cause]]] = MappingProxyType(
    {
        **dict.fromkeys(CREDENTIALS, _key),
        **dict.fromkeys(CLOCK, _signature),
        **dict.fromkeys(SESSION, _session),
        **dict.fromkeys(SIGN_IN, unsigned.sign_in),
        **dict.fromkeys(LOGIN, unsigned.login),
        **dict.fromkeys(_NETWORK, _unreachable),
        **unsigned.SAID,
        **dict.fromkeys(("NotReadyError", "ReportInProgress"), lambda _: _MAKING),
        "OtherAccount": _other,
        "DeadlinePassed": lambda _: _LATE,
        "NoSuchRegion": _no_region,
        "RegionNotEnabled": _shut_region,
    }
)
"""By code; of one that stands in several lists the last."""
_REFUSED: Final[Mapping[str, Callable[[Answer], Cause]]] = MappingProxyType(
    {
        "AssumeRole": _role,
        "GetSessionToken": lambda _: _CODE,
        "GetRoleCredentials": lambda _: unsigned.MIDWAY,
        "organization.accounts": lambda _: _LISTING,
    }
)
"""By what was refused, where that is no question like others."""
