"""The person's own page: where their feedback stands, what was answered, and their say over it.

The link is the key: 128 random bits, given to nobody but the person. The page never shows the
words as they were written, neither while they wait nor later: a phone is often shared, and a link
left in its messages or history must not show what somebody said in confidence. What the public
can read anyway is shown.
"""

from feedback_service.follow.views import blueprint

__all__ = ["blueprint"]
