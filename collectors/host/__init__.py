"""Hosts, asked by one script each: this machine, and others over SSH.

Each system is a folder with its questions and readers; the other files here carry the script to a host and its answers
back.
"""
