"""Care for those who read all day: distressing words start hidden, the load is shared, a pause is suggested.

What is remembered of a member's work is shown to nobody but that member, and goes into no report.
"""
