"""Step Functions: state machines, what is recorded of their runs, whose key keeps it. Definitions are not asked for."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from collectors.aws.store import Store
from scanner.answers import HIDDEN, Got, unread
from scanner.collector import Kind
from scanner.facts import Asset, DataStore, Fact, LogTrail

MACHINE: Final = "aws.states.state-machine"
_GIVES: Final = ((Asset, "service"), DataStore, (LogTrail, "service"))

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        MACHINE: Kind(
            title="Step Functions state machine",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "audit-logging.recording": "aws stepfunctions update-state-machine --state-machine-arn ARN "
                    "--logging-configuration file://FILE, with the level ALL, includeExecutionData false and a log "
                    "group",
                    "encryption-at-rest.customer-key": "aws stepfunctions update-state-machine "
                    "--state-machine-arn ARN --encryption-configuration type=CUSTOMER_MANAGED_KMS_KEY,kmsKeyId=KEY",
                }
            ),
            own={"ARN": "resource"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="states.machines",
        operation="stepfunctions.ListStateMachines",
        needs="states:ListStateMachines",
        feeds=(Asset, DataStore, (LogTrail, "service")),
        scope="region",
        keep="{stateMachines: stateMachines[].{stateMachineArn: stateMachineArn, name: name}}",
    ),
    Ask(
        id="states.machine",
        operation="stepfunctions.DescribeStateMachine",
        needs="states:DescribeStateMachine",
        feeds=(DataStore, (LogTrail, "service")),
        each="states.machines",
        of="stateMachines",
        about="stateMachineArn",
        given=MappingProxyType({"stateMachineArn": "item.stateMachineArn"}),
        # Without the definition, and so without the right to decrypt it.
        parameters=MappingProxyType({"includedData": "METADATA_ONLY"}),
        keep="{stateMachineArn: stateMachineArn, level: loggingConfiguration.level, "
        "encryption: encryptionConfiguration.type, kmsKeyId: encryptionConfiguration.kmsKeyId}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all state machines."""
    for found in listed(whole, "states.machines", "stateMachines", MACHINE, *_GIVES):
        if isinstance(found, Fact):
            yield found
            continue
        listing, row = found
        got = whole.one("states.machine", row["stateMachineArn"])
        yield from _machine(Store(whole, MACHINE, row["stateMachineArn"], row["name"], body(got), listing), got)


def _machine(it: Store, got: Got) -> Iterator[Fact]:
    """What a run takes and gives is encrypted always. Nothing is recorded of it where no level is said.

    The level FATAL leaves out nearly all: it is taken for none.
    """
    on = it.row.get("level", "OFF") in {"ALL", "ERROR"}
    yield it.asset("service")
    own = it.row.get("encryption") == "CUSTOMER_MANAGED_KMS_KEY"
    yield it.data_store(it.row.get("kmsKeyId") if own else None, told=got)
    yield LogTrail(
        **it.thing(got),
        of="service",
        enabled=on if got.good else None,
        records=None,
        exempt=None,
        unread=unread(enabled=got, records=HIDDEN, exempt=HIDDEN),
    )
