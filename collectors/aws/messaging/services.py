"""Services that carry messages and events."""

from typing import Final

from collectors.aws.messaging import kafka, mq, sns, sqs, streams
from collectors.aws.service import Service

SERVICES: Final = (
    Service(sns.QUESTIONS, sns.KINDS, (sns.read,)),
    Service(sqs.QUESTIONS, sqs.KINDS, (sqs.read,)),
    Service(streams.QUESTIONS, streams.KINDS, (streams.read,)),
    Service(kafka.QUESTIONS, kafka.KINDS, (kafka.read,)),
    Service(mq.QUESTIONS, mq.KINDS, (mq.read,)),
)
