"""The conversation by text message: what a text means, and what is said next."""
