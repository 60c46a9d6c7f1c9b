"""Reminding staff of what is due, and telling administrators of what is long overdue: one email a person a day.

due         what waits, how late it is, whom it concerns
digest      the email's words, which name nobody and quote nothing
sweep       every working day from eight in the morning on, once
"""
