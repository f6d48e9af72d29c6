"""Services that keep objects, files and copies."""

from typing import Final

from collectors.aws.service import Service
from collectors.aws.storage import (
    backup,
    backup_facts,
    datasync,
    drs,
    efs,
    fsx,
    fsx_facts,
    glacier,
    s3,
    s3_facts,
    s3_points,
    storagegateway,
    transfer,
)

SERVICES: Final = (
    Service(s3.QUESTIONS, s3.KINDS, (s3_facts.read,)),
    Service(s3_points.QUESTIONS, s3_points.KINDS, (s3_points.read,)),
    Service(backup.QUESTIONS, backup.KINDS, (backup_facts.read,)),
    Service(efs.QUESTIONS, efs.KINDS, (efs.read,)),
    Service(fsx.QUESTIONS, fsx.KINDS, (fsx_facts.read,)),
    Service(glacier.QUESTIONS, glacier.KINDS, (glacier.read,)),
    Service(storagegateway.QUESTIONS, storagegateway.KINDS, (storagegateway.read,)),
    Service(datasync.QUESTIONS, datasync.KINDS, (datasync.read,)),
    Service(transfer.QUESTIONS, transfer.KINDS, (transfer.read,)),
    Service(drs.QUESTIONS, drs.KINDS, (drs.read,)),
)
