"""The optional equality questions: asked apart, stored apart, reachable only through the measures."""
