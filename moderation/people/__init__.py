"""The people who work at the desk, as administrators manage them."""
