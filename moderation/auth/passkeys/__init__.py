"""Passkeys: a key pair in the member's phone, computer or security key; the private half never leaves it.

With the device's own check of the person (a finger, a face, a PIN) a passkey is two factors at once and lets somebody
in by itself; after a password it is the second factor.

    ceremony   what the browser is asked, and whether its answer holds
    keeping    the rows: adding, naming, removing
    views      the pages' half

Browsers only answer for the host in PUBLIC_URL, over https or on localhost.
"""
