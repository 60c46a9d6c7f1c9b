"""Answering well: blanks that must be filled, a checklist beside the words, warnings before a careless answer.

blanks    what a template left open              quality   the checklist, from the words alone
reuse     whether the same was sent before       cautions  what stops an answer once
"""
