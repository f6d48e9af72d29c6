"""Providers that are asked over REST with JSON, by a table: the way there, one question, and how it ended."""
