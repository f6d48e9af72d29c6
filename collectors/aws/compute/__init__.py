"""Machines, containers and functions."""
