"""The engine that asks: it knows rows of a table, botocore, and no service."""
