"""The conversation by text message: what a person's text is, what it does, what goes back.

    a text ──> receiving ──> state ──> deciding (pure) ──> replies ──┬── keywords   stop, help, status, …
               (one transaction)       keywords.words: the table   ├── previews   how it would look on the board
                                                                     ├── verdicts   did this answer you?
                                                                     └── interview  a few questions
    an answer is given ──> telling ──> a text with the answer, the link, the question whether it helped
    staff ──> moving: a text to where it belongs

What is asked of a person stands in the table of questions, each with the text that asks it; a question
counts from the moment that text is on its way, so that "yes" means what the question before it asked.
"""
