"""Local accounts, and what their passwords must be."""
