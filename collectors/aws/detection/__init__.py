"""What watches the account, and what it found."""
