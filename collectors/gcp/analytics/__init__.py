"""Stores that are made to be searched through."""
