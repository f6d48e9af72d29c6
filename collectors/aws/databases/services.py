"""Services that are databases."""

from typing import Final

from collectors.aws.databases import (
    dax,
    dynamodb,
    elasticache,
    elasticache_facts,
    healthlake,
    medical_imaging,
    memorydb,
    opensearch,
    opensearch_facts,
    rds,
    rds_facts,
    rds_kinds,
    rds_snapshots,
    redshift,
    redshift_facts,
    redshift_serverless,
)
from collectors.aws.service import Service

SERVICES: Final = (
    Service(rds.QUESTIONS, rds_kinds.KINDS, (rds_facts.read, rds_snapshots.read)),
    Service(dynamodb.QUESTIONS, dynamodb.KINDS, (dynamodb.read,)),
    Service(redshift.QUESTIONS, redshift.KINDS, (redshift_facts.read,)),
    Service(redshift_serverless.QUESTIONS, redshift_serverless.KINDS, (redshift_serverless.read,)),
    Service(opensearch.QUESTIONS, opensearch.KINDS, (opensearch_facts.read,)),
    Service(elasticache.QUESTIONS, elasticache.KINDS, (elasticache_facts.read,)),
    Service(memorydb.QUESTIONS, memorydb.KINDS, (memorydb.read,)),
    Service(dax.QUESTIONS, dax.KINDS, (dax.read,)),
    Service(healthlake.QUESTIONS, healthlake.KINDS, (healthlake.read,)),
    Service(medical_imaging.QUESTIONS, medical_imaging.KINDS, (medical_imaging.read,)),
)
