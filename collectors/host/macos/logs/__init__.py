"""The audit trail, the unified log, the clock."""
