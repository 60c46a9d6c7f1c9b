"""The public board: what it shows, the numbered events that change it, and their live delivery.

    publishing ──commit──> doorbell ──> live.Feed ──Socket.IO──> every open board
                               │ missed ring: a sweep each second
         page as served, GET /api/v1/board/events ──> boards where websockets are blocked

The page knows the number of the last event it contains; what comes after is applied in order,
whichever way it comes. The database is the truth, always.
"""
