"""Time-outs and lengths of sessions: what moto cannot answer, in four cases each."""

from typing import Any

import pytest

from tests.collectors.aws.lacking import HERE, NOTHING, Case, Lack, expected, four, said
from tests.servers.aws_proxy import Proxy
from tests.servers.aws_shapes import Body
from tests.servers.quiet import nothing

IDLE, LIFETIME = "automatic-logoff.idle-ends", "automatic-logoff.lifetime-bounded"


def fleet(**limits: int) -> Body:
    row = {"Arn": f"arn:aws:appstream:{HERE}:fleet/charts", "Name": "charts", "InstanceType": "stream.standard.small"}
    return {"Fleets": [{**row, "ComputeCapacityStatus": {"Desired": 1}, "State": "RUNNING", **limits}]}


def streamed(idle: int, kept: int, longest: int) -> dict[str, int]:
    return {
        "IdleDisconnectTimeoutInSeconds": idle,
        "DisconnectTimeoutInSeconds": kept,
        "MaxUserDurationInSeconds": longest,
    }


def fleets(check: str, passing: Case, failing: Case, absent: Case) -> Lack:
    return Lack("appstream.fleets", check, "aws.appstream.fleet", passing, failing, absent)


POOLED = {
    "workspaces.DescribeWorkspaceDirectories": {
        "Directories": [{"DirectoryId": "wsd-1", "State": "REGISTERED", "WorkspaceType": "POOLS"}]
    }
}


def pool(**limits: int) -> Body:
    row = {"PoolId": "wspool-1", "PoolArn": f"arn:aws:workspaces:{HERE}:workspacespool/wspool-1", "PoolName": "front"}
    return {"WorkspacesPools": [{**row, "State": "RUNNING", **({"TimeoutSettings": limits} if limits else {})}]}


def pools(check: str, passing: Case, failing: Case, absent: Case) -> Lack:
    return Lack("workspaces.pools", check, "aws.workspaces.pool", passing, failing, absent, POOLED)


JOINED = {
    "ec2.DescribeNetworkInterfaces": {
        "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "InterfaceType": "interface", "Status": "in-use"}]
    }
}


def vpn(**more: Any) -> Body:
    row = {"ClientVpnEndpointId": "cvpn-endpoint-1", "Status": {"Code": "available"}}
    return {"ClientVpnEndpoints": [{**row, "AuthenticationOptions": [{"Type": "certificate-authentication"}], **more}]}


def tunnels(check: str, passing: Case, failing: Case, absent: Case) -> Lack:
    return Lack("ec2.client_vpn", check, "aws.ec2.client-vpn", passing, failing, absent, JOINED)


CACHED = {
    "elasticache.DescribeCacheClusters": {
        "CacheClusters": [
            {
                "CacheClusterId": "sessions",
                "ARN": f"arn:aws:elasticache:{HERE}:cluster:sessions",
                "Engine": "redis",
                "CacheParameterGroup": {"CacheParameterGroupName": "strict", "ParameterApplyStatus": "in-sync"},
            }
        ]
    }
}


def cache(**values: str) -> Body:
    return {"Parameters": [{"ParameterName": name, "ParameterValue": value} for name, value in values.items()]}


def profile(**more: Any) -> Body:
    return {"profiles": [{"profileArn": f"arn:aws:rolesanywhere:{HERE}:profile/p", "name": "scanners", **more}]}


def certified(passing: Case, failing: Case, absent: Case) -> Lack:
    return Lack("rolesanywhere.profiles", LIFETIME, "aws.rolesanywhere.profile", passing, failing, absent)


