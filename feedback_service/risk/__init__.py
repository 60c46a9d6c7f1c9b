"""Which feedback needs a second pair of eyes before anything is decided about it, and why.

    somebody may have been in danger    a safety flag was ever raised
    racism                              a phrase of the table, or a moderator says so; "no" by one member still
                                        leaves somebody else to decide
    a named member of staff             hidden as one, also where it was shown again, or found
                                        (`feedback_service.identifying`), in whichever language that was set before
    the place's own rule                its own, or one above it; also that of a place which it was set away from

Everything else is decided by one. Finding too much costs a colleague's minute; finding too little may cost more.
"""

from feedback_service.risk.judging import JUDGED_NOT, JUDGED_SO, judge
from feedback_service.risk.rules import Facts, Risk, keep, needs_second, reasons, taken_in

__all__ = ["JUDGED_NOT", "JUDGED_SO", "Facts", "Risk", "judge", "keep", "needs_second", "reasons", "taken_in"]
