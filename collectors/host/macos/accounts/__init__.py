"""Accounts, their passwords, and who is root through sudo."""
