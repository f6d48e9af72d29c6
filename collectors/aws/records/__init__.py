"""What is recorded, where it is kept, and who hears of it."""
