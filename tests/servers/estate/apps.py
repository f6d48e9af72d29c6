"""Functions, topics, queues and secrets."""

import io
import zipfile
from typing import Final

from tests.servers.estate import Estate, app
from tests.servers.moto import ACCOUNT

_ROLE: Final = f"arn:aws:iam::{ACCOUNT}:role/role-0000"
_RUNTIMES: Final = ("python3.12", "python3.8", "nodejs20.x")
_QUEUES: Final = {
    "kms": {"KmsMasterKeyId": "alias/aws/sqs"},
    "sqs": {"SqsManagedSseEnabled": "true"},
    None: {"SqsManagedSseEnabled": "false"},
}


def functions(estate: Estate) -> None:
    """Functions of Lambda."""
    client, chance, code = estate.client("lambda"), estate.chance("function"), _code()
    for n in estate.numbers("function"):
        own, runtime = chance.random() < 0.4, chance.choice(_RUNTIMES)
        made = client.create_function(
            FunctionName=f"fn-{n:04}",
            Runtime=runtime,
            Role=_ROLE,
            Handler="l.h",
            Code={"ZipFile": code},
            Environment={"Variables": {"STAGE": "prod"}},
            **({"KMSKeyArn": estate.key(n)} if own else {}),
        )
        estate.add("function", made["FunctionArn"], own_key=own, runtime=runtime)


def _code() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("l.py", "def h(e, c): pass")
    return made.getvalue()


def messages(estate: Estate) -> None:
    """Topics and queues."""
    sns, sqs, chance = estate.client("sns"), estate.client("sqs"), estate.chance("message")
    for n in estate.numbers("topic"):
        encrypted = chance.random() < 0.5
        attributes = {"KmsMasterKeyId": "alias/aws/sns"} if encrypted else {}
        arn = sns.create_topic(Name=f"topic-{n:05}", Attributes=attributes)["TopicArn"]
        estate.add("topic", arn, encrypted=encrypted)
    for n in estate.numbers("queue"):
        way = chance.choice([*_QUEUES])
        sqs.create_queue(QueueName=f"queue-{n:05}", Attributes=_QUEUES[way])
        estate.add("queue", estate.arn("sqs", f"queue-{n:05}"), encrypted=way is not None)


def secrets(estate: Estate) -> None:
    """Secrets; some change by themselves."""
    client, chance = estate.client("secretsmanager"), estate.chance("secret")
    rotation = estate.arn("lambda", "function:fn-0000")
    for n in estate.numbers("secret"):
        rotates = chance.random() < 0.4
        made = client.create_secret(Name=f"secret-{app(n)}-{n:05}", SecretString="x")
        if rotates:
            every = {"AutomaticallyAfterDays": 30}
            client.rotate_secret(SecretId=made["ARN"], RotationLambdaARN=rotation, RotationRules=every)
        estate.add("secret", made["ARN"], rotates=rotates)


STEPS = (functions, messages, secrets)
