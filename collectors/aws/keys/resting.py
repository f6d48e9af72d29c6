"""How a thing rests, where an answer of its own tells. Pure."""

from collectors.aws.keys.custody import custody
from collectors.aws.store import Store
from scanner.answers import HIDDEN, NOT_ASKED, Got, unread
from scanner.facts import DataStore


def resting(
    it: Store, got: Got, key: str | None, *, encrypted: bool = True, cipher: str | None = "aes-256"
) -> DataStore:
    """Say whether it is encrypted, by which cipher and with whose key; nothing of it is known where `got` is bad.

    `key`: as AWS names it, None for one of AWS's own. `cipher`: None where AWS names none.
    """
    if not got.good:
        customer, held = None, got
    else:
        customer, held = custody(it.whole, key, it.region, got) if encrypted else (False, got)
    return DataStore(
        **it.thing(got, held),
        encrypted=encrypted if got.good else None,
        customer_key=customer,
        cipher=(cipher if encrypted else "") if got.good else None,
        orphaned_days=None,
        unread=unread(
            encrypted=got,
            customer_key=held,
            cipher=HIDDEN if got.good and encrypted and cipher is None else got,
            orphaned_days=NOT_ASKED,
        ),
    )
