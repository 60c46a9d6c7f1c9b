"""Links that let somebody in: an invitation to join, a new password for who forgot theirs.

A token is 256 random bits, kept as a hash, good once and for a time. It goes by email through the outbox, whose row
loses its words as soon as they went out; without a mail server an administrator gets the link to hand over, shown once.

    letters        the words of the emails
    invitations    inviting, sending again, taking back, joining
    resets         a new password
    views          the pages behind the links
"""
