"""Databases, asked in SQL: one session that cannot write, a table of statements, and what is kept of their rows."""
