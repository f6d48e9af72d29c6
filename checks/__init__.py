"""Built-in checks, one module for each family. A check is a value; `safeguard.checks` finds it by looking here."""
