"""The texts to people: their words, their translations and who confirmed them, and what they cost.

catalogue      every text in English, by key      segments       how many parts a text is charged as
translations   the same in 17 languages           reviews        which of them a person has confirmed
overrides      other words for a text, that two members of staff agreed on
                      └────────── wording: the text for one person, in their language ──────────┘
"""
