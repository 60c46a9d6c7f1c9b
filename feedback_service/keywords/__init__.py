"""The words that a whole text can be: STOP, HELP, a language's name, yes, a number; in eighteen languages.

keywords.toml is the table, for anybody to read and to extend; `words` reads it, `spelling` compares letters.
"""
