"""Full-text search over what people wrote, although their words are encrypted at rest: a blind index.

    words.py       a text ──> its words, each in the one form that every spelling of it shares
    tokens.py      a word ──> a keyed hash of it, cut short; where feedback stands ──> plain marks
    documents.py   feedback ──> one document for those who read originals, one of what responders may read
    finding.py     words and marks ──> the numbers of the feedback that has them all, the newest first
    rebuilding.py  what another key or an older rule indexed is indexed anew, by a sweep or at once by a command

A document is the sorted set of its tokens: no order and no count of the words stays. `lifecycle` writes it at the end
of every transaction that changed the feedback, so that what is erased cannot be found from the same commit on.
SQLite keeps it in FTS5, PostgreSQL in a tsvector with a GIN index. What the index gives away: docs/desk.md.
"""
