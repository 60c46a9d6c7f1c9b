"""Reading the translations of the texts to people, and confirming them one by one, by name."""
