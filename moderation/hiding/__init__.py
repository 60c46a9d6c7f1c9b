"""The rules about what is hidden: which words always are, and which are never suggested."""
