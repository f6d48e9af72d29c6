"""Words for a scan without credentials, or with some that do not work: where they were looked for, what brings them.

Pure.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from scanner.answers import Answer
from scanner.check import span
from scanner.collector import Cause

Looked: TypeAlias = Mapping[str, Any]
"""What `credentials.look` found; nothing where it was not asked, for the answer came later in the run."""
MIDWAY: Final = Cause(
    said="the AWS session ended while it was being used",
    more="What had not been asked by then was not asked.",
    advice="sign in again, or take a longer session; a role (role_arn) is taken on anew in time",
)


def looked(answer: Answer) -> Looked:
    """Where credentials were looked for, as the answer has it."""
    return (answer.body or {}).get("Looked") or {}


def source(looked: Looked) -> str:
    """The place whose credentials were tried."""
    return _SOURCES.get(looked.get("Tried", ""), "{profile}").format(profile=_profile(looked))


_SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "env": "the environment (AWS_ACCESS_KEY_ID)",
        "explicit": "where access_key and secret_key of the target say",
        "config-file": "{profile} in ~/.aws",
        "shared-credentials-file": "{profile} in ~/.aws",
        "sso": "the sign-in of {profile} through IAM Identity Center",
        "login": "the sign-in of {profile} by aws login",
        "custom-process": "the program that {profile} names",
        "assume-role": "the role that {profile} or role_arn names",
        "assume-role-with-web-identity": "the role of this workload (AWS_ROLE_ARN)",
        "container-role": "the role of this container",
        "iam-role": "the role of this machine",
    }
)


def again(looked: Looked) -> dict[str, str]:
    """What brings new credentials to that place: an advice or a command."""
    tried, kind = looked.get("Tried"), looked.get("Kind", "")
    if tried == "env":
        return {"advice": "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN anew, or unset them"}
    if tried == "explicit":
        return {"advice": "put new ones where access_key, secret_key and session_token of the target say"}
    if tried in {"iam-role", "container-role", "assume-role-with-web-identity"}:
        return {"advice": "look whether that role still is there, and is this machine's"}
    return {"command": _BRING.get(kind, "aws configure") + _option(looked)}


_BRING: Final[Mapping[str, str]] = MappingProxyType(
    {"sso": "aws sso login", "login": "aws login", "process": "aws sts get-caller-identity"}
)
"""By the kind of a profile."""


def _profile(looked: Looked, the: str = "the") -> str:
    return f"{the} profile {looked.get('Profile') or 'that is named'}"


def _option(looked: Looked) -> str:
    name = looked.get("Profile")
    return f" --profile {name}" if name and name != "default" else ""


def _none(answer: Answer) -> Cause:
    found = looked(answer)
    others, kind = found.get("Others", 0), found.get("Kind", "")
    if kind in _BRING:
        todo = again(found)
    elif others == 1 and found.get("Nearest"):
        todo = {"command": f"safeguard scan aws://{found['Nearest']}"}
    elif others and not (found.get("There") and _chosen(found)):
        todo = {"command": "safeguard scan aws://PROFILE", "advice": "aws configure list-profiles names them"}
    else:
        todo = {"command": f"aws configure sso{_option(found)}", "advice": "or aws configure, where keys are in use"}
    return Cause(
        said="there are no AWS credentials to ask with",
        more=f"Looked in: {', '.join(_places(found))}.",
        **todo,
    )


def _places(found: Looked) -> Iterator[str]:
    if not _chosen(found) or found.get("By"):
        yield "environment (AWS_ACCESS_KEY_ID is not set)"
    yield f"~/.aws ({_held(found)})"
    signed_in = "over" if found.get("SignedInUntil") else "nothing"
    yield f"cache of IAM Identity Center ({signed_in if found.get('Kind') == 'sso' else 'no profile to sign in with'})"
    yield "role of a container (none)"
    yield f"role of an EC2 machine ({'switched off' if found.get('InstanceRoleOff') else 'nothing answers'})"


def _chosen(found: Looked) -> bool:
    """Somebody named the profile; of one that the target names, botocore looks at nothing of the environment."""
    return found.get("Profile") != "default"


def _held(found: Looked) -> str:
    if found.get("Unreadable"):
        return "its files cannot be read"
    others = _count(found.get("Others", 0))
    if found.get("There"):
        return f"{_profile(found)} holds none"
    return f"no profile {found.get('Profile', '')}".rstrip() + (f", but {others}" if others else "")


def _count(others: int) -> str:
    return f"{others} other{'' if others == 1 else 's'}" if others else ""


def _no_profile(answer: Answer) -> Cause:
    found = looked(answer)
    name, by, nearest = (str(found.get(key, "")) for key in ("Profile", "By", "Nearest"))
    others = _count(found.get("Others", 0))
    near = f"; the nearest name there is {nearest}" if nearest else f", which name {others or 'none'}"
    if nearest:
        command = f"export {by}={nearest}" if by else f"safeguard scan aws://{nearest}"
    else:
        command = "aws configure list-profiles" if others else f"aws configure sso{_option(found)}"
    return Cause(
        said=f"there is no AWS profile {name or 'of that name'}" + (f", which {by} names" if by else ""),
        more=f"Looked in: ~/.aws/config, ~/.aws/credentials{near}.",
        command=command,
    )


def sign_in(answer: Answer) -> Cause:
    """A sign-in through IAM Identity Center is over, or there was none."""
    found = looked(answer)
    if not found:
        return MIDWAY
    until = found.get("SignedInUntil")
    since = int((datetime.fromisoformat(answer.asked) - datetime.fromisoformat(until)).total_seconds()) if until else 0
    over = f"ended {span(since)} ago" if since > 0 else "does not hold any more"
    return Cause(
        said=f"the sign-in through IAM Identity Center {over}"
        if until
        else "nobody has signed in through IAM Identity Center",
        more=f"{_profile(found, 'The')} takes its credentials from there.",
        command=f"aws sso login{_option(found)}",
    )


def login(answer: Answer) -> Cause:
    """A sign-in by `aws login` is over, or there was none."""
    found = looked(answer)
    return (
        Cause(
            said="the sign-in by aws login is over, or there was none",
            more=f"{_profile(found, 'The')} takes its credentials from there.",
            command=f"aws login{_option(found)}",
        )
        if found
        else MIDWAY
    )


def _partial(answer: Answer) -> Cause:
    found = looked(answer)
    half = [v for v in found.get("Variables", []) if v in {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}]
    where = f"{half[0]} is set, and the other is not" if len(half) == 1 else f"{_profile(found)} in ~/.aws holds a part"
    return Cause(
        said="the AWS credentials are half there",
        more=f"A key id and its secret belong together: {where}.",
        **({"advice": "set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or none"} if half else again(found)),
    )


def _code_wanted(answer: Answer) -> Cause:
    option = _option(looked(answer))
    return Cause(
        said="the role of the AWS profile asks for a code from an MFA device",
        more="A scan runs where nobody may sit, and asks nobody for codes.",
        advice="then safeguard scan aws: takes the session that you got",
        command=f'eval "$(aws configure export-credentials --format env{option})"',
    )


def _no_package(answer: Answer) -> Cause:
    return Cause(
        said=f"{_profile(looked(answer))} needs a package that is not installed",
        more="aws login signs with keys that only the CRT package of AWS can make.",
        command="pip install awscrt",
    )


def _failed(answer: Answer) -> Cause:
    found = looked(answer)
    return Cause(
        said=f"{_profile(found)} does not bring credentials",
        more="Its role, its program or its settings fail; botocore's text is not kept, for it may hold anything.",
        advice="it says why",
        command=f"aws sts get-caller-identity{_option(found)}",
    )


SAID: Final[Mapping[str, Callable[[Answer], Cause]]] = MappingProxyType(
    {
        "NoCredentials": _none,
        "ProfileNotFound": _no_profile,
        "PartialCredentials": _partial,
        "MfaWanted": _code_wanted,
        "MissingDependency": _no_package,
        **dict.fromkeys(
            ("ConfigParse", "CredentialRetrieval", "InvalidConfig", "MetadataRetrieval", "RefreshWithMFA"), _failed
        ),
    }
)
"""By code."""
