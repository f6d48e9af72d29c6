"""What every domain has: where it did not come, it was not shown (MS-ADTS 3.1.1.4.4). Pure."""

from collectors.directory.read import Directory, Entry
from scanner.answers import Got, unclear


def there(whole: Directory, question: str) -> tuple[Entry | None, Got]:
    """The one entry of a question; without it the answer says why."""
    found, got = whole.only(question)
    return found, got if found or not got.good else unclear(
        got, "it is there, and was not shown to the account that asks"
    )


def some(whole: Directory, question: str, lacks: str) -> Got:
    """The list of what each domain has: good only where any came. lacks: what is said else."""
    got = whole.one(question)
    return got if got.ok or not got.good else unclear(got, f"{lacks}, and each domain has one")
