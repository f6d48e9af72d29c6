"""Services that run programs."""

from typing import Final

from collectors.aws.compute import (
    codebuild,
    ec2,
    ec2_facts,
    ecr,
    ecs,
    ecs_facts,
    eks,
    functions,
    machines,
    sagemaker,
    ssm,
    ssm_nodes,
    ssm_sessions,
)
from collectors.aws.networks import network
from collectors.aws.service import Service

SERVICES: Final = (
    Service(ec2.QUESTIONS, ec2.KINDS, (ec2_facts.read, network.read)),
    Service(functions.QUESTIONS, functions.KINDS, (functions.read,)),
    Service(ssm.QUESTIONS, ssm.KINDS, (ssm_nodes.read, ssm_sessions.read)),
    Service(ecs.QUESTIONS, ecs.KINDS, (ecs_facts.read,)),
    Service(eks.QUESTIONS, eks.KINDS, (eks.read,)),
    Service(ecr.QUESTIONS, ecr.KINDS, (ecr.read,)),
    Service(sagemaker.QUESTIONS, sagemaker.KINDS, (sagemaker.read,)),
    Service(codebuild.QUESTIONS, codebuild.KINDS, (codebuild.read,)),
    Service(machines.QUESTIONS, machines.KINDS, (machines.read,)),
)
