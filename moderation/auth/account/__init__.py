"""The member's own page: password, second factor, passkeys, recovery codes, sessions, language.

page       what it shows
changing   what it changes
views      the page, and the set-up of who must have a second factor and has none
"""
