"""Several pieces of feedback decided at once, for one reason: each by itself, with its own version and record."""
