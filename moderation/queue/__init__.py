"""The queue: what waits for whom, the longest waiting first, and what became of the rest."""
