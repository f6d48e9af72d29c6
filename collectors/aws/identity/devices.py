"""How strong a user's second factor is: what to ask beside the credential report, which only says that there is one.

Virtual devices are listed for all users at once. Who has one is asked nothing more: the weakest of several counts.
Of root AWS lists virtual devices only, and so cannot tell a security key from a token whose digits one types.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from collectors.aws.question import Ask, Known, Place
from collectors.aws.read import Account, body
from scanner.answers import JSON, Got, unclear
from scanner.facts import Identity

Strength: TypeAlias = Literal["none", "strong", "phishing-resistant"]
_KEY: Final = ":u2f/"
"""In the serial number of a passkey or a security key. Those of other devices are typed in."""


def _virtual(listing: JSON, user: str) -> bool:
    return any(device.get("UserArn") == user for device in (listing or {}).get("VirtualMFADevices", []))


def _known(known: Known, place: Place) -> bool:
    return _virtual(known.body("iam.virtual_devices"), place.about)


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


def strength(whole: Account, report: Got, row: Mapping[str, str]) -> tuple[Strength | None, Got]:
    """The weakest second factor of a user of the report, and the answer that says so; or why nobody can tell.

    Where the run did not ask for devices it is what the weaker of them are: `strong`.
    """
    if row["mfa_active"] != "true":
        return "none", report
    virtual, devices = whole.one("iam.virtual_devices"), whole.one("iam.devices", row["arn"])
    if devices.good:
        serials = [device["SerialNumber"] for device in body(devices).get("MFADevices", [])]
        if not serials:
            return None, unclear(devices, "it names no device, and the report says that there is one")
        return "phishing-resistant" if all(_KEY in serial for serial in serials) else "strong", devices
    if _virtual(virtual.body, row["arn"]):
        return "strong", virtual
    if "not-asked" in {virtual.outcome, devices.outcome}:
        return "strong", report
    return None, devices if virtual.good or devices.place else virtual
