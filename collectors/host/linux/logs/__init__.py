"""Records: the audit trail, the journal, where logs are sent, the clock that stamps them."""
