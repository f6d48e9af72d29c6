"""A bucket as all readers see it. Pure."""

from dataclasses import dataclass
from typing import Any

from collectors.aws.read import Account, body
from collectors.aws.storage.s3 import BUCKET
from scanner.answers import Got, rests_on


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket, and what was answered about it."""

    whole: Account
    name: str
    region: str
    listing: Got

    @property
    def arn(self) -> str:
        """Its ARN, which has no region and no account."""
        return f"arn:{self.whole.partition}:s3:::{self.name}"

    def got(self, question: str) -> Got:
        """The answer to a question about it."""
        return self.whole.one(question, self.name)

    def thing(self, *gots: Got, kind: str = BUCKET) -> dict[str, Any]:
        """What all facts about it share."""
        return self.whole.thing(
            kind,
            self.arn,
            name=self.name,
            site=self.region,
            answers=rests_on(self.listing, *gots),
        )

    @property
    def versioned(self) -> bool | None:
        """Whether old versions are kept."""
        got = self.got("s3.versioning")
        return body(got).get("Status") == "Enabled" if got.good else None
