"""Finds what could show who somebody is in a text, for a person to look at. Nothing here hides anything.

    finder.py       what was found, without overlaps: the way in
    numbers.py      NHS numbers, National Insurance numbers, references
    contacts.py     phone numbers, email addresses, pages and accounts on the web
    whereabouts.py  postcodes and addresses
    moments.py      dates, times, high ages
    names.py        names, by the lists in `names/` and the words around them (`cues.toml`);
                    `names_staff` asks for those of staff alone
    rules.py        words that staff decided are always hidden, or never suggested

Everything is a pure function of the text and its language. Offsets are code points of the text as it was written. Every
expression runs in a time that grows with the length of the text, whatever the text is.
"""
