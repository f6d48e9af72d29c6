"""Grammars: what a platform's configuration may say, as far as anybody here reads it, and so what evidence may hold."""
