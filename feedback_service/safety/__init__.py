"""Noticing that somebody may be in danger, from their words alone; see README.md beside this file."""
