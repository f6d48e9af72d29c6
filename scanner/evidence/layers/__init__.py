"""The layers in which a bundle or store is checked, a module each, in their order."""

from typing import Final

from scanner.evidence.layers import (
    anchor,
    answers,
    container,
    continuity,
    findings,
    history,
    keyring,
    program,
    retention,
    signature,
    unsigned,
)
from scanner.evidence.layers.seen import Step

STEPS: Final[tuple[Step, ...]] = (
    container.STEP,
    keyring.STEP,
    signature.STEP,
    answers.STEP,
    findings.STEP,
    program.STEP,
    history.STEP,
    anchor.STEP,
    continuity.STEP,
    retention.STEP,
    unsigned.STEP,
)
