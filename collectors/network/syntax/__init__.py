"""Configurations as statements: for each family of syntaxes one reader, and one form for all that comes of it."""
