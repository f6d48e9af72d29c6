"""Backups, updates, what keeps strange code and strangers out: where one answer is another than on the kept Mac."""

import pytest

from tests.collectors.host.macos.mac import said
from tests.collectors.host.macos.samples import SAMPLES, preferences, timemachine

NONE = "0 extension(s)\n"


@pytest.mark.parametrize(
    ("text", "tools", "check", "status"),
    [
        (timemachine(), "", "backup.fresh", "pass"),
        (timemachine("2026-11-24T10:59:00Z"), "", "backup.fresh", "fail"),
        (timemachine(""), "", "backup.exists", "fail"),
        (timemachine(""), "com.backblaze.bzserv\n", "backup.exists", "not_assessed"),
        ("!absent", "", "backup.exists", "fail"),
        ("!denied", "", "backup.exists", "not_assessed"),  # no Full Disk Access
        ("!absent", "com.backblaze.bzserv\n", "backup.exists", "not_assessed"),
        ("!absent", "!denied", "backup.exists", "not_assessed"),
        (timemachine(state="NotEncrypted"), "", "backup.encrypted", "fail"),
        (timemachine(state="FileVault"), "", "backup.encrypted", "pass"),
        (timemachine(state="Unheard"), "", "backup.encrypted", "not_assessed"),
        (timemachine(result="70"), "", "backup.last-run-good", "fail"),
    ],
)
def test_backups(text: str, tools: str, check: str, status: str) -> None:
    assert said(check, "mac-1", timemachine=text, backup_tools=tools)[0] == status


def version(text: str) -> str:
    return SAMPLES["macos.machine"].replace("15.7.2", text)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("10.15.7", "fail"),
        ("13.7.8", "fail"),
        ("14.8", "not_assessed"),  # by Apple's habit it is over, and nobody announced it
        ("15.7.2", "pass"),
        ("26.1", "pass"),
        ("27.0", "not_assessed"),
    ],
)
def test_support(text: str, status: str) -> None:
    assert said("patching.supported-release", "mac-1", machine=version(text))[0] == status


# `LastRecommendedUpdatesAvailable` of com.apple.SoftwareUpdate is not asked: somebody saw it stay 1 on a Mac that had
# all updates.
WAITING = (
    "Software Update Tool\n\nFinding available software\nSoftware Update found the following new or updated software:\n"
    "* Label: macOS Sequoia 15.7.3-24G419\n\tTitle: macOS Sequoia 15.7.3, Version: 15.7.3, Size: 2500000KiB,"
    " Recommended: YES, Action: restart,\n"
)


@pytest.mark.parametrize(
    ("updates", "prefs", "check", "status"),
    [
        (WAITING, preferences(), "patching.flaws-fixed-in-time", "not_assessed"),
        (
            SAMPLES["macos.updates"],
            preferences(),
            "patching.flaws-fixed-in-time",
            "not_assessed",
        ),  # not the newest macOS
        (SAMPLES["macos.updates"], preferences("LastFull"), "patching.state-known", "fail"),
        (
            SAMPLES["macos.updates"],
            preferences("LastFull", LastSuccessfulDate="2026-11-17 12:00:00 +0000"),
            "patching.state-known",
            "fail",
        ),
        (SAMPLES["macos.updates"], "!denied", "patching.state-known", "not_assessed"),
    ],
)
def test_updates(updates: str, prefs: str, check: str, status: str) -> None:
    part = "critical" if check.endswith("in-time") else ""
    assert said(check, "mac-1", part, updates=updates, preferences=prefs)[0] == status


SIP = "System Integrity Protection status: {}\n"
ROOT = "Authenticated Root status: {}\n"
# Neo23x0/macguard-audit, tests/fixtures/csrutil_custom.txt
CUSTOM = SIP.format("enabled (Custom Configuration).") + "\tApple Internal: disabled\n\tKext Signing: disabled\n"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (SIP.format("enabled.") + ROOT.format("enabled") + "secure=Full Security\n", "pass"),
        (SIP.format("enabled.") + ROOT.format("enabled") + "secure=Reduced Security\n", "pass"),
        (SIP.format("enabled.") + ROOT.format("enabled") + "secure=Permissive Security\n", "fail"),
        (SIP.format("enabled.") + ROOT.format("enabled") + "secure=No Security\n", "fail"),
        (SIP.format("enabled.") + ROOT.format("disabled") + "secure=Full Security\n", "fail"),
        (SIP.format("enabled.") + ROOT.format("enabled"), "not_assessed"),
        (SIP.format("disabled."), "fail"),
        (CUSTOM, "fail"),
        (SIP.format("unknown (Custom Configuration)."), "not_assessed"),
        ("!error", "not_assessed"),
    ],
)
def test_boot(text: str, status: str) -> None:
    assert said("integrity.boot", "/boot", boot=text)[0] == status


SIGNED = "Automatically allow built-in signed software {}.\nAutomatically allow downloaded signed software {}.\n"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Firewall is disabled. (State = 0)\n", "fail"),
        ("Firewall is blocking all non-essential incoming connections. (State = 2)\n", "pass"),
        ("Firewall is enabled. (State = 1)\n" + SIGNED.format("DISABLED", "DISABLED"), "pass"),
        ("Firewall is enabled. (State = 1)\n" + SIGNED.format("ENABLED", "ENABLED"), "not_assessed"),
        ("Firewall is enabled. (State = 1)\n", "not_assessed"),
        ("!denied", "not_assessed"),
    ],
)
def test_the_firewall(text: str, status: str) -> None:
    assert said("network-segmentation.deny-by-default", "/firewall", firewall=text)[0] == status


@pytest.mark.parametrize(
    ("gatekeeper", "extensions", "status"),
    [
        ("assessments enabled\n", NONE, "pass"),
        ("assessments disabled\n", NONE, "fail"),
        ("assessments disabled\n", SAMPLES["macos.extensions"], "pass"),
        (
            "assessments disabled\n",
            SAMPLES["macos.extensions"].replace("crowdstrike.falcon", "example"),
            "not_assessed",
        ),
        (
            "assessments disabled\n",
            SAMPLES["macos.extensions"].replace("activated enabled", "activated waiting for user"),
            "fail",
        ),
        ("assessments disabled\n", "!error", "not_assessed"),
        ("!error", NONE, "not_assessed"),
    ],
)
def test_malware(gatekeeper: str, extensions: str, status: str) -> None:
    assert (
        said("malware-protection.on", "/malware-protection", gatekeeper=gatekeeper, extensions=extensions)[0] == status
    )


@pytest.mark.parametrize("extensions", [SAMPLES["macos.extensions"], "!error"])
def test_definitions_of_what_does_not_look_are_no_protection(extensions: str) -> None:
    off = SAMPLES["macos.gatekeeper"].replace("enabled", "disabled")
    assert said("malware-protection.current", gatekeeper=off, extensions=extensions)[0] == "not_assessed"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Enrolled via DEP: No\nMDM enrollment: Yes\n", "pass"),
        ("Enrolled via DEP: No\nMDM enrollment: No\n", "fail"),
        ("!error", "not_assessed"),
    ],
)
def test_management(text: str, status: str) -> None:
    assert said("asset-inventory.known", "/management", management=text)[0] == status
