"""Texts to people: rows first, sent later by the channel that drains them.

Moderation and publishing only write rows here. A sender claims a row in a transaction of its own
before it talks to the provider, so that nothing is sent twice, and settles it afterwards:

    queued ──> claimed ──> sent ──> delivered
      ^           │          │
      │           ├──────────┴──> permanent_failure, or temporary_failure after the last try
      ├───────────┴── a passing failure, after a pause that grows
      └── unknown, once the provider's own list shows that it never took the text

A row that was claimed and never settled (the process died in between), or whose sender got no
answer, becomes `unknown`: nothing is sent again before the provider was asked (`unknown`,
`not_taken`). Each claim is an attempt with a number, and only who holds the latest one settles it.
The provider's report may come before the sender settles, or though its answer was lost: whatever a
report said stands, in whichever order reports come.

    rows       writing them, and reading what was written
    sending    claiming, settling, and what is not known
    reports    the provider's delivery receipts, in any order
"""

from feedback_service.outbox.reports import reported, sent
from feedback_service.outbox.rows import (
    ERASED,
    STOPPED,
    WINDOW,
    alert,
    blank,
    call_off,
    call_off_decisions,
    forget_last_addresses,
    letter,
    queue,
    queue_last,
    queue_to,
    remind,
    reopen,
    replied,
    reply_to,
    sent_today,
    settle,
)
from feedback_service.outbox.sending import (
    CLAIM_LASTS,
    RETRY_AFTER,
    Claimed,
    claim_next,
    failed,
    known,
    not_taken,
    outcome_unknown,
    put_off,
    sweep_abandoned_claims,
    unknown,
)

__all__ = [
    "CLAIM_LASTS",
    "ERASED",
    "RETRY_AFTER",
    "STOPPED",
    "WINDOW",
    "Claimed",
    "alert",
    "blank",
    "call_off",
    "call_off_decisions",
    "claim_next",
    "failed",
    "forget_last_addresses",
    "known",
    "letter",
    "not_taken",
    "outcome_unknown",
    "put_off",
    "queue",
    "queue_last",
    "queue_to",
    "remind",
    "reopen",
    "replied",
    "reply_to",
    "reported",
    "sent",
    "sent_today",
    "settle",
    "sweep_abandoned_claims",
    "unknown",
]
