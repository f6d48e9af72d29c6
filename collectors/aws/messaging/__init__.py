"""Queues, topics and streams."""
