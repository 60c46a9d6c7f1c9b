"""Those who answer together, and how much waits for them."""
