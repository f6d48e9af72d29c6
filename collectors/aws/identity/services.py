"""Services that say who may come in, and what they may do."""

from typing import Final

from collectors.aws.identity import (
    agreements,
    break_glass,
    cognito,
    cognito_facts,
    devices,
    directories,
    iam,
    iam_account,
    iam_facts,
    iam_people,
    membership,
    rolesanywhere,
    service_credentials,
    sso,
    sso_facts,
)
from collectors.aws.service import Service

SERVICES: Final = (
    Service((*iam.QUESTIONS, *devices.QUESTIONS), iam.KINDS, (iam_people.read, iam_facts.read, iam_account.read)),
    Service((), break_glass.KINDS, (break_glass.read,)),
    Service(service_credentials.QUESTIONS, service_credentials.KINDS, (service_credentials.read,)),
    Service(membership.QUESTIONS, membership.KINDS, (membership.read,)),
    Service(agreements.QUESTIONS, agreements.KINDS, (agreements.read,)),
    Service(sso.QUESTIONS, sso.KINDS, (sso_facts.read,)),
    Service(cognito.QUESTIONS, cognito.KINDS, (cognito_facts.read,)),
    Service(rolesanywhere.QUESTIONS, rolesanywhere.KINDS, (rolesanywhere.read,)),
    Service(directories.QUESTIONS, directories.KINDS, (directories.read,)),
)
