"""One piece of feedback: read, hide what identifies, decide, answer."""
