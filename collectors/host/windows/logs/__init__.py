"""The audit policy, the event logs, where they go, and the clock that stamps them."""