LACKS = (
    fleets(
        IDLE,
        Case(fleet(**streamed(600, 300, 28800)), "pass: idle sessions end after 15 min"),
        Case(fleet(**streamed(600, 301, 28800)), "fail: idle sessions stay open for 15 min 1 s, more than 15 min"),
        Case(fleet(), "fail: idle sessions stay open for ever"),
    ),
    fleets(
        IDLE,
        Case(fleet(**streamed(60, 60, 0)), "pass: idle sessions end after 2 min"),
        Case(fleet(**streamed(0, 300, 28800)), "fail: idle sessions stay open for ever"),
        Case(nothing("appstream.DescribeFleets"), NOTHING),
    ),
    fleets(
        LIFETIME,
        Case(fleet(**streamed(0, 0, 28800)), "pass: a session ends after 8 h at the latest"),
        Case(fleet(**streamed(600, 300, 57600)), "fail: a session lasts up to 16 h, more than 8 h"),
        Case(
            fleet(),
            "not_assessed: how long a session may last: cannot be told from the answer (appstream.DescribeFleets: "
            "it does not say how long a session may last)",
        ),
    ),
    pools(
        IDLE,
        Case(pool(**streamed(600, 300, 28800)), "pass: idle sessions end after 15 min"),
        Case(pool(**streamed(0, 3600, 432000)), "fail: idle sessions stay open for ever"),
        Case(
            pool(),
            "not_assessed: after how long an idle session ends and what happens to an idle session: "
            "cannot be told from the answer (workspaces.DescribeWorkspacesPools: "
            "it does not say when an idle session is given up)",
        ),
    ),
    pools(
        LIFETIME,
        Case(pool(**streamed(0, 0, 28800)), "pass: a session ends after 8 h at the latest"),
        Case(pool(**streamed(600, 300, 432000)), "fail: a session lasts up to 5 d, more than 8 h"),
        Case(nothing("workspaces.DescribeWorkspacesPools"), NOTHING),
    ),
    tunnels(
        LIFETIME,
        Case(
            vpn(SessionTimeoutHours=8, DisconnectOnSessionTimeout=True), "pass: a session ends after 8 h at the latest"
        ),
        Case(vpn(SessionTimeoutHours=8, DisconnectOnSessionTimeout=False), "fail: a busy session never ends"),
        Case(vpn(), "fail: a session lasts up to 1 d, more than 8 h"),
    ),
    tunnels(
        LIFETIME,
        Case(vpn(SessionTimeoutHours=8), "pass: a session ends after 8 h at the latest"),
        Case(vpn(SessionTimeoutHours=10), "fail: a session lasts up to 10 h, more than 8 h"),
        Case(nothing("ec2.DescribeClientVpnEndpoints"), NOTHING),
    ),
    Lack(
        "elasticache.parameters",
        IDLE,
        "aws.elasticache.node",
        Case(cache(timeout="900"), "pass: idle sessions end after 15 min"),
        Case(cache(timeout="901"), "fail: idle sessions stay open for 15 min 1 s, more than 15 min"),
        Case(cache(), "fail: idle sessions stay open for ever"),
        CACHED,
    ),
    certified(
        Case(profile(durationSeconds=3600), "pass: a session ends after 1 h at the latest"),
        Case(profile(durationSeconds=43200), "fail: a session lasts up to 12 h, more than 1 h"),
        Case(profile(), "pass: a session ends after 1 h at the latest"),
    ),
    certified(
        Case(profile(durationSeconds=900, enabled=True), "pass: a session ends after 15 min at the latest"),
        Case(profile(durationSeconds=3601), "fail: a session lasts up to 1 h 1 s, more than 1 h"),
        Case(profile(durationSeconds=43200, enabled=False), NOTHING),
    ),
    Lack(
        "ec2.serial_console",
        "least-privilege.guarded",
        "aws.ec2.new-instances",
        Case({"SerialConsoleAccessEnabled": False}, "pass: the console lets nobody in"),
        Case({"SerialConsoleAccessEnabled": True}, "fail: the console lets people in"),
        Case(
            {},
            "not_assessed: whether it is in force: "
            "error: ec2.GetSerialConsoleAccessStatus (ec2:GetSerialConsoleAccessStatus)",
        ),
        facet="console-access",
    ),
)


@pytest.mark.parametrize(("lack", "case"), four(*LACKS))
def test_timeouts(lack: Lack, case: str, alone: Proxy) -> None:
    assert said(lack, case, alone) == expected(lack, case)
