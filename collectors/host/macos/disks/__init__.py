"""Volumes and swap."""
