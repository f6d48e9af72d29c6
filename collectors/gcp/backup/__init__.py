"""Copies that are kept apart from what they are copies of."""
