"""How strong a user's second factor is: what to ask beside the credential report, which only says that there is one.

Virtual devices are listed for all users at once. Who has one is asked nothing more: the weakest of several counts.
Of root AWS lists virtual devices only, and so cannot tell a security key from a token whose digits one types.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from collectors.asking.row import Known
from collectors.aws.question import Ask, Place
from collectors.aws.read import Account, body
from scanner.answers import Got, unclear
from scanner.facts import Identity

Strength: TypeAlias = Literal["none", "strong", "phishing-resistant"]
_KEY: Final = ":u2f/"
"""In the serial number of a passkey or a security key. Those of other devices are typed in."""


def _known(known: Known, place: Place) -> bool:
    return place.about in known.once(_virtual)


def _virtual(known: Known) -> frozenset[str]:
    return _owners(known.body("iam.virtual_devices") or {})


def _owners(devices: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(row["UserArn"] for row in devices.get("VirtualMFADevices", []) if row.get("UserArn"))


QUESTIONS: Final = (
    Ask(
        id="iam.virtual_devices",
        operation="iam.ListVirtualMFADevices",
        needs="iam:ListVirtualMFADevices",
        feeds=(Identity,),
        scope="account",
        parameters=MappingProxyType({"AssignmentStatus": "Assigned", "MaxItems": 1000}),
        keep="{VirtualMFADevices: VirtualMFADevices[].{UserArn: User.Arn}}",
    ),
    Ask(
        id="iam.devices",
        operation="iam.ListMFADevices",
        needs="iam:ListMFADevices",
        feeds=(Identity,),
        each="iam.report",
        of="Users[?mfa_active == 'true' && user != '<root_account>']",
        about="arn",
        after=("iam.virtual_devices",),
        unless=_known,
        given=MappingProxyType({"UserName": "item.user"}),
        keep="{MFADevices: MFADevices[].{SerialNumber: SerialNumber}}",
    ),
)


def typed(whole: Account) -> frozenset[str]:
    """The users who have a virtual device, whose digits one types."""
    return _owners(body(whole.one("iam.virtual_devices")))


def strength(
    whole: Account, report: Got, row: Mapping[str, str], by_code: Collection[str]
) -> tuple[Strength | None, Got]:
    """The weakest second factor of a user of the report, and the answer that says so; or why nobody can tell.

    Where the run did not ask for devices it is what the weaker of them are: `strong`. `by_code`: see `typed`.
    """
    if row["mfa_active"] != "true":
        return "none", report
    virtual, devices = whole.one("iam.virtual_devices"), whole.one("iam.devices", row["arn"])
    if devices.good:
        serials = [device["SerialNumber"] for device in body(devices).get("MFADevices", [])]
        if not serials:
            return None, unclear(devices, "it names no device, and the report says that there is one")
        return "phishing-resistant" if all(_KEY in serial for serial in serials) else "strong", devices
    if row["arn"] in by_code:
        return "strong", virtual
    if "not-asked" in {virtual.outcome, devices.outcome}:
        return "strong", report
    return None, devices if virtual.good or devices.place else virtual
