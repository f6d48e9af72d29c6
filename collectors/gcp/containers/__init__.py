"""Clusters of containers."""
